"""Finds where entries begin among the lines of a section, and which lines are their headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bole.domain.spans import Span
from bole.parsing.structure.dates import DateMention
from bole.parsing.structure.entry_headings import field_of
from bole.parsing.structure.section_lines import SectionLines, label_of
from bole.parsing.structure.work_words import (
    is_statement,
    names_organization,
    names_position,
    work_words,
)

_MOST_BEFORE = 3
_MOST_AFTER = 3
_NUMBERED_PROJECT = re.compile(
    r"(?:project|项目|專案|课题)\s*(?:\d{1,2}|[一二三四五六七八九十]{1,2})\s*[:.、\s]|(?:project|项目)(?:\s*name|名称)?\s*:\s*\S",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """The heading of one entry: lines `first` to `last` of the section, both inclusive, and its dates."""

    first: int
    last: int
    date: DateMention | None = None


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
        open_label = section.lines[last].text.endswith(":") and field_of(section.lines[last].text) is not None
        if not open_label and _field_with_value(section, last + 1) is None:
            break
        last += 1
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
        if section.lines[first].gap and first != anchor and not _spaced_out(section, candidate, first, anchor):
            break
        if _continues(section, candidate):
            break
        first = candidate
        wanted -= len(section.rest(candidate))
        names = " ".join(section.lines[index].text for index in range(first, anchor + 1))
        if wanted <= 0 and names_position(names) and not _open_above(section, first, floor):
            break
    return first


def _spaced_out(section: SectionLines, candidate: int, first: int, anchor: int) -> bool:
    """Tells whether an empty line stands between all lines of a heading: position, organisation, dates."""
    apart = section.lines[anchor].gap and (section.lines[candidate].gap or candidate == 0)
    if not apart or section.rest(anchor) or anchor - candidate > _MOST_BEFORE - 1:
        return False
    return not names_position(section.lines[first].text)


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
        labelled = label_of(text) is not None
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
    for index in range(len(section.lines)):
        if index in taken or (added and index <= added[-1].last):
            continue
        if not _opens(section, index, project=project, dated=dated, below=index - 1 in taken):
            continue
        last = index
        while not project and last + 1 < len(section.lines) and last + 1 not in taken and _second_title(section, last):
            last += 1
        added.append(Block(first=index, last=last))
    return sorted([*blocks, *added], key=lambda block: block.first)


def _second_title(section: SectionLines, last: int) -> bool:
    following = section.lines[last + 1]
    return (
        not following.gap
        and section.title(last + 1)
        and (names_position(following.text) or names_organization(following.text))
    )


def _opens(section: SectionLines, index: int, *, project: bool, dated: bool, below: bool) -> bool:
    """Tells whether an entry without dates begins at a line; right `below` a dated heading stands what it is about."""
    line = section.lines[index]
    if project and _NUMBERED_PROJECT.match(line.text):
        return True
    label = label_of(line.text)
    if label is not None and work_words().field(label) in {"organization", "project"}:
        return not line.text.endswith(":") and (not dated or project)
    if below or line.text.endswith(":") or not _fresh(section, index):
        return False
    listed = section.bulleted(index + 1) and not section.numbered_title(index + 1)
    if project:
        return (listed and not line.text[:1].islower()) or (section.title(index) and _described(section, index))
    return section.title(index) and listed and (not dated or (line.gap and names_position(line.text)))


def _fresh(section: SectionLines, index: int) -> bool:
    """Tells whether something new may begin: an unmarked line after a list, an empty line or a full stop."""
    if section.bulleted(index) or index + 1 >= len(section.lines) or _continues(section, index):
        return False
    if index == 0 or section.lines[index].gap or section.bulleted(index - 1):
        return True
    return section.lines[index - 1].text.endswith((".", "。"))


def _described(section: SectionLines, index: int) -> bool:
    following = section.lines[index + 1]
    return label_of(following.text) is not None or is_statement(following.text)
