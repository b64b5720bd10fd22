"""Answers by a language model: documents to a question, the model's answer, and what code makes of it."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from bole.domain.answers import Answer
from bole.domain.calls import CallTerms
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.generation import GREEDY
from bole.domain.interview import InterviewKit
from bole.domain.ports import LanguageModel, Workers
from bole.domain.rubric import JobPosting, Rubric
from bole.engines.asking import ask, was_cut
from bole.engines.engine import Origin
from bole.engines.model_output import (
    InterviewAnswer,
    ScreeningAnswer,
    interview_answer,
    rubric_answer,
    screening_answer,
)
from bole.engines.model_rubric import rubric_from, rubric_question
from bole.engines.model_screening import ScreeningReply
from bole.engines.narrative_language import in_language
from bole.pipeline.embedded import EmbeddedAnswering
from bole.pipeline.interviewing import InterviewRequest
from bole.pipeline.model_interview import kit_concluded, kit_judged, kit_prepared
from bole.pipeline.model_regeneration import question_concluded, question_prepared, sampling_of
from bole.pipeline.model_screening import Prepared, answer_warnings, concluded, prepared, without_documents
from bole.pipeline.regeneration import Regenerated, RegenerationRequest
from bole.pipeline.screening import Reader, ScreeningRequest
from bole.prompting.tasks import Task, prompt_version

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelAnswering:
    """Asks a language model and checks all that it says.

    CPU work runs in worker processes before and after the model's answer; between the two the call costs nothing here.

    Attributes:
        name: Name of the engine that answers carry.
        model: What is asked.
        reader: What documents are read with.
        workers: Where CPU work runs.
    """

    name: str
    model: LanguageModel
    reader: Reader
    workers: Workers

    async def draft_rubric(self, posting: JobPosting, terms: CallTerms) -> Rubric:
        """Turns a posting into a rubric."""
        return await self._or_degraded(
            terms, lambda: self._draft(posting, terms), lambda embedded: embedded.draft_rubric(posting, terms)
        )

    def asks(self) -> Origin:
        """Returns which model is asked, with which words."""
        return self._origin(prompt_version(Task.SCREENING), str(GREEDY))

    async def screen(self, request: ScreeningRequest, render: Callable[[Answer], T], terms: CallTerms) -> T:
        """Screens one candidate."""
        return await self._or_degraded(
            terms,
            lambda: self._screen(request, render, terms),
            lambda embedded: embedded.screen(request, render, terms),
        )

    async def answer(
        self,
        request: ScreeningRequest,
        asked: Prepared,
        whole: Callable[[], Awaitable[ScreeningRequest]],
        render: Callable[[Answer], T],
        terms: CallTerms,
    ) -> T:
        """Screens one candidate whose documents are read already.

        Args:
            request: What was `prepared`; its documents are not needed.
            asked: What `prepared` made of it.
            whole: Returns the request with its documents, where they have to give way to a longer answer.
            render: As in `screen`.
            terms: As in `screen`.
        """
        read = partial(screening_answer, criteria_count=asked.criteria_count)
        roomy, began = False, time.monotonic()
        try:
            answered = await ask(self.model, asked.question, read, terms)
        except BoleError as error:
            if not was_cut(error):
                raise
            asked, roomy = await self._roomier(await whole(), asked, error), True
            answered = await ask(self.model, asked.question, read, terms)
        in_time = _in_time(terms, began)
        again = partial(self._narrated_again, whole, read, terms if in_time else None, roomy=roomy)
        told = await in_language(answered.value.experience, asked.language_code, asked.names, again)
        origin = self._origin(asked.prompt_digest, str(answered.sampling))
        reply = ScreeningReply(answer=replace(answered.value, experience=told), origin=origin)
        return await self.workers.run(concluded, without_documents(request), self.reader, asked.state, reply, render)

    async def write_interview_kit(self, request: InterviewRequest, terms: CallTerms) -> InterviewKit:
        """Writes interview questions; a plan of none needs no model."""
        if request.plan.total == 0:
            return await EmbeddedAnswering(reader=self.reader, workers=self.workers).write_interview_kit(request, terms)
        return await self._or_degraded(
            terms,
            lambda: self._write_kit(request, terms),
            lambda embedded: embedded.write_interview_kit(request, terms),
        )

    async def regenerate_question(self, request: RegenerationRequest, terms: CallTerms) -> Regenerated:
        """Writes another question in the place of one."""
        return await self._or_degraded(
            terms,
            lambda: self._regenerate(request, terms),
            lambda embedded: embedded.regenerate_question(request, terms),
        )

    async def _draft(self, posting: JobPosting, terms: CallTerms) -> Rubric:
        asked = await self.workers.run(rubric_question, posting, self.model.encoder())
        answered = await ask(self.model, asked.question, rubric_answer, terms)
        rubric = await self.workers.run(rubric_from, answered.value, posting)
        warnings = answer_warnings(asked.cut_code_points, 0, left_premises=self.model.leaves_premises)
        return replace(rubric, warnings=(*rubric.warnings, *warnings))

    async def _screen(self, request: ScreeningRequest, render: Callable[[Answer], T], terms: CallTerms) -> T:
        async def whole() -> ScreeningRequest:
            return request

        asked = await self.workers.run(prepared, request, self.reader, self.model.encoder())
        return await self.answer(request, asked, whole, render, terms)

    async def _narrated_again(
        self,
        whole: Callable[[], Awaitable[ScreeningRequest]],
        read: Callable[[str], ScreeningAnswer],
        terms: CallTerms | None,
        *,
        roomy: bool,
    ) -> tuple[str, ...]:
        """Returns the narrative of an answer to the question with the language named once more.

        Nothing where there is none, or where `terms` leave no time for it: the answer that is there is worth more than
        its language. What was found in the documents stays that of the first answer, whatever language was asked for.
        """
        if terms is None:
            return ()
        try:
            request, encoder = await whole(), self.model.encoder()
            asked = await self.workers.run(prepared, request, self.reader, encoder, roomy=roomy, insist=True)
            return (await ask(self.model, asked.question, read, terms)).value.experience
        except BoleError:
            return ()

    async def _roomier(self, request: ScreeningRequest, asked: Prepared, error: BoleError) -> Prepared:
        """Lets the documents give way to an answer that they left too little room for.

        Raises:
            BoleError: `error` where that changes nothing, or leaves nothing of the documents.
        """
        try:
            roomier = await self.workers.run(prepared, request, self.reader, self.model.encoder(), roomy=True)
        except BoleError as other:
            raise (error if other.reason is ErrorReason.PROMPT_TOO_LONG else other) from None
        if roomier.question == asked.question:
            raise error
        return roomier

    async def _write_kit(self, request: InterviewRequest, terms: CallTerms) -> InterviewKit:
        began = time.monotonic()
        asked = await self.workers.run(kit_prepared, request, self.reader, self.model.encoder())
        answered = await ask(self.model, asked.question, interview_answer, terms)
        second, state = await self._asked_again(asked.state, answered.value, terms if _in_time(terms, began) else None)
        return await self.workers.run(kit_concluded, state, second, self.name, left_premises=self.model.leaves_premises)

    async def _asked_again(
        self, state: bytes, first: InterviewAnswer, terms: CallTerms | None
    ) -> tuple[InterviewAnswer | None, bytes]:
        """Asks once more for questions that were refused, where `terms` leave the time for it.

        None where none was, and where that fails: the embedded engine fills their places.
        """
        kept = await self.workers.run(kit_judged, state, first, self.model.encoder())
        if kept.again is None or terms is None:
            return None, kept.state
        try:
            answered = await ask(self.model, kept.again, interview_answer, terms, repairs=True)
        except BoleError:
            return None, kept.state
        return answered.value, kept.state

    async def _regenerate(self, request: RegenerationRequest, terms: CallTerms) -> Regenerated:
        asked = await self.workers.run(question_prepared, request, self.reader, self.model.encoder())
        sampling = sampling_of(request.wanted.variation)
        try:
            answered = await ask(self.model, asked.question, interview_answer, terms, sampling=sampling)
        except BoleError as error:
            if error.reason is not ErrorReason.MODEL_OUTPUT_INVALID:
                raise
            drafted = None
        else:
            drafted = answered.value
        left_premises = self.model.leaves_premises
        return await self.workers.run(question_concluded, asked.state, drafted, left_premises=left_premises)

    def _origin(self, prompt_digest: str, sampling: str) -> Origin:
        return Origin(
            engine=self.name,
            prompt_digest=prompt_digest,
            model_digest=self.model.identity().model_digest,
            sampling=sampling,
            left_premises=self.model.leaves_premises,
        )

    async def _or_degraded(
        self,
        terms: CallTerms,
        by_model: Callable[[], Awaitable[T]],
        embedded: Callable[[EmbeddedAnswering], Awaitable[T]],
    ) -> T:
        """Answers by the model; by the embedded engine where the model is away and the caller allows it."""
        try:
            return await by_model()
        except BoleError as error:
            if error.reason is not ErrorReason.MODEL_UNAVAILABLE or not terms.allow_degraded:
                raise
        return await embedded(EmbeddedAnswering(reader=self.reader, workers=self.workers, degraded=True))


def _in_time(terms: CallTerms, began: float) -> bool:
    """Tells whether the deadline leaves the time for another answer that takes as long as what was done since."""
    left = terms.seconds_left()
    return left is None or left > time.monotonic() - began
