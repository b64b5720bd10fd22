"""Turns a clause into criteria without an id."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bole.domain.rubric import Combination, Criterion, CriterionKind, Requirement, TermGroup
from bole.lexicon.roles import RoleFamily
from bole.lexicon.skills import SkillMention, skill_table
from bole.rubric.clauses import Clause
from bole.rubric.credentials import CredentialDemand, credential_demands
from bole.rubric.degrees import fields_of_study, lowest_degree, names_field_of_study
from bole.rubric.experience import field_of
from bole.rubric.languages import language_demands
from bole.rubric.nouns import names_an_industry, names_something
from bole.rubric.patterns import pattern
from bole.rubric.sections import Part
from bole.rubric.terms import Item, all_items, combine, known_items
from bole.rubric.tiers import holds_licence, is_hard, requirement_of
from bole.rubric.years import year_demands

_CUES = "cues.yaml"
LONGEST_TEXT = 300
"""Code points of a criterion; a longer clause is prose, and is cut at a blank."""

_LONGEST_ITEM = 16
"""Words of an item of a list that is read as names."""

_FACTS = (
    (CriterionKind.WORK_AUTHORIZATION, "work_authorization"),
    (CriterionKind.COMPENSATION, "compensation"),
    (CriterionKind.AVAILABILITY, "availability"),
    (CriterionKind.LOCATION, "location"),
)
_WHATEVER_ELSE = frozenset({CriterionKind.WORK_AUTHORIZATION, CriterionKind.COMPENSATION})
"""Facts that a clause is about even where it names a skill."""

_LABELLED_FACTS = {
    "LOCATION": CriterionKind.LOCATION,
    "COMPENSATION": CriterionKind.COMPENSATION,
    "AVAILABILITY": CriterionKind.AVAILABILITY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """A clause with what the lexicon finds in it."""

    clause: Clause
    mentions: tuple[SkillMention, ...]
    role: RoleFamily | None


def drafts(clause: Clause, role: RoleFamily | None) -> tuple[Criterion, ...]:
    """Returns what a clause asks for: usually one criterion, none when it asks for nothing that can be told.

    Args:
        clause: A clause of a part that holds demands, or of the introduction.
        role: The role family of the posting, which "relevant experience" is about.
    """
    text = clause.folded.text
    if clause.label in _LABELLED_FACTS:
        return (_criterion(clause, _LABELLED_FACTS[clause.label], requirement=Requirement.SHOULD),)
    if pattern(_CUES, "not_asked").search(text) and not pattern(_CUES, "nice").search(text):
        return ()
    reading = _Reading(clause=clause, mentions=skill_table().find(clause.folded), role=role)
    for read in (_credential, _experience, _education, _fact, _language, _skill, _named, _soft):
        found = read(reading)
        if found:
            return found
    return ()


def responsibility_draft(clause: Clause, asked: frozenset[str]) -> tuple[Criterion, ...]:
    """Returns a SHOULD for the skills and domains that a duty names and no demand has asked for.

    Args:
        clause: A clause of the responsibilities.
        asked: Every spelling (folded) that some criterion holds already.
    """
    mentions = skill_table().find(clause.folded)
    items = tuple(
        item for item in known_items(clause.folded, mentions) if not asked.intersection(fold_keys(item.term.spellings))
    )
    if not items:
        return ()
    kind = CriterionKind.SKILL if any(item.kind == "SKILL" for item in items) else CriterionKind.DOMAIN
    return (_criterion(clause, kind, groups=combine(clause.folded, items), requirement=Requirement.SHOULD),)


def fold_keys(spellings: tuple[str, ...]) -> frozenset[str]:
    """Returns spellings as keys that don't differ by case or blanks."""
    return frozenset(re.sub(r"[\s_-]", "", spelling).casefold() for spelling in spellings)


