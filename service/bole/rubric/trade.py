"""Asks for the trade that a title names, where the posting asks for no years in a field."""

from __future__ import annotations

from collections.abc import Sequence

from bole.domain.rubric import Combination, Criterion, CriterionKind, Requirement, Term, TermGroup
from bole.lexicon.folding import fold
from bole.lexicon.resources import load_mapping, strings
from bole.lexicon.roles import RoleFamily
from bole.lexicon.skills import skill_table
from bole.lexicon.verbal import GAP
from bole.rubric.naming import named
from bole.rubric.nouns import only_general_words
from bole.rubric.patterns import pattern

_CUES = "titles.yaml"
_NAMES_WORK = frozenset({CriterionKind.SKILL, CriterionKind.DOMAIN, CriterionKind.OTHER, CriterionKind.EXPERIENCE})


def trade_criterion(title: str, role: RoleFamily | None, criteria: Sequence[Criterion]) -> Criterion | None:
    """Returns a SHOULD for work under the title of the posting, with its seniority where the title names one.

    None where the posting asks for years in a field, which says it already, where it asks for no work at all, and where
    it has no title, or one that fits anybody ("Engineer").

    Args:
        title: The title as the posting words it.
        role: The trade that it names, if the lexicon holds it.
        criteria: What the rest of the posting asks for.
    """
    if any(one.kind is CriterionKind.EXPERIENCE and one.term_groups for one in criteria):
        return None
    trade, level = _parted(title)
    if not _names_trade(trade, role) or not any(one.kind in _NAMES_WORK for one in criteria):
        return None
    terms = (_trade(trade, role), *((_seniority(level, trade),) if level else ()))
    return Criterion(
        criterion_id="",
        text=title,
        kind=CriterionKind.OTHER,
        requirement=Requirement.SHOULD,
        term_groups=(TermGroup(combination=Combination.ALL_OF, terms=terms),),
    )


def _parted(title: str) -> tuple[str, str]:
    """Returns the title without what stands beside it (a product, a place) and its level; and the level."""
    folded = fold(title)
    aside = pattern(_CUES, "aside").search(folded.text)
    main = fold(folded.span(0, aside.start() if aside else len(folded.text)).of(title))
    level = pattern(_CUES, "seniority").search(main.text)
    if level is None:
        return main.source.strip(), ""
    span = main.span(*level.span())
    rest = f"{main.source[: span.start]} {main.source[span.end :]}"
    return " ".join(rest.split()).strip(" -/"), span.of(main.source).strip()


def _names_trade(trade: str, role: RoleFamily | None) -> bool:
    """Tells whether a title without its level says more than that somebody works."""
    if role is not None or not trade:
        return bool(trade)
    match = pattern(_CUES, "job_noun").search(fold(trade).text)
    return match is None or match.start() > 0


def _trade(trade: str, role: RoleFamily | None) -> Term:
    return named(trade, role.titles if role is not None else _subject(trade))


def _subject(trade: str) -> tuple[str, ...]:
    """Returns what the work is about, under all its names: anomaly detection of an Anomaly Detection Specialist."""
    folded = fold(trade)
    match = pattern(_CUES, "job_noun").search(folded.text)
    if match is None or not match.start():
        return ()
    subject = folded.span(0, match.start()).of(trade).strip(" -")
    skill = skill_table().lookup(subject)
    if skill is not None:
        return skill_table().spellings(skill)
    return (subject,) if len(subject.split()) > 1 and not only_general_words(fold(subject).text) else ()


def _seniority(level: str, trade: str) -> Term:
    """Returns the term for a level: any word for it before the word for the person, a few words between them."""
    folded = fold(trade).text
    person = pattern(_CUES, "person").search(folded)
    head = person.group() if person else folded
    words = strings(load_mapping("bole.rubric", _CUES)["senior_words"])
    return named(level, tuple(f"{word}{GAP}{head}" for word in words))
