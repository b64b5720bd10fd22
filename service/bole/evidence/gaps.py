"""What an assessed criterion leaves open, term by term."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bole.domain.rubric import Combination, CriterionKind, TermGroup
from bole.domain.screening import CriterionAssessment, Level
from bole.evidence.labels import criterion_label
from bole.evidence.levels import best

_OPEN = (Level.ABSENT, Level.UNCLEAR, Level.PARTLY_MET, Level.LISTED)
"""Levels that leave something to ask, the emptiest first."""

_UNKNOWN = (Level.ABSENT, Level.UNCLEAR)
"""The same for what is only shown: a place or a notice period that the documents name is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One thing that is open about a criterion.

    Attributes:
        names: Terms of which one is enough, as the posting spells them; the whole criterion where it has no terms.
        level: ABSENT, UNCLEAR, PARTLY_MET or LISTED.
        whole: True if `names` is the criterion itself rather than some of its terms.
    """

    names: tuple[str, ...]
    level: Level
    whole: bool


def gaps(assessment: CriterionAssessment) -> tuple[Gap, ...]:
    """Returns what is open, the emptiest first, else in the order of the terms; nothing for what is met.

    Of terms that are alternatives the best one counts: where one of them is used, the others are not open.
    """
    criterion = assessment.criterion
    if not _by_terms(assessment):
        open_levels = _OPEN if criterion.kind.scored else _UNKNOWN
        if criterion.kind is CriterionKind.SOFT_SKILL or assessment.level not in open_levels:
            return ()
        return (Gap(names=(criterion_label(criterion),), level=assessment.level, whole=True),)
    found = [gap for group in criterion.term_groups for gap in _group_gaps(group, _levels(assessment))]
    return tuple(sorted(found, key=lambda gap: _OPEN.index(gap.level)))


def _by_terms(assessment: CriterionAssessment) -> bool:
    """Tells whether the terms are open one by one: skills always are, certificates where only some are held."""
    criterion = assessment.criterion
    if criterion.kind is CriterionKind.CERTIFICATION:
        return assessment.level is Level.PARTLY_MET and len(assessment.terms) > 1
    return criterion.kind.answered_by_level and bool(criterion.terms)


def term_levels(assessment: CriterionAssessment) -> tuple[tuple[str, Level], ...]:
    """Returns the level of each term in rubric order; the criterion's own where terms were not answered one by one."""
    levels = _levels(assessment)
    return tuple((term.name, levels[term.name]) for term in assessment.criterion.terms)


def _levels(assessment: CriterionAssessment) -> dict[str, Level]:
    answered = {one.term: one.level for one in assessment.terms}
    return {term.name: answered.get(term.name, _unanswered(assessment)) for term in assessment.criterion.terms}


def _unanswered(assessment: CriterionAssessment) -> Level:
    return Level.ABSENT if assessment.terms else assessment.level


def _group_gaps(group: TermGroup, levels: dict[str, Level]) -> Iterator[Gap]:
    names = tuple(term.name for term in group.terms)
    units = [names] if group.combination is Combination.ANY_OF else [(name,) for name in names]
    for unit in units:
        level = best([levels[name] for name in unit])
        if level in _OPEN:
            yield Gap(names=unit, level=level, whole=False)
