"""The two pieces of CPU work around a model's interview questions."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, replace

from bole.domain.interview import InterviewKit
from bole.domain.measuring import Stage, stage
from bole.domain.ports import InterviewBrief, PromptEncoder
from bole.engines.asking import Question
from bole.engines.model_interview import interview_question, kit_from
from bole.engines.model_output import InterviewAnswer
from bole.evidence.masking import Masked, mask
from bole.evidence.reading import Reading, read
from bole.pipeline.interviewing import InterviewRequest, brief_of
from bole.pipeline.model_screening import answer_warnings
from bole.pipeline.screening import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedKit:
    """A question for a model, and the state that `kit_concluded` goes on with."""

    question: Question
    state: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    brief: InterviewBrief
    reading: Reading
    masked: Masked
    cut_code_points: int


def kit_prepared(request: InterviewRequest, reader: Reader, encoder: PromptEncoder) -> PreparedKit:
    """Reads the document or summary and puts together what the model is asked.

    Raises:
        BoleError: The document cannot be read, or the criteria alone do not fit the model.
    """
    brief = brief_of(request, reader)
    reading = read(brief.resume)
    with stage(Stage.PROMPT):
        masked = mask(reading)
        asked = interview_question(brief, masked, encoder)
    state = _State(brief=brief, reading=reading, masked=masked, cut_code_points=asked.cut_code_points)
    return PreparedKit(question=asked.question, state=pickle.dumps(state, protocol=pickle.HIGHEST_PROTOCOL))


def kit_concluded(state: bytes, answer: InterviewAnswer, engine: str, *, left_premises: bool) -> InterviewKit:
    """Checks the drafted questions and returns the kit."""
    kept: _State = pickle.loads(state)  # noqa: S301  # our own bytes, from a worker process
    kit = kit_from(answer, kept.brief, kept.reading, kept.masked, engine)
    warnings = answer_warnings(kept.cut_code_points, 0, left_premises=left_premises)
    return replace(kit, warnings=(*kit.warnings, *warnings))
