"""An interview kit by a language model: questions that pass the checks, and the embedded engine's for the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bole.domain.generation import Prompt
from bole.domain.interview import InterviewKit, InterviewQuestion, Probe, QuestionPlan, QuestionType, RatingAnchors
from bole.domain.ports import InterviewBrief, PromptEncoder
from bole.domain.resume import Warning, WarningCode
from bole.domain.rubric import Criterion, Requirement
from bole.domain.screening import Level
from bole.engines.asking import Question, budgeted_question
from bole.engines.kit_language import fields_in_another_language, language_warnings
from bole.engines.model_output import DraftedQuestion, InterviewAnswer
from bole.evidence.alignment import align
from bole.evidence.masking import Masked
from bole.evidence.quoting import evidence_of
from bole.evidence.reading import Reading
from bole.interview.checks import Problem, problems
from bole.interview.difficulty import levels_of
from bole.interview.kit import assembled, write_kit
from bole.prompting.budget import fit
from bole.prompting.guides import interview_answer_bound, interview_guide
from bole.prompting.prompts import interview_prompt, reminded
from bole.prompting.role_words import interview_words
from bole.prompting.wishes import NO_WISHES, Wishes

_RESERVED_A_QUESTION = 250
"""Tokens that stay free for each question when a document has to be cut."""

_OPEN = frozenset({Level.ABSENT, Level.UNCLEAR, Level.LISTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedInterview:
    """What a model is asked: `prompt` is what the question encodes, `cut_code_points` of the document did not fit."""

    question: Question
    prompt: Prompt
    cut_code_points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafts:
    """What came of a model's answers so far: the questions that stay, and what was wrong with the others.

    `faults` are names of `checks.Problem`; `mixed` the fields in which the model mixed languages.
    """

    kept: tuple[InterviewQuestion, ...] = ()
    faults: tuple[str, ...] = ()
    mixed: tuple[str, ...] = ()

    def lacking(self, plan: QuestionPlan) -> QuestionPlan:
        """Returns what of a plan is not there yet."""
        missing = {kind: plan.count(kind) - sum(one.type is kind for one in self.kept) for kind in QuestionType}
        return QuestionPlan(
            technical=max(0, missing[QuestionType.TECHNICAL]),
            behavioral=max(0, missing[QuestionType.BEHAVIORAL]),
            open_ended=max(0, missing[QuestionType.OPEN_ENDED]),
            core=plan.core,
        )


NO_DRAFTS = Drafts()


def interview_question(
    brief: InterviewBrief, masked: Masked, encoder: PromptEncoder, wishes: Wishes = NO_WISHES, *, insist: bool = False
) -> AskedInterview:
    """Puts together what a model is asked for the plan of a brief.

    Args:
        brief: What the questions are written from.
        masked: The resume as the model may see it.
        encoder: Of the model.
        wishes: What is asked beyond the plan; the level is that of the opening where it names none.
        insist: Name the language once more: an answer mixed languages.

    Raises:
        BoleError: PROMPT_TOO_LONG when even the criteria do not fit the model.
    """
    criteria = brief.rubric.criteria if brief.rubric is not None else ()
    prompt = interview_prompt(
        criteria,
        masked.text,
        brief.plan,
        brief.language_code,
        role=brief.rubric.title if brief.rubric is not None else "",
        gaps=[one.criterion.criterion_id for one in brief.assessments if one.level in _OPEN],
        words=interview_words(brief.role),
        wishes=replace(wishes, level=wishes.level or levels_of(brief).of(None, Probe.SHOWN_WORK).value),
    )
    if insist:
        prompt = reminded(prompt, "all questions and what belongs to them", brief.language_code)
    fitted = fit(prompt, encoder, _RESERVED_A_QUESTION * brief.plan.total)
    guide = interview_guide(len(criteria), brief.plan)
    bound = interview_answer_bound(len(criteria), brief.plan)
    asked = budgeted_question(fitted.encoded, guide, bound, fitted.prompt.document, encoder)
    return AskedInterview(question=asked, prompt=fitted.prompt, cut_code_points=fitted.cut_code_points)


def judged(
    answer: InterviewAnswer,
    brief: InterviewBrief,
    reading: Reading,
    masked: Masked,
    *,
    before: Drafts = NO_DRAFTS,
    avoid: Sequence[str] = (),
) -> Drafts:
    """Keeps the drafted questions that pass every check of `interview.checks`, as many as the plan has places.

    Args:
        answer: What the model drafted.
        brief: Resume, rubric, plan and language.
        reading: The resume of the brief, made ready for checks.
        masked: What the model saw of it.
        before: What an earlier answer left, whose faults and mixed fields are forgotten.
        avoid: Texts of questions that none may resemble, beside the core questions.
    """
    core = tuple(one.question for one in brief.role.core_questions[: brief.plan.core]) if brief.role else ()
    kept = list(before.kept)
    faults: dict[str, None] = {}
    mixed: dict[str, None] = {}
    for drafted in answer.questions:
        written = _written(drafted, brief, reading, masked)
        if written is None:
            faults[Problem.QUOTE_NOT_IN_TEXT.value] = None
            continue
        wrong = problems(
            written,
            kept,
            brief.resume,
            language_code=brief.language_code,
            terms=_terms(written, brief),
            avoid=(*core, *avoid),
        )
        if Problem.LANGUAGE in wrong:
            mixed |= dict.fromkeys(fields_in_another_language(written, brief))
        faults |= dict.fromkeys(wrong)
        if not wrong and sum(one.type is written.type for one in kept) < brief.plan.count(written.type):
            kept.append(written)
    return Drafts(kept=tuple(kept), faults=tuple(faults), mixed=tuple(mixed))


def kit_from(drafts: Drafts, brief: InterviewBrief, engine: str, *, repaired: bool = False) -> InterviewKit:
    """Turns the questions of a model into a kit.

    The embedded engine's questions of the same type fill the places that are left, with the warning QUESTIONS_REPLACED;
    with OUTPUT_LANGUAGE_MIXED where the model wrote in another language to the end.

    Args:
        drafts: What is left of the model's answers.
        brief: What they were written from.
        engine: Name that the kit is shown under.
        repaired: The model mixed languages and has put it right.
    """
    lacking = drafts.lacking(brief.plan)
    own = write_kit(replace(brief, plan=lacking), engine, avoid=[one.question for one in drafts.kept])
    questions = tuple(one for kind in QuestionType for one in (*drafts.kept, *own.questions) if one.type is kind)
    kit = assembled(brief, own.core_questions, questions, engine)
    told = language_warnings(drafts.mixed, brief.language_code, repaired=repaired)
    return replace(kit, warnings=(*kit.warnings, *replaced_warning(len(own.questions), len(questions)), *told))


def replaced_warning(count: int, of: int) -> tuple[Warning, ...]:
    """Returns the warning that so many questions are not the model's; none for 0."""
    if not count:
        return ()
    message = f"{count} of {of} questions are the embedded engine's: the model's own failed the checks."
    return (Warning(code=WarningCode.QUESTIONS_REPLACED, message=message),)


