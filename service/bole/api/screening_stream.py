"""The stream of `ScreenResumes`: a configuration, then items, each answered as soon as it is done."""

from __future__ import annotations

import asyncio
import datetime
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

from google.rpc import status_pb2

from bole.api import converters, messages
from bole.api import requests as requests_of
from bole.api.answer_messages import shown_answer
from bole.api.current_call import name_request
from bole.api.error_status import internal_error, status_of
from bole.api.interceptors.tracing import log_unexpected
from bole.api.validation import invalid, text_within
from bole.domain.calls import CallTerms
from bole.domain.errors import BoleError
from bole.domain.events import REQUEST_ID
from bole.domain.generation import Priority
from bole.domain.measuring import Count, count
from bole.domain.rubric import Rubric
from bole.domain.tracing import SpanName, span
from bole.pipeline.screening import ScreeningRequest
from bole.pipeline.use_cases import UseCases
from bole.v1 import screening_pb2, screening_service_pb2

_FINISH_SECONDS = 0.2
_METHOD = "ScreenResumes"

Write = Callable[[screening_service_pb2.ScreenResumesResponse], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamTerms:
    """What holds for every item of a stream."""

    rubric: Rubric
    call: CallTerms
    as_of: datetime.date
    language_code: str
    full: bool
    include_contact: bool
    tenant: str


class ScreeningStream:
    """One stream, from its first message to its last answer."""

    def __init__(self, use_cases: UseCases, *, limit_bytes: int, width: int, write: Write) -> None:
        """Prepares a stream.

        Args:
            use_cases: What answers.
            limit_bytes: Inline limit of one document.
            width: Items in progress at the same time; no more are read from the caller until one is written.
            write: Sends one message to the caller.
        """
        self._use_cases = use_cases
        self._limit_bytes = limit_bytes
        self._slots = asyncio.Semaphore(width)
        self._write = write
        self._writing = asyncio.Lock()

    async def run(
        self, requests: AsyncIterator[screening_service_pb2.ScreenResumesRequest], deadline: float | None, tenant: str
    ) -> None:
        """Answers every item; a message that breaks the protocol ends the stream after the items before it.

        Args:
            requests: What the caller sends.
            deadline: When the call ends, in seconds of `time.monotonic()`; None without a deadline.
            tenant: Whose data it is about.
        """
        try:
            await self._run(requests, deadline, tenant)
        except BoleError:
            await _let_finish(requests)
            raise

    async def _run(
        self, requests: AsyncIterator[screening_service_pb2.ScreenResumesRequest], deadline: float | None, tenant: str
    ) -> None:
        terms = await self._begin(requests, deadline, tenant)
        broken: BoleError | None = None
        async with asyncio.TaskGroup() as group:
            async for request in requests:
                if request.WhichOneof("message") != "item":
                    broken = invalid("item", "Every message after the first one holds an item.")
                    break
                await self._slots.acquire()
                group.create_task(self._answer(request.item, terms))
        if broken is not None:
            raise broken

    async def _begin(
        self, requests: AsyncIterator[screening_service_pb2.ScreenResumesRequest], deadline: float | None, tenant: str
    ) -> StreamTerms:
        first = await anext(requests, None)
        if first is None or first.WhichOneof("message") != "config":
            raise invalid("config", "The first message holds the configuration, with a job posting or a rubric.")
        config = first.config
        name_request(converters.identifier(config.request_id, "config.request_id"))
        call = CallTerms(
            priority=Priority.BATCH, deadline=deadline, allow_degraded=config.allow_degraded, tenant=tenant
        )
        terms = StreamTerms(
            rubric=await requests_of.target_rubric(config, self._use_cases, call),
            call=call,
            as_of=converters.as_of(config.as_of, given=config.HasField("as_of")),
            language_code=converters.language_code(config.output_language_code, "config.output_language_code"),
            full=converters.is_full(config.view, "config.view"),
            include_contact=config.include_contact,
            tenant=tenant,
        )
        await self._send(screening_service_pb2.ScreenResumesResponse(rubric=messages.rubric(terms.rubric)))
        return terms

    async def _answer(self, item: screening_service_pb2.ScreenResumesItem, terms: StreamTerms) -> None:
        try:
            await self._send(await self._response(item, terms))
        finally:
            self._slots.release()

    async def _response(
        self, item: screening_service_pb2.ScreenResumesItem, terms: StreamTerms
    ) -> screening_service_pb2.ScreenResumesResponse:
        try:
            with span(SpanName.ITEM):
                answer = await self._use_cases.screen(terms.tenant, self._request(item, terms), terms.call)
                shown = await shown_answer(answer, terms.rubric, self._use_cases.workers, full=terms.full)
            count(Count.ITEMS, _METHOD, "OK")
            status = status_pb2.Status()
            screened = screening_pb2.ScreenedItem(item_id=item.item_id, status=status, screening=shown.screening)
            return screening_service_pb2.ScreenResumesResponse(
                item=screened, contact=shown.contact if terms.include_contact else None
            )
        except BoleError as error:
            failure = error
        except Exception as error:  # noqa: BLE001  # an item fails alone, whatever the cause
            log_unexpected(error)
            failure = internal_error()
        count(Count.ITEMS, _METHOD, failure.reason.value)
        failed = screening_pb2.ScreenedItem(item_id=item.item_id, status=status_of(failure, REQUEST_ID.get()))
        return screening_service_pb2.ScreenResumesResponse(item=failed)

    def _request(self, item: screening_service_pb2.ScreenResumesItem, terms: StreamTerms) -> ScreeningRequest:
        if not item.item_id:
            raise invalid("item.item_id", "An item has no item_id. Send one, so that its answer can be told apart.")
        text_within(item.item_id, "item.item_id", 128)
        return ScreeningRequest(
            documents=converters.documents(item.documents, self._limit_bytes, "item.documents"),
            rubric=terms.rubric,
            as_of=terms.as_of,
            language_code=terms.language_code,
            candidate_id=text_within(item.candidate_id, "item.candidate_id", 128),
        )

    async def _send(self, response: screening_service_pb2.ScreenResumesResponse) -> None:
        async with self._writing:
            await self._write(response)


async def _let_finish(requests: AsyncIterator[screening_service_pb2.ScreenResumesRequest]) -> None:
    """Reads on for a moment before the stream ends with an error.

    A caller that is writing when the status arrives may see a transport error in its place (grpc.aio does).
    """
    try:
        async with asyncio.timeout(_FINISH_SECONDS):
            async for _ in requests:
                pass
    except TimeoutError:
        return
