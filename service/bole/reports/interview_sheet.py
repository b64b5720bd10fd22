"""What an interviewer's sheet shows, whatever it is printed with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bole.domain.interview import InterviewKit, InterviewQuestion
from bole.domain.rubric import Criterion, Rubric
from bole.evidence.wording import Phrases
from bole.reports.wording import named, sheet_words

MOST_COLUMNS = 16
"""Questions that the coverage shows as columns; of more it names the numbers."""

RATINGS = (("1", "low"), ("3", "medium"), ("5", "high"))
"""Ratings that have an anchor, and which; 2 and 4 lie between them."""

NOTE_LINES = 3
"""Lines for notes under each question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetQuestion:
    """A question with its number on the sheet, and its labels in the language of the sheet."""

    number: int
    question: InterviewQuestion
    labels: tuple[str, ...]
    core: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageRow:
    """A criterion with the numbers of the questions that speak to it."""

    criterion: Criterion
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet; `position` and `candidate` are empty where they are to be filled in by hand."""

    words: Phrases
    position: str
    candidate: str
    language_code: str
    core: tuple[SheetQuestion, ...]
    own: tuple[SheetQuestion, ...]
    coverage: tuple[CoverageRow, ...]
    warnings: tuple[tuple[str, str], ...]

    @property
    def minutes(self) -> int:
        """Length of the interview."""
        return sum(one.question.minutes for one in (*self.core, *self.own))

    @property
    def numbers(self) -> tuple[int, ...]:
        """Numbers of all questions, the columns of the coverage; empty where there are too many for columns."""
        found = tuple(one.number for one in (*self.core, *self.own))
        return found if len(found) <= MOST_COLUMNS else ()


def sheet_of(kit: InterviewKit, rubric: Rubric | None, *, position: str = "", candidate: str = "") -> Sheet:
    """Lays a kit out for an interviewer, in the language of its questions.

    Args:
        kit: The questions.
        rubric: What they were made for; without it there is no coverage.
        position: Name of the opening; the title of the rubric where it is empty.
        candidate: What the candidate is called on paper, empty for a line to fill in.
    """
    words = sheet_words(kit.language_code)
    core = _numbered(kit.core_questions, 1, words, core=True)
    own = _numbered(kit.questions, len(core) + 1, words, core=False)
    numbers = {one.question.question_id: one.number for one in (*core, *own)}
    criteria = {one.criterion_id: one for one in rubric.criteria} if rubric is not None else {}
    return Sheet(
        words=words,
        position=position or (rubric.title if rubric is not None else ""),
        candidate=candidate,
        language_code=kit.language_code,
        core=core,
        own=own,
        coverage=tuple(
            CoverageRow(
                criterion=criteria[one.criterion_id],
                numbers=tuple(numbers[asked] for asked in one.question_ids if asked in numbers),
            )
            for one in kit.coverage
            if one.criterion_id in criteria
        ),
        warnings=tuple((named(words, "warning", one.code.value), one.message) for one in kit.warnings),
    )


def _numbered(
    questions: Sequence[InterviewQuestion], first: int, words: Phrases, *, core: bool
) -> tuple[SheetQuestion, ...]:
    return tuple(
        SheetQuestion(number=number, question=one, labels=_labels(one, words), core=core)
        for number, one in enumerate(questions, start=first)
    )


def _labels(question: InterviewQuestion, words: Phrases) -> tuple[str, ...]:
    probe = (named(words, "probe", question.probe.value),) if question.probe is not None else ()
    return (
        named(words, "question", question.type.value),
        *probe,
        named(words, "difficulty", question.difficulty.value),
        words.say("minutes", count=question.minutes),
    )
