"""The statements of a resume before anything is cut away: where they stand and what sort of place that is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bole.domain.resume import EntryKind, ParsedResume, Section, SectionKind, WorkEntry
from bole.domain.spans import Span
from bole.lexicon.sentences import sentences


class Home(StrEnum):
    """What sort of place a statement stands in."""

    WORK = "WORK"
    PROJECT = "PROJECT"
    INTERNSHIP = "INTERNSHIP"
    VOLUNTEER = "VOLUNTEER"
    PLAIN = "PLAIN"
    SUMMARY = "SUMMARY"
    EDUCATION = "EDUCATION"
    CERTIFICATE = "CERTIFICATE"
    AWARD = "AWARD"
    LISTED = "LISTED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A sentence with its place; `entry` is the index in `profile.work`, -1 outside."""

    span: Span
    home: Home
    entry: int


_ENTRY_HOMES = {
    EntryKind.EMPLOYMENT: Home.WORK,
    EntryKind.PROJECT: Home.PROJECT,
    EntryKind.INTERNSHIP: Home.INTERNSHIP,
    EntryKind.VOLUNTEER: Home.VOLUNTEER,
}
_SECTION_HOMES = {
    SectionKind.SUMMARY: Home.SUMMARY,
    SectionKind.WORK: Home.PLAIN,
    SectionKind.INTERNSHIP: Home.PLAIN,
    SectionKind.PROJECTS: Home.PLAIN,
    SectionKind.VOLUNTEER: Home.PLAIN,
    SectionKind.EDUCATION: Home.EDUCATION,
    SectionKind.SKILLS: Home.LISTED,
    SectionKind.CERTIFICATES: Home.CERTIFICATE,
    SectionKind.AWARDS: Home.AWARD,
    SectionKind.PUBLICATIONS: Home.AWARD,
    SectionKind.OTHER: Home.SUMMARY,
}
_WRAPPED = re.compile(r"(?<=[^\s。；;！!：:.])\n(?=[ \t]*(?:[a-z]|[一-鿿]))")
_LONGEST_WRAP = 25
"""A line shorter than this many code points ends where it wants to, not where the page ends."""


_SHORT_HIGHLIGHT = 200
"""Code points up to which a highlight stays whole: what follows a semicolon often is its result."""


def units(resume: ParsedResume) -> tuple[Unit, ...]:
    """Returns the sentences of a resume that may tell of work, in text order.

    Headings, contacts, languages, interests and references are left out. A text without any structure is taken
    sentence by sentence.
    """
    found = [*_entry_units(resume), *_section_units(resume)]
    if not any(unit.home is not Home.LISTED for unit in found):
        taken = [unit.span for unit in found]
        whole = _sentences(resume.text, Span(0, len(resume.text)))
        found += [Unit(span=span, home=Home.PLAIN, entry=-1) for span in whole if not _touches(span, taken)]
    return tuple(sorted(found, key=lambda unit: (unit.span.start, unit.span.end)))


def _entry_units(resume: ParsedResume) -> Iterator[Unit]:
    for number, entry in enumerate(resume.profile.work):
        for part in _parts(resume.text, entry):
            whole = part.end - part.start <= _SHORT_HIGHLIGHT and entry.highlights
            for span in (part,) if whole else _sentences(resume.text, part):
                yield Unit(span=span, home=_ENTRY_HOMES[entry.kind], entry=number)


def _parts(text: str, entry: WorkEntry) -> tuple[Span, ...]:
    if entry.highlights:
        return tuple(fact.span for fact in entry.highlights)
    start = min(max(entry.heading.end, entry.span.start), entry.span.end)
    return (Span(start, entry.span.end),) if text[start : entry.span.end].strip() else ()


def _section_units(resume: ParsedResume) -> Iterator[Unit]:
    taken = [entry.span for entry in resume.profile.work]
    for section in resume.sections:
        home = _SECTION_HOMES.get(section.kind)
        if home is None:
            continue
        for span in _sentences(resume.text, _body(section)):
            if not _touches(span, taken):
                yield Unit(span=span, home=home, entry=-1)


def _body(section: Section) -> Span:
    start = section.heading.end if section.heading is not None else section.span.start
    return Span(min(start, section.span.end), section.span.end)


def _sentences(text: str, within: Span) -> tuple[Span, ...]:
    """Splits a passage into sentences; a line that the page broke goes on in the next."""
    passage = within.of(text)
    joined = _WRAPPED.sub(lambda match: " " if _is_wrap(passage, match.start()) else "\n", passage)
    return tuple(Span(within.start + one.start, within.start + one.end) for one in sentences(joined))


def _is_wrap(passage: str, line_end: int) -> bool:
    return line_end - (passage.rfind("\n", 0, line_end) + 1) >= _LONGEST_WRAP


def _touches(span: Span, taken: list[Span]) -> bool:
    return any(span.overlaps(other) for other in taken)
