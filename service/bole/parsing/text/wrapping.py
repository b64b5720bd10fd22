"""Undoes the wrapping of plain text: lines that a program broke at a width are put together again.

Where a line ends by the width of an editor or a mail, the end says nothing. Left there, it would cut a date, a skill or
a sentence in two, and the same resume would be read differently in every width.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from unicodedata import east_asian_width

_NARROWEST, _WIDEST = 40, 240
"""Columns at which programs wrap; narrower lines are a list, wider ones paragraphs on one line each."""

_SURE = 2
"""Breaks inside of a sentence, all at the same width, that show that the whole text was wrapped."""
_MOST = 0.5
"""Share of the line ends inside of sentences that the width has to explain: a person ends lines at any."""

_MOST_PASSES = 4
"""A text may have been wrapped twice, as by the sender and by the program that quotes."""

_HAN = "\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uff60"
_HAN_ONLY = re.compile(f"[{_HAN}]")
_FIRST_UNIT = re.compile(rf"[{_HAN}]|[^\s{_HAN}]+")
_BULLET = re.compile(
    r"\s*(?:[-*+•●▪■◆◦‣○▶►▸★✓✔➢➤∙·◇□❖✦※]|â[\u0080-\u00a9€]|\(?\d{1,2}[.)、]|[①-⑳]|[一二三四五六七八九十]{1,2}、|[oO] )"
)
"""A bullet or the number of an item; `â` is what is left of a bullet in a wrong encoding."""
_NEW = re.compile(
    rf"{_BULLET.pattern}|\s*[#>=|]"
    r"|\s*[^\s:：]{1,20}(?: [^\s:：]{1,20}){0,2}[:：]"
    r"|\s*\w{2,20} ?[-–](?:\s|$)"
)
"""What begins something of its own: an item, a heading, a label."""

_MONTH = "jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec"
_OPEN_END = re.compile(
    r"(?:[,，、(（/|&+–—-]"
    r"|\b(?i:and|or|of|the|a|an|to|for|with|in|on|by|at|from|as|using|via|including|like|is|are|was|were)"
    r"|及|和|与|的)$"
)
_OPEN_START = re.compile(
    r"[,，。、;；)）%&/|]|https?:"
    rf"|[-–—] ?(?i:present|now|current|today|至今|今|(?:19|20)\d\d|(?:{_MONTH})[a-z]*\.? (?:19|20)\d\d)"
)
_MONTH_END = re.compile(rf"\b(?i:{_MONTH})[a-z]*\.?$")
_YEAR_START = re.compile(r"(?:19|20)\d\d\b")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SENTENCE_END = re.compile(r"[.!?。！？；;:：]$")
_MEASURE = re.compile(r"\d+(?:\.\d+)?[%+万亿]|[A-Za-z]")
_LAID_OUT = re.compile(r"[^\W\d_]{2}[)）]?(?: {3,}|\t)\s*\S")
"""A gap in the line: two such lines are rows of a table."""


_BLANK_INSIDE = re.compile(r"(?<=[,，、])([ \t]*\n)[ \t]*\n(?=[ \t]*[a-z])")
"""A blank line inside of a sentence."""


def unwrapped(text: str) -> str:
    """Returns the text without the line ends that a program put there to keep lines within a width.

    A line end goes where the first word of the next line would not have fitted any more, and the sentence, the list or
    the date goes on there. A text that shows several such places was wrapped as a whole; there, line ends in front of
    a capital go too where the rest is the end of a sentence or of an item. Bullets, numbers, labels and the rows of a
    table begin lines.

    Args:
        text: Lines that end with a line feed.
    """
    text = _BLANK_INSIDE.sub(r"\1", text)
    for _ in range(_MOST_PASSES):
        lines = text.split("\n")
        ends = _wrapped_ends(lines)
        if not ends:
            break
        text = "".join(_pieces(lines, ends))
    return text


def _pieces(lines: list[str], ends: frozenset[int]) -> Iterable[str]:
    for at, line in enumerate(lines):
        begun = line.lstrip() if at - 1 in ends else line
        if at not in ends:
            yield begun if at + 1 == len(lines) else f"{begun}\n"
        else:
            yield begun.rstrip() + _between(line, lines[at + 1])


@dataclass(frozen=True, slots=True, kw_only=True)
class _End:
    """The end of a line that another one follows.

    `reach` are the widths that would have made a program break there: the line fits, the next word does not.
    """

    before: str
    after: str
    reach: range

    @property
    def goes_on(self) -> bool:
        return _goes_on(self.before, self.after)

    @property
    def goes_on_in_han(self) -> bool:
        return not self.goes_on and _goes_on_in_han(self.before, self.after)


def _wrapped_ends(lines: list[str]) -> frozenset[int]:
    """Returns the numbers of the lines that the next one belongs to."""
    rows = [_LAID_OUT.search(line.strip()) is not None for line in lines]
    ends = {
        at: _end(line, following)
        for at, (line, following) in enumerate(pairwise(lines))
        if line.strip() and following.strip() and not (rows[at] and rows[at + 1])
    }
    open_ends = [end for end in ends.values() if end.goes_on]
    han_ends = [end for end in ends.values() if end.goes_on_in_han]
    width, count = _width_of([*open_ends, *han_ends])
    long_enough = sum(len(end.reach) > 0 for end in (*open_ends, *han_ends))
    most = count >= _MOST * long_enough
    in_han = most and count >= _SURE
    sure = in_han or (most and sum(width in end.reach for end in open_ends) >= _SURE)
    if not sure:
        width = max(map(columns, lines), default=0)
    full = {at: end for at, end in ends.items() if width in end.reach}
    wrapped = {at for at, end in full.items() if end.goes_on or (in_han and end.goes_on_in_han)}
    if sure:
        spaced = not all(line.strip() for line in lines[:-1])
        wrapped |= {at for at, end in full.items() if _may_go_on(end, is_full=at + 1 in full)}
        wrapped |= {at for at, end in full.items() if spaced and _ends_an_item(end)}
    return frozenset(wrapped)


def _end(line: str, following: str) -> _End:
    before, after = line.rstrip(), following.strip()
    width = columns(before)
    return _End(
        before=before, after=after, reach=range(max(width, _NARROWEST), min(width + _needed(before, after), _WIDEST))
    )


def _width_of(ends: Sequence[_End]) -> tuple[int, int]:
    """Returns the width that explains most line ends, the larger of equals, and how many it explains."""
    explained = Counter(width for end in ends for width in end.reach)
    return max(((width, count) for width, count in explained.items()), key=lambda one: (one[1], one[0]), default=(0, 0))


def _needed(line: str, following: str) -> int:
    """Returns the columns that the beginning of the next line would have taken at the end of a line."""
    first = _FIRST_UNIT.match(following.strip())
    return columns(_between(line, following)) + columns(first.group() if first else "")


def _between(line: str, following: str) -> str:
    """Returns what stands between two lines when they are one: nothing where Chinese goes on."""
    han = _HAN_ONLY.match(line.rstrip()[-1:]) or _HAN_ONLY.match(following.lstrip()[:1])
    return "" if han else " "


def _goes_on(end: str, start: str) -> bool:
    """Tells whether a sentence, a list or a date goes on over a line end, whatever the rest of the text looks like."""
    in_a_date = _MONTH_END.search(end) is not None and _YEAR_START.match(start) is not None
    if in_a_date or _OPEN_START.match(start):
        return True
    if _NEW.match(start):
        return False
    return _OPEN_END.search(end) is not None or (start[0].islower() and not _SENTENCE_END.search(end))


def _goes_on_in_han(end: str, start: str) -> bool:
    inside = _HAN_ONLY.match(end[-1]) and not _SENTENCE_END.search(end) and not _NEW.match(start)
    return bool(inside and (_HAN_ONLY.match(start) or _MEASURE.match(start)))


def _may_go_on(end: _End, *, is_full: bool) -> bool:
    """Tells whether a line of a wrapped text goes on in the next one: that was broken too, or ends a sentence."""
    stopped = _SENTENCE_END.search(end.before)
    if _NEW.match(end.after) or (_YEAR.search(end.before) and not stopped):
        return False
    return is_full or (not stopped and end.after[-1] in ".。")


def _ends_an_item(end: _End) -> bool:
    """Tells whether a line is the rest of the item above, in a text that sets headings off by blank lines."""
    item = _BULLET.match(end.before) is not None and not _SENTENCE_END.search(end.before)
    return item and _NEW.match(end.after) is None and _YEAR.search(end.after) is None


def columns(text: str) -> int:
    """Returns the columns that a text takes on a terminal: two for a Chinese character."""
    return len(text) if text.isascii() else sum(2 if east_asian_width(one) in "WF" else 1 for one in text)
