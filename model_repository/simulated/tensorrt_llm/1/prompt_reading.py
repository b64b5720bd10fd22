"""Finds in a decoded prompt what is asked, and the text of the person it is asked about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_CRITERIA = re.compile(r"<criteria>\n(.*?)\n?</criteria>\s*<resume>\n", re.DOTALL)
_CRITERION = re.compile(r"^\s*\d+\.\s+(.*?)(?:\s*\[([^\[\]]*)\])?\s*$")
_CLOSING = re.compile(r"\n</([a-z_]+)>")


@dataclass(frozen=True, slots=True)
class Criterion:
    """One numbered criterion of a screening: its text, and the spellings that name it."""

    text: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """What a prompt asks.

    Attributes:
        criteria: What a screening asks, in order; empty for other tasks.
        document: The text between the last fences; the whole turn where there are none.
    """

    criteria: tuple[Criterion, ...]
    document: str


def read_task(turn: str) -> Task:
    """Reads the last turn of a user.

    The document may hold fences of its own: a screening's begins at the first `<resume>` that follows the criteria, and
    ends at the last `</resume>`.
    """
    asked = _CRITERIA.search(turn)
    if asked is not None:
        end = turn.rfind("\n</resume>")
        document = turn[asked.end() : end] if end >= asked.end() else turn[asked.end() :]
        return Task(criteria=_criteria(asked[1]), document=document)
    for closing in reversed(list(_CLOSING.finditer(turn))):
        fence = f"<{closing[1]}>\n"
        start = turn.find(fence)
        if 0 <= start < closing.start():
            return Task(criteria=(), document=turn[start + len(fence) : closing.start()])
    return Task(criteria=(), document=turn)


@lru_cache(maxsize=256)
def _criteria(block: str) -> tuple[Criterion, ...]:
    found = (_CRITERION.match(line) for line in block.split("\n"))
    return tuple(Criterion(text=one[1], terms=_terms(one[2] or "")) for one in found if one is not None)


def _terms(bracket: str) -> tuple[str, ...]:
    return tuple(term for part in bracket.split("|") if (term := part.strip()))
