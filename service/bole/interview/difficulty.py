"""For how much experience a question is written: what the opening asks for, held against what the candidate brings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from bole.domain.interview import Difficulty, Probe
from bole.domain.ports import InterviewBrief
from bole.domain.resume import EntryKind
from bole.domain.rubric import Criterion, CriterionKind, Rubric
from bole.evidence.experience_months import months_covered
from bole.lexicon.folding import fold
from bole.lexicon.resources import any_of, load_mapping, strings

_SCALE = tuple(Difficulty)
_ADVANCED_YEARS = 5
_BASIC_YEARS = 1
"""Years that an opening asks for at most, to be one for beginners."""

_EXPERIENCED_MONTHS = 72
_NEW_MONTHS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """What an opening and a candidate are for; None where neither title, years nor dates tell."""

    role: Difficulty | None
    candidate: Difficulty | None

    def of(self, criterion: Criterion | None, probe: Probe) -> Difficulty:
        """Returns the level of a question.

        The opening decides, at most one step from the candidate; what a resume does not show is never asked about in
        depth.

        Args:
            criterion: What stands behind the question; its own years go before those of the opening.
            probe: What the question goes into.
        """
        wanted = _of_years(criterion) or self.role or self.candidate or Difficulty.INTERMEDIATE
        if self.candidate is not None:
            own = _SCALE.index(self.candidate)
            wanted = _SCALE[min(max(_SCALE.index(wanted), own - 1), own + 1)]
        shallow = probe in {Probe.MISSING_MUST, Probe.MISSING_WISH} and wanted is Difficulty.ADVANCED
        return Difficulty.INTERMEDIATE if shallow else wanted


def levels_of(brief: InterviewBrief) -> Levels:
    """Returns what the opening and the candidate of a brief are for."""
    return Levels(role=_role_level(brief.rubric), candidate=_candidate_level(brief))


def _role_level(rubric: Rubric | None) -> Difficulty | None:
    if rubric is None:
        return None
    title = fold(rubric.title).text
    words = _words()
    if words.advanced.search(title):
        return Difficulty.ADVANCED
    if words.basic.search(title):
        return Difficulty.BASIC
    years = [one for one in rubric.criteria if one.kind is CriterionKind.EXPERIENCE and one.min_years is not None]
    return _of_years(max(years, key=lambda one: one.min_years or 0)) if years else None


def _of_years(criterion: Criterion | None) -> Difficulty | None:
    if criterion is None or criterion.min_years is None:
        return None
    if criterion.min_years >= _ADVANCED_YEARS:
        return Difficulty.ADVANCED
    return Difficulty.BASIC if criterion.min_years <= _BASIC_YEARS else Difficulty.INTERMEDIATE


def _candidate_level(brief: InterviewBrief) -> Difficulty | None:
    work = [one.dates for one in brief.resume.profile.work if one.dates is not None and one.kind in _PAID]
    if brief.as_of is None or not work:
        return None
    months = months_covered(work, brief.as_of).longest
    if months >= _EXPERIENCED_MONTHS:
        return Difficulty.ADVANCED
    return Difficulty.BASIC if months < _NEW_MONTHS else Difficulty.INTERMEDIATE


_PAID = frozenset({EntryKind.EMPLOYMENT, EntryKind.INTERNSHIP})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    advanced: re.Pattern[str]
    basic: re.Pattern[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    fields = load_mapping("bole.interview", "difficulty.yaml")
    return _Words(advanced=any_of(strings(fields["advanced"])), basic=any_of(strings(fields["basic"])))
