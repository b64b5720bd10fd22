"""Screens candidates; a question that was asked before gets the same answer, at no cost."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeVar

from bole.domain.answers import StoredAnswer
from bole.domain.calls import CallTerms
from bole.domain.candidates import OptOutCheck
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.events import Event, Line
from bole.domain.generation import Priority
from bole.domain.measuring import Count, count
from bole.domain.ports import Workers
from bole.domain.rubric import Rubric
from bole.domain.storage_ports import AnswerStore, Codec
from bole.pipeline.answering import Answering
from bole.pipeline.question import question_digest
from bole.pipeline.recent import Recent
from bole.pipeline.screening import ScreeningRequest
from bole.pipeline.stored_answers import standings_under, stored

T = TypeVar("T")

_LOG = logging.getLogger("bole.pipeline")

_LARGE_BYTES = 64 * 1024
"""From this size on a digest is computed in a thread: a megabyte takes the event loop 2 milliseconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Screener:
    """Screens by one engine.

    Attributes:
        answering: The engine.
        workers: Where CPU work runs.
        codec: How answers are written down.
        answers: Where they are kept; None where they are not.
        surroundings: Of `question.surroundings_digest`.
        opt_outs: Knows whom no machine screens; None where nobody can opt out.
    """

    answering: Answering
    workers: Workers
    codec: Codec
    answers: AnswerStore | None = None
    surroundings: str = ""
    opt_outs: OptOutCheck | None = None
    _asking: Recent[tuple[str, str, Priority], StoredAnswer] = field(default_factory=lambda: Recent(0))
    """Who asks the same at the same time waits for one answer, but no caller for a batch; the store keeps it."""

    async def screen(self, tenant: str, request: ScreeningRequest, terms: CallTerms) -> StoredAnswer:
        """Screens one candidate.

        Args:
            tenant: Who asks: nobody gets the answer that another tenant was given.
            request: The candidate's documents and what they are screened against.
            terms: What the caller agreed to.

        Raises:
            BoleError: A document cannot be read, the engine is away, or the candidate opted out. Nothing is kept.
        """
        await self._refuse(tenant, request.candidate_id)
        if self.answers is None:
            return await self._answered(tenant, request, terms)
        return (await self._kept(self.answers, tenant, request, terms, required=False))[1]

    async def screen_kept(
        self, tenant: str, request: ScreeningRequest, terms: CallTerms, own_digest: str
    ) -> tuple[str, StoredAnswer]:
        """Screens one candidate and returns under which digest the answer is kept.

        Args:
            tenant: As in `screen`.
            request: As in `screen`.
            terms: As in `screen`.
            own_digest: Digest of an answer that nobody else may be given: a degraded one.

        Raises:
            BoleError: As in `screen`, and STORAGE_UNAVAILABLE.
        """
        if self.answers is None:
            raise RuntimeError("answers are kept for batches, which need a store")
        await self._refuse(tenant, request.candidate_id)
        if terms.allow_degraded:
            # An answer that was never looked for counts as asked for before any erasure, and would not be kept.
            await self.answers.find(tenant, own_digest)
        digest, answer = await self._kept(self.answers, tenant, request, terms, required=True)
        if digest and not answer.degraded:
            return digest, answer
        # One may be there already, of an earlier attempt before the batch was rescored.
        return own_digest, await self._under(await self.answers.keep(tenant, own_digest, answer), request.rubric)

    async def _kept(
        self, answers: AnswerStore, tenant: str, request: ScreeningRequest, terms: CallTerms, *, required: bool
    ) -> tuple[str, StoredAnswer]:
        digest = await self._digest(request)
        if digest is None:
            return "", await self._answered(tenant, request, terms)

        async def first() -> StoredAnswer:
            found = await _or_none(answers.find(tenant, digest), required=required)
            if found is not None:
                count(Count.ANSWERS, "kept_before")
                await self._refuse(tenant, found.candidate_id)
                return found
            answer = await self._answered(tenant, request, terms)
            if answer.degraded:
                return answer
            return await _or_none(answers.keep(tenant, digest, answer), required=required) or answer

        return digest, await self._under(
            await self._asking.get((tenant, digest, terms.priority), first), request.rubric
        )

    async def _answered(self, tenant: str, request: ScreeningRequest, terms: CallTerms) -> StoredAnswer:
        count(Count.ANSWERS, "asked")
        answer = await self.answering.screen(request, partial(stored, codec=self.codec), terms)
        await self._refuse(tenant, answer.candidate_id)  # whom only the documents name
        return answer

    async def _refuse(self, tenant: str, candidate_id: str) -> None:
        if self.opt_outs is not None:
            await self.opt_outs.refuse_if_opted_out(tenant, candidate_id)

    async def _digest(self, request: ScreeningRequest) -> str | None:
        """Returns the digest of a question; None while it is not known which model answers."""
        try:
            asked = self.answering.asks()
        except BoleError as error:
            if error.reason is not ErrorReason.MODEL_UNAVAILABLE:
                raise
            return None
        if sum(len(document.content) for document in request.documents) < _LARGE_BYTES:
            return question_digest(request, asked, self.surroundings)
        return await asyncio.to_thread(question_digest, request, asked, self.surroundings)

    async def _under(self, answer: StoredAnswer, rubric: Rubric) -> StoredAnswer:
        """Orders an answer that was scored with other weights as the rubric wants it; its payload stays."""
        if answer.rubric_digest == rubric.rubric_digest:
            return answer
        (standing,) = await self.workers.run(standings_under, [answer.payload], rubric, self.codec)
        return replace(answer, standing=standing)


async def _or_none(asked: Awaitable[T], *, required: bool) -> T | None:
    """Returns what a store says; None where it is away and the caller can do without it."""
    try:
        return await asked
    except BoleError as error:
        if required or error.reason is not ErrorReason.STORAGE_UNAVAILABLE:
            raise
        _LOG.warning(Line(Event.ANSWERS_UNAVAILABLE, reason=error.reason))
        return None
