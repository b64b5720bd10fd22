"""Finds degrees, where they were earned, and in what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from bole.domain.dates import DateRange
from bole.domain.resume import EducationEntry, Fact, Section, SectionKind
from bole.domain.spans import Span
from bole.lexicon.sentences import sentences
from bole.parsing.dates import DateMention, find_plain_dates
from bole.parsing.degrees import DegreeMention, area_end, best_degree, find_degrees, in_progress, names_institution
from bole.parsing.entry_headings import segments
from bole.parsing.lines import HAN, Line, Reading, lines_within

_LONGEST_NAME = 90
_DETAIL = re.compile(
    r"(?:gpa|cgpa|grade|thesis|relevant|course|advisor|awards?|honou?rs|dean|minor|activities|scholarship|rank|final project|主修|课程|成绩|绩点|排名|论文|荣誉|奖学金|导师|专业成绩|학점|전공 학점)",
    re.IGNORECASE,
)
_AREA_BEFORE = re.compile(rf"([{HAN}、与及和]{{2,16}}?)(?:专业|系)?\s*\(?\s*$")
_AREA_AFTER = re.compile(
    r"\s*(?:degree\s*)?(?:,\s*|-\s*|:\s*)?(?:\(hons?\)\s*)?(?:(?:with\s+(?:a\s+)?)?major(?:ing|ed)?\s+in\s+|in\s+(?:the\s+field\s+of\s+)?|of\s+)?",
    re.IGNORECASE,
)
_AREA_LABEL = re.compile(
    r"(?:所学专业|专业|主修|major|area|field of study|subject)\s*:\s*([^\n,;|]{2,60})", re.IGNORECASE
)
_MAJOR_AFTER_SCHOOL = re.compile(rf"(?:大学|大學|学院|學院)([{HAN}]{{2,12}}?)(?:专业|系)")
_MAJOR_SUFFIX = re.compile(rf"(?<![{HAN}A-Za-z])([{HAN}A-Za-z]{{2,20}}?)专业")
_NOT_AREA = re.compile(
    rf"(?:学历|学位|毕业|统招|全日制|gpa|\d|男|女|汉族|已婚|未婚|党员|群众|[{HAN}]{{0,6}}(?:市|省|区|县)$)",
    re.IGNORECASE,
)
_INSTITUTION_LABEL = re.compile(
    r"(?:学校(?:名称)?|毕业院校|院校|毕业学校|school|university|institution)\s*:\s*([^\n,;|]{2,60})", re.IGNORECASE
)
_NEXT_DEGREE = re.compile(r"(?:[.;。；]|\d{4}\)?,?)\s*$")
_PAGE_FOOT = re.compile(r"\b(?:r[ée]sum[ée]|curriculum vitae|page \d|last updated)\b", re.IGNORECASE)
_OUTSIDE = {SectionKind.BASICS, SectionKind.SUMMARY, SectionKind.OTHER, SectionKind.WORK, SectionKind.CERTIFICATES}


@dataclass(slots=True, kw_only=True)
class _Draft:
    """Lines of one education as they are gathered."""

    lines: list[Line] = field(default_factory=list)
    degree: bool = False
    institution: bool = False
    dated: bool = False


def find_education(reading: Reading, sections: Iterable[Section]) -> tuple[EducationEntry, ...]:
    """Returns the educations in text order.

    Read from the sections about education; degrees named elsewhere ("本科，计算机科学") count only where those sections
    name none.
    """
    ordered = tuple(sections)
    found: list[EducationEntry] = []
    for section in ordered:
        if section.kind is SectionKind.EDUCATION:
            start = section.heading.end if section.heading else section.span.start
            lines = lines_within(reading.lines, start, section.span.end)
            drafts = _drafts([part for line in lines for part in _parts(line)])
            found.extend(_entry(reading, draft) for draft in drafts)
    if not any(entry.level for entry in found):
        found.extend(_outside(reading, ordered))
    return tuple(sorted(_without_echoes(found), key=lambda entry: entry.span))


def _without_echoes(entries: Sequence[EducationEntry]) -> list[EducationEntry]:
    """Drops a bare degree ("学历：硕士") that an entry with more to it states too."""
    full = {entry.level for entry in entries if entry.institution or entry.area}
    return [entry for entry in entries if entry.institution or entry.area or entry.dates or entry.level not in full]


def _parts(line: Line) -> list[Line]:
    """Divides a line of several degrees: "Ph.D. in Physics, 2015-2020. B.Sc. in Physics, 2009-2013."."""
    degrees = [one for one in find_degrees(line.text, beside_education=True) if not one.short]
    cuts = [one.span.start for one in degrees[1:] if _NEXT_DEGREE.search(line.text, 0, one.span.start)]
    parts: list[Line] = []
    for low, high in pairwise([0, *cuts, len(line.text)]):
        text = line.text[low:high].rstrip(" ,;")
        parts.append(
            Line(
                start=line.start + low,
                end=line.start + low + len(text),
                outset=line.start + low if low else line.outset,
                text=text,
                bullet=line.bullet,
                hashes=line.hashes,
                gap=line.gap and not low,
            )
        )
    return parts


def _drafts(lines: Sequence[Line]) -> list[_Draft]:
    drafts: list[_Draft] = []
    for line in lines:
        degree = bool(find_degrees(line.text, beside_education=True))
        institution = names_institution(line.text)
        dated = bool(find_plain_dates(line.text))
        if _PAGE_FOOT.search(line.text):
            continue
        detail = (
            bool(_DETAIL.match(line.text))
            or (len(line.text) > 100 and not dated)
            or not (degree or institution or dated)
        )
        current = drafts[-1] if drafts else None
        if current is None or (
            not detail and _begins(current, line, degree=degree, institution=institution, dated=dated)
        ):
            current = _Draft()
            drafts.append(current)
        current.lines.append(line)
        if not detail:
            current.degree |= degree
            current.institution |= institution
            current.dated |= dated
    return [draft for draft in drafts if draft.degree or draft.institution or (draft.dated and _substantial(draft))]


def _begins(current: _Draft, line: Line, *, degree: bool, institution: bool, dated: bool) -> bool:
    """Tells whether a line repeats what the current education has already."""
    if current.degree and degree:
        return True
    if current.institution and institution:
        return current.degree or current.dated or line.gap
    return current.dated and dated and not line.bullet


def _substantial(draft: _Draft) -> bool:
    return any(len(line.text) > 16 for line in draft.lines)


def _entry(reading: Reading, draft: _Draft) -> EducationEntry:
    span = Span(draft.lines[0].outset, draft.lines[-1].end)
    head = [line for line in draft.lines if not _DETAIL.match(line.text)]
    mentions: list[DateMention] = []
    degrees: list[DegreeMention] = []
    for line in head:
        mentions += [_moved(mention, line.start) for mention in find_plain_dates(line.text)]
        degrees += [_moved_degree(one, line.start) for one in find_degrees(line.text, beside_education=True)]
    degree = best_degree(degrees)
    holes = [one.span for one in mentions]
    words = " ".join(line.text for line in head)
    dates = _dates(mentions)
    return EducationEntry(
        span=span,
        institution=_institution(reading, head, sorted([*holes, *([degree.span] if degree else [])])),
        area=_area(reading, head, degree, holes),
        degree=reading.fact(degree.span.start, degree.span.end) if degree else None,
        level=degree.level if degree else None,
        in_progress=in_progress(words) or bool(dates and dates.ongoing),
        dates=dates,
    )


def _dates(mentions: Sequence[DateMention]) -> DateRange | None:
    """Returns the range, or the one date as the end."""
    mention = next((one for one in mentions if one.ranged), next(iter(mentions), None))
    if mention is None:
        return None
    dates = mention.dates
    if mention.ranged or dates.start is None:
        return dates
    return DateRange(start=None, end=dates.end or dates.start)


def _institution(reading: Reading, lines: Sequence[Line], holes: Sequence[Span]) -> Fact | None:
    for line in lines:
        label = _INSTITUTION_LABEL.search(line.text)
        if label is not None:
            return reading.fact(line.start + label.start(1), line.start + label.end(1))
    for line in lines:
        for piece in _pieces(reading, line, holes):
            if names_institution(piece.of(reading.plain)):
                return _named_institution(reading, piece)
    return None


def _named_institution(reading: Reading, piece: Span) -> Fact | None:
    text = piece.of(reading.plain)
    prefix = re.match(r".*?\b(?:from|at)\s+(?=[A-Z])|^(?:毕业于|就读于)", text)
    start = prefix.end() if prefix else 0
    han = re.match(rf"[{HAN}]{{2,16}}?(?:大学|大學|学院|學院|学校)(?:\([^)]*\))?", text[start:])
    end = start + han.end() if han else len(text)
    if end - start > _LONGEST_NAME or (not han and re.match(rf"[{HAN}]{{20}}", text[start:])):
        return None
    return reading.fact(piece.start + start, piece.start + end)


def _pieces(reading: Reading, line: Line, holes: Sequence[Span]) -> tuple[Span, ...]:
    return segments(reading, line.span, [hole for hole in holes if line.span.contains(hole)])


def _area(reading: Reading, lines: Sequence[Line], degree: DegreeMention | None, holes: Sequence[Span]) -> Fact | None:
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
                continue
            text = piece.of(reading.plain)
            if (
                names_institution(text)
                or find_degrees(text, beside_education=True)
                or _NOT_AREA.search(text)
                or len(text) > 60
                or (degree is None and line is not lines[0])
            ):
                continue
            if re.search(rf"[{HAN}]", text) or (degree is not None and line.span.contains(degree.span)):
                return reading.fact(piece.start, piece.end)
    return None


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


def _outside(reading: Reading, sections: Sequence[Section]) -> list[EducationEntry]:
    found: list[EducationEntry] = []
    for section in sections:
        if section.kind not in _OUTSIDE:
            continue
        for part in sentences(section.span.of(reading.text)):
            span = Span(section.span.start + part.start, section.span.start + part.end)
            found.extend(_in_sentence(reading, span))
    return found[:6]


def _in_sentence(reading: Reading, span: Span) -> list[EducationEntry]:
    text = span.of(reading.plain)
    degrees = find_degrees(text, beside_education=names_institution(text))
    if not degrees:
        return []
    line = Line(start=span.start, end=span.end, outset=span.start, text=text, bullet="", hashes=0, gap=False)
    degree = best_degree(_moved_degree(one, span.start) for one in degrees)
    if degree is None:
        return []
    place = degree.span.start - span.start
    mentions = [_moved(mention, span.start) for mention in find_plain_dates(text)]
    return [
        EducationEntry(
            span=span,
            institution=_institution(reading, [line], [one.span for one in mentions]),
            area=_area_beside(reading, line, degree),
            degree=reading.fact(degree.span.start, degree.span.end),
            level=degree.level,
            in_progress=in_progress(text[max(0, place - 30) : place + 30]),
            dates=_dates([one for one in mentions if not one.ranged and one.expected]),
        )
    ]


def _area_beside(reading: Reading, line: Line, degree: DegreeMention) -> Fact | None:
    """Reads the area in a sentence: named as one, in the same clause, or in the clause that follows."""
    if (area := _named_area(reading, line)) is not None:
        return area
    if (area := _area_after(reading, degree, [line], ())) is not None and reading.plain[degree.span.end] != ",":
        return area
    pieces = segments(reading, line.span)
    place = next((index for index, piece in enumerate(pieces) if piece.overlaps(degree.span)), None)
    if place is None:
        return None
    if (area := _area_before(reading, pieces[place], degree)) is not None:
        return area
    following = pieces[place + 1] if place + 1 < len(pieces) else None
    if (
        following is None
        or _NOT_AREA.search(following.of(reading.plain))
        or names_institution(following.of(reading.plain))
    ):
        return None
    text = following.of(reading.plain)
    return reading.fact(following.start, following.end) if re.fullmatch(rf"[{HAN}]{{2,14}}", text) else None


def _moved(mention: DateMention, offset: int) -> DateMention:
    span = Span(offset + mention.span.start, offset + mention.span.end)
    return DateMention(
        dates=mention.dates, span=span, ranged=mention.ranged, expected=mention.expected, bare=mention.bare
    )


def _moved_degree(mention: DegreeMention, offset: int) -> DegreeMention:
    span = Span(offset + mention.span.start, offset + mention.span.end)
    return DegreeMention(level=mention.level, span=span, short=mention.short)
