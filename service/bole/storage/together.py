"""Calls that come at the same time are answered together: a transaction costs about the same for one as for many."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from bole.domain.errors import BoleError, ErrorReason

Ask = TypeVar("Ask")
Got = TypeVar("Got")


@dataclass(slots=True, eq=False)
class _Call(Generic[Ask, Got]):
    ask: Ask
    got: asyncio.Future[Got] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Together(Generic[Ask, Got]):
    """Gathers calls while earlier ones are in work; for use from one event loop."""

    def __init__(self, answer: Callable[[Sequence[Ask]], Awaitable[Sequence[Got]]], *, most: int) -> None:
        """Takes what answers up to `most` calls at once, in their order.

        STORAGE_UNAVAILABLE is raised to each of them; after another error each is answered by itself.
        """
        self._answer = answer
        self._most = most
        self._waiting: list[_Call[Ask, Got]] = []
        self._turn = asyncio.Lock()

    async def __call__(self, ask: Ask) -> Got:
        """Returns what was answered to one call."""
        call: _Call[Ask, Got] = _Call(ask)
        self._waiting.append(call)
        async with self._turn:
            while not call.got.done():
                await self._answer_some()
        return await call.got

    async def _answer_some(self) -> None:
        calls, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
        try:
            await self._answer_all(calls)
        except BaseException:  # this caller is cancelled; the others go on
            self._waiting = [call for call in calls if not call.got.done()] + self._waiting
            raise

    async def _answer_all(self, calls: Sequence[_Call[Ask, Got]]) -> None:
        try:
            answers = await self._answer([call.ask for call in calls])
        except Exception as error:  # noqa: BLE001  # whatever it is, those who wait are told
            if len(calls) > 1 and not _concerns_all(error):
                for call in calls:
                    await self._answer_all([call])
                return
            for call in calls:
                call.got.set_exception(error)
                call.got.exception()  # read here: a caller that was cancelled meanwhile never does
        else:
            for call, got in zip(calls, answers, strict=True):
                call.got.set_result(got)


def _concerns_all(error: Exception) -> bool:
    """Tells whether an error is that of the store, and not of one of the calls."""
    return isinstance(error, BoleError) and error.reason is ErrorReason.STORAGE_UNAVAILABLE
