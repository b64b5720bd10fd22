"""Builds what a resume says of a person."""

from __future__ import annotations

from bole.domain.dates import DateRange, PartialDate
from bole.domain.resume import (
    Basics,
    CertificateEntry,
    DegreeLevel,
    EducationEntry,
    EntryKind,
    Fact,
    LanguageEntry,
    PersonalFact,
    PersonalFactKind,
    Profile,
    SkillEntry,
    WorkEntry,
)
from bole.domain.spans import Span


def fact(value: str) -> Fact:
    """Returns a fact whose span stands for nothing."""
    return Fact(value=value, span=Span(0, len(value)))


def years(
    start: tuple[int, int | None] | None, end: tuple[int, int | None] | None = None, *, ongoing: bool = False
) -> DateRange:
    """Returns a range of (year, month) to (year, month)."""
    return DateRange(
        start=None if start is None else PartialDate(*start),
        end=None if end is None else PartialDate(*end),
        ongoing=ongoing,
    )


def work(
    kind: EntryKind = EntryKind.EMPLOYMENT,
    organization: str = "Northwind",
    position: str = "Developer",
    dates: DateRange | None = None,
) -> WorkEntry:
    """Returns an entry with one statement."""
    return WorkEntry(
        kind=kind,
        span=Span(0, 1),
        heading=Span(0, 1),
        organization=fact(organization) if organization else None,
        position=fact(position) if position else None,
        dates=dates,
        highlights=(fact("Cut the latency of payments by half."),),
    )


def profile(text: str = "", *, urls: tuple[str, ...] = ("github.com/nora",)) -> Profile:
    """Returns a full profile; with `text`, every stated value of free text is that."""
    dates = years((2019, 5), ongoing=True)
    return Profile(
        basics=Basics(
            name=fact(text or "Nora Whitfield"),
            label=fact(text or "Backend developer"),
            emails=(fact("not an address"), fact("nora.second@example.com")),
            phones=(fact("+31 20 555 0100"),),
            urls=tuple(map(fact, urls)),
            location=fact(text or "Utrecht"),
            summary=fact(text or "Builds payment systems."),
            personal=(PersonalFact(kind=PersonalFactKind.BIRTH_DATE, fact=fact("1990-02-03")),),
        ),
        work=(
            work(organization=text or "Northwind", position=text or "Developer", dates=dates),
            work(EntryKind.INTERNSHIP, "Fabrikam", "Intern", years((2018, None), (2019, 1))),
            work(EntryKind.PROJECT, "Ledger", "Lead"),
            work(EntryKind.VOLUNTEER, "Code Club", "Mentor"),
        ),
        education=(
            EducationEntry(
                span=Span(0, 1),
                institution=fact(text or "TU Delft"),
                area=fact(text or "Computer science"),
                degree=fact(text or "MSc"),
                level=DegreeLevel.MASTER,
                dates=years(None, (2018, 7)),
            ),
        ),
        skills=(SkillEntry(name=fact(text or "Python"), level=fact(text or "expert")),),
        languages=(LanguageEntry(language_code="nl", name=fact(text or "Dutch"), fluency=fact(text or "native")),),
        certificates=(CertificateEntry(name=fact(text or "CKA")),),
    )
