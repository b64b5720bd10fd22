"""Answers that were computed lately, by the question: one posting, one rubric."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Recent(Generic[Key, Value]):
    """Keeps the answers used last; failures are never kept. For use from one event loop."""

    def __init__(self, size: int) -> None:
        """Keeps at most `size` answers."""
        self._size = size
        self._answers: OrderedDict[Key, Value] = OrderedDict()

    async def get(self, key: Key, compute: Callable[[], Awaitable[Value]]) -> Value:
        """Returns the answer for `key`, computed when it is not at hand."""
        if key not in self._answers:
            self._answers[key] = await compute()
        self._answers.move_to_end(key)
        answer = self._answers[key]
        while len(self._answers) > self._size:
            self._answers.popitem(last=False)
        return answer
