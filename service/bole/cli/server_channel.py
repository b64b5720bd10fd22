"""The way to a server that is named: TLS, what is shown to it, and what to do where it cannot be reached."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import grpc
from grpc_health.v1 import health_pb2

from bole.domain.errors import BoleError, ErrorReason
from bole.settings import Settings

CONNECT_SECONDS = 10.0
_PAUSE_SECONDS = 0.2

_FAULTS = (
    (
        "certificate has expired",
        "The certificate of {server} has expired. Its operator has to renew it.",
    ),
    (
        "Hostname Verification",
        "The certificate of {server} is not for that name. Use a name that stands in it.",
    ),
    (
        "CERTIFICATE_VERIFY_FAILED",
        "The certificate of {server} is not signed by the authority of BOLE_SERVER_AUTHORITY. Name the right file.",
    ),
    (
        "certificate signature failure",  # an authority of the same name
        "The certificate of {server} is not signed by the authority of BOLE_SERVER_AUTHORITY. Name the right file.",
    ),
    (
        "WRONG_VERSION_NUMBER",
        "{server} speaks plain text. Unset BOLE_SERVER_AUTHORITY, or ask its operator for TLS.",
    ),
)
"""What a failed handshake says, and what to do; the first that fits."""

Options = Sequence[tuple[str, int]]


@asynccontextmanager
async def channel_to(server: str, settings: Settings, options: Options) -> AsyncIterator[grpc.aio.Channel]:
    """Yields a channel to `HOST:PORT`, once something answers there.

    Raises:
        BoleError: SERVER_UNREACHABLE or ARGUMENT_INVALID with what to set or to start.
    """
    credentials = _credentials(settings)
    opened = (
        grpc.aio.insecure_channel(server, options=options)
        if credentials is None
        else grpc.aio.secure_channel(server, credentials, options=options)
    )
    async with opened as channel:
        await _answers(channel, server, has_tls=credentials is not None)
        yield channel


def _credentials(settings: Settings) -> grpc.ChannelCredentials | None:
    secret = settings.api_key or settings.token
    if settings.server_authority is None:
        if secret is not None or settings.client_certificate is not None:
            raise BoleError(
                ErrorReason.ARGUMENT_INVALID,
                "What BOLE_API_KEY, BOLE_TOKEN or BOLE_CLIENT_CERTIFICATE names is shown in TLS alone: set "
                "BOLE_SERVER_AUTHORITY to the PEM file of the authority that signed the server's certificate.",
            )
        return None
    credentials = grpc.ssl_channel_credentials(
        root_certificates=_read(settings.server_authority, "BOLE_SERVER_AUTHORITY"),
        private_key=_read(settings.client_certificate_key, "BOLE_CLIENT_CERTIFICATE_KEY"),
        certificate_chain=_read(settings.client_certificate, "BOLE_CLIENT_CERTIFICATE"),
    )
    if secret is None:
        return credentials
    bearer = grpc.access_token_call_credentials(secret.get_secret_value())
    return grpc.composite_channel_credentials(credentials, bearer)


def _read(path: Path | None, variable: str) -> bytes | None:
    if path is None:
        return None
    try:
        return path.read_bytes()
    except OSError as error:
        raise BoleError(
            ErrorReason.ARGUMENT_INVALID, f"The file of {variable} cannot be read: {error.strerror}. Check its path."
        ) from error


async def _answers(channel: grpc.aio.Channel, server: str, *, has_tls: bool) -> None:
    """Waits until a server answers; what a failed handshake says is told at once."""
    check = channel.unary_unary(
        "/grpc.health.v1.Health/Check",
        request_serializer=health_pb2.HealthCheckRequest.SerializeToString,
        response_deserializer=health_pb2.HealthCheckResponse.FromString,
    )
    give_up = time.monotonic() + CONNECT_SECONDS
    while (left := give_up - time.monotonic()) > 0:
        try:
            await check(health_pb2.HealthCheckRequest(), timeout=left)
        except grpc.aio.AioRpcError as error:
            said = error.details() or ""
            if error.code() not in {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED}:
                return
            for mark, meaning in _FAULTS:
                if mark in said:
                    raise BoleError(ErrorReason.SERVER_UNREACHABLE, meaning.format(server=server)) from error
            await asyncio.sleep(_PAUSE_SECONDS)
        else:
            return
    hint = (
        "If it asks for a client certificate, set BOLE_CLIENT_CERTIFICATE"
        if has_tls
        else "If it speaks TLS, set BOLE_SERVER_AUTHORITY"
    )
    raise BoleError(
        ErrorReason.SERVER_UNREACHABLE,
        f"No server answers at {server}. Start one with `bole serve`, or leave out --server. {hint}.",
    )
