"""How a command reaches the service: a server that is named, else one of its own for as long as it runs."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click
import grpc
from google.protobuf import any_pb2
from google.rpc import error_details_pb2
from grpc_status import rpc_status
from pydantic import ValidationError
from pydantic_settings import SettingsError

from bole.cli.server_channel import channel_to
from bole.domain.errors import BoleError, ErrorReason
from bole.settings import Settings
from bole.v1.batch_service_pb2_grpc import BatchServiceStub
from bole.v1.review_service_pb2_grpc import ReviewServiceStub
from bole.v1.screening_service_pb2_grpc import ScreeningServiceStub

if TYPE_CHECKING:
    from bole.v1.batch_service_pb2_grpc import BatchServiceAsyncStub
    from bole.v1.review_service_pb2_grpc import ReviewServiceAsyncStub
    from bole.v1.screening_service_pb2_grpc import ScreeningServiceAsyncStub

T = TypeVar("T")

RECONNECT_SECONDS = 5
"""Longest time between two tries to reach a server again."""


class UserError(click.ClickException):
    """Something that the user has to change before the command can run."""

    exit_code = 2


def read_settings(**changes: str) -> Settings:
    """Reads the settings from the environment; `changes` win.

    Raises:
        UserError: A variable has a value that does not fit.
    """
    try:
        return Settings(**changes)  # type: ignore[arg-type]  # pydantic parses and checks the strings
    except ValidationError as error:
        faults = [_fault("_".join(str(part) for part in fault["loc"]), fault["msg"]) for fault in error.errors()]
        raise UserError("The settings do not fit. " + "; ".join(faults)) from error
    except (SettingsError, OSError) as error:
        raise UserError(
            "The settings cannot be read: a file of BOLE_SECRETS_DIR is no text in UTF-8, or this user may not read it."
        ) from error


def _fault(field: str, message: str) -> str:
    """Names the variable that is wrong, where it is one alone."""
    return f"BOLE_{field.upper()}: {message}" if field else message.removeprefix("Value error, ")


@asynccontextmanager
async def connected(server: str | None, **changes: str) -> AsyncIterator[ScreeningServiceAsyncStub]:
    """Yields a stub of the server `HOST:PORT`, or of a server in this process on a private socket.

    `changes` are settings of the server in this process; a server that is named has its own.
    """
    async with _channel(server, read_settings(**changes)) as channel:
        yield ScreeningServiceStub(channel)


@asynccontextmanager
async def batches_of(server: str | None, *, works: bool = False) -> AsyncIterator[BatchServiceAsyncStub]:
    """Yields a stub of the server `HOST:PORT`, or of a server in this process with the local database.

    The server in this process works on batches where `works` is set: asking for results begins no work.
    """
    async with _channel(server, read_settings(), storage=True, works=works) as channel:
        yield BatchServiceStub(channel)


@asynccontextmanager
async def reviews_of(server: str | None) -> AsyncIterator[ReviewServiceAsyncStub]:
    """Yields a stub of the server `HOST:PORT`, or of a server in this process with the local database."""
    async with _channel(server, read_settings(), storage=True) as channel:
        yield ReviewServiceStub(channel)


@asynccontextmanager
async def reviews_and_batches_of(
    server: str | None,
) -> AsyncIterator[tuple[ReviewServiceAsyncStub, BatchServiceAsyncStub]]:
    """Yields two stubs of the same server, as `reviews_of` does one."""
    async with _channel(server, read_settings(), storage=True) as channel:
        yield ReviewServiceStub(channel), BatchServiceStub(channel)


@asynccontextmanager
async def console_channel(server: str | None, settings: Settings) -> AsyncIterator[grpc.aio.Channel]:
    """Yields a channel to the server `HOST:PORT`, or to one in this process that asks callers who they are as set."""
    within = {
        "server_certificate": None,
        "server_key": None,
        "client_authority": None,
    }  # the console's own
    ours = settings if server is not None else settings.model_copy(update=within)
    async with _channel(server, ours, storage=True, works=True, private=False) as channel:
        yield channel


@asynccontextmanager
async def _channel(
    server: str | None, settings: Settings, *, storage: bool = False, works: bool = False, private: bool = True
) -> AsyncIterator[grpc.aio.Channel]:
    options = [
        ("grpc.max_receive_message_length", settings.message_limit_bytes),
        ("grpc.max_send_message_length", settings.message_limit_bytes),
        ("grpc.max_reconnect_backoff_ms", 1000 * RECONNECT_SECONDS),
    ]
    if server is not None:
        async with channel_to(server, settings, options) as channel:
            yield channel
        return
    from bole.bootstrap import running_server  # noqa: PLC0415  # a second that a command on a server does not spend

    with tempfile.TemporaryDirectory(prefix="bole-") as folder:
        address = f"unix:{Path(folder) / 'service.sock'}"
        async with (
            running_server(settings, address, storage=storage, works=works, private=private),
            grpc.aio.insecure_channel(address, options=options) as channel,
        ):
            yield channel


def run(work: Callable[[], Coroutine[object, object, T]]) -> T:
    """Runs a command's coroutine; a failed call, or a file that cannot be read, ends it with message and reason.

    Raises:
        UserError: A call failed, or a file could not be read.
    """
    try:
        return asyncio.run(work())
    except BoleError as error:
        raise UserError(f"{error.message} ({error.reason})") from error
    except grpc.aio.AioRpcError as error:
        raise UserError(describe(error)) from error


def describe(error: grpc.aio.AioRpcError) -> str:
    """Returns the message of a failed call with its reason."""
    reason = reason_of(error)
    hint = " Set BOLE_API_KEY or BOLE_TOKEN to it." if reason == ErrorReason.CREDENTIALS_MISSING else ""
    return f"{error.details()}{hint} ({reason})"


def reason_of(error: grpc.aio.AioRpcError) -> str:
    """Returns the reason of a failed call, the name of its code where the service gave none."""
    info = error_details_pb2.ErrorInfo()
    return info.reason if any(detail.Unpack(info) for detail in _details(error)) else error.code().name


def violations_of(error: grpc.aio.AioRpcError) -> Sequence[error_details_pb2.BadRequest.FieldViolation]:
    """Returns the fields of the request that are at fault, none where the service named none."""
    request = error_details_pb2.BadRequest()
    return request.field_violations if any(detail.Unpack(request) for detail in _details(error)) else ()


def _details(error: grpc.aio.AioRpcError) -> Sequence[any_pb2.Any]:
    status = rpc_status.from_call(error)  # type: ignore[arg-type]  # the error of grpc.aio has all that is read of a call
    return () if status is None else status.details
