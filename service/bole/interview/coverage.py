"""Which questions speak to which criterion, and which must-haves nothing speaks to."""

from __future__ import annotations

from collections.abc import Sequence

from bole.domain.interview import CriterionCoverage, InterviewQuestion, QuestionType
from bole.domain.ports import InterviewBrief
from bole.domain.resume import Warning, WarningCode
from bole.domain.rubric import Criterion, Requirement, Rubric
from bole.domain.screening import Level
from bole.interview.checks import unquoted
from bole.lexicon.folding import fold
from bole.lexicon.terms import term_matcher


def coverage(rubric: Rubric | None, questions: Sequence[InterviewQuestion]) -> tuple[CriterionCoverage, ...]:
    """Returns the questions that speak to each criterion, in rubric order; empty without a rubric.

    A question speaks to the criterion that it names, and a technical one to those whose terms stand in what it asks,
    beside what it quotes.
    """
    criteria = rubric.criteria if rubric is not None else ()
    return tuple(
        CriterionCoverage(
            criterion_id=criterion.criterion_id,
            question_ids=tuple(one.question_id for one in questions if speaks_to(one, criterion)),
        )
        for criterion in criteria
    )


def speaks_to(question: InterviewQuestion, criterion: Criterion) -> bool:
    """Tells whether a question speaks to a criterion."""
    if question.criterion_id == criterion.criterion_id:
        return True
    if question.type is not QuestionType.TECHNICAL or not criterion.kind.answered_by_level:
        return False
    said = fold(unquoted(question.question))
    return any(term_matcher(term.spellings).find(said) for term in criterion.terms)


def unasked_musts(brief: InterviewBrief, covered: Sequence[CriterionCoverage]) -> tuple[Warning, ...]:
    """Returns a warning where the resume leaves must-haves open and no question speaks to them."""
    if brief.rubric is None:
        return ()
    spoken = {one.criterion_id for one in covered if one.question_ids}
    answers = {one.criterion.criterion_id: one.level for one in brief.assessments}
    silent = [one for one in brief.rubric.criteria if one.criterion_id not in spoken]
    count = sum(_is_open_must(one, answers.get(one.criterion_id)) for one in silent)
    if not count:
        return ()
    message = (
        f"No question speaks to {count} of the must-haves that the resume leaves open: they stand in the coverage "
        "without a question. Ask for more technical questions, or ask about them yourself."
    )
    return (Warning(code=WarningCode.MUST_NOT_ASKED, message=message),)


def _is_open_must(criterion: Criterion, level: Level | None) -> bool:
    if criterion.requirement is not Requirement.MUST or not criterion.kind.scored:
        return False
    return level not in {Level.DEMONSTRATED, Level.USED, Level.MET}
