"""Reads demands for years of work: how many, and in which field."""

from __future__ import annotations

import re

from bole.domain.rubric import Combination, Term, TermGroup
from bole.lexicon.folding import Folded, fold, fold_term
from bole.lexicon.roles import RoleFamily, role_families
from bole.lexicon.skills import SkillMention, skill_table
from bole.rubric.naming import named
from bole.rubric.nouns import nouns, term_of
from bole.rubric.patterns import pattern
from bole.rubric.terms import Item, known_items
from bole.rubric.years import YearDemand

_NAME = "experience.yaml"


def field_of(
    folded: Folded, demand: YearDemand, mentions: tuple[SkillMention, ...], role: RoleFamily | None
) -> tuple[TermGroup, ...]:
    """Returns the field in which the years count, as one ANY_OF group; none for any employment.

    Skills and trades that the clause names come first, then any other name. "Relevant experience" means the trade of
    the posting.

    Args:
        folded: The clause.
        demand: Its years.
        mentions: What the skill table finds in it.
        role: The role family of the posting, if it has one.
    """
    terms = _trades(folded, demand)
    if not terms:
        known = tuple(_with_trade(item.term, role) for item in _known(folded, demand, mentions))
        others = _other_names(folded, demand, role) if not known or _is_choice(folded.text) else ()
        terms = (*known, *others)
    if not terms and role is not None and pattern(_NAME, "relevant").search(folded.text):
        terms = (named(role.titles[0], role.titles),)
    return (TermGroup(combination=Combination.ANY_OF, terms=terms),) if terms else ()


def _known(folded: Folded, demand: YearDemand, mentions: tuple[SkillMention, ...]) -> tuple[Item, ...]:
    """Returns the skills beside the years; one that begins inside them (2年审计) is read again without them."""
    spans = [folded.locate(mention.span) for mention in mentions]
    if not any(start < demand.end and demand.start < end for start, end in spans):
        return known_items(folded, mentions)
    rest = _without(folded, demand)
    return known_items(rest, skill_table().find(rest))


def _trades(folded: Folded, demand: YearDemand) -> tuple[Term, ...]:
    """Returns the trades named as such: `4 years as a data scientist or data analyst`."""
    terms = []
    for match in pattern(_NAME, "as_a").finditer(folded.text):
        for start, end in _alternatives(folded.text, match.end()):
            name = folded.span(start, end).of(folded.source)
            families = role_families(fold(name))
            if families and not demand.start <= start < demand.end:
                terms.append(named(name, families[0].titles))
    return tuple(terms)


def _alternatives(text: str, start: int) -> list[tuple[int, int]]:
    """Cuts what follows `as a` at "or" and commas, up to the end of the phrase."""
    stop = pattern(_NAME, "phrase_end").search(text, start)
    end = stop.start() if stop else len(text)
    edges = [match.span() for match in pattern(_NAME, "alternative").finditer(text, start, end)]
    starts, ends = [start, *(edge[1] for edge in edges)], [*(edge[0] for edge in edges), end]
    pieces = (_stripped(text, left, right) for left, right in zip(starts, ends, strict=True))
    return [(left, right) for left, right in pieces if left < right]


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    lead = pattern(_NAME, "before_trade").match(text, start, end)
    start = lead.end() if lead else start
    return start, start + len(text[start:end].rstrip())


def _is_choice(text: str) -> bool:
    """Tells whether fields are alternatives, so that one that the lexicon does not hold counts as well."""
    return re.search(r"\bor\b|或|/", text) is not None


def _other_names(folded: Folded, demand: YearDemand, role: RoleFamily | None) -> tuple[Term, ...]:
    rest = _without(folded, demand)
    taken = tuple(rest.locate(mention.span) for mention in skill_table().find(rest))
    terms = []
    for noun in nouns(rest, taken):
        term = term_of(noun, rest)
        if pattern(_NAME, "any_work").fullmatch(fold_term(term.name)):
            continue
        families = role_families(fold(term.name))
        # A field that the lexicon does not hold is an aspect of the posting's trade, unless it is the name of a tool.
        family = families[0] if families else None if noun.proper else role
        terms.append(named(term.name, (*term.spellings, *(family.titles if family is not None else ()))))
    return tuple(terms)


def _without(folded: Folded, demand: YearDemand) -> Folded:
    """Returns the part of the clause that names the field: behind "experience in", else all but the years."""
    begin = pattern(_NAME, "field_start").search(folded.text, demand.end)
    stop = pattern(_NAME, "field_end").search(folded.text, begin.end() if begin else demand.end)
    end = stop.start() if stop else len(folded.text)
    if begin:
        return fold(folded.span(begin.end(), max(end, begin.end())).of(folded.source))
    before, after = folded.span(0, demand.start), folded.span(demand.end, max(end, demand.end))
    return fold(before.of(folded.source) + " " + after.of(folded.source))


def _with_trade(term: Term, role: RoleFamily | None) -> Term:
    """Adds the titles of the posting's trade to a field that shares a word with them: accounting, accountant."""
    if role is None:
        return term
    titles = " ".join(fold_term(title) for title in role.titles)
    names = [fold_term(spelling) for spelling in term.spellings]
    stems = [word[:6] for name in names for word in re.findall(r"[a-z]{6,}", name)]
    shared = any(re.search(rf"\b{re.escape(stem)}", titles) for stem in stems)
    return named(term.name, (*term.spellings, *role.titles)) if shared else term
