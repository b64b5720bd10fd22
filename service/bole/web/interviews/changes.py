"""What a person does to a kit: every change gives another kit, whose coverage is that of its questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bole.domain.interview import InterviewKit, InterviewQuestion
from bole.domain.resume import Warning, WarningCode
from bole.domain.rubric import Criterion, Requirement, Rubric
from bole.domain.screening import Level
from bole.interview.coverage import coverage

_MINE = "mine-"
_SHOWN = frozenset({Level.DEMONSTRATED, Level.USED, Level.MET})


def numbered(kit: InterviewKit) -> dict[str, int]:
    """Returns the number of each question on the sheet, by `question_id`."""
    return {one.question_id: number for number, one in enumerate((*kit.core_questions, *kit.questions), start=1)}


def removed(kit: InterviewKit, question_id: str) -> InterviewKit:
    """Takes a question out; the core is shortened from its end alone, so that all candidates are asked the same.

    A question that is not there, and a core question before the last one, change nothing.
    """
    *first, last = kit.core_questions or (None,)
    return replace(
        kit,
        core_questions=tuple(first) if last is not None and last.question_id == question_id else kit.core_questions,
        questions=tuple(one for one in kit.questions if one.question_id != question_id),
    )


def moved(kit: InterviewKit, question_id: str, steps: int) -> InterviewKit:
    """Moves one of the candidate's own questions; it stays where it is at either end, and where it is not there."""
    order = list(kit.questions)
    places = [place for place, one in enumerate(order) if one.question_id == question_id]
    for place in places:
        order.insert(max(0, place + steps), order.pop(place))
    return replace(kit, questions=tuple(order))


def put(kit: InterviewKit, question: InterviewQuestion) -> InterviewKit:
    """Puts a question in the place of the one with its identifier."""
    return replace(
        kit, questions=tuple(question if one.question_id == question.question_id else one for one in kit.questions)
    )


def warned(kit: InterviewKit, warnings: Sequence[Warning]) -> InterviewKit:
    """Adds what a reader should know of a question that came later, each thing once."""
    return replace(kit, warnings=tuple(dict.fromkeys((*kit.warnings, *warnings))))


def added(kit: InterviewKit, question: InterviewQuestion) -> InterviewKit:
    """Puts a question of a person's own at the end, under an identifier that is free."""
    taken = [int(one.question_id.removeprefix(_MINE)) for one in kit.questions if one.question_id.startswith(_MINE)]
    named = replace(question, question_id=f"{_MINE}{max(taken, default=0) + 1}")
    return replace(kit, questions=(*kit.questions, named))


def covered(kit: InterviewKit, rubric: Rubric, levels: Mapping[str, Level]) -> InterviewKit:
    """Says anew which question speaks to what, and drops the warning on must-haves once it holds no more.

    Args:
        kit: The questions.
        rubric: What is asked for.
        levels: What the resume shows, by criterion.
    """
    found = coverage(rubric, (*kit.core_questions, *kit.questions))
    kit = replace(kit, coverage=found)
    musts = [one for one in unasked(kit, rubric, levels) if one.requirement is Requirement.MUST and one.kind.scored]
    return replace(
        kit,
        warnings=tuple(one for one in kit.warnings if one.code is not WarningCode.MUST_NOT_ASKED or musts),
    )


def unasked(kit: InterviewKit, rubric: Rubric, levels: Mapping[str, Level]) -> list[Criterion]:
    """Returns the criteria that the resume leaves open and that no question speaks to."""
    asked = {one.criterion_id for one in kit.coverage if one.question_ids}
    return [
        one for one in rubric.criteria if one.criterion_id not in asked and levels.get(one.criterion_id) not in _SHOWN
    ]


def blanks(kit: InterviewKit) -> Sequence[int]:
    """Returns the numbers of the questions without a text: a sheet cannot hold them."""
    numbers = numbered(kit)
    return [numbers[one.question_id] for one in (*kit.core_questions, *kit.questions) if not one.question.strip()]
