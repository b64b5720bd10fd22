"""Reads where and in what a degree was earned out of the lines or the sentence that names it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bole.domain.resume import Fact
from bole.domain.spans import Span
from bole.parsing.structure.degrees import DegreeMention, area_end, find_degrees, names_institution
from bole.parsing.structure.entry_headings import segments
from bole.parsing.structure.lines import HAN, Line, Reading
from bole.parsing.structure.work_words import names_position

_LONGEST_AREA = 60
_LONGEST_NAME = 90
_AREA_BEFORE = re.compile(rf"([{HAN}、与及和]{{2,16}}?)(?:专业|系)?\s*\(?\s*$")
_AREA_AFTER = re.compile(
    r"\s*(?:degree\s*)?(?:,\s*|-\s*|:\s*)?(?:\(hons?\)\s*)?"
    r"(?:(?:with\s+(?:a\s+)?)?major(?:ing|ed)?\s+in\s+|in\s+(?:the\s+field\s+of\s+)?|of\s+)?",
    re.IGNORECASE,
)
_AREA_LABEL = re.compile(
    r"(?:所学专业|专业|主修|major|area|field of study|subject)\s*:\s*([^\n,;|]{2,60})", re.IGNORECASE
)
_MAJOR_AFTER_SCHOOL = re.compile(rf"(?:大学|大學|学院|學院)([{HAN}]{{2,12}}?)(?:专业|系)")
_MAJOR_SUFFIX = re.compile(rf"(?<![{HAN}A-Za-z])([{HAN}A-Za-z]{{2,20}}?)专业")
_NOT_AREA = re.compile(
    rf"(?:学历|学位|毕业|统招|全日制|gpa|\d|男|女|汉族|国籍|现任|曾任|历任|参加工作|已婚|未婚|党员|群众|[{HAN}]{{0,6}}(?:市|省|区|县)$)",
    re.IGNORECASE,
)
_ONLY_A_STEP = re.compile(
    "(?:全日制|统招|在职|中央党校)?(?:大学|高中|中学)(?:本科|专科|普通班)?(?:学历|毕业|文化|程度|肄业)?"
)
_BEFORE_SCHOOL = re.compile(
    r".*?\b(?:from|at)\s+(?:the\s+)?(?=[A-Z])|^[^ -~]{0,12}?(?:毕业于|就读于|获得|获|考入|进入)|^[^:]{1,30}:\s(?=[A-Z])"
)
_INSTITUTION_LABEL = re.compile(
    r"(?:学校(?:名称)?|毕业院校|院校|毕业学校|school|university|institution)\s*:\s*([^\n,;|]{2,60})", re.IGNORECASE
)


def institution_of(reading: Reading, lines: Sequence[Line], holes: Sequence[Span]) -> Fact | None:
    """Returns the first school, college or university of the lines; `holes` are dates and degrees."""
    for line in lines:
        label = _INSTITUTION_LABEL.search(line.text)
        if label is not None:
            return reading.fact(line.start + label.start(1), line.start + label.end(1))
    for line in lines:
        for piece in _pieces(reading, line, holes):
            if names_institution(text := piece.of(reading.plain)) and not _ONLY_A_STEP.fullmatch(text):
                return _named_institution(reading, piece)
    return None


def _named_institution(reading: Reading, piece: Span) -> Fact | None:
    text = piece.of(reading.plain)
    prefix = _BEFORE_SCHOOL.match(text)
    start = prefix.end() if prefix else 0
    han = re.match(rf"[{HAN}]{{2,16}}?(?:大学|大學|学院|學院|学校)(?:\([^)]*\))?", text[start:])
    end = start + han.end() if han else len(text)
    if end - start > _LONGEST_NAME or (not han and re.match(rf"[{HAN}]{{20}}", text[start:])):
        return None
    return reading.fact(piece.start + start, piece.start + end)


def _pieces(reading: Reading, line: Line, holes: Sequence[Span]) -> tuple[Span, ...]:
    return segments(reading, line.span, [hole for hole in holes if line.span.contains(hole)])


def area_of(
    reading: Reading, lines: Sequence[Line], degree: DegreeMention | None, holes: Sequence[Span]
) -> Fact | None:
    """Returns the area of study of an education; `holes` are its dates."""
    for line in lines:
        if (area := _named_area(reading, line)) is not None:
            return area
    if degree is not None and (area := _area_after(reading, degree, lines, holes)) is not None:
        return area
    for line in lines:
        for piece in _pieces(reading, line, holes):
            if degree is not None and piece.overlaps(degree.span):
                if (area := _area_before(reading, piece, degree)) is not None:
                    return area
            elif _can_be_area(piece.of(reading.plain), beside=degree is not None and line.span.contains(degree.span)):
                return reading.fact(piece.start, piece.end)
    return None


def _can_be_area(text: str, *, beside: bool) -> bool:
    """Tells whether a piece can be an area: in Chinese, or on the line of the degree."""
    if names_institution(text) or find_degrees(text, beside_education=True) or _NOT_AREA.search(text):
        return False
    return len(text) <= _LONGEST_AREA and (beside or re.search(rf"[{HAN}]", text) is not None)


def _named_area(reading: Reading, line: Line) -> Fact | None:
    """Reads an area that is called one: "专业：会计学", "会计学专业", "Major: Physics"."""
    for pattern in (_AREA_LABEL, _MAJOR_AFTER_SCHOOL, _MAJOR_SUFFIX):
        match = pattern.search(line.text)
        if match is not None and not _NOT_AREA.search(match[1]):
            return reading.fact(line.start + match.start(1), line.start + match.end(1))
    return None


def _area_after(reading: Reading, degree: DegreeMention, lines: Sequence[Line], holes: Sequence[Span]) -> Fact | None:
    """Reads what follows a degree in Latin script: "B.Sc. Computer Science, ...", "Master in Finance"."""
    line = next((one for one in lines if one.span.contains(degree.span)), None)
    if line is None:
        return None
    end = min([line.end, *(hole.start for hole in holes if hole.start >= degree.span.end)])
    rest = reading.plain[degree.span.end : end]
    if rest.startswith("  "):
        return None
    skip = _AREA_AFTER.match(rest)
    begin = skip.end() if skip else 0
    text = rest[begin:]
    if not text[:1].isalpha() or re.match(rf"[{HAN}]", text):
        return None
    size = area_end(text)
    named = text[:size].strip(" .-:")
    if not 2 <= len(named) <= 70 or names_institution(named) or find_degrees(named, beside_education=True):
        return None
    start = degree.span.end + begin
    return reading.fact(start, start + len(text[:size].rstrip(" .-:")))


def _area_before(reading: Reading, piece: Span, degree: DegreeMention) -> Fact | None:
    """Reads what stands before a degree in Chinese without a blank: "计算机科学本科"."""
    before = reading.plain[piece.start : max(piece.start, degree.span.start)]
    match = _AREA_BEFORE.search(before)
    if match is None or names_institution(match[1]) or _NOT_AREA.search(match[1]):
        return None
    return reading.fact(piece.start + match.start(1), piece.start + match.end(1))


def area_beside(reading: Reading, line: Line, degree: DegreeMention) -> Fact | None:
    """Reads the area in a sentence: named as one, in the same clause, or in the clause that follows."""
    if (area := _named_area(reading, line)) is not None:
        return area
    if (area := _area_after(reading, degree, [line], ())) is not None and reading.plain[degree.span.end] != ",":
        return area
    return _area_in_clauses(reading, segments(reading, line.span), degree)


def _area_in_clauses(reading: Reading, pieces: Sequence[Span], degree: DegreeMention) -> Fact | None:
    """Reads the area before the degree in its clause, or as the whole clause after it."""
    place = next((index for index, piece in enumerate(pieces) if piece.overlaps(degree.span)), None)
    if place is None:
        return None
    if (area := _area_before(reading, pieces[place], degree)) is not None:
        return area
    following = pieces[place + 1] if place + 1 < len(pieces) else None
    if following is None or not re.fullmatch(rf"[{HAN}]{{2,14}}", text := following.of(reading.plain)):
        return None
    if _NOT_AREA.search(text) or names_institution(text) or names_position(text):
        return None
    return reading.fact(following.start, following.end)
