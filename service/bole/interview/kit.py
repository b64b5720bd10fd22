"""Writes interview kits from what a resume says and a role asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bole.domain.interview import InterviewKit, InterviewQuestion, QuestionPlan, QuestionType
from bole.domain.ports import InterviewBrief
from bole.domain.resume import Warning, WarningCode
from bole.interview.core import core_questions
from bole.interview.coverage import coverage, unasked_musts
from bole.interview.writer import Writer, material_of


def write_kit(brief: InterviewBrief, engine: str = "rules", *, avoid: Sequence[str] = ()) -> InterviewKit:
    """Writes the questions of a plan, each tied to a passage of the resume; deterministic.

    Args:
        brief: Resume or summary, rubric (None without a posting) with its verified answers (without them gaps are
            judged by where the terms stand), role, red flags, plan, language (`zh...` for Chinese, else English).
        engine: Name of the engine that the kit is shown under.
        avoid: Texts of questions that none of the candidate's own may resemble, beside the core questions.

    Returns:
        The kit; with the warning QUESTIONS_FEWER where the material does not carry the plan, and MUST_NOT_ASKED where
        no question speaks to an open must-have.
    """
    found = material_of(brief)
    core = core_questions(brief, found)
    writer = Writer(brief, language_of(brief), found, core, avoid)
    own = [question for kind in QuestionType for question in writer.of(kind, brief.plan.count(kind))]
    return assembled(brief, core, own, engine)


def assembled(
    brief: InterviewBrief, core: Sequence[InterviewQuestion], own: Sequence[InterviewQuestion], engine: str
) -> InterviewKit:
    """Puts core questions and a candidate's own into a kit: numbered, with coverage and warnings."""
    numbered = tuple(replace(one, question_id=f"own-{number}") for number, one in enumerate(own, start=1))
    covered = coverage(brief.rubric, (*core, *numbered))
    return InterviewKit(
        questions=numbered,
        language_code=brief.language_code or language_of(brief),
        engine=engine,
        warnings=(*_fewer(brief.plan, len(numbered)), *(unasked_musts(brief, covered) if numbered or core else ())),
        core_questions=tuple(core),
        role=brief.role.role_id if brief.role is not None else "",
        coverage=covered,
    )


def language_of(brief: InterviewBrief) -> str:
    """Returns the language of the wording, `zh` or `en`."""
    return "zh" if brief.language_code.lower().startswith("zh") else "en"


def _fewer(plan: QuestionPlan, written: int) -> tuple[Warning, ...]:
    planned = plan.total
    if written >= planned:
        return ()
    message = (
        f"{written} of {planned} questions could be tied to what the document says; "
        "send a resume with more detail or ask for fewer questions."
    )
    return (Warning(code=WarningCode.QUESTIONS_FEWER, message=message),)
