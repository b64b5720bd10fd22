"""Reads who, as what and when out of the heading of an entry."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bole.domain.resume import Fact
from bole.domain.spans import Span
from bole.parsing.structure.lines import HAN, Line, Reading
from bole.parsing.structure.work_words import names_organization, names_position, work_words

_SUFFIX = r"(?!\s*(?:Inc|Ltd|LLC|L\.L\.C|Co|Corp|GmbH|S\.?A|L\.?P|LLP|PLC|Limited|Pvt)(?![\w-]))(?![^()]*\))"
_KANA = "\u3040-\u30ff"
_BREAK = re.compile(
    rf"\s{{2,}}|\s*[|｜•]\s*|\s[·@/–-]\s|\s-+\s|(?<=\S),\s+{_SUFFIX}|\*{{2}}|[，；;、](?=\s*\S)|,(?=[{HAN}])|(?<=[{HAN})]),|\s+(?:at|@|bei|chez|en)\s+(?=[A-Z])"
    rf"|(?<=[{HAN}{_KANA})])\s(?=[{HAN}{_KANA}(])|(?<=\))\s(?=\S)|(?<=公司|集团|大学|学院|医院|银行|学校)\s|(?<=[{HAN}])\s*/\s*(?=[{HAN}])"
)
_PROJECT_NUMBER = re.compile(
    r"(?:project|项目|專案|课题)?\s*(?:\d{1,2}|[一二三四五六七八九十]{1,2})?\s*[:.、]\s*", re.IGNORECASE
)
_LONGEST_NAME = 80
_KNOWN_SCRIPT = re.compile(rf"[A-Za-z{HAN}]")
_EDGE = " ,;:|/-–—·•()[]（），；：*_"
_FIELD = re.compile(r"([^:\n]{2,24}?)\s*:\s*(.*)")
_PLACE = re.compile(
    r"(?:and|or|location\s*:.*|remote|hybrid|on-?site|[A-Z]{2}|[A-Z]{2}\s\d{5}|USA?|UK|U\.S\.A?\.?|全职|兼职|远程)",
    re.IGNORECASE,
)
_TITLE_PARTICLES = re.compile(r"^(?:as|position|role|title)\b[:\s]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadingParts:
    """What the heading of an entry names; each may be missing."""

    organization: Fact | None = None
    position: Fact | None = None


def segments(reading: Reading, span: Span, holes: Sequence[Span] = ()) -> tuple[Span, ...]:
    """Returns the pieces of a heading line, without dates (`holes`) and separators; none of a line of dates."""
    if ":" in (text := span.of(reading.plain)) and field_of(text) == "dates":
        return ()
    found: list[Span] = []
    for low, high in _outside(span, holes):
        text = reading.plain[low:high]
        start = 0
        for match in _BREAK.finditer(text):
            _add(found, reading, low + start, low + match.start())
            start = match.end()
        _add(found, reading, low + start, high)
    return tuple(found)


def read_heading(reading: Reading, lines: Sequence[Line], pieces: Sequence[Span], *, project: bool) -> HeadingParts:
    """Returns organisation and position; for a project its name stands as the organisation.

    Args:
        reading: The whole text.
        lines: The lines of the heading.
        pieces: What `segments` made of them.
        project: Whether the entry is a project.
    """
    fields = _fields(reading, lines)
    if fields is not None:
        return fields
    texts = [piece.of(reading.plain) for piece in pieces]
    position = _choose_position(texts, first=1 if project else 0)
    organization = _choose_organization(texts, position, project=project)
    if position is None and organization == 0 and len(pieces) == 2 and not _KNOWN_SCRIPT.search(texts[1]):
        position = 1
    named = _fact(reading, pieces, organization)
    if project and named is not None:
        named = _project_name(reading, named)
    return HeadingParts(organization=named, position=_fact(reading, pieces, position))


def _project_name(reading: Reading, fact: Fact) -> Fact:
    """Leaves out a number before the name of a project and a description after it."""
    text = fact.span.of(reading.plain)
    number = _PROJECT_NUMBER.match(text)
    start = number.end() if number and number.end() < len(text) else 0
    colon = re.search(r":\s", text[start:])
    end = start + colon.start() if colon and colon.start() > 1 else len(text)
    return reading.fact(fact.span.start + start, fact.span.start + end)


def _choose_position(texts: list[str], first: int) -> int | None:
    candidates = [
        index
        for index, text in enumerate(texts)
        if index >= first and names_position(text) and len(text) <= _LONGEST_NAME
    ]
    plain = [index for index in candidates if not names_organization(texts[index])]
    return next(iter(plain or candidates), None)


def _choose_organization(texts: list[str], position: int | None, *, project: bool) -> int | None:
    others = [index for index, text in enumerate(texts) if index != position and not _PLACE.fullmatch(text)]
    if project:
        return others[0] if others else None
    named = [index for index in others if names_organization(texts[index])]
    if named:
        return named[0]
    fresh = [index for index in others if not names_position(texts[index]) and len(texts[index]) <= _LONGEST_NAME]
    return fresh[0] if fresh else None


def _fields(reading: Reading, lines: Sequence[Line]) -> HeadingParts | None:
    """Reads a form: labels with their values on the same line or on the next."""
    found: dict[str, Fact] = {}
    cells = [cell for line in lines for cell in _cells(line)]
    for index, cell in enumerate(cells):
        text = cell.of(reading.plain)
        match = _FIELD.match(text) if ":" in text else None
        field = field_of(text)
        if field is None or field in found:
            continue
        if match and match[2]:
            found[field] = reading.fact(cell.start + match.start(2), cell.end)
        elif index + 1 < len(cells) and field_of(cells[index + 1].of(reading.plain)) is None:
            found[field] = reading.fact(cells[index + 1].start, cells[index + 1].end)
    organization = found.get("project") or found.get("organization")
    if organization is None and "position" not in found:
        return None
    return HeadingParts(organization=organization, position=found.get("position"))


def field_of(text: str) -> str | None:
    """Returns which field a form label at the start of a text, or a whole text, names; None for other text."""
    match = _FIELD.match(text) if ":" in text else None
    return work_words().field(match[1] if match else text)


def _cells(line: Line) -> list[Span]:
    """Divides a line at wide gaps."""
    cells, start = [], 0
    for match in re.finditer(r"\s{2,}", line.text):
        cells.append(Span(line.start + start, line.start + match.start()))
        start = match.end()
    return [*cells, Span(line.start + start, line.end)]


def _fact(reading: Reading, pieces: Sequence[Span], index: int | None) -> Fact | None:
    if index is None:
        return None
    piece = pieces[index]
    particle = _TITLE_PARTICLES.match(piece.of(reading.plain))
    return reading.fact(piece.start + (particle.end() if particle else 0), piece.end)


def _outside(span: Span, holes: Sequence[Span]) -> list[tuple[int, int]]:
    parts: list[tuple[int, int]] = []
    start = span.start
    for hole in holes:
        if span.overlaps(hole):
            parts.append((start, max(start, hole.start)))
            start = max(start, hole.end)
    parts.append((start, max(start, span.end)))
    return parts


def _add(found: list[Span], reading: Reading, start: int, end: int) -> None:
    text = reading.plain[start:end]
    if work_words().field(text.strip(_EDGE)) is not None:
        return
    left = len(text) - len(text.lstrip(_EDGE))
    kept = text.strip(_EDGE)
    if not any(character.isalpha() for character in kept):
        return
    end = start + left + len(kept)
    if kept.count("(") > kept.count(")"):
        end = (
            end + 1
            if reading.plain[end : end + 1] == ")"
            else start + left + len(kept[: kept.rfind("(")].rstrip(_EDGE))
        )
    if end <= start + left:
        return
    found.append(Span(start + left, end))
