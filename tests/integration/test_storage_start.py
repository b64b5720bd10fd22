"""A service whose database is there, is away, or is of a newer version when it starts."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from pathlib import Path

import grpc
import pytest
from grpc_health.v1 import health_pb2

from bole.bootstrap import running_server
from bole.domain.errors import BoleError, ErrorReason
from bole.settings import Settings
from bole.v1 import batch_service_pb2 as pb
from bole.v1 import screening_service_pb2 as screening
from bole.v1.batch_service_pb2_grpc import BatchServiceStub
from bole.v1.screening_service_pb2_grpc import ScreeningServiceStub
from tests.errors import reason_of, status_of_call
from tests.integration.test_batch_service import POSTING, RESUME

SERVING, NOT_SERVING = health_pb2.HealthCheckResponse.SERVING, health_pb2.HealthCheckResponse.NOT_SERVING
SERVICES = ("", "bole.v1.ScreeningService", "bole.v1.BatchService")


def settings_of(database: str, **changes: object) -> Settings:
    return Settings(processes=1, grace_seconds=5, database=database, **changes)  # type: ignore[arg-type]  # as variables


async def health(channel: grpc.aio.Channel) -> list[int]:
    """Returns the status of the whole server, of `ScreeningService` and of `BatchService`."""
    check = channel.unary_unary(
        "/grpc.health.v1.Health/Check",
        request_serializer=health_pb2.HealthCheckRequest.SerializeToString,
        response_deserializer=health_pb2.HealthCheckResponse.FromString,
    )
    return [(await check(health_pb2.HealthCheckRequest(service=name))).status for name in SERVICES]


async def until_serving(channel: grpc.aio.Channel, status: int = SERVING) -> None:
    """Waits for the whole server, or for the end of its serving."""
    watch = channel.unary_stream(
        "/grpc.health.v1.Health/Watch",
        request_serializer=health_pb2.HealthCheckRequest.SerializeToString,
        response_deserializer=health_pb2.HealthCheckResponse.FromString,
    )(health_pb2.HealthCheckRequest())
    async for answer in watch:
        if answer.status == status:
            return


async def screened(channel: grpc.aio.Channel) -> int:
    """Returns the score of the sample."""
    document = screening.Document(content=RESUME.encode())
    request = screening.ScreenResumeRequest(job_posting=POSTING, documents=[document])
    return (await ScreeningServiceStub(channel).ScreenResume(request)).screening.match_score


async def test_batches_wait_for_a_database_that_is_away(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Single calls are answered meanwhile; the log says why it waits. Once it is there, all is served."""
    place = tmp_path / "state"
    place.touch()  # a file where the folder should be
    with caplog.at_level(logging.INFO, "bole.bootstrap"):
        async with (
            running_server(settings_of(f"sqlite:///{place}/bole.db"), "127.0.0.1:0", storage=True) as (_, port),
            grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel,
        ):
            stub = BatchServiceStub(channel)
            assert await health(channel) == [NOT_SERVING, SERVING, NOT_SERVING]
            assert await screened(channel) == 83
            with pytest.raises(grpc.aio.AioRpcError) as caught:
                await stub.ListBatches(pb.ListBatchesRequest())
            assert caught.value.code() is grpc.StatusCode.UNAVAILABLE
            assert reason_of(status_of_call(caught.value)) == "STORAGE_UNAVAILABLE"
            kept = screening.ParseResumeRequest(batch_document=screening.BatchDocument(batch_id="b", item_id="i"))
            with pytest.raises(grpc.aio.AioRpcError) as asked:
                await ScreeningServiceStub(channel).ParseResume(kept)
            assert reason_of(status_of_call(asked.value)) == "STORAGE_UNAVAILABLE"
            assert any(one.getMessage().startswith("storage.away ") for one in caplog.records)

            place.unlink()

            await until_serving(channel)
            assert await health(channel) == [SERVING, SERVING, SERVING]
            assert not (await stub.ListBatches(pb.ListBatchesRequest())).batches


async def test_batches_are_not_served_while_a_database_that_was_there_is_away(tmp_path: Path) -> None:
    file = tmp_path / "bole.db"
    async with (
        running_server(settings_of(f"sqlite:///{file}"), "127.0.0.1:0", storage=True) as (_, port),
        grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel,
    ):
        assert await health(channel) == [SERVING, SERVING, SERVING]
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("ALTER TABLE schema_info RENAME TO away")

        await until_serving(channel, NOT_SERVING)
        assert await health(channel) == [NOT_SERVING, SERVING, NOT_SERVING]
        assert await screened(channel) == 83

        with closing(sqlite3.connect(file)) as connection:
            connection.execute("ALTER TABLE away RENAME TO schema_info")

        await until_serving(channel)
        assert await health(channel) == [SERVING, SERVING, SERVING]


async def test_a_database_of_a_newer_version_ends_the_start(tmp_path: Path) -> None:
    """What it holds is not touched."""
    file = tmp_path / "bole.db"
    settings = settings_of(f"sqlite:///{file}")
    async with running_server(settings, "127.0.0.1:0", storage=True):
        pass
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE schema_info SET level = 99, oldest_able = 99")
    connection.close()

    with pytest.raises(BoleError) as caught:
        async with running_server(settings, "127.0.0.1:0", storage=True):
            pass

    assert caught.value.reason is ErrorReason.STORAGE_MISMATCH
    assert "newer version" in caught.value.message


async def test_an_address_that_is_none_ends_the_start_and_is_not_repeated() -> None:
    """It may hold a password."""
    with pytest.raises(BoleError) as caught:
        async with running_server(settings_of("mysql://bole:opens-it@db/bole"), "127.0.0.1:0", storage=True):
            pass

    assert caught.value.reason is ErrorReason.ARGUMENT_INVALID
    assert "opens-it" not in caught.value.message


async def test_a_server_inside_of_a_command_keeps_nothing(tmp_path: Path) -> None:
    """It has no batches, and leaves no file."""
    async with (
        running_server(settings_of(f"sqlite:///{tmp_path}/bole.db"), f"unix:{tmp_path}/socket") as _,
        grpc.aio.insecure_channel(f"unix:{tmp_path}/socket") as channel,
    ):
        assert await screened(channel) == 83
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await BatchServiceStub(channel).ListBatches(pb.ListBatchesRequest())
        assert caught.value.code() is grpc.StatusCode.UNIMPLEMENTED
    assert not (tmp_path / "bole.db").exists()


async def test_answers_of_single_calls_are_kept_unless_that_is_switched_off(tmp_path: Path) -> None:
    for days, kept in ((30, 1), (0, 0)):
        file = tmp_path / f"{days}.db"
        async with (
            running_server(
                settings_of(f"sqlite:///{file}", answer_days=days), f"unix:{tmp_path}/{days}", storage=True
            ) as _,
            grpc.aio.insecure_channel(f"unix:{tmp_path}/{days}") as channel,
        ):
            assert await screened(channel) == await screened(channel) == 83
        with sqlite3.connect(file) as connection:
            assert connection.execute("SELECT count(*) FROM answer").fetchone() == (kept,)
        connection.close()
