"""The text of a resume as lines, in plain characters of the same offsets."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from bole.domain.resume import Fact
from bole.domain.spans import Span

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3007"
"""Inside of a character class: the Han characters."""

_DASHES = "\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2500\u301c\ufe58\ufe63\uff0d~\uff5e\u223c"
_BLANKS = "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\v\f"
_HAN_YEAR = re.compile(r"(?<![零〇○一二三四五六七八九十百])(?:一九|二[零〇○])[零〇○一二三四五六七八九]{2}(?=\s?年)")
_HAN_DIGITS = str.maketrans("零〇○一二三四五六七八九", "000123456789")
_APOSTROPHES = "\u2018\u2019\u02bc\u2032\u00b4\uff07`"

# What stands before the words of a line: marks of Markdown, bullets, item numbers.
_ROUND = "•●▪■◆◦‣○▶►▸★✓✔➢➤∙·◇□❖✦※"
_OPENING = re.compile(
    r"[ >]*(?P<hashes>#{1,6} +)?"
    rf"(?P<bullet>(?:[{_ROUND}¢⚫o*+-](?=[ *])|[{_ROUND}]|\(?\d{{1,2}}\)(?!\d)|\d{{1,2}}[.、](?![\d年月])"
    r"|[一二三四五六七八九十]{1,2}、|\([一二三四五六七八九十]\)|[①-⑳])[ ]*)?[ *_|`]*"
)
_GAP = re.compile(r" {2,}")
_LONG_LINE, _MANY_GAPS = 400, 6
"""Code points and wide gaps beyond which a line is taken for lines that ran together."""

_LONGEST_LINE = 4000
"""Code points; a longer line is read as several."""

_LETTER_BULLETS = "o一二三四五六七八九十"
_RULE = re.compile(r"[-=_*—| :+.·]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line with words on it.

    Attributes:
        start: Code point of its first word, after bullets and marks.
        end: Code point after its last word.
        outset: Code point of the line itself, before bullets and marks.
        text: The plain text between `start` and `end`.
        bullet: The bullet or item number before the words, or "".
        hashes: Depth of a Markdown heading, or 0.
        gap: Whether at least one empty line stands before it.
    """

    start: int
    end: int
    outset: int
    text: str
    bullet: str
    hashes: int
    gap: bool

    @property
    def span(self) -> Span:
        """The words of the line."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A text, the same in plain characters and in plain lower case (equal lengths), and its lines."""

    text: str
    plain: str
    lower: str
    lines: tuple[Line, ...]

    def fact(self, start: int, end: int) -> Fact:
        """Returns what stands in [start, end), without blanks at its ends."""
        piece = self.text[start:end]
        start += len(piece) - len(piece.lstrip())
        end = start + len(piece.strip())
        return Fact(value=self.text[start:end], span=Span(start, end))


def plain(text: str) -> str:
    """Replaces full-width, dash, blank and apostrophe variants, foreign digits and years in Han, one for each."""
    text = _variants().sub(_plainly, text)
    return _HAN_YEAR.sub(lambda match: match.group().translate(_HAN_DIGITS), text) if "年" in text else text


def lowered(text: str) -> str:
    """Returns the text in lower case, one character for each."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(small if len(small := character.lower()) == 1 else character for character in text)


def read(text: str) -> Reading:
    """Splits a text into lines; empty lines and lines of rules only are left out."""
    simple = plain(text)
    lines: list[Line] = []
    position, gap = 0, False
    for raw in simple.split("\n"):
        if not raw or raw.isspace():
            gap = True
        for offset, part in _parts(raw):
            line = _line(part, position + offset, gap=gap)
            if line is not None:
                lines.append(line)
            gap = line is None
        position += len(raw) + 1
    return Reading(text=text, plain=simple, lower=lowered(simple), lines=tuple(lines))


def _parts(raw: str) -> list[tuple[int, str]]:
    """Divides a line that is no line of a resume: a page run together at wide gaps, or thousands of letters."""
    if len(raw) <= _LONG_LINE:
        return [(0, raw)] if raw and not raw.isspace() else []
    gaps = list(_GAP.finditer(raw))
    cuts = [match.end() for match in gaps] if len(gaps) >= _MANY_GAPS else []
    parts: list[tuple[int, str]] = []
    for start, end in pairwise([0, *cuts, len(raw)]):
        parts += [(start + offset, part) for offset, part in _chunks(raw[start:end])]
    return [(offset, part) for offset, part in parts if part and not part.isspace()]


def _chunks(raw: str) -> list[tuple[int, str]]:
    """Divides what is still too long at a full stop or a blank where there is one."""
    parts: list[tuple[int, str]] = []
    start = 0
    while len(raw) - start > _LONGEST_LINE:
        end = start + _LONGEST_LINE
        place = max(raw.rfind(mark, start + _LONGEST_LINE // 2, end) for mark in ("。", ". ", " "))
        end = place + 1 if place > start else end
        parts.append((start, raw[start:end]))
        start = end
    return [*parts, (start, raw[start:])]


def lines_within(lines: Sequence[Line], start: int, end: int) -> tuple[Line, ...]:
    """Returns the lines of [start, end); one that begins before `start` is cut there."""
    found: list[Line] = []
    for line in lines[bisect_right(lines, start, key=lambda line: line.end) :]:
        if line.start >= end:
            break
        if line.start >= start:
            found.append(line)
        elif (cut := _cut(line, start)) is not None:
            found.append(cut)
    return tuple(found)


def _cut(line: Line, start: int) -> Line | None:
    rest = line.text[start - line.start :]
    kept = rest.lstrip(" :|*_")
    if not kept:
        return None
    start = line.end - len(kept)
    return Line(start=start, end=line.end, outset=start, text=kept, bullet="", hashes=0, gap=False)


def _line(raw: str, position: int, *, gap: bool) -> Line | None:
    plainly = raw[0].isalpha() and raw[0] not in _LETTER_BULLETS
    if not plainly and _RULE.fullmatch(raw):
        return None
    opening = None if plainly else _OPENING.match(raw)
    begin = opening.end() if opening else 0
    words = raw[begin:].rstrip(" *_|`#")
    if not words:
        begin, words, opening = len(raw) - len(raw.lstrip(" ")), raw.strip(" "), None
    return Line(
        start=position + begin,
        end=position + begin + len(words),
        outset=position + len(raw) - len(raw.lstrip(" ")),
        text=words,
        bullet=_group(opening, "bullet"),
        hashes=len(_group(opening, "hashes")),
        gap=gap,
    )


def _group(match: re.Match[str] | None, name: str) -> str:
    return (match.group(name) or "").strip() if match else ""


def _plainly(match: re.Match[str]) -> str:
    table = _table()
    return "".join(table[character] for character in match.group())


@cache
def _variants() -> re.Pattern[str]:
    return re.compile("[" + "".join(re.escape(character) for character in sorted(_table())) + "]+")


@cache
def _table() -> dict[str, str]:
    table = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    for target, characters in (("-", _DASHES), (" ", _BLANKS), ("'", _APOSTROPHES)):
        table |= dict.fromkeys(characters, target)
    for zero in (0x0660, 0x06F0, 0x0966):
        table |= {chr(zero + digit): str(digit) for digit in range(10)}
    return table | {"\uff5c": "|", "\u060c": ",", "\u061b": ";", "\u066a": "%"}
