"""The lines of one section, with their dates and bullets made out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bole.domain.spans import Span
from bole.parsing.structure.dates import DateMention, find_plain_dates
from bole.parsing.structure.entry_headings import segments
from bole.parsing.structure.lines import HAN, Line, Reading
from bole.parsing.structure.work_words import begins_statement, is_title, work_words

_LONGEST_REST = 90
_LONGEST_TRAIL = 45
_LABELLED = re.compile(r"([^:\n]{2,24}?)\s*:")
_PAGE_FOOT = re.compile(r"\b(?:r[ée]sum[ée]|curriculum vitae|page \d|last updated|updated on)\b", re.IGNORECASE)
_ASIDE = re.compile(r"^\(?\s*(?:about\s+)?[\d\s+yearsmonthsand个年月天]{1,24}\)?$|^\([^)]{0,40}\)$", re.IGNORECASE)


def label_of(text: str) -> str | None:
    """Returns what stands before the first colon of a line where it is short enough for a label, or None."""
    match = _LABELLED.match(text) if ":" in text else None
    return match[1] if match else None


class SectionLines:
    """The lines of one section, with their dates and bullets made out."""

    def __init__(self, reading: Reading, lines: Sequence[Line]) -> None:
        """Looks the dates of the lines up.

        Args:
            reading: The whole text.
            lines: Lines of one section without its heading.
        """
        self.reading = reading
        self.lines = lines
        self._outer_bullet = _outer_bullet(lines)
        self.dates: list[list[DateMention]] = [[] for _ in lines]
        self._heading_dates: dict[int, DateMention | None] = {}
        self._rests: dict[int, tuple[Span, ...]] = {}
        if lines:
            self._assign(lines[0].start, lines[-1].end)

    def _assign(self, start: int, end: int) -> None:
        index = 0
        for mention in find_plain_dates(self.reading.plain[start:end]):
            moved = mention.moved(start)
            while index + 1 < len(self.lines) and self.lines[index + 1].start <= moved.span.start:
                index += 1
            self.dates[index].append(moved)

    def bulleted(self, index: int) -> bool:
        """Tells whether a line is an item of a list below an entry."""
        bullet = self.lines[index].bullet
        return bool(bullet) and bullet != self._outer_bullet

    def heading_date(self, index: int) -> DateMention | None:
        """Returns the dates that make a line part of a heading, or None."""
        if index not in self._heading_dates:
            self._heading_dates[index] = self._find_heading_date(index) if self.dates[index] else None
        return self._heading_dates[index]

    def _find_heading_date(self, index: int) -> DateMention | None:
        mentions = self.dates[index]
        mention = next((one for one in mentions if one.ranged), mentions[0])
        line = self.lines[index]
        before = self.reading.plain[line.start : mention.span.start].strip(" (,|-")
        after = self.reading.plain[mention.span.end : line.end].strip(" ),.|-*")
        if _PAGE_FOOT.search(line.text) or _tells(before, after):
            return None
        if not mention.ranged and (self.bulleted(index) or _inside(before, after)):
            return None
        if self.bulleted(index) and (len(before + after) < 3 or re.search(r"[。；]", before + after)):
            return None
        return None if len(mentions) == 1 and _mid_sentence(before, after) else mention

    def numbered_title(self, index: int) -> bool:
        """Tells whether an item number stands before the title of an entry whose dates follow."""
        numbered = self.lines[index].bullet.strip("(").isdigit() or self.lines[index].bullet[:-1].isdigit()
        following = index + 1 < len(self.lines) and not self.bulleted(index + 1) and bool(self.dates[index + 1])
        return numbered and following

    def rest(self, index: int) -> tuple[Span, ...]:
        """Returns the pieces of a line besides its dates."""
        if index not in self._rests:
            holes = [one.span for one in self.dates[index]]
            self._rests[index] = segments(self.reading, self.lines[index].span, holes)
        return self._rests[index]

    def title(self, index: int) -> bool:
        """Tells whether a line can belong to a heading."""
        text = self.lines[index].text
        if self.bulleted(index) and not self.numbered_title(index):
            return False
        label = label_of(text)
        if label is not None:
            return work_words().field(label) is not None
        return is_title(text) or work_words().field(text) is not None


def _tells(before: str, after: str) -> bool:
    """Tells whether what stands around a date is a statement, or too much for a heading."""
    if len(before) + len(after) > _LONGEST_REST or (before and len(after) > _LONGEST_TRAIL):
        return True
    return begins_statement(before) if before else bool(after) and begins_statement(after)


def _inside(before: str, after: str) -> bool:
    """Tells whether a single date stands in the middle of other words."""
    return before[:1].islower() or bool(before and after and not _ASIDE.match(after))


def _outer_bullet(lines: Sequence[Line]) -> str:
    """Returns the bullet that marks entries rather than statements: the first, where others stand below it."""
    bullets = [line.bullet for line in lines if line.bullet]
    if len(set(bullets)) < 2 or not lines or not lines[0].bullet or lines[0].bullet[:1].isdigit():
        return ""
    return lines[0].bullet


def _mid_sentence(before: str, after: str) -> bool:
    """Tells whether a date stands inside a sentence."""
    words = len(before.split())
    return bool(after) and words > 8 and not re.search(rf"[{HAN}|,·-]", before)
