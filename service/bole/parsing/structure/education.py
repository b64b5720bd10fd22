"""Finds degrees, where they were earned, and in what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import pairwise

from bole.domain.dates import DateRange
from bole.domain.resume import EducationEntry, Section, SectionKind
from bole.domain.spans import Span
from bole.lexicon.sentences import sentences
from bole.parsing.structure.dates import DateMention, find_plain_dates
from bole.parsing.structure.degrees import DegreeMention, best_degree, find_degrees, in_progress, names_institution
from bole.parsing.structure.education_facts import area_beside, area_of, institution_of
from bole.parsing.structure.lines import Line, Reading, lines_within

_DETAIL = re.compile(
    r"(?:gpa|cgpa|grade|thesis|relevant|courses|coursework|advisor|awards?|honou?rs|dean|minor|activities|scholarship|rank|"
    r"final project|主修|课程|成绩|绩点|排名|论文|荣誉|奖学金|导师|专业成绩|학점|전공 학점)",
    re.IGNORECASE,
)
_NEXT_DEGREE = re.compile(r"(?:[.;。；]|\d{4}\)?,?)\s*$")
_PAGE_FOOT = re.compile(r"\b(?:r[ée]sum[ée]|curriculum vitae|page \d|last updated)\b", re.IGNORECASE)
_ABOVE = frozenset({SectionKind.BASICS, SectionKind.SUMMARY})
_OUTSIDE = _ABOVE | {SectionKind.OTHER, SectionKind.WORK, SectionKind.CERTIFICATES}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """A line with what stands on it; spans are those of the whole text."""

    line: Line
    degrees: tuple[DegreeMention, ...]
    dates: tuple[DateMention, ...]
    institution: bool

    @property
    def detail(self) -> bool:
        """Whether it only adds to an education."""
        if _DETAIL.match(self.line.text) or (len(self.line.text) > 100 and not self.dates):
            return True
        return not (self.degrees or self.institution or self.dates)


@dataclass(slots=True, kw_only=True)
class _Draft:
    """Lines of one education as they are gathered."""

    lines: list[_Seen] = field(default_factory=list)
    degree: bool = False
    institution: bool = False
    dated: bool = False


def find_education(reading: Reading, sections: Iterable[Section]) -> tuple[EducationEntry, ...]:
    """Returns the educations in text order.

    Read from the sections about education; degrees named elsewhere ("本科，计算机科学") count only where those sections
    name none; where none of them has a heading, those above the work count too.
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
        found.extend(_outside(reading, ordered, _OUTSIDE))
    elif not any(section.kind is SectionKind.EDUCATION and section.heading for section in ordered):
        found.extend(_outside(reading, ordered, _ABOVE))
    return tuple(sorted(_without_echoes(found), key=lambda entry: entry.span))


def _without_echoes(entries: Sequence[EducationEntry]) -> list[EducationEntry]:
    """Drops a bare degree ("学历：硕士") that an entry with more to it states too."""
    full = {entry.level for entry in entries if entry.institution or entry.area}
    return [entry for entry in entries if entry.institution or entry.area or entry.dates or entry.level not in full]


def _parts(line: Line) -> list[Line]:
    """Divides a line of several degrees: "Ph.D. in Physics, 2015-2020. B.Sc. in Physics, 2009-2013."."""
    degrees = [one for one in find_degrees(line.text, beside_education=True) if not one.short]
    cuts = [
        one.span.start
        for one in degrees[1:]
        if _NEXT_DEGREE.search(line.text, max(0, one.span.start - 12), one.span.start)
    ]
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


def _see(line: Line) -> _Seen:
    return _Seen(
        line=line,
        degrees=tuple(_moved(one, line.start) for one in find_degrees(line.text, beside_education=True)),
        dates=tuple(one.moved(line.start) for one in find_plain_dates(line.text)),
        institution=names_institution(line.text),
    )


def _drafts(lines: Sequence[Line]) -> list[_Draft]:
    drafts: list[_Draft] = []
    for seen in (_see(line) for line in lines if not _PAGE_FOOT.search(line.text)):
        if not drafts or (not seen.detail and _begins(drafts[-1], seen)):
            drafts.append(_Draft())
        current = drafts[-1]
        current.lines.append(seen)
        if not seen.detail:
            current.degree |= bool(seen.degrees)
            current.institution |= seen.institution
            current.dated |= bool(seen.dates)
    return [draft for draft in drafts if draft.degree or draft.institution or (draft.dated and _substantial(draft))]


def _begins(current: _Draft, seen: _Seen) -> bool:
    """Tells whether a line repeats what the current education has already."""
    if current.degree and seen.degrees:
        return True
    if current.institution and seen.institution:
        return current.degree or current.dated or seen.line.gap
    return current.dated and bool(seen.dates) and not seen.line.bullet


def _substantial(draft: _Draft) -> bool:
    return any(len(seen.line.text) > 16 for seen in draft.lines)


def _entry(reading: Reading, draft: _Draft) -> EducationEntry:
    head = [seen for seen in draft.lines if not _DETAIL.match(seen.line.text)]
    lines = [seen.line for seen in head]
    mentions = [mention for seen in head for mention in seen.dates]
    degree = best_degree(mention for seen in head for mention in seen.degrees)
    holes = [one.span for one in mentions]
    dates = _dates(mentions)
    return EducationEntry(
        span=Span(draft.lines[0].line.outset, draft.lines[-1].line.end),
        institution=institution_of(reading, lines, sorted([*holes, *([degree.span] if degree else [])])),
        area=area_of(reading, lines, degree, holes),
        degree=reading.fact(degree.span.start, degree.span.end) if degree else None,
        level=degree.level if degree else None,
        in_progress=in_progress(" ".join(line.text for line in lines)) or bool(dates and dates.ongoing),
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


def _outside(reading: Reading, sections: Sequence[Section], kinds: AbstractSet[SectionKind]) -> list[EducationEntry]:
    found: list[EducationEntry] = []
    for section in sections:
        if section.kind not in kinds:
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
    degree = best_degree(_moved(one, span.start) for one in degrees)
    if degree is None:
        return []
    place = degree.span.start - span.start
    mentions = [mention.moved(span.start) for mention in find_plain_dates(text)]
    return [
        EducationEntry(
            span=span,
            institution=institution_of(reading, [line], [one.span for one in mentions]),
            area=area_beside(reading, line, degree),
            degree=reading.fact(degree.span.start, degree.span.end),
            level=degree.level,
            in_progress=in_progress(text[max(0, place - 30) : place + 30]),
            dates=_dates([one for one in mentions if not one.ranged and one.expected]),
        )
    ]


def _moved(mention: DegreeMention, offset: int) -> DegreeMention:
    span = Span(offset + mention.span.start, offset + mention.span.end)
    return DegreeMention(level=mention.level, span=span, short=mention.short)
