"""An interview kit by a language model: questions that pass the checks, and the embedded engine's for the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bole.domain.interview import InterviewKit, InterviewQuestion, QuestionPlan, QuestionType, RatingAnchors
from bole.domain.ports import InterviewBrief, PromptEncoder
from bole.domain.resume import Warning, WarningCode
from bole.domain.rubric import Criterion
from bole.domain.screening import Level
from bole.engines.asking import Question, budgeted_question
from bole.engines.kit_language import fields_in_another_language, language_warnings
from bole.engines.model_output import DraftedQuestion, InterviewAnswer
from bole.evidence.alignment import align
from bole.evidence.masking import Masked
from bole.evidence.quoting import evidence_of
from bole.evidence.reading import Reading
from bole.interview.checks import ALIKE, Problem, problems, similarity
from bole.interview.kit import write_kit
from bole.prompting.budget import fit
from bole.prompting.guides import interview_answer_bound, interview_guide
from bole.prompting.prompts import interview_prompt
from bole.prompting.role_words import interview_words

_RESERVED_A_QUESTION = 250
"""Tokens that stay free for each question when a document has to be cut."""

_OPEN = frozenset({Level.ABSENT, Level.UNCLEAR, Level.LISTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedInterview:
    """What a model is asked, and how much of the document did not fit."""

    question: Question
    cut_code_points: int


def interview_question(brief: InterviewBrief, masked: Masked, encoder: PromptEncoder) -> AskedInterview:
    """Puts together what a model is asked for a kit.

    Raises:
        BoleError: PROMPT_TOO_LONG when even the criteria do not fit the model.
    """
    criteria = brief.rubric.criteria if brief.rubric is not None else ()
    gaps = [one.criterion.criterion_id for one in brief.assessments if one.level in _OPEN]
    title = brief.rubric.title if brief.rubric is not None else ""
    words = interview_words(brief.role)
    prompt = interview_prompt(
        criteria, masked.text, brief.plan, brief.language_code, role=title, gaps=gaps, words=words
    )
    fitted = fit(prompt, encoder, _RESERVED_A_QUESTION * brief.plan.total)
    guide = interview_guide(len(criteria), brief.plan)
    bound = interview_answer_bound(len(criteria), brief.plan)
    asked = budgeted_question(fitted.encoded, guide, bound, fitted.prompt.document, encoder)
    return AskedInterview(question=asked, cut_code_points=fitted.cut_code_points)


def kit_from(
    answer: InterviewAnswer, brief: InterviewBrief, reading: Reading, masked: Masked, engine: str
) -> InterviewKit:
    """Turns drafted questions into a kit.

    A question stays if its quote stands in the text and it passes every check of `interview.checks`; the embedded
    engine's questions of the same type fill the places of the others, with the warning QUESTIONS_REPLACED; with
    OUTPUT_LANGUAGE_MIXED where the model wrote in another language.

    Args:
        answer: What the model drafted.
        brief: Resume, rubric, plan and language.
        reading: The resume of the brief, made ready for checks.
        masked: What the model saw of it.
        engine: Name that the kit is shown under.
    """
    kept: list[InterviewQuestion] = []
    mixed: dict[str, None] = {}
    for drafted in answer.questions:
        written = _written(drafted, brief, reading, masked)
        if written is None:
            continue
        wrong = problems(written, kept, brief.resume, language_code=brief.language_code, terms=_terms(written, brief))
        if Problem.LANGUAGE in wrong:
            mixed |= dict.fromkeys(fields_in_another_language(written, brief))
        if not wrong:
            kept.append(written)
    own = write_kit(brief, engine=engine)
    questions = tuple(one for kind in QuestionType for one in _filled(kind, brief.plan, kept, own.questions))
    # What the embedded engine could not fill is missing from both.
    replaced = sum(1 for one in questions if one not in kept)
    warnings = own.warnings if len(questions) < brief.plan.total else ()
    told = language_warnings(mixed, brief.language_code)
    return replace(own, questions=questions, warnings=(*warnings, *_replaced(replaced, len(questions)), *told))


def _written(
    drafted: DraftedQuestion, brief: InterviewBrief, reading: Reading, masked: Masked
) -> InterviewQuestion | None:
    found = align(masked.unmasked(drafted.quote), reading.folded)
    if found is None:
        return None
    criterion = _criterion(drafted, brief)
    return InterviewQuestion(
        type=drafted.type,
        topic=drafted.topic,
        question=drafted.question.strip(),
        competency=drafted.competency.strip(),
        criterion_id=criterion.criterion_id if criterion is not None else "",
        reason=drafted.reason.strip(),
        evidence=(evidence_of(reading, found.span, alignment=found.alignment),),
        expected_points=_unlike(drafted.expected_points),
        follow_ups=_unlike(drafted.follow_ups),
        rating_anchors=RatingAnchors(low=drafted.low.strip(), medium=drafted.medium.strip(), high=drafted.high.strip()),
        minutes=drafted.minutes,
    )


def _criterion(drafted: DraftedQuestion, brief: InterviewBrief) -> Criterion | None:
    criteria = brief.rubric.criteria if brief.rubric is not None else ()
    return criteria[drafted.criterion - 1] if 1 <= drafted.criterion <= len(criteria) else None


def _terms(written: InterviewQuestion, brief: InterviewBrief) -> list[str]:
    criteria = brief.rubric.criteria if brief.rubric is not None else ()
    return [term.name for one in criteria if one.criterion_id == written.criterion_id for term in one.terms]


def _unlike(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text.strip() for text in texts if text.strip()))


def _filled(
    kind: QuestionType, plan: QuestionPlan, kept: Sequence[InterviewQuestion], own: Sequence[InterviewQuestion]
) -> list[InterviewQuestion]:
    count = plan.count(kind)
    mine = [one for one in kept if one.type is kind][:count]
    spare = [
        one
        for one in own
        if one.type is kind and all(similarity(one.question, other.question) < ALIKE for other in kept)
    ]
    return [*mine, *spare[: count - len(mine)]]


def _replaced(count: int, of: int) -> tuple[Warning, ...]:
    if not count:
        return ()
    message = f"{count} of {of} questions are the embedded engine's: the model's own failed the checks."
    return (Warning(code=WarningCode.QUESTIONS_REPLACED, message=message),)
