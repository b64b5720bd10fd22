"""Folds text so that spellings that mean the same compare equal, and keeps the way back to the source."""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from opencc import OpenCC

from bole.domain.spans import Span

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3005\u3007"
"""Inside of a character class: the Han characters."""

LATIN = "a-z\u00df-\u00f6\u00f8-\u024f"
"""Inside of a character class: the folded letters of the Latin script."""

_HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_APOSTROPHES = "\u2018\u2019\u201b\u02bc\u2032\u00b4\uff07`"
_QUOTES = "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb"
_LINE_BREAKS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"

# What changes the length of a text; a line break elsewhere is a blank. Each branch starts with a plain character, so
# that the scan skips text without a blank or a hyphen at C speed.
_LAYOUT = re.compile(
    rf" [ \n]+|\n[ \n]+|\n(?<=[{HAN}]\n)(?=[{HAN}])| (?<=[{HAN}] )(?=[{HAN}])|-(?<=[a-z]-) *\n[ \n]*(?=[a-z])"
)
_BEYOND_ASCII = re.compile(r"([^\x00-\x7f]+)")
# ASCII that folds to something else than its small letter.
_SPECIAL = re.compile(r"[\x00-\x09\x0b-\x1f`]")
_NUMBERS = array("l", range(1 << 14))
_HAN_CHARACTER = re.compile(rf"[{HAN}]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """Folded text with the way back.

    Attributes:
        text: The folded text.
        offsets: For each index of `text` the code point of `source` it came from, and `len(source)` at the end;
            never decreasing, `len(text) + 1` long.
        source: The text as it was given.
    """

    text: str
    offsets: Sequence[int]
    source: str

    def span(self, start: int, end: int) -> Span:
        """Returns the source span of the folded range [start, end); blanks dropped at its end stay outside."""
        if start >= end:
            return Span(self.offsets[start], self.offsets[start])
        return Span(self.offsets[start], self.offsets[end - 1] + 1)

    def locate(self, span: Span) -> tuple[int, int]:
        """Returns the folded range [start, end) that a source span came to."""
        size = len(self.text)
        start = bisect_left(self.offsets, span.start, 0, size)
        return start, max(start, bisect_left(self.offsets, span.end, 0, size))

    def written(self, start: int, end: int) -> str:
        """Returns the folded range [start, end) with the case of the source and line breaks shown as such.

        The result has one character for each folded character; only letter case and line breaks differ.
        """
        start, end = max(0, start), max(0, min(end, len(self.text)))
        source = self.source[self.offsets[start] : self.offsets[end]]
        if source.replace("\n", " ").casefold() == self.text[start:end]:
            return source
        borders = self.offsets[start : end + 1]
        pieces = (self.source[left:right] for left, right in pairwise(borders))
        return "".join(map(_written, self.text[start:end], pieces))


@lru_cache(maxsize=4096)
def _written(folded: str, source: str) -> str:
    """Returns one folded character with the case of its source, a line break as such."""
    if folded == " ":
        return "\n" if any(character in _LINE_BREAKS for character in source) else " "
    normal = unicodedata.normalize("NFKC", source[:1])
    return normal if normal.casefold() == folded else folded


def fold(text: str) -> Folded:
    """Folds width, case, traditional characters, hyphens, apostrophes, blanks and line breaks.

    A run of blanks becomes one space and vanishes between two Han characters; a hyphen at the end of a line inside a
    Latin word is joined. Cost: well below 1 ms for 4,000 characters.

    Args:
        text: Any text; offsets count its code points.
    """
    characters, origins = _fold_characters(text)
    pieces: list[str] = []
    offsets = array("l")
    done = 0
    for match in _LAYOUT.finditer(characters):
        start, end = match.span()
        pieces.append(characters[done:start])
        offsets += origins[done:start]
        if _keeps_blank(characters, start, end):
            pieces.append(" ")
            offsets.append(origins[start])
        done = end
    pieces.append(characters[done:])
    offsets += origins[done:]
    offsets.append(len(text))
    return Folded(text="".join(pieces).replace("\n", " "), offsets=offsets, source=text)


@lru_cache(maxsize=8192)
def fold_term(term: str) -> str:
    """Returns the folded text of a short term, without blanks at its ends."""
    return fold(term).text.strip()


def _keeps_blank(text: str, start: int, end: int) -> bool:
    if text[start] == "-":
        return False
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    return not (_HAN_CHARACTER.match(before) and _HAN_CHARACTER.match(after))


def _fold_characters(text: str) -> tuple[str, array[int]]:
    table = _character_table()
    if text.isascii():
        return _fold_ascii(text), _numbers(len(text))
    parts = _BEYOND_ASCII.split(text)
    others = "".join(parts[1::2])
    parts[1::2] = [part.translate(table) for part in parts[1::2]]
    parts[::2] = map(_fold_ascii, parts[::2])
    single = "".join(parts)
    irregular = table.irregular.keys() & set(others)
    if not irregular:
        return single, _numbers(len(text))
    numbers = _numbers(len(text))
    pieces: list[str] = []
    origins = array("l")
    done = 0
    for match in re.finditer("[" + "".join(sorted(irregular)) + "]", text):
        index = match.start()
        pieces += [single[done:index], folded := table.irregular[match.group()]]
        origins += numbers[done:index]
        origins.extend([index] * len(folded))
        done = index + 1
    return "".join([*pieces, single[done:]]), origins + numbers[done:]


def _numbers(size: int) -> array[int]:
    """Returns 0, 1, ... up to `size`; copying them is much cheaper than making them."""
    return _NUMBERS[:size] if size <= len(_NUMBERS) else array("l", range(size))


def _fold_ascii(text: str) -> str:
    return text.lower() if _SPECIAL.search(text) is None else text.translate(_character_table())


class _CharacterTable(dict[int, str]):
    """Folds one character to one character; those that need none or several stand in `irregular`.

    Filled as characters are seen: the table of all Unicode would take longer to build than a day of resumes needs.
    """

    def __init__(self) -> None:
        super().__init__()
        self.irregular: dict[str, str] = {}
        self._simplify = OpenCC("t2s")
        for targets, characters in (("-", _HYPHENS), ("'", _APOSTROPHES), ('"', _QUOTES), ("\n", _LINE_BREAKS)):
            self.update(dict.fromkeys(map(ord, characters), targets))
        self.update({ord("\t"): " ", ord("\u266f"): "#"})
        for character in _INVISIBLE:
            self._remember(character, "")

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = unicodedata.normalize("NFKC", character).casefold()
        if len(folded) > 1 and folded.isspace():
            folded = " "
        if len(folded) == 1 and _HAN_CHARACTER.match(folded):
            simplified: str = self._simplify.convert(folded)
            folded = simplified if len(simplified) == 1 else folded
        return self._remember(character, " " if folded.isspace() else folded)

    def _remember(self, character: str, folded: str) -> str:
        if len(folded) != 1:
            self.irregular[character] = folded
            folded = character
        self[ord(character)] = folded
        return folded


@lru_cache(maxsize=1)
def _character_table() -> _CharacterTable:
    return _CharacterTable()
