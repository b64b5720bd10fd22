"""Finds the parts of a resume that no heading announces: work without a heading, degrees among the work."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from bole.domain.resume import Section, SectionKind
from bole.domain.spans import Span
from bole.parsing.structure.certificates import names_certificate
from bole.parsing.structure.contacts import holds_contact
from bole.parsing.structure.dates import find_plain_dates
from bole.parsing.structure.degrees import names_institution
from bole.parsing.structure.entry_blocks import Block, find_blocks
from bole.parsing.structure.implied_words import (
    degrees_of,
    holds_position,
    implied_words,
    names_award,
    names_degree,
    names_licence,
    names_school_only,
)
from bole.parsing.structure.lines import Line, Reading, lines_within
from bole.parsing.structure.section_lines import SectionLines
from bole.parsing.structure.work_words import (
    begins_statement,
    is_statement,
    names_organization,
    names_position,
    work_words,
)

_LONGEST_DEGREE_LINE = 90
_LONGEST_TITLE = 24
_WORK = frozenset({SectionKind.WORK, SectionKind.INTERNSHIP})
_LOOSE = frozenset({SectionKind.BASICS, SectionKind.SUMMARY, SectionKind.OTHER})
_STRICT = frozenset(
    {
        SectionKind.EDUCATION,
        SectionKind.SKILLS,
        SectionKind.CERTIFICATES,
        SectionKind.AWARDS,
        SectionKind.LANGUAGES,
        SectionKind.INTERESTS,
    }
)
_LETTERS = re.compile(r"[^\W\d_]{2}")

_Mark = tuple[int, SectionKind]
"""The number of a line and what begins there."""


def with_implied_sections(reading: Reading, sections: Iterable[Section]) -> tuple[Section, ...]:
    """Divides sections where their dated lines tell of something else than the heading says.

    Degrees, schools and licences leave the sections about work. Where no section about work holds a range of dates,
    dated headings of positions and organisations elsewhere become sections about work. Order and text stay.
    """
    ordered = tuple(sections)
    worked = any(section.kind is SectionKind.WORK and _ranged(reading, section.span) for section in ordered)
    educated = any(section.kind is SectionKind.EDUCATION for section in ordered)
    found: list[Section] = []
    for section in ordered:
        start = section.heading.end if section.heading else section.span.start
        lines = lines_within(reading.lines, start, section.span.end)
        marks: list[_Mark] = []
        if section.kind in _WORK and _may_study(section.span.of(reading.plain)):
            marks = _work_marks(SectionLines(reading, lines), section.kind)
        elif not worked and section.kind in _LOOSE | _STRICT and _ranged(reading, section.span):
            marks = _other_marks(reading, lines, section.kind, educated=educated)
        found.extend(_divided(reading, section, lines, marks) if marks else [section])
    return tuple(found)


def _ranged(reading: Reading, span: Span) -> bool:
    return any(mention.ranged for mention in find_plain_dates(span.of(reading.plain)))


def _may_study(text: str) -> bool:
    return names_institution(text) or bool(degrees_of(text)) or implied_words().licence.search(text) is not None


def _work_marks(scanned: SectionLines, base: SectionKind) -> list[_Mark]:
    """Returns where degrees and licences begin inside a section about work, and where work goes on."""
    blocks = find_blocks(scanned, project=False)
    kinds = {
        _first(scanned, block, kind): kind
        for block, end in _with_ends(blocks, len(scanned.lines))
        if (kind := _kind(scanned, block, end)) is not None
    }
    marks: list[_Mark] = []
    current = SectionKind.WORK
    for index in range(len(scanned.lines)):
        kind = kinds.get(index)
        if kind is None and current is SectionKind.WORK and _undated_degree(scanned, index):
            kind = SectionKind.EDUCATION
        if kind is not None and kind is not current:
            marks.append((index, base if kind is SectionKind.WORK else kind))
            current = kind
    return marks


def _with_ends(blocks: Sequence[Block], end: int) -> list[tuple[Block, int]]:
    """Pairs each heading with the line that its entry ends before."""
    return [(one, other.first) for one, other in pairwise(blocks)] + [(block, end) for block in blocks[-1:]]


def _other_marks(reading: Reading, lines: Sequence[Line], base: SectionKind, *, educated: bool) -> list[_Mark]:
    """Returns the marks of a section that is about something else; none where it holds no work."""
    floor = _after_contact(lines) if base is SectionKind.BASICS else 0
    scanned = SectionLines(reading, lines[floor:])
    blocks = [block for block in find_blocks(scanned, project=False) if block.date is not None]
    opened: dict[int, tuple[SectionKind, int]] = {}
    for block, end in _with_ends(blocks, len(scanned.lines)):
        kind = _kind(scanned, block, end)
        if kind is SectionKind.WORK and not _employs(scanned, block, strict=base in _STRICT):
            continue
        if kind is not None:
            opened[_first(scanned, block, kind)] = (kind, block.last)
    if not any(kind is SectionKind.WORK for kind, _ in opened.values()):
        return []
    return [(floor + index, kind) for index, kind in _walk(scanned, opened, base, educated=educated)]


def _walk(
    scanned: SectionLines, opened: dict[int, tuple[SectionKind, int]], base: SectionKind, *, educated: bool
) -> list[_Mark]:
    marks: list[_Mark] = []
    current, headed = base, -1
    for index in range(len(scanned.lines)):
        kind: SectionKind | None = None
        if index in opened:
            kind, headed = opened[index]
            if kind is SectionKind.EDUCATION and current is base and educated:
                kind = None
        elif current in {SectionKind.WORK, SectionKind.EDUCATION} and current is not base and index > headed:
            kind = _follows(scanned, index, current, beside=index == headed + 1)
        if kind is not None and kind is not current:
            marks.append((index - _titled(scanned, index, headed if index not in opened else -1), kind))
            current = kind
    return marks


def _titled(scanned: SectionLines, index: int, floor: int) -> bool:
    """Tells whether the short line above stands as an unknown heading after an empty line."""
    above = index - 1
    if above <= floor or above < 0 or scanned.bulleted(above) or scanned.dates[above]:
        return False
    line = scanned.lines[above]
    return (
        line.gap
        and len(line.text) <= _LONGEST_TITLE
        and line.text[-1:] not in ".。；;!?"
        and not holds_contact(line.text)
    )


def _follows(scanned: SectionLines, index: int, current: SectionKind, *, beside: bool) -> SectionKind | None:
    """Returns what a line begins that belongs no longer to the entry above, or None; `beside` is right below it."""
    line = scanned.lines[index]
    if scanned.bulleted(index):
        return None
    if work_words().claim.match(line.text):
        return SectionKind.SKILLS
    if current is SectionKind.WORK and _undated_degree(scanned, index):
        return SectionKind.EDUCATION
    if not is_statement(line.text) and (names_licence(line.text) or names_certificate(line.text)):
        return SectionKind.CERTIFICATES
    if line.gap and not beside and not is_statement(line.text):
        return SectionKind.OTHER
    return None


def _kind(scanned: SectionLines, block: Block, end: int) -> SectionKind | None:
    """Returns what the heading of an entry tells of; None for awards, which stay where they are."""
    heading = _heading(scanned, block)
    if names_licence(heading) and not _acts(scanned, block.last + 1, end):
        return SectionKind.CERTIFICATES
    if (
        names_degree(heading)
        or names_degree(_dated_line(scanned, block))
        or _degree_below(scanned, block, end, heading)
    ):
        return SectionKind.EDUCATION
    if names_school_only(heading):
        body = " ".join(line.text for line in scanned.lines[block.last + 1 : end])
        if implied_words().study.search(f"{heading} {body}") or not _acts(scanned, block.last + 1, end):
            return SectionKind.EDUCATION
    if block.date is not None and not block.date.ranged and names_award(heading) and not holds_position(heading):
        return None
    return SectionKind.WORK


def _heading(scanned: SectionLines, block: Block) -> str:
    pieces = [piece for index in range(block.first, block.last + 1) for piece in scanned.rest(index)]
    return ", ".join(piece.of(scanned.reading.plain) for piece in pieces)


def _dated_line(scanned: SectionLines, block: Block) -> str:
    """Returns the line of a heading that holds its dates, without them; a title of the next entry may stand below."""
    lines = range(block.first, block.last + 1)
    index = next((index for index in lines if block.date in scanned.dates[index]), block.first)
    return ", ".join(piece.of(scanned.reading.plain) for piece in scanned.rest(index))


def _degree_below(scanned: SectionLines, block: Block, end: int, heading: str) -> bool:
    """Tells whether the degree of a school stands on the line below the heading."""
    below = block.last + 1
    if below >= end or scanned.bulleted(below) or not names_school_only(heading):
        return False
    return names_degree(f"{heading}, {scanned.lines[below].text}")


def _acts(scanned: SectionLines, first: int, end: int) -> bool:
    """Tells whether one of the lines is a statement of work."""
    study = implied_words().study
    return any(
        (begins_statement(line.text) or is_statement(line.text)) and not study.match(line.text)
        for line in scanned.lines[first:end]
    )


def _first(scanned: SectionLines, block: Block, kind: SectionKind) -> int:
    """Returns the first line of an entry; the school of a degree may stand above its dated line."""
    above = block.first - 1
    if kind is not SectionKind.EDUCATION or above < 0 or scanned.bulleted(above) or scanned.dates[above]:
        return block.first
    text = scanned.lines[above].text
    return above if names_institution(text) and scanned.title(above) and names_school_only(text) else block.first


def _undated_degree(scanned: SectionLines, index: int) -> bool:
    line = scanned.lines[index]
    if scanned.bulleted(index) or line.bullet or len(line.text) > _LONGEST_DEGREE_LINE or is_statement(line.text):
        return False
    degrees = degrees_of(line.text)
    if not degrees or not names_degree(line.text):
        return False
    return names_institution(line.text) or degrees[0].span.start == 0


def _employs(scanned: SectionLines, block: Block, *, strict: bool) -> bool:
    """Tells whether a dated heading outside of the sections about work is that of an employment."""
    heading = _heading(scanned, block)
    text = " ".join(line.text for line in scanned.lines[block.first : block.last + 1])
    if block.date is None or not block.date.ranged or not _LETTERS.search(heading) or names_award(heading):
        return False
    words = implied_words()
    if words.prose.search(text) or any(mark in text for mark in "。；"):
        return False
    if not strict:
        return True
    if words.student_body.search(text) or not names_position(heading):
        return False
    return names_organization(heading) and not names_institution(heading)


def _after_contact(lines: Sequence[Line]) -> int:
    """Returns the first line below the name and the ways to reach a candidate that stand before any range of dates."""
    floor = min(1, len(lines))
    for index, line in enumerate(lines):
        ranged = any(mention.ranged for mention in find_plain_dates(line.text))
        if ranged:
            return min(index, floor) if not line.gap else index
        if holds_contact(line.text):
            floor = index + 1
    return floor


def _divided(reading: Reading, section: Section, lines: Sequence[Line], marks: Sequence[_Mark]) -> list[Section]:
    places = [(lines[index].outset, kind) for index, kind in marks]
    begin = min(section.span.start, places[0][0])
    cuts = [(begin, section.kind), *places, (section.span.end, section.kind)]
    parts: list[Section] = []
    for number, ((start, kind), (end, _)) in enumerate(pairwise(cuts)):
        fact = reading.fact(start, max(start, end))
        if fact.value:
            parts.append(Section(kind=kind, span=fact.span, heading=section.heading if number == 0 else None))
    return parts
