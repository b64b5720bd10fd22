"""Calls that go on to their end where nobody waits for them any more.

A transaction that is broken off halfway leaves a connection behind that nobody closes, and on SQLite the lock of the
writer with it.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Coroutine
from functools import wraps
from typing import Any, Protocol, TypeVar

from bole.domain.measuring import Stage, stage

T = TypeVar("T")
Kind = TypeVar("Kind", bound=type)


class Calls:
    """The calls that are not at their end; for use from one event loop."""

    def __init__(self) -> None:
        """Starts with none."""
        self._tasks: set[asyncio.Task[Any]] = set()

    async def to_the_end(self, call: Coroutine[Any, Any, T]) -> T:
        """Returns what a call returns; it goes on where the caller is cancelled."""
        task = asyncio.create_task(call)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return await asyncio.shield(task)

    async def all_ended(self) -> None:
        """Waits for the calls that nobody else waits for."""
        while self._tasks:
            await asyncio.wait(self._tasks)


class _HasCalls(Protocol):
    _calls: Calls


def unbroken(kind: Kind) -> Kind:
    """Lets every public coroutine method of a class with `_calls` go on to its end."""
    for name, method in list(vars(kind).items()):
        if inspect.iscoroutinefunction(method) and not name.startswith("_"):
            setattr(kind, name, _to_the_end(method))
    return kind


def _to_the_end(method: Callable[..., Coroutine[Any, Any, T]]) -> Callable[..., Awaitable[T]]:
    @wraps(method)
    async def call(self: _HasCalls, *args: object, **kwargs: object) -> T:
        with stage(Stage.STORE):
            return await self._calls.to_the_end(method(self, *args, **kwargs))  # of the decorated class

    return call
