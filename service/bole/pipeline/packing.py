"""Values that go to worker processes again and again: pickled once here, unpickled once in each of them."""

from __future__ import annotations

import pickle
from functools import lru_cache

from bole.domain.rubric import Rubric

_KEPT = 256


class _Same:
    """A rubric as itself: comparing it field by field would cost more than pickling it."""

    __slots__ = ("rubric",)

    def __init__(self, rubric: Rubric) -> None:
        self.rubric = rubric

    def __hash__(self) -> int:
        return id(self.rubric)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.rubric is other.rubric


def packed(rubric: Rubric) -> bytes:
    """Returns a rubric as bytes; the same object is pickled once."""
    return _packed(_Same(rubric))


@lru_cache(maxsize=_KEPT)
def unpacked(content: bytes) -> Rubric:
    """Returns the rubric of bytes that `packed` made, the same object for the same bytes."""
    rubric: Rubric = pickle.loads(content)  # noqa: S301  # our own bytes
    return rubric


@lru_cache(maxsize=_KEPT)
def _packed(same: _Same) -> bytes:
    return pickle.dumps(same.rubric, protocol=pickle.HIGHEST_PROTOCOL)
