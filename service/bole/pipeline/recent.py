"""Answers that were computed lately, by the question: one posting, one rubric."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


@dataclass(slots=True)
class _Turn:
    """Those who ask the same at the same time: one computes, the others wait."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    callers: int = 0


class Recent(Generic[Key, Value]):
    """Keeps the answers used last; failures are never kept. For use from one event loop.

    The same question asked twice at once is computed once, so that both get the same answer even where computing it
    again would give another.
    """

    def __init__(self, size: int) -> None:
        """Keeps at most `size` answers."""
        self._size = size
        self._answers: OrderedDict[Key, Value] = OrderedDict()
        self._turns: dict[Key, _Turn] = {}

    async def get(
        self, key: Key, compute: Callable[[], Awaitable[Value]], keep: Callable[[Value], bool] = lambda _: True
    ) -> Value:
        """Returns the answer for `key`, computed when it is not at hand; one that `keep` refuses is not kept."""
        if key in self._answers:
            return self._touched(key)
        turn = self._turns.setdefault(key, _Turn())
        turn.callers += 1
        try:
            async with turn.lock:
                if key in self._answers:
                    return self._touched(key)
                answer = await compute()
                if keep(answer):
                    self._put(key, answer)
                return answer
        finally:
            turn.callers -= 1
            if not turn.callers:
                self._turns.pop(key, None)

    def _touched(self, key: Key) -> Value:
        self._answers.move_to_end(key)
        return self._answers[key]

    def _put(self, key: Key, answer: Value) -> None:
        self._answers[key] = answer
        while len(self._answers) > self._size:
            self._answers.popitem(last=False)
