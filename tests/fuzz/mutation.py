"""Damages valid files in the ways in which files get damaged, and in those that break parsers."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from hypothesis import strategies as st

_PLACES = 10_000
_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?")
_NUMBERS = (
    b"-1",
    b"0",
    b"1e9",
    b"4294967296",
    b"-2147483649",
    b"99999999999999999999",
    b"1e400",
    b"nan",
    b"0.0000001",
    b"\xc2\xb2",
    b"9" * 5000,
)

Edit = tuple[str, int, int, int]
"""What is done, where in ten-thousandths of the file, and two numbers that say how."""


def damaged(seeds: Sequence[bytes], tokens: Sequence[bytes] = ()) -> st.SearchStrategy[bytes]:
    """Returns damaged copies of `seeds`; `tokens` are words of the format that are put in, in odd places."""
    words = (*tokens, b"\x00", b"\xff\xfe", b"\n" * 50, "\u202e\ufeff\U000e0041".encode())

    def mend(choice: tuple[bytes, list[Edit]]) -> bytes:
        content, edits = choice
        for kind, place, extent, pick in edits:
            at = len(content) * place // _PLACES
            content = _EDITS[kind](content, at, extent, pick, (*words, *seeds) if kind == "insert" else words)
        return content[:500_000]

    edit = st.tuples(
        st.sampled_from(sorted(_EDITS)), st.integers(0, _PLACES), st.integers(1, 200), st.integers(0, 2**16)
    )
    return st.tuples(st.sampled_from(list(seeds)), st.lists(edit, min_size=1, max_size=8)).map(mend)


def _flip(content: bytes, at: int, _extent: int, pick: int, _words: Sequence[bytes]) -> bytes:
    return content[:at] + bytes([pick % 256]) + content[at + 1 :]


def _delete(content: bytes, at: int, extent: int, _pick: int, _words: Sequence[bytes]) -> bytes:
    return content[:at] + content[at + extent :]


def _repeat(content: bytes, at: int, extent: int, pick: int, _words: Sequence[bytes]) -> bytes:
    return content[:at] + content[at : at + extent] * (1 + pick % 60) + content[at:]


def _insert(content: bytes, at: int, extent: int, pick: int, words: Sequence[bytes]) -> bytes:
    word = words[pick % len(words)]
    return content[:at] + (word * extent if pick % 7 == 0 and len(word) < 100 else word) + content[at:]


def _swap(content: bytes, at: int, extent: int, pick: int, _words: Sequence[bytes]) -> bytes:
    other = pick % max(1, len(content))
    first, second = sorted((at, other))
    return content[:first] + content[second : second + extent] + content[first + extent :]


def _renumber(content: bytes, at: int, _extent: int, pick: int, _words: Sequence[bytes]) -> bytes:
    found = _NUMBER.search(content, at)
    if found is None:
        return content
    return content[: found.start()] + _NUMBERS[pick % len(_NUMBERS)] + content[found.end() :]


def _cut(content: bytes, at: int, _extent: int, pick: int, _words: Sequence[bytes]) -> bytes:
    return content[:at] if pick % 2 else content[at:]


_EDITS: dict[str, Callable[[bytes, int, int, int, Sequence[bytes]], bytes]] = {
    "flip": _flip,
    "delete": _delete,
    "repeat": _repeat,
    "insert": _insert,
    "swap": _swap,
    "renumber": _renumber,
    "cut": _cut,
}
