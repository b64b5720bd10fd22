"""Turns what the documents leave open into questions for the interview."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from bole.domain.rubric import CriterionKind, Requirement
from bole.domain.screening import CriterionAssessment, Level, OpenQuestion
from bole.evidence.gaps import Gap, gaps
from bole.evidence.labels import criterion_label
from bole.evidence.wording import Phrases, clipped, phrases

MOST_QUESTIONS = 8
"""More than an interview can hold help nobody."""

_LABEL_LIMIT = 80
_TERMS_LIMIT = 120

_TIERS = tuple(Requirement)
_LEVELS = (Level.ABSENT, Level.UNCLEAR, Level.PARTLY_MET, Level.LISTED)
_MORE_THAN_ENOUGH = len(_LEVELS)


def open_questions(assessments: Sequence[CriterionAssessment], language_code: str) -> tuple[OpenQuestion, ...]:
    """Returns at most `MOST_QUESTIONS` questions, the most important first.

    What matters goes by requirement (MUST, SHOULD, NICE), then gates, then kinds that are scored, then level (ABSENT,
    UNCLEAR, PARTLY_MET, LISTED), then rubric order. Terms of one criterion at one level share a question.
    """
    words = phrases("open_questions", language_code)
    asked = [
        (_priority(one, level), OpenQuestion(criterion_id=one.criterion.criterion_id, question=question))
        for one in assessments
        for level, question in _questions(one, words)
    ]
    asked.sort(key=lambda pair: pair[0])
    return tuple(question for _, question in asked[:MOST_QUESTIONS])


def _priority(assessment: CriterionAssessment, level: int) -> tuple[int, bool, bool, int]:
    criterion = assessment.criterion
    return _TIERS.index(criterion.requirement), not criterion.gate, not criterion.kind.scored, level


def _questions(assessment: CriterionAssessment, words: Phrases) -> Iterator[tuple[int, str]]:
    for level, group in groupby(gaps(assessment), key=lambda gap: gap.level):
        yield _LEVELS.index(level), _question(assessment, level, list(group), words)
    if _above_maximum(assessment, words):
        yield _MORE_THAN_ENOUGH, _above(assessment, words)


def _question(assessment: CriterionAssessment, level: Level, open_gaps: Sequence[Gap], words: Phrases) -> str:
    kind = assessment.criterion.kind
    if kind.answered_by_level:
        terms = clipped(words.listed([words.listed(gap.names, last="or") for gap in open_gaps]), _TERMS_LIMIT)
        shown = words.say("quoted", text=terms) if any(gap.whole for gap in open_gaps) else terms
        return words.say(f"level_{level}", terms=shown, count=len(open_gaps))
    label = criterion_label(assessment.criterion, _LABEL_LIMIT)
    key = f"{kind}_{level}" if words.has(f"{kind}_{level}") else kind.value
    if key == f"{CriterionKind.EXPERIENCE}_{Level.PARTLY_MET}" and not assessment.note:
        key = f"{CriterionKind.EXPERIENCE}_{Level.UNCLEAR}"
    return words.say(key, label=label, note=assessment.note.rstrip("。."))


def _above_maximum(assessment: CriterionAssessment, words: Phrases) -> bool:
    years = assessment.criterion.max_years
    if years is None:
        return False
    return phrases("facts", words.language).say("above_maximum", years=f"{years:g}") in assessment.note


def _above(assessment: CriterionAssessment, words: Phrases) -> str:
    years = assessment.criterion.max_years or 0
    return words.say("EXPERIENCE_ABOVE", years=f"{years:g}", count=1 if years == 1 else 2)
