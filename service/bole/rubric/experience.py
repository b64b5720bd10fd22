"""Reads demands for years of work: how many, and in which field."""

from __future__ import annotations

import re

from bole.domain.rubric import Combination, Term, TermGroup
from bole.lexicon.folding import Folded, fold, fold_term
from bole.lexicon.roles import RoleFamily, role_families
from bole.lexicon.skills import SkillMention
from bole.rubric.naming import named
from bole.rubric.nouns import nouns, term_of
from bole.rubric.patterns import pattern
from bole.rubric.terms import known_items
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
    terms = _trades(folded, demand) or tuple(item.term for item in known_items(folded, mentions))
    if not terms:
        terms = _other_names(folded, demand, role)
    if not terms and role is not None and pattern(_NAME, "relevant").search(folded.text):
        terms = (named(role.titles[0], role.titles),)
    return (TermGroup(combination=Combination.ANY_OF, terms=terms),) if terms else ()


def _trades(folded: Folded, demand: YearDemand) -> tuple[Term, ...]:
    """Returns the trades named as such: `4 years as a data scientist or data analyst`."""
    terms = []
    for match in pattern(_NAME, "as_a").finditer(folded.text):
        for start, end in _alternatives(folded.text, match.end()):
            families = role_families(fold(folded.span(start, end).of(folded.source)))
            if families and not demand.start <= start < demand.end:
                name = folded.span(start, end).of(folded.source)
                terms.append(named(name, families[0].titles))
    return tuple(terms)


def _alternatives(text: str, start: int) -> list[tuple[int, int]]:
    """Cuts what follows `as a` at "or" and commas, up to the end of the phrase."""
    stop = pattern(_NAME, "phrase_end").search(text, start)
    end = stop.start() if stop else len(text)
    found = []
    for match in re.finditer(r"(?:(?!\bor\b|,|/| and ).)+", text[start:end]):
        piece = match.group()
        lead = re.match(r"(?:\s|\b(?:an?|the|senior|junior|lead|or)\b)*", piece)
        inner = start + match.start() + (lead.end() if lead else 0)
        outer = start + match.start() + len(piece.rstrip())
        if inner < outer:
            found.append((inner, outer))
    return found


def _other_names(folded: Folded, demand: YearDemand, role: RoleFamily | None) -> tuple[Term, ...]:
    taken = ((demand.start, demand.end),)
    rest = _without(folded, demand)
    terms = []
    for noun in nouns(rest, () if rest is not folded else taken):
        term = term_of(noun, rest)
        if pattern(_NAME, "any_work").fullmatch(fold_term(term.name)):
            continue
        families = role_families(fold(term.name))
        family = families[0] if families else role if role is not None and _same_trade(term, role) else None
        terms.append(named(term.name, (*term.spellings, *(family.titles if family is not None else ()))))
    return tuple(terms)


def _without(folded: Folded, demand: YearDemand) -> Folded:
    """Returns the clause without the years: what is left of it names the field."""
    before, after = folded.span(0, demand.start), folded.span(demand.end, len(folded.text))
    return fold(before.of(folded.source) + " " + after.of(folded.source))


def _same_trade(term: Term, role: RoleFamily) -> bool:
    """Tells whether a field shares a word stem with the titles of the posting's trade: accounting, accountant."""
    name = fold_term(term.name)
    stems = [word[:6] for word in re.findall(r"[a-z]{6,}", name)]
    titles = " ".join(fold_term(title) for title in role.titles)
    if stems:
        return any(re.search(rf"\b{re.escape(stem)}", titles) for stem in stems)
    return len(name) >= 2 and name in titles