def _criterion(
    clause: Clause,
    kind: CriterionKind,
    *,
    groups: tuple[TermGroup, ...] = (),
    requirement: Requirement | None = None,
    gate: bool = False,
) -> Criterion:
    tier = requirement or requirement_of(clause)
    return Criterion(
        criterion_id="",
        text=_shortened(clause.text),
        kind=kind,
        requirement=tier,
        gate=gate or (kind.scored and tier is Requirement.MUST and is_hard(clause)),
        weight=None if kind.scored else 0,
        term_groups=groups,
    )


def _shortened(text: str) -> str:
    if len(text) <= LONGEST_TEXT:
        return text
    cut = text.rfind(" ", LONGEST_TEXT // 2, LONGEST_TEXT)
    return text[: cut if cut > 0 else LONGEST_TEXT].rstrip()


def _credential(reading: _Reading) -> tuple[Criterion, ...]:
    clause = reading.clause
    demands = [
        one for one in credential_demands(clause.folded, reading.mentions) if not _is_language_test(one, reading)
    ]
    if not demands or (
        lowest_degree(clause.folded.text) and not demands[0].by_law and not _announces_certificate(clause)
    ):
        return ()
    items = tuple(Item(term=one.term, start=one.start, end=one.end) for one in demands)
    tier = requirement_of(clause)
    lawful_gate = tier is Requirement.MUST and any(one.by_law for one in demands) and _held(clause)
    found = _criterion(
        clause, CriterionKind.CERTIFICATION, groups=combine(clause.folded, items), requirement=tier, gate=lawful_gate
    )
    years = pattern("credentials.yaml", "years_beside").search(clause.folded.text)
    return (found, *_experience(reading)) if years else (found,)


def _held(clause: Clause) -> bool:
    return holds_licence(clause) or clause.listed


def _is_language_test(demand: CredentialDemand, reading: _Reading) -> bool:
    names = {one.term.name for one in language_demands(reading.clause.folded, reading.mentions)}
    return demand.term.name in names


def _announces_certificate(clause: Clause) -> bool:
    return pattern("credentials.yaml", "certificate_clause").search(clause.folded.text) is not None


def _experience(reading: _Reading) -> tuple[Criterion, ...]:
    folded = reading.clause.folded
    demands = year_demands(folded.text)
    if not demands or pattern(_CUES, "internship_length").search(folded.text):
        return ()
    first = demands[0]
    if first.graduate and lowest_degree(folded.text) is not None:
        return ()
    groups = () if first.graduate else field_of(folded, first, reading.mentions, reading.role)
    base = _criterion(reading.clause, CriterionKind.EXPERIENCE, groups=groups)
    return (replace(base, min_years=first.min_years, max_years=first.max_years),)


def _education(reading: _Reading) -> tuple[Criterion, ...]:
    clause = reading.clause
    text = clause.folded.text
    degree = lowest_degree(text)
    if degree is None and not names_field_of_study(text):
        return ()
    fields = fields_of_study(clause.folded)
    if degree is None and not fields:
        return ()
    groups = (TermGroup(combination=Combination.ANY_OF, terms=fields),) if fields else ()
    tier = requirement_of(clause)
    if tier is Requirement.MUST and pattern("education.yaml", "instead").search(text):
        tier = Requirement.SHOULD
    base = _criterion(clause, CriterionKind.EDUCATION, groups=groups, requirement=tier)
    return (replace(base, min_degree=degree.name if degree is not None else ""),)


def _fact(reading: _Reading) -> tuple[Criterion, ...]:
    text = reading.clause.folded.text
    has_skill = any(one.skill.kind == "SKILL" for one in reading.mentions)
    for kind, key in _FACTS:
        if pattern(_CUES, key).search(text) and (not has_skill or kind in _WHATEVER_ELSE):
            return (_criterion(reading.clause, kind),)
    return ()


def _language(reading: _Reading) -> tuple[Criterion, ...]:
    clause = reading.clause
    found = []
    for one in language_demands(clause.folded, reading.mentions):
        groups = (TermGroup(combination=Combination.ANY_OF, terms=(one.term,)),)
        found.append(
            replace(_criterion(clause, CriterionKind.LANGUAGE, groups=groups), language_code=one.language_code)
        )
    return (*found, *_skill_beside(reading)) if found else ()


def _skill_beside(reading: _Reading) -> tuple[Criterion, ...]:
    """Reads skills that stand in one list with a language: `English and Excel`."""
    folded = reading.clause.folded
    spans = [folded.locate(one.span) for one in reading.mentions]
    languages = [span for span, one in zip(spans, reading.mentions, strict=True) if one.skill.kind == "LANGUAGE"]
    beside = tuple(
        one
        for span, one in zip(spans, reading.mentions, strict=True)
        if one.skill.kind == "SKILL"
        and any(_in_one_list(folded.text, *sorted((span, language))) for language in languages)
    )
    return _skill(replace(reading, mentions=beside))


def _in_one_list(text: str, left: tuple[int, int], right: tuple[int, int]) -> bool:
    return re.fullmatch(r"[\s、/,和与及]*(?:and|or|&)?\s*", text[left[1] : right[0]]) is not None


def _skill(reading: _Reading) -> tuple[Criterion, ...]:
    clause = reading.clause
    if not known_items(clause.folded, reading.mentions):
        return ()
    items = all_items(clause.folded, reading.mentions, listed=clause.listed and clause.part.asks)
    only_domains = all(item.kind == "DOMAIN" for item in items)
    kind = CriterionKind.DOMAIN if only_domains else CriterionKind.SKILL
    return (_criterion(clause, kind, groups=combine(clause.folded, items)),)


def _named(reading: _Reading) -> tuple[Criterion, ...]:
    """Reads names that the lexicon does not hold, from clauses that announce one and from short items of a list."""
    clause = reading.clause
    text = clause.folded.text
    announced = names_something(text)
    short = clause.listed and clause.part is not Part.INTRO and (_is_short(text) or _is_item(clause))
    if not (announced or short) or (pattern(_CUES, "ability").search(text) and not announced):
        return ()
    if pattern(_CUES, "soft").search(text) or any(one.skill.kind == "SOFT_SKILL" for one in reading.mentions):
        return ()
    items = all_items(clause.folded, reading.mentions, listed=clause.listed and clause.part.asks)
    if not items:
        return ()
    kind = CriterionKind.SKILL if announced else CriterionKind.OTHER
    if names_an_industry(text):
        kind = CriterionKind.DOMAIN
    return (_criterion(clause, kind, groups=combine(clause.folded, items)),)


def _is_short(text: str) -> bool:
    return len(re.findall(r"[a-z0-9]+|[^\x00-\x7f]", text)) <= 12 and len(text.split()) <= 6


def _is_item(clause: Clause) -> bool:
    """Tells whether a longer item of a list of demands names work rather than telling of the person."""
    text = clause.folded.text
    return clause.part.asks and len(text.split()) <= _LONGEST_ITEM and not pattern(_CUES, "not_named").search(text)


def _is_empty(text: str) -> bool:
    """Tells whether a clause has too few words to ask for anything by itself (`extensive knowledge`)."""
    return len(re.findall(r"[a-z0-9]+|[^\x00-\x7f]{2}", text)) < 4


def _soft(reading: _Reading) -> tuple[Criterion, ...]:
    """Keeps what a resume cannot show word by word as a question for the interview."""
    clause = reading.clause
    text = clause.folded.text
    soft = (
        any(one.skill.kind == "SOFT_SKILL" for one in reading.mentions)
        or pattern(_CUES, "soft").search(text)
        or pattern(_CUES, "ability").search(text)
        or (names_something(text) and not _is_empty(text))
    )
    return (_criterion(clause, CriterionKind.SOFT_SKILL),) if soft and clause.part.asks else ()
