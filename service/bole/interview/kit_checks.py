"""What code can check of a whole kit: counts, the core, identifiers, coverage, and every question."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from bole.domain.interview import InterviewKit, InterviewQuestion, QuestionType
from bole.domain.ports import InterviewBrief
from bole.domain.resume import WarningCode
from bole.interview.checks import core_problems, problems


class KitProblem(StrEnum):
    """What is wrong with a kit beside its questions."""

    COUNT = "COUNT"
    CORE = "CORE"
    IDS = "IDS"
    PROBE = "PROBE"
    COVERAGE = "COVERAGE"


def kit_problems(kit: InterviewKit, brief: InterviewBrief) -> tuple[str, ...]:
    """Returns what is wrong with a kit that was made from a brief; empty when it may be used.

    Names of `KitProblem` come first, then `own-2: YES_NO` and the like for questions.
    """
    asked = (*kit.core_questions, *kit.questions)
    ids = [one.question_id for one in asked]
    found = {
        KitProblem.COUNT: not _counts_hold(kit, brief),
        KitProblem.CORE: not _core_holds(kit.core_questions, brief),
        KitProblem.IDS: ids != [*_numbered("core", kit.core_questions), *_numbered("own", kit.questions)],
        KitProblem.PROBE: any(one.probe is None for one in kit.questions)
        or any(one.probe for one in kit.core_questions),
        KitProblem.COVERAGE: not _coverage_holds(kit, brief, ids),
    }
    faults = [problem.value for problem, present in found.items() if present]
    for number, one in enumerate(kit.core_questions):
        wrong = core_problems(one, kit.core_questions[:number], language_code=kit.language_code)
        faults += [f"{one.question_id}: {problem}" for problem in wrong]
    for number, one in enumerate(kit.questions):
        others = (*kit.core_questions, *kit.questions[:number])
        wrong = problems(one, others, brief.resume, language_code=kit.language_code, terms=_terms(one, brief))
        faults += [f"{one.question_id}: {problem}" for problem in wrong]
    return tuple(faults)


def _counts_hold(kit: InterviewKit, brief: InterviewBrief) -> bool:
    """Tells whether every type has its number of questions, or fewer with the warning."""
    written = [sum(one.type is kind for one in kit.questions) for kind in QuestionType]
    planned = [brief.plan.count(kind) for kind in QuestionType]
    fewer = any(one.code is WarningCode.QUESTIONS_FEWER for one in kit.warnings)
    return fewer == (sum(written) < sum(planned)) and all(is_ <= may for is_, may in zip(written, planned, strict=True))


def _core_holds(core: Sequence[InterviewQuestion], brief: InterviewBrief) -> bool:
    wanted = brief.role.core_questions[: brief.plan.core] if brief.role is not None else ()
    return [one.question for one in core] == [one.question for one in wanted]


def _coverage_holds(kit: InterviewKit, brief: InterviewBrief, ids: Sequence[str]) -> bool:
    criteria = [one.criterion_id for one in brief.rubric.criteria] if brief.rubric is not None else []
    named = {asked for one in kit.coverage for asked in one.question_ids}
    return [one.criterion_id for one in kit.coverage] == criteria and named <= set(ids)


def _numbered(name: str, questions: Sequence[InterviewQuestion]) -> list[str]:
    return [f"{name}-{number}" for number in range(1, len(questions) + 1)]


def _terms(question: InterviewQuestion, brief: InterviewBrief) -> list[str]:
    criteria = brief.rubric.criteria if brief.rubric is not None else ()
    return [term.name for one in criteria if one.criterion_id == question.criterion_id for term in one.terms]
