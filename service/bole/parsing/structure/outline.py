"""Turns visible text into sections, a profile and languages."""

from __future__ import annotations

from dataclasses import dataclass

from bole.domain.resume import Profile, Section, SectionKind
from bole.domain.spans import Span
from bole.parsing.structure.implied_sections import with_implied_sections
from bole.parsing.structure.languages import prose_languages
from bole.parsing.structure.lines import Reading, read
from bole.parsing.structure.profile import find_profile
from bole.parsing.structure.remembering import forget
from bole.parsing.structure.sections import find_sections


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """What the text of a resume tells; every span counts code points of that text.

    Attributes:
        sections: In text order, not overlapping.
        profile: The facts.
        languages: BCP-47 codes of the prose, the most frequent first.
    """

    sections: tuple[Section, ...]
    profile: Profile
    languages: tuple[str, ...]


def structure(text: str) -> Structure:
    """Makes out sections, profile and languages of visible text; about 2 ms for a page.

    Args:
        text: NFC with lines separated by newlines, as `ParsedResume.text`.
    """
    try:
        reading = read(text)
        sections = with_implied_sections(reading, find_sections(reading))
        profile = find_profile(reading, sections)
        return Structure(
            sections=_with_prose(reading, sections, profile), profile=profile, languages=prose_languages(text)
        )
    finally:
        forget()


def _with_prose(reading: Reading, sections: tuple[Section, ...], profile: Profile) -> tuple[Section, ...]:
    """Divides a section that holds entries in running sentences: before them, the work, and what follows."""
    divided: list[Section] = []
    for section in sections:
        inside = [entry.span for entry in profile.work if section.span.contains(entry.span)]
        if section.kind not in {SectionKind.BASICS, SectionKind.SUMMARY, SectionKind.OTHER} or not inside:
            divided.append(section)
            continue
        work = Span(inside[0].start, inside[-1].end)
        parts = (
            (section.kind, Span(section.span.start, work.start), section.heading),
            (SectionKind.WORK, work, None),
            (SectionKind.SKILLS, Span(work.end, section.span.end), None),
        )
        for kind, span, heading in parts:
            fact = reading.fact(span.start, span.end)
            if any(character.isalnum() for character in fact.value):
                divided.append(Section(kind=kind, span=fact.span, heading=heading))
    return tuple(divided)
