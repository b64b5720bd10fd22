"""Remembers what was found in a text while one document is read: several parts of the structure ask the same."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import ParamSpec, TypeVar, cast

_Arguments = ParamSpec("_Arguments")
_Answer = TypeVar("_Answer")

_MOST_ANSWERS = 4096
_forgetting: list[Callable[[], None]] = []


def remembered(function: Callable[_Arguments, _Answer]) -> Callable[_Arguments, _Answer]:
    """Makes a function of texts alone keep its answers until `forget` is called."""
    known = lru_cache(maxsize=_MOST_ANSWERS)(function)
    _forgetting.append(known.cache_clear)
    return cast("Callable[_Arguments, _Answer]", known)


def forget() -> None:
    """Drops all answers: nothing of a resume stays in memory when it has been read."""
    for clear in _forgetting:
        clear()
