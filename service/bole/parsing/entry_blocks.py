"""Finds where entries begin among the lines of a section, and which lines are their headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bole.domain.spans import Span
from bole.parsing.dates import DateMention, find_plain_dates
from bole.parsing.entry_headings import field_of, segments
from bole.parsing.lines import HAN, Line, Reading
from bole.parsing.work_words import (
    begins_statement,
    is_statement,
    is_title,
    names_organization,
    names_position,
    work_words,
)

_LONGEST_REST = 90
_LONGEST_TRAIL = 45
_MOST_BEFORE = 3
_MOST_AFTER = 3
_LABELLED = re.compile(r"([^:\n]{2,24}?)\s*:")
_NUMBERED_PROJECT = re.compile(
    r"(?:project|项目|專案|课题)\s*(?:\d{1,2}|[一二三四五六七八九十]{1,2})\s*[:.、\s]|(?:project|项目)(?:\s*name|名称)?\s*:\s*\S",
    re.IGNORECASE,
)
_PAGE_FOOT = re.compile(r"\b(?:r[ée]sum[ée]|curriculum vitae|page \d|last updated|updated on)\b", re.IGNORECASE)
_ASIDE = re.compile(r"^\(?\s*(?:about\s+)?[\d\s+yearsmonthsand个年月天]{1,24}\)?$|^\([^)]{0,40}\)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """The heading of one entry: lines `first` to `last` of the section, both inclusive, and its dates."""

    first: int
    last: int
    date: DateMention | None = None


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
            moved = Span(start + mention.span.start, start + mention.span.end)
            while index + 1 < len(self.lines) and self.lines[index + 1].start <= moved.start:
                index += 1
            self.dates[index].append(
                DateMention(
                    dates=mention.dates, span=moved, ranged=mention.ranged, expected=mention.expected, bare=mention.bare
                )
            )

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
        if _PAGE_FOOT.search(line.text):
            return None
        before = self.reading.plain[line.start : mention.span.start].strip(" (,|-")
        after = self.reading.plain[mention.span.end : line.end].strip(" ),.|-*")
        rest = len(before) + len(after)
        if rest > _LONGEST_REST or (before and begins_statement(before)) or (len(after) > _LONGEST_TRAIL and before):
            return None
        if not mention.ranged and before[:1].islower():
            return None
        if not mention.ranged and (self.bulleted(index) or (before and after and not _ASIDE.match(after))):
            return None
        if after and not before and begins_statement(after):
            return None
        if self.bulleted(index) and (rest < 3 or re.search(r"[。；]", before + after)):
            return None
        if before and len(mentions) == 1 and _mid_sentence(before, after):
            return None
        return mention

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
        label = _LABELLED.match(text) if ":" in text else None
        if label is not None:
            return work_words().field(label[1]) is not None
        return is_title(text) or work_words().field(text) is not None


def find_blocks(section: SectionLines, *, project: bool) -> list[Block]:
    """Returns the headings of all entries in order; empty where the section has none."""
    if forms := _form_blocks(section, project=project):
        return forms
    anchors = [index for index in range(len(section.lines)) if section.heading_date(index) is not None]
    blocks: list[Block] = []
    leading = _dates_lead(section, anchors)
    for number, anchor in enumerate(anchors):
        floor = blocks[-1].last + 1 if blocks else 0
        if anchor < floor:
            continue
        ceiling = anchors[number + 1] if number + 1 < len(anchors) else len(section.lines)
        blocks.append(_dated_block(section, anchor, Span(floor, ceiling), project=project, leading=leading))
    return _with_undated(section, blocks, project=project)


def _form_blocks(section: SectionLines, *, project: bool) -> list[Block]:
    """Reads sections that are forms: an entry begins at each label for the organisation or the project."""
    opening = {"project", "organization"} if project else {"organization"}
    starts = [index for index in range(len(section.lines)) if _field_with_value(section, index) in opening]
    if not starts or starts[0] > 1:
        return []
    blocks: list[Block] = []
    for number, start in enumerate(starts):
        end = starts[number + 1] if number + 1 < len(starts) else len(section.lines)
        last = _form_end(section, start, end)
        dates = [mention for index in range(start, last + 1) for mention in section.dates[index]]
        ranged = next((mention for mention in dates if mention.ranged), None)
        blocks.append(Block(first=start, last=last, date=ranged or next(iter(dates), None)))
    return blocks


def _form_end(section: SectionLines, start: int, end: int) -> int:
    last = start
    while last + 1 < end:
        if (
            field_of(section.lines[last].text) is not None and section.lines[last].text.endswith(":")
        ) or _field_with_value(section, last + 1) is not None:
            last += 1
        else:
            break
    return last


def _field_with_value(section: SectionLines, index: int) -> str | None:
    """Returns the field whose label stands on a line with a colon, unless the next line is a label too."""
    text = section.lines[index].text
    if ":" not in text:
        return None
    if text.endswith(":") and (index + 1 == len(section.lines) or ":" in section.lines[index + 1].text):
        return None
    return field_of(text)


def _dates_lead(section: SectionLines, anchors: Sequence[int]) -> bool:
    """Tells whether the dates stand on the first line of each entry, as the first entry shows."""
    return bool(anchors) and not any(section.title(index) for index in range(anchors[0]))


def _dated_block(section: SectionLines, anchor: int, bounds: Span, *, project: bool, leading: bool) -> Block:
    date = section.heading_date(anchor)
    first = last = anchor
    wanted = 1 if project else 2
    pieces = len(section.rest(anchor))
    if not leading and pieces < wanted:
        first = _reach_back(section, anchor, bounds.start, wanted - pieces)
        pieces += sum(len(section.rest(index)) for index in range(first, anchor))
    names = " ".join(section.lines[index].text for index in range(first, anchor + 1))
    if pieces < wanted or (not project and not names_position(names)):
        last = _reach_ahead(section, anchor, bounds.end, project=project and pieces > 0, known=pieces)
    return Block(first=first, last=last, date=date)


def _reach_back(section: SectionLines, anchor: int, floor: int, wanted: int) -> int:
    first = anchor
    while first > floor and anchor - first < _MOST_BEFORE:
        candidate = first - 1
        if not section.title(candidate) or section.heading_date(candidate) is not None:
            break
        if section.lines[first].gap and first != anchor:
            break
        if _continues(section, candidate):
            break
        first = candidate
        wanted -= len(section.rest(candidate))
        names = " ".join(section.lines[index].text for index in range(first, anchor + 1))
        if wanted <= 0 and names_position(names) and not _open_above(section, first, floor):
            break
    return first


def _open_above(section: SectionLines, first: int, floor: int) -> bool:
    """Tells whether the line above still belongs to the heading: it stands between the last entry and this one."""
    above = first - 1
    return above >= floor and not section.lines[first].gap and section.title(above) and not _continues(section, above)


def _reach_ahead(section: SectionLines, anchor: int, ceiling: int, *, project: bool, known: int) -> int:
    last = anchor
    if project:
        return last
    while last + 1 < ceiling and last - anchor < _MOST_AFTER:
        following = last + 1
        if section.lines[following].gap and (known or last != anchor):
            break
        if not section.title(following):
            break
        text = section.lines[following].text
        labelled = _LABELLED.match(text) is not None
        if known >= 1 and not labelled and not names_position(text) and not names_organization(text):
            break
        last = following
        known += len(section.rest(following))
        taken = " ".join(section.lines[index].text for index in range(anchor, last + 1))
        if known >= 2 and names_position(taken) and not labelled:
            break
    return last


def _continues(section: SectionLines, index: int) -> bool:
    """Tells whether a line is the wrapped end of a list item above it."""
    if index == 0 or section.lines[index].gap or not section.bulleted(index - 1):
        return False
    above, here = section.lines[index - 1].text, section.lines[index].text
    if here[:1].islower() or here.endswith((".", "。", "；", ";")):
        return True
    return (
        len(above) > 60 and above[-1:] not in ".。；;!?" and not names_position(here) and not names_organization(here)
    )


def _with_undated(section: SectionLines, blocks: list[Block], *, project: bool) -> list[Block]:
    taken = {index for block in blocks for index in range(block.first, block.last + 1)}
    dated = bool(blocks)
    added: list[Block] = []
    for index, line in enumerate(section.lines):
        if (
            index in taken
            or (added and index <= added[-1].last)
            or not _opens(section, index, project=project, dated=dated)
        ):
            continue
        last = index
        while not project and last + 1 < len(section.lines) and last + 1 not in taken and _second_title(section, last):
            last += 1
        added.append(Block(first=index, last=last))
        del line
    return sorted([*blocks, *added], key=lambda block: block.first)


def _second_title(section: SectionLines, last: int) -> bool:
    following = section.lines[last + 1]
    return (
        not following.gap
        and section.title(last + 1)
        and (names_position(following.text) or names_organization(following.text))
    )


def _opens(section: SectionLines, index: int, *, project: bool, dated: bool) -> bool:
    """Tells whether an entry without dates begins at a line."""
    line = section.lines[index]
    if project and _NUMBERED_PROJECT.match(line.text):
        return True
    label = _LABELLED.match(line.text) if ":" in line.text else None
    if label is not None and len(label[0]) == len(line.text):
        return False
    if label is not None and work_words().field(label[1]) in {"organization", "project"}:
        return not dated or project
    if section.bulleted(index) or _continues(section, index) or index + 1 >= len(section.lines):
        return False
    listed = section.bulleted(index + 1) and not section.numbered_title(index + 1)
    fresh = index == 0 or line.gap or section.bulleted(index - 1) or section.lines[index - 1].text.endswith((".", "。"))
    if not fresh:
        return False
    if project:
        return (listed and not line.text[:1].islower()) or (section.title(index) and _described(section, index))
    return section.title(index) and listed and (not dated or (line.gap and names_position(line.text)))


def _described(section: SectionLines, index: int) -> bool:
    following = section.lines[index + 1]
    label = _LABELLED.match(following.text)
    return label is not None or is_statement(following.text)


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
