"""Streams that end before their time, over a real channel to a server that ends them so."""

from __future__ import annotations

import json
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TYPE_CHECKING

import grpc
import pytest
import pytest_asyncio
from google.type import date_pb2
from grpc_status import rpc_status

from bole.api.error_status import status_of
from bole.api.messages import rubric as rubric_message
from bole.cli.results import Run
from bole.cli.screening_run import first_kit, screened
from bole.domain.errors import BoleError, ErrorReason
from bole.sources.sources import Source, sources
from bole.v1 import screening_pb2
from bole.v1 import screening_service_pb2 as pb
from bole.v1.screening_service_pb2_grpc import (
    ScreeningServiceServicer,
    ScreeningServiceStub,
    add_ScreeningServiceServicer_to_server,
)
from tests.factories import AS_OF, candidate, rubric, screening

if TYPE_CHECKING:
    from bole.v1.screening_service_pb2_grpc import ScreeningServiceAsyncStub

Context = grpc.aio.ServicerContext[pb.ScreenResumesRequest, pb.ScreenResumesResponse]
KitContext = grpc.aio.ServicerContext[pb.GenerateInterviewKitRequest, pb.GenerateInterviewKitResponse]
CONFIG = pb.ScreenResumesConfig(as_of=date_pb2.Date(year=2026, month=1, day=31), output_language_code="en")


class EndsEarly(ScreeningServiceServicer):
    """Answers the first item, then does as it is told."""

    def __init__(self) -> None:
        """Ends well until told otherwise."""
        self.code = grpc.StatusCode.OK
        self.failure: BoleError | None = None
        self.received: list[pb.Document] = []

    async def ScreenResumes(  # noqa: N802  # as in the contract
        self, request_iterator: AsyncIterator[pb.ScreenResumesRequest], context: Context
    ) -> AsyncIterator[pb.ScreenResumesResponse]:
        """Answers with failures of a made-up kind; no screening is needed to see which items are answered."""
        yield pb.ScreenResumesResponse(rubric=rubric_message(rubric()))
        async for request in request_iterator:
            if request.WhichOneof("message") == "item":
                self.received.extend(request.item.documents)
                status = status_of(BoleError(ErrorReason.DOCUMENT_EMPTY, "Empty."), "r")
                item = screening_pb2.ScreenedItem(item_id=request.item.item_id, status=status)
                yield pb.ScreenResumesResponse(item=item)
                if self.failure is not None:
                    await context.abort_with_status(rpc_status.to_status(status_of(self.failure, "r")))
                if self.code is not grpc.StatusCode.OK:
                    await context.abort(self.code, "It is over.")

    async def GenerateInterviewKit(  # noqa: N802  # as in the contract
        self, request: pb.GenerateInterviewKitRequest, context: KitContext
    ) -> pb.GenerateInterviewKitResponse:
        """Fails as it was told."""
        self.received.append(request.document)
        await context.abort(self.code, "It is over.")


@pytest.fixture
def servicer() -> EndsEarly:
    return EndsEarly()  # type: ignore[abstract]  # the other methods answer UNIMPLEMENTED


@pytest_asyncio.fixture
async def stub(servicer: EndsEarly, tmp_path: Path) -> AsyncIterator[ScreeningServiceAsyncStub]:
    server = grpc.aio.server()
    add_ScreeningServiceServicer_to_server(servicer, server)
    server.add_insecure_port(f"unix:{tmp_path / 's'}")
    await server.start()
    async with grpc.aio.insecure_channel(f"unix:{tmp_path / 's'}") as channel:
        yield ScreeningServiceStub(channel)
    await server.stop(None)


def source(name: str, read: Callable[[], bytes] = lambda: b"text") -> Source:
    return Source(path=name, read=read)


async def run(stub: ScreeningServiceAsyncStub, *found: Source) -> Run:
    return await screened(stub, found, CONFIG, on_item=lambda: None)


def reasons(finished: Run) -> list[str]:
    """Returns the reasons of results.jsonl, which hold the details of every status, and checks the report's."""
    read = [json.loads(line)["status"]["details"][0]["reason"] for line in finished.lines]
    assert read == [one.failure.reason for one in finished.candidates if one.failure is not None]
    return read


