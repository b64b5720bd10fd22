"""Tries a call again while the server or its database is away, for a bounded time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

import click
import grpc

from bole.cli.connection import describe, reason_of
from bole.domain.errors import BoleError, ErrorReason

T = TypeVar("T")

OUTAGE_SECONDS = 300.0
"""How long a server may be away: longer than a restart or a redeployment takes."""

_FIRST_PAUSE_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 10.0

_AWAY = frozenset({grpc.StatusCode.UNAVAILABLE})
_BROKEN_STREAM = _AWAY | {grpc.StatusCode.CANCELLED, grpc.StatusCode.INTERNAL, grpc.StatusCode.DEADLINE_EXCEEDED}


def _tell(text: str) -> None:
    click.echo(text, err=True)


class Patience:
    """One outage at a time: how long it has lasted, and what was said of it."""

    def __init__(self, *, tell: Callable[[str], None] = _tell, outage_seconds: float = OUTAGE_SECONDS) -> None:
        """Begins without an outage.

        Args:
            tell: Says when an outage begins and ends; on standard error when left out.
            outage_seconds: After so long a failure is raised.
        """
        self._tell = tell
        self._outage_seconds = outage_seconds
        self._since: float | None = None
        self._pause_seconds = _FIRST_PAUSE_SECONDS

    async def answered(self, call: Callable[[], Awaitable[T]]) -> T:
        """Returns the answer of a call that may be repeated.

        Raises:
            grpc.aio.AioRpcError: It was refused.
            BoleError: The server, or what it needs, stayed away.
        """
        while True:
            try:
                answer = await call()
            except grpc.aio.AioRpcError as error:
                if error.code() not in _AWAY:
                    raise
                await self.wait(error)
            else:
                self.over()
                return answer

    async def wait(self, error: grpc.aio.AioRpcError) -> None:
        """Waits before the next try after a stream broke; each wait of an outage is longer than the one before.

        Raises:
            grpc.aio.AioRpcError: `error`, where another try is of no use.
            BoleError: The time is over.
        """
        if error.code() not in _BROKEN_STREAM:
            raise error
        now = time.monotonic()
        if self._since is None:
            self._since = now
            self._tell(f"{_told(error)} Trying again for {self._outage_seconds:.0f} seconds.")
        if now - self._since + self._pause_seconds > self._outage_seconds:
            raise _given_up(error) from error
        await asyncio.sleep(self._pause_seconds)
        self._pause_seconds = min(2 * self._pause_seconds, _LONGEST_PAUSE_SECONDS)

    def over(self) -> None:
        """Ends an outage, where there was one."""
        if self._since is not None:
            self._tell("The server answers again.")
        self._since = None
        self._pause_seconds = _FIRST_PAUSE_SECONDS


def _told(error: grpc.aio.AioRpcError) -> str:
    """Says what happened, without the words of gRPC, which speak of addresses and sockets."""
    return "The connection to the server broke." if reason_of(error) == error.code().name else describe(error)


def _given_up(error: grpc.aio.AioRpcError) -> BoleError:
    known = reason_of(error)
    return BoleError(
        ErrorReason(known) if known in ErrorReason.__members__ else ErrorReason.SERVER_UNREACHABLE,
        "The server did not come back. What it has been given is kept: run the command again once it is there.",
    )
