"""The two pieces of CPU work around a question that a model writes in the place of another."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, replace

from bole.domain.generation import Sampling
from bole.domain.interview import InterviewQuestion, QuestionPlan, QuestionType
from bole.domain.measuring import Stage, stage
from bole.domain.ports import InterviewBrief, PromptEncoder
from bole.engines.asking import SECOND_TRY
from bole.engines.model_interview import interview_question, judged, replaced_warning
from bole.engines.model_output import InterviewAnswer
from bole.interview.difficulty import levels_of
from bole.interview.regenerate import Replacement, another_question, require_criterion
from bole.pipeline.interviewing import brief_of
from bole.pipeline.model_interview import PreparedKit, Read, made_ready
from bole.pipeline.model_screening import answer_warnings
from bole.pipeline.regeneration import Regenerated, RegenerationRequest
from bole.pipeline.screening import Reader
from bole.prompting.wishes import Wishes

_TEMPERATURE = 0.7
_TOP_P = 0.9


def sampling_of(variation: int) -> Sampling:
    """Returns how the tokens of a variation are chosen: the same number on the same model, the same tokens."""
    return Sampling(temperature=_TEMPERATURE, top_p=_TOP_P, seed=SECOND_TRY.seed + variation)


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    ready: Read
    wanted: Replacement


def question_prepared(request: RegenerationRequest, reader: Reader, encoder: PromptEncoder) -> PreparedKit:
    """Reads the document or summary and puts together what the model is asked.

    Raises:
        BoleError: As for a kit; ARGUMENT_INVALID where the brief has no such criterion.
    """
    whole = brief_of(request.kit, reader)
    require_criterion(whole, request.wanted.replaced)
    brief = replace(whole, plan=_plan_of(request.wanted.replaced.type))
    ready = made_ready(brief)
    with stage(Stage.PROMPT):
        asked = interview_question(brief, ready.masked, encoder, _wishes(brief, request.wanted))
    state = _State(ready=replace(ready, cut_code_points=asked.cut_code_points), wanted=request.wanted)
    return PreparedKit(question=asked.question, state=pickle.dumps(state, protocol=pickle.HIGHEST_PROTOCOL))


def question_concluded(state: bytes, answer: InterviewAnswer | None, *, left_premises: bool) -> Regenerated:
    """Checks the drafted question; the embedded engine's stands in its place where it fails, or `answer` is None.

    Raises:
        BoleError: QUESTIONS_EXHAUSTED where the embedded engine has none either.
    """
    kept: _State = pickle.loads(state)  # noqa: S301  # our own bytes, from a worker process
    ready, wanted = kept.ready, kept.wanted
    warnings = answer_warnings(ready.cut_code_points, 0, left_premises=left_premises)
    drafted = _drafted(ready, wanted, answer) if answer is not None else None
    if drafted is not None:
        return Regenerated(question=drafted, warnings=warnings)
    question = another_question(ready.brief, wanted)
    return Regenerated(question=question, warnings=(*replaced_warning(1, 1), *warnings))


def _drafted(ready: Read, wanted: Replacement, answer: InterviewAnswer) -> InterviewQuestion | None:
    """Returns the model's question, None where it fails a check or is about another criterion."""
    replaced = wanted.replaced
    drafts = judged(answer, ready.brief, ready.reading, ready.masked, avoid=wanted.unwanted)
    found = next((one for one in drafts.kept if one.type is replaced.type), None)
    if found is None or (replaced.criterion_id and found.criterion_id != replaced.criterion_id):
        return None
    return replace(found, question_id=replaced.question_id, criterion_id=replaced.criterion_id)


def _wishes(brief: InterviewBrief, wanted: Replacement) -> Wishes:
    criteria = brief.rubric.criteria if brief.rubric is not None else ()
    named = [number for number, one in enumerate(criteria, 1) if one.criterion_id == wanted.replaced.criterion_id]
    criterion = criteria[named[0] - 1] if named else None
    level = levels_of(brief).of(criterion, wanted.replaced.probe) if wanted.replaced.probe else None
    return Wishes(
        asked=wanted.unwanted, criterion=named[0] if named else 0, level=level.value if level is not None else ""
    )


def _plan_of(kind: QuestionType) -> QuestionPlan:
    return QuestionPlan(
        technical=int(kind is QuestionType.TECHNICAL),
        behavioral=int(kind is QuestionType.BEHAVIORAL),
        open_ended=int(kind is QuestionType.OPEN_ENDED),
    )
