"""Turns what the documents leave open into questions for the interview."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from bole.domain.rubric import CriterionKind, Requirement
from bole.domain.screening import CriterionAssessment, Level, OpenQuestion
from bole.evidence.cue_patterns import pattern
from bole.evidence.gaps import Gap, gaps
from bole.evidence.labels import criterion_label
from bole.evidence.remarks import is_stale
from bole.evidence.wording import Phrases, clipped, phrases
from bole.lexicon.folding import fold_term

MOST_QUESTIONS = 8
"""More than an interview can hold help nobody."""

_LABEL_LIMIT = 80
_TERMS_LIMIT = 120

_TIERS = tuple(Requirement)
_LEVELS = (Level.ABSENT, Level.UNCLEAR, Level.PARTLY_MET, Level.LISTED, Level.USED, Level.MET)
"""What to ask about first.

USED is asked about only where it was long ago, MET only where it exceeds what the posting wants at most.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Open:
    """What one question is about: the gaps of a criterion at one level, none for more experience than asked for."""

    assessment: CriterionAssessment
    level: Level
    gaps: tuple[Gap, ...] = ()

    @property
    def priority(self) -> tuple[int, bool, bool, int]:
        criterion = self.assessment.criterion
        return (
            _TIERS.index(criterion.requirement),
            not criterion.gate,
            not criterion.kind.scored,
            _LEVELS.index(self.level),
        )


def open_questions(assessments: Sequence[CriterionAssessment], language_code: str) -> tuple[OpenQuestion, ...]:
    """Returns at most `MOST_QUESTIONS` questions, the most important first.

    What matters goes by requirement (MUST, SHOULD, NICE), then gates, then kinds that are scored, then level (ABSENT,
    UNCLEAR, PARTLY_MET, LISTED), then rubric order. Terms of one criterion at one level share a question.
    """
    words = phrases("open_questions", language_code)
    found = sorted((one for assessment in assessments for one in _open(assessment)), key=lambda one: one.priority)
    asked: Counter[Level] = Counter()
    questions: list[OpenQuestion] = []
    for one in found[:MOST_QUESTIONS]:
        question = _question(one, asked[one.level], words)
        asked[one.level] += one.assessment.criterion.kind.answered_by_level
        questions.append(OpenQuestion(criterion_id=one.assessment.criterion.criterion_id, question=question))
    return tuple(questions)


def _open(assessment: CriterionAssessment) -> Iterator[_Open]:
    for level, group in groupby(gaps(assessment), key=lambda gap: gap.level):
        yield _Open(assessment=assessment, level=level, gaps=tuple(group))
    if _above_maximum(assessment):
        yield _Open(assessment=assessment, level=Level.MET)
    if is_stale(assessment):
        yield _Open(assessment=assessment, level=Level.USED)


def _above_maximum(assessment: CriterionAssessment) -> bool:
    """Tells whether the note, in whichever language it was written, says that experience exceeds the maximum."""
    years = assessment.criterion.max_years
    if years is None:
        return False
    notes = (phrases("facts", language).say("above_maximum", years=f"{years:g}") for language in ("zh", "en"))
    return any(note in assessment.note for note in notes)


def _question(one: _Open, turn: int, words: Phrases) -> str:
    kind = one.assessment.criterion.kind
    if one.level is Level.MET:
        years = one.assessment.criterion.max_years or 0
        return words.say("EXPERIENCE_ABOVE", years=f"{years:g}", count=1 if years == 1 else 2)
    if one.level is Level.USED:
        label = criterion_label(one.assessment.criterion, _LABEL_LIMIT)
        return words.say("STALE", label=label, note=one.assessment.note.rstrip("。."))
    if kind.answered_by_level:
        return words.say(_turned(f"level_{one.level}", turn, words), terms=_terms(one.gaps, words), count=len(one.gaps))
    some = bool(one.gaps) and not any(gap.whole for gap in one.gaps)
    label = _terms(one.gaps, words) if some else criterion_label(one.assessment.criterion, _LABEL_LIMIT)
    key = next(
        name
        for name in (f"{kind}_{_sort(one)}", f"{kind}_{one.level}", kind.value, f"{kind}_{Level.UNCLEAR}")
        if words.has(name)
    )
    return words.say(key, label=label, note=one.assessment.note.rstrip("。."))


def _sort(one: _Open) -> str:
    """Returns START where a condition of availability is about the first day, else nothing: shifts, travel, lifting."""
    criterion = one.assessment.criterion
    start = pattern("availability", "start").search(fold_term(criterion.text))
    return "START" if criterion.kind is CriterionKind.AVAILABILITY and start else ""


def _turned(key: str, turn: int, words: Phrases) -> str:
    """Chooses among the wordings of a question in turn."""
    wordings = [name for name in (f"{key}_{number}" for number in (1, 2, 3)) if words.has(name)]
    return wordings[turn % len(wordings)]


def _terms(open_gaps: Sequence[Gap], words: Phrases) -> str:
    terms = clipped(words.listed([words.listed(gap.names, last="or") for gap in open_gaps]), _TERMS_LIMIT)
    return words.say("quoted", text=terms) if any(gap.whole for gap in open_gaps) else terms
