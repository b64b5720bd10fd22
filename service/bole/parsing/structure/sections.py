"""Divides the text of a resume into sections by its headings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bole.domain.resume import Section, SectionKind
from bole.domain.spans import Span
from bole.parsing.structure.human_languages import names_human_language
from bole.parsing.structure.lines import Line, Reading
from bole.parsing.structure.section_headings import Headings, heading_key, headings

_LONGEST_HEADING = 60
"""Code points; a longer line is no heading."""
_REFRAIN = 3
_SHORTEST_ENTRY = 12
"""Code points after a label such as "工作经验："; fewer are an answer ("5年"), not a section."""

_BRACKETED = re.compile(
    r"^(?:【[^】\n]{2,20}】|\[[^\]\n]{2,30}\]|〖[^〗\n]{2,20}〗|「[^」\n]{2,20}」|《[^》\n]{2,20}》)"
)
_BRACKETS = ("【", "[", "〖", "「", "《")
_INLINE = re.compile(r"^([^:\n]{2,40}?)\s*(?::|\s-(?=\s))")
# Begins with one class of characters, so that the search skips others fast.
_SENTENCE = re.compile(r"[。；!?@.,;，\d](?:(?<=[。；!?@])|(?<=[.,;])(?<!etc.)\s*$|(?<=[,，])[^,，]*[,，]|(?<=\d)\d\d)")
_DASH_BULLETS = "-*+o•·◦∙"

_INLINE_KINDS = frozenset(
    {
        SectionKind.SUMMARY,
        SectionKind.EDUCATION,
        SectionKind.SKILLS,
        SectionKind.CERTIFICATES,
        SectionKind.LANGUAGES,
        SectionKind.INTERESTS,
        SectionKind.AWARDS,
        SectionKind.WORK,
        SectionKind.PROJECTS,
        SectionKind.INTERNSHIP,
    }
)
# Inside these, a label before text is part of an entry unless a section of its kind is missing elsewhere.
_DENSE_KINDS = frozenset({SectionKind.WORK, SectionKind.PROJECTS, SectionKind.INTERNSHIP, SectionKind.SKILLS})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mark:
    kind: SectionKind
    heading: Span
    outset: int
    standalone: bool
    line: int


def find_sections(reading: Reading) -> tuple[Section, ...]:
    """Returns the sections in text order; text before the first heading is BASICS.

    A heading is a short line of its own (numbered, bracketed, bilingual, letter-spaced or decorated as it may be), or
    a label before text on the same line ("Skills: Java"). Sections do not overlap and hold no blanks at their ends.
    Without any heading the whole text is one section BASICS.
    """
    known = headings()
    marks = _standalone_marks(reading, known)
    marks = _with_inline_marks(reading, known, marks)
    return _sections(reading, marks)


def _standalone_marks(reading: Reading, known: Headings) -> list[_Mark]:
    candidates: list[_Mark] = []
    for index, line in enumerate(reading.lines):
        kind = _standalone_kind(line, known, index)
        if kind is None:
            continue
        if kind is SectionKind.LANGUAGES and not _speaks(reading.lines[index + 1 : index + 7]):
            kind = SectionKind.SKILLS
        candidates.append(_Mark(kind=kind, heading=line.span, outset=line.outset, standalone=True, line=index))
    marks = _without_labels(reading, known, candidates)
    depth = {reading.lines[mark.line].hashes for mark in marks} - {0}
    return _with_unknown_marks(reading, marks, depth)


def _without_labels(reading: Reading, known: Headings, candidates: list[_Mark]) -> list[_Mark]:
    """Drops what labels parts of entries: a line that stands three times, or names its own section once more."""
    names = [mark.heading.of(reading.plain) for mark in candidates]
    counts = Counter(names)
    marks: list[_Mark] = []
    for mark, name in zip(candidates, names, strict=True):
        again = bool(marks) and marks[-1].kind is mark.kind and heading_key(name) in known.never_inline
        if counts[name] < _REFRAIN and not again:
            marks.append(mark)
    return marks


def _standalone_kind(line: Line, known: Headings, index: int) -> SectionKind | None:
    text = line.text.rstrip(" :-")
    if not 2 <= len(text) <= _LONGEST_HEADING or (line.bullet and line.bullet in _DASH_BULLETS and line.bullet != "•"):
        return None
    if _SENTENCE.search(text):
        return None
    kind = known.lookup(text)
    if kind is not None and text[0].islower() and text.isascii() and index and not line.gap:
        return None
    return kind


def _speaks(lines: Sequence[Line]) -> bool:
    """Tells whether one of the lines names a human language."""
    return any(names_human_language(line.text) for line in lines)


def _with_unknown_marks(reading: Reading, marks: list[_Mark], depths: set[int]) -> list[_Mark]:
    """Adds Markdown headings of an unknown name that stand at the depth of known ones."""
    if not depths:
        return marks
    shallow = min(depths)
    taken = {mark.line for mark in marks}
    added = [
        _Mark(kind=SectionKind.OTHER, heading=line.span, outset=line.outset, standalone=True, line=index)
        for index, line in enumerate(reading.lines)
        if 0 < line.hashes <= shallow and index not in taken and index
    ]
    return sorted([*marks, *added], key=lambda mark: mark.outset)


def _with_inline_marks(reading: Reading, known: Headings, marks: list[_Mark]) -> list[_Mark]:
    standalone = {mark.line: mark.kind for mark in marks}
    found_kinds = set(standalone.values())
    result: list[_Mark] = []
    current = SectionKind.BASICS
    by_line = {mark.line: mark for mark in marks}
    for index, line in enumerate(reading.lines):
        mark = by_line.get(index)
        if mark is None:
            mark = _inline_mark(line, index, known, current, found_kinds)
        if mark is not None:
            result.append(mark)
            current = mark.kind
    return result


def _inline_mark(
    line: Line, index: int, known: Headings, current: SectionKind, elsewhere: set[SectionKind]
) -> _Mark | None:
    label = _label(line.text)
    if label is None or (line.bullet and line.bullet in _DASH_BULLETS):
        return None
    name = label.group(label.lastindex or 0)
    kind = known.lookup(name)
    if kind not in _INLINE_KINDS or kind is current or heading_key(name) in known.never_inline:
        return None
    if current in _DENSE_KINDS and kind in elsewhere:
        return None
    rest = line.text[label.end() :]
    if kind in _DENSE_KINDS and kind is not SectionKind.SKILLS and len(rest) < _SHORTEST_ENTRY:
        return None
    if kind is SectionKind.LANGUAGES and not names_human_language(rest):
        kind = SectionKind.SKILLS
        if current is kind:
            return None
    heading = Span(line.start, line.start + len(label.group().rstrip()))
    return _Mark(kind=kind, heading=heading, outset=line.outset, standalone=False, line=index)


def _label(text: str) -> re.Match[str] | None:
    """Reads a name in brackets, or before a colon or a dash, at the start of a line."""
    if text.startswith(_BRACKETS) and (bracketed := _BRACKETED.match(text)):
        return bracketed
    return _INLINE.match(text) if ":" in text or "-" in text else None


def _sections(reading: Reading, marks: list[_Mark]) -> tuple[Section, ...]:
    found: list[Section] = []
    first = marks[0].outset if marks else len(reading.text)
    if (span := _trimmed(reading.text, 0, first)) is not None:
        found.append(Section(kind=SectionKind.BASICS, span=span))
    for number, mark in enumerate(marks):
        end = marks[number + 1].outset if number + 1 < len(marks) else len(reading.text)
        span = _trimmed(reading.text, mark.outset, end)
        if span is not None:
            found.append(Section(kind=mark.kind, span=span, heading=mark.heading))
    return tuple(found)


def _trimmed(text: str, start: int, end: int) -> Span | None:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    stripped = piece.strip()
    return Span(start, start + len(stripped)) if stripped else None