def _written(
    drafted: DraftedQuestion, brief: InterviewBrief, reading: Reading, masked: Masked
) -> InterviewQuestion | None:
    found = align(masked.unmasked(drafted.quote), reading.folded)
    if found is None:
        return None
    criterion = _criterion(drafted, brief)
    probe = _probe(criterion, brief)
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
        probe=probe,
        difficulty=levels_of(brief).of(criterion, probe),
    )


def _probe(criterion: Criterion | None, brief: InterviewBrief) -> Probe:
    """Returns what a question goes into, by the verified answer for its criterion."""
    answers = {one.criterion.criterion_id: one.level for one in brief.assessments}
    level = answers.get(criterion.criterion_id) if criterion is not None else None
    if criterion is None or level not in _OPEN:
        return Probe.SHOWN_WORK
    if level is Level.LISTED:
        return Probe.UNPROVEN_CLAIM
    return Probe.MISSING_MUST if criterion.requirement is Requirement.MUST else Probe.MISSING_WISH


def _criterion(drafted: DraftedQuestion, brief: InterviewBrief) -> Criterion | None:
    criteria = brief.rubric.criteria if brief.rubric is not None else ()
    return criteria[drafted.criterion - 1] if 1 <= drafted.criterion <= len(criteria) else None


def _terms(written: InterviewQuestion, brief: InterviewBrief) -> list[str]:
    criteria = brief.rubric.criteria if brief.rubric is not None else ()
    return [term.name for one in criteria if one.criterion_id == written.criterion_id for term in one.terms]


def _unlike(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text.strip() for text in texts if text.strip()))
