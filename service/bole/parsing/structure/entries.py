"""Finds employments, internships, projects and voluntary work."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bole.domain.resume import EntryKind, Fact, Section, SectionKind, WorkEntry
from bole.domain.spans import Span
from bole.parsing.structure.entry_blocks import Block, find_blocks
from bole.parsing.structure.entry_headings import HeadingParts, read_heading
from bole.parsing.structure.lines import Line, Reading, lines_within
from bole.parsing.structure.prose import prose_entries, told_parts
from bole.parsing.structure.section_lines import SectionLines
from bole.parsing.structure.work_words import is_statement, is_title, names_organization, names_position, work_words

_GAP = re.compile(r"\s{2,}")
_KINDS = {
    SectionKind.WORK: EntryKind.EMPLOYMENT,
    SectionKind.INTERNSHIP: EntryKind.INTERNSHIP,
    SectionKind.PROJECTS: EntryKind.PROJECT,
    SectionKind.VOLUNTEER: EntryKind.VOLUNTEER,
}


def find_entries(reading: Reading, sections: Iterable[Section]) -> tuple[WorkEntry, ...]:
    """Returns the entries of all sections about work in text order; entries never overlap.

    An entry reaches from its heading to the next entry or the end of its section. Sections of work without a dated or
    titled line hold one entry without dates. A resume without such sections is read as prose, sentence by sentence.
    """
    ordered = tuple(sections)
    found: list[WorkEntry] = []
    for section in ordered:
        if section.kind in _KINDS:
            found.extend(_section_entries(reading, section))
    if not any(entry.kind in {EntryKind.EMPLOYMENT, EntryKind.INTERNSHIP} for entry in found):
        for section in ordered:
            if section.kind in {SectionKind.BASICS, SectionKind.SUMMARY, SectionKind.OTHER}:
                found.extend(prose_entries(reading, _content(section)))
    return tuple(sorted(found, key=lambda entry: entry.span))


def _section_entries(reading: Reading, section: Section) -> list[WorkEntry]:
    content = _content(section)
    lines = lines_within(reading.lines, content.start, content.end)
    if not lines:
        return []
    project = section.kind is SectionKind.PROJECTS
    scanned = SectionLines(reading, lines)
    blocks = find_blocks(scanned, project=project)
    undated = any(scanned.dates) and not any(block.date for block in blocks)
    if undated and (prose := prose_entries(reading, content)):
        return [_with_kind(entry, section.kind) for entry in prose]
    if not blocks:
        blocks = [Block(first=0, last=0)] if _says_something(lines) else []
    return [
        _entry(scanned, block, blocks[number + 1].first if number + 1 < len(blocks) else len(lines), section.kind)
        for number, block in enumerate(blocks)
    ]


def _entry(section: SectionLines, block: Block, end: int, kind: SectionKind) -> WorkEntry:
    lines = [*section.lines[block.first : block.last], *_cells(section.lines[block.last])]
    size = block.last - block.first + 1
    lines += section.lines[block.last + 1 : end]
    heading = lines[:size]
    reading = section.reading
    end_of_heading = heading[-1].end
    pieces = [piece for index in range(block.first, block.last + 1) for piece in section.rest(index)]
    pieces = [piece for piece in pieces if piece.end <= end_of_heading]
    bare = size == 1 and section.bulleted(block.first) and block.date is None
    parts = HeadingParts()
    if not bare:
        told = told_parts(reading, Span(heading[0].start, end_of_heading))
        parts = told or read_heading(reading, heading, pieces, project=kind is SectionKind.PROJECTS)
    body = lines if bare else lines[size:]
    return WorkEntry(
        kind=_kind(kind, " ".join(line.text for line in heading)),
        span=Span(lines[0].outset, lines[-1].end),
        heading=Span(heading[0].start, end_of_heading),
        organization=parts.organization,
        position=parts.position,
        dates=block.date.dates if block.date else None,
        dates_span=block.date.span if block.date else None,
        highlights=_highlights(reading, body),
    )


def _cells(line: Line) -> list[Line]:
    """Divides the row of a table whose last cell already says what was done."""
    for gap in _GAP.finditer(line.text):
        rest = line.text[gap.end() :]
        if is_statement(rest) and gap.start() > 0:
            start = line.start + gap.end()
            return [
                replace(line, end=line.start + gap.start(), text=line.text[: gap.start()]),
                replace(line, start=start, outset=start, text=rest, bullet="", hashes=0, gap=False),
            ]
    return [line]


def _kind(section: SectionKind, heading: str) -> EntryKind:
    kind = _KINDS[section]
    words = work_words()
    if kind is EntryKind.EMPLOYMENT and words.internship.search(heading):
        return EntryKind.INTERNSHIP
    if kind is EntryKind.EMPLOYMENT and words.volunteer.search(heading):
        return EntryKind.VOLUNTEER
    return kind


def _with_kind(entry: WorkEntry, section: SectionKind) -> WorkEntry:
    return replace(entry, kind=_KINDS[section] if entry.kind is EntryKind.EMPLOYMENT else entry.kind)


def _highlights(reading: Reading, lines: Sequence[Line]) -> tuple[Fact, ...]:
    """Joins wrapped lines to statements; a statement is the text of its lines with what stands between."""
    spans: list[Span] = []
    above: Line | None = None
    for line in lines:
        if spans and above is not None and _wraps(above, line):
            spans[-1] = Span(spans[-1].start, line.end)
        else:
            spans.append(line.span)
        above = line
    return tuple(Fact(value=span.of(reading.text), span=span) for span in spans)


def _wraps(above: Line, line: Line) -> bool:
    if line.bullet or line.gap or above.text[-1:] in "。.；;!?:：":
        return False
    if line.text[:1].islower() or above.text[-1:] in ",，、(":
        return True
    return len(above.text) > 70 and not is_title(line.text)


def _says_something(lines: Sequence[Line]) -> bool:
    """Tells whether lines tell of work rather than hold a stray word."""
    text = " ".join(line.text for line in lines)
    return len(lines) > 1 or len(text) > 20 or names_position(text) or names_organization(text)


def _content(section: Section) -> Span:
    start = section.heading.end if section.heading else section.span.start
    return Span(min(start, section.span.end), section.span.end)
