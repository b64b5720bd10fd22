"""Sends files through `ScreenResumes` and gathers an answer for every one of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING

import grpc
from google.rpc import status_pb2
from grpc_status import rpc_status

from bole.api.error_status import status_of
from bole.api.messages import rubric as rubric_message
from bole.api.stored_kits import interview_kit
from bole.api.stored_rubrics import rubric as stored_rubric
from bole.cli.results import Kit, Run, run_of
from bole.cli.stream_end import StreamEnd
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.rubric import Rubric
from bole.reports.ranking import rank
from bole.sources.reading import unreadable
from bole.sources.sources import Source
from bole.v1 import screening_pb2
from bole.v1 import screening_service_pb2 as pb

if TYPE_CHECKING:
    from bole.v1.screening_service_pb2_grpc import ScreeningServiceAsyncStub

_BROKEN = frozenset(
    {
        grpc.StatusCode.UNAVAILABLE,
        grpc.StatusCode.CANCELLED,
        grpc.StatusCode.INTERNAL,
        grpc.StatusCode.DEADLINE_EXCEEDED,
    }
)
"""How a stream ends that broke; any other code refuses what holds for all of it."""

_UNREAD = "The connection to the server broke before this item was answered. Screen it again."


async def screened(
    stub: ScreeningServiceAsyncStub,
    found: tuple[Source, ...],
    config: pb.ScreenResumesConfig,
    *,
    on_item: Callable[[], None],
) -> Run:
    """Screens every source; one that fails has its status in its item.

    Args:
        stub: The service.
        found: The files in the order of their item numbers.
        config: What holds for all of them.
        on_item: Called after every item.

    Raises:
        grpc.aio.AioRpcError: The posting, the rubric or the language was refused, or no item could be answered.
    """
    answers = _Answers(found, on_item)
    rubric = await answers.gather(stub, config)
    return run_of(answers.in_order(), answers.contacts, rubric, config)


async def first_kit(
    stub: ScreeningServiceAsyncStub, found: tuple[Source, ...], finished: Run, config: pb.ScreenResumesConfig
) -> Kit | None:
    """Writes the interview questions for the candidate who ranks first.

    None when nobody could be screened, and when server or file are gone by now: the screenings are not lost for it.
    """
    first = rank(finished.candidates)[0].candidate
    if first.screening is None:
        return None
    try:
        request = pb.GenerateInterviewKitRequest(
            rubric=rubric_message(finished.rubric),
            document=await _document(dict(numbered(found))[first.item_id]),
            output_language_code=config.output_language_code,
            as_of=config.as_of,
            allow_degraded=config.allow_degraded,
        )
        answer = await stub.GenerateInterviewKit(request)
    except BoleError:
        return None
    except grpc.aio.AioRpcError as error:
        if error.code() in _BROKEN:
            return None
        raise
    return Kit(item_id=first.item_id, kit=interview_kit(answer.interview_kit))


def numbered(found: tuple[Source, ...]) -> list[tuple[str, Source]]:
    """Returns the sources with the identifiers of their items."""
    return [(f"{number:06d}", source) for number, source in enumerate(found, start=1)]


def content_of(source: Source) -> bytes:
    """Reads a source.

    Raises:
        BoleError: It cannot be read, whatever the cause.
    """
    try:
        return source.read()
    except (OSError, ValueError) as error:
        raise unreadable("The file cannot be read. Check that it opens elsewhere.") from error


async def _document(source: Source) -> pb.Document:
    """Reads a source in a thread, so that answers come in meanwhile.

    Raises:
        BoleError: The source cannot be read, whatever the cause.
    """
    content = await asyncio.to_thread(content_of, source)
    return pb.Document(content=content, file_name=source.path.rpartition("/")[2], password=source.password)


def _broken_status(error: grpc.aio.AioRpcError, item_id: str) -> status_pb2.Status:
    """Returns what the server said of the end of the stream, else that it cannot be reached."""
    # The error of grpc.aio has all that is read of a call.
    said: status_pb2.Status | None = rpc_status.from_call(error)  # type: ignore[arg-type]
    if said is not None and said.details:
        return said
    return status_of(BoleError(ErrorReason.SERVER_UNREACHABLE, _UNREAD), item_id)


class _Answers:
    """The items that have been answered so far, by number."""

    def __init__(self, found: tuple[Source, ...], on_item: Callable[[], None]) -> None:
        self._sources = dict(numbered(found))
        self._items: dict[str, screening_pb2.ScreenedItem] = {}
        self._on_item = on_item
        self.contacts: dict[str, pb.Contact] = {}

    def in_order(self) -> list[screening_pb2.ScreenedItem]:
        """Returns the items by number."""
        return [self._items[item_id] for item_id in sorted(self._items)]

    async def gather(self, stub: ScreeningServiceAsyncStub, config: pb.ScreenResumesConfig) -> Rubric:
        """Runs the stream to its end and returns the rubric that was applied."""
        rubric: Rubric | None = None
        call = stub.ScreenResumes(self._requests(config))
        end = StreamEnd(call)
        try:
            async for response in call:
                if response.WhichOneof("message") == "rubric":
                    rubric = stored_rubric(response.rubric)
                else:
                    self._keep(response.item)
                    self.contacts[response.item.item_id] = response.contact
        except grpc.aio.AioRpcError as caught:
            error = await end.of(caught)
            if rubric is None or error.code() not in _BROKEN:
                raise error from None
            self._give_up(error)
        if rubric is None:
            raise RuntimeError("the server ended the stream without a rubric")
        return rubric

    async def _requests(self, config: pb.ScreenResumesConfig) -> AsyncIterator[pb.ScreenResumesRequest]:
        yield pb.ScreenResumesRequest(config=config)
        for item_id, source in self._sources.items():
            try:
                document = await _document(source)
            except BoleError as error:
                self._keep(screening_pb2.ScreenedItem(item_id=item_id, status=status_of(error, item_id)))
                continue
            yield pb.ScreenResumesRequest(item=pb.ScreenResumesItem(item_id=item_id, documents=[document]))

    def _keep(self, item: screening_pb2.ScreenedItem) -> None:
        item.source = self._sources[item.item_id].path
        self._items[item.item_id] = item
        self._on_item()

    def _give_up(self, error: grpc.aio.AioRpcError) -> None:
        """Answers what the broken stream left open, so that no item is lost."""
        for item_id in self._sources:
            if item_id not in self._items:
                self._keep(screening_pb2.ScreenedItem(item_id=item_id, status=_broken_status(error, item_id)))