@pytest.mark.parametrize("code", ["UNAVAILABLE", "CANCELLED", "INTERNAL", "DEADLINE_EXCEEDED"])
async def test_items_that_a_broken_stream_left_open_say_so(
    stub: ScreeningServiceAsyncStub, servicer: EndsEarly, code: str
) -> None:
    """The answered one stays; the others have a reason in the details, as every failed item has."""
    servicer.code = grpc.StatusCode[code]

    finished = await run(stub, source("a"), source("b"), source("c"))

    assert reasons(finished) == ["DOCUMENT_EMPTY", "SERVER_UNREACHABLE", "SERVER_UNREACHABLE"]
    assert [json.loads(line)["status"]["code"] for line in finished.lines[1:]] == [14, 14]


async def test_what_the_server_says_of_the_end_is_kept(stub: ScreeningServiceAsyncStub, servicer: EndsEarly) -> None:
    """Its own reason is better than a guess."""
    servicer.failure = BoleError(ErrorReason.SERVER_STOPPING, "The server is stopping. Come back.")

    finished = await run(stub, source("a"), source("b"))

    assert reasons(finished) == ["DOCUMENT_EMPTY", "SERVER_STOPPING"]


@pytest.mark.parametrize("code", ["INVALID_ARGUMENT", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED"])
async def test_a_stream_that_is_refused_is_no_result(
    stub: ScreeningServiceAsyncStub, servicer: EndsEarly, code: str
) -> None:
    """What holds for all items was refused: nothing was wrong with them."""
    servicer.code = grpc.StatusCode[code]

    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await run(stub, source("a"), source("b"))

    assert caught.value.code() is grpc.StatusCode[code]


async def test_a_refusal_is_never_taken_for_a_broken_stream(
    stub: ScreeningServiceAsyncStub, servicer: EndsEarly
) -> None:
    """Also where it meets an item on its way: of ten such refusals grpc.aio tells about one as INTERNAL."""
    servicer.code = grpc.StatusCode.RESOURCE_EXHAUSTED
    for _ in range(100):
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await run(stub, source("a"), source("b"))
        assert caught.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
        assert caught.value.details() == "It is over."


async def test_what_the_server_says_is_kept_where_it_meets_an_item(
    stub: ScreeningServiceAsyncStub, servicer: EndsEarly
) -> None:
    """Its details too, which stand in the metadata at the end."""
    servicer.failure = BoleError(ErrorReason.SERVER_STOPPING, "The server is stopping. Come back.")
    for _ in range(100):
        assert reasons(await run(stub, source("a"), source("b"))) == ["DOCUMENT_EMPTY", "SERVER_STOPPING"]


@pytest.mark.parametrize("error", [OSError("gone"), ValueError("odd")])
async def test_a_source_that_fails_in_its_own_way_fails_alone(
    stub: ScreeningServiceAsyncStub, servicer: EndsEarly, error: Exception
) -> None:
    """Whatever the file system does while it is read."""

    def fails() -> bytes:
        raise error

    finished = await run(stub, source("a", fails), source("b"))

    assert reasons(finished) == ["SOURCE_UNREADABLE", "DOCUMENT_EMPTY"]
    assert len(servicer.received) == 1


async def test_sources_are_read_beside_the_loop(stub: ScreeningServiceAsyncStub) -> None:
    """Answers come in while a slow disk is read."""
    read_in: list[threading.Thread] = []

    def read() -> bytes:
        read_in.append(threading.current_thread())
        return b"text"

    await run(stub, source("a", read))

    assert read_in
    assert threading.current_thread() not in read_in


FINISHED = Run(
    lines=("{}",), candidates=(candidate("000001", screening()),), rubric=rubric(), as_of=AS_OF, language_code="en"
)


async def test_screenings_are_kept_when_the_server_is_gone_before_the_questions(
    stub: ScreeningServiceAsyncStub, servicer: EndsEarly
) -> None:
    """The report comes without them."""
    servicer.code = grpc.StatusCode.UNAVAILABLE

    assert await first_kit(stub, (source("a"),), FINISHED, CONFIG) is None
    assert len(servicer.received) == 1


async def test_screenings_are_kept_when_the_file_is_gone_before_the_questions(stub: ScreeningServiceAsyncStub) -> None:
    """It was deleted during the run."""
    gone = sources([Path("gone.txt")], 1000)

    assert await first_kit(stub, gone, FINISHED, CONFIG) is None
