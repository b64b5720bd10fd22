"""The pieces of CPU work around a model's interview questions."""

from __future__ import annotations

import pickle
from contextlib import suppress
from dataclasses import dataclass, replace

from bole.domain.errors import BoleError
from bole.domain.interview import InterviewKit
from bole.domain.measuring import Stage, stage
from bole.domain.ports import InterviewBrief, PromptEncoder
from bole.engines.asking import Question
from bole.engines.model_interview import NO_DRAFTS, Drafts, interview_question, judged, kit_from
from bole.engines.model_output import InterviewAnswer
from bole.evidence.masking import Masked, mask
from bole.evidence.reading import Reading, read
from bole.pipeline.interviewing import InterviewRequest, brief_of
from bole.pipeline.model_screening import answer_warnings
from bole.pipeline.screening import Reader
from bole.prompting.wishes import Wishes


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedKit:
    """A question for a model, and the state that is gone on with."""

    question: Question
    state: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedKit:
    """What is left of a model's answer: `again` asks for the questions that were refused, None where none was."""

    again: Question | None
    state: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A brief made ready for a model: the resume as checks read it, and as the model may see it."""

    brief: InterviewBrief
    reading: Reading
    masked: Masked
    cut_code_points: int = 0
    drafts: Drafts = NO_DRAFTS


def made_ready(brief: InterviewBrief) -> Read:
    """Reads and masks the resume of a brief."""
    reading = read(brief.resume)
    with stage(Stage.PROMPT):
        return Read(brief=brief, reading=reading, masked=mask(reading))


def kit_prepared(request: InterviewRequest, reader: Reader, encoder: PromptEncoder) -> PreparedKit:
    """Reads the document or summary and puts together what the model is asked.

    Raises:
        BoleError: The document cannot be read, or the criteria alone do not fit the model.
    """
    ready = made_ready(brief_of(request, reader))
    with stage(Stage.PROMPT):
        asked = interview_question(ready.brief, ready.masked, encoder)
    return PreparedKit(question=asked.question, state=_kept(replace(ready, cut_code_points=asked.cut_code_points)))


def kit_judged(state: bytes, answer: InterviewAnswer, encoder: PromptEncoder) -> JudgedKit:
    """Checks the drafted questions, and asks for others in the place of those that were refused, if that fits."""
    ready = _read(state)
    drafts = judged(answer, ready.brief, ready.reading, ready.masked)
    after = _kept(replace(ready, drafts=drafts))
    lacking = drafts.lacking(ready.brief.plan)
    if not lacking.total:
        return JudgedKit(again=None, state=after)
    wishes = Wishes(faults=drafts.faults, asked=tuple(one.question for one in drafts.kept))
    brief = replace(ready.brief, plan=lacking)
    with stage(Stage.PROMPT), suppress(BoleError):
        asked = interview_question(brief, ready.masked, encoder, wishes, insist=bool(drafts.mixed))
        return JudgedKit(again=asked.question, state=after)
    return JudgedKit(again=None, state=after)


def kit_concluded(state: bytes, second: InterviewAnswer | None, engine: str, *, left_premises: bool) -> InterviewKit:
    """Returns the kit; `second` answers what was asked again, None where nothing was or no answer came."""
    ready = _read(state)
    first = drafts = ready.drafts
    if second is not None:
        drafts = judged(second, ready.brief, ready.reading, ready.masked, before=first)
    kit = kit_from(drafts, ready.brief, engine, repaired=bool(first.mixed and not drafts.mixed))
    warnings = answer_warnings(ready.cut_code_points, 0, left_premises=left_premises)
    return replace(kit, warnings=(*kit.warnings, *warnings))


def _kept(ready: Read) -> bytes:
    return pickle.dumps(ready, protocol=pickle.HIGHEST_PROTOCOL)


def _read(state: bytes) -> Read:
    kept: Read = pickle.loads(state)  # noqa: S301  # our own bytes, from a worker process
    return kept
