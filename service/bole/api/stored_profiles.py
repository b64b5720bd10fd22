"""Profiles that this service wrote, back to domain values: for reports.

What is not kept (places of dates, the entries that name a skill, personal facts) comes back empty.
"""

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
    Profile,
    SkillEntry,
    WorkEntry,
)
from bole.domain.spans import Span
from bole.v1 import resume_pb2


def profile(message: resume_pb2.Profile) -> Profile:
    """Converts what a resume says of a candidate.

    Raises:
        ValueError: It holds a value that this version does not know.
    """
    return Profile(
        basics=_basics(message.basics),
        work=tuple(_work(one) for one in message.work),
        education=tuple(_education(one) for one in message.education),
        skills=tuple(SkillEntry(name=_fact(one.name), level=_maybe(one, "level", one.level)) for one in message.skills),
        languages=tuple(
            LanguageEntry(
                language_code=one.language_code, name=_fact(one.name), fluency=_maybe(one, "fluency", one.fluency)
            )
            for one in message.languages
        ),
        certificates=tuple(CertificateEntry(name=_fact(one)) for one in message.certificates),
        claimed_years=tuple(_fact(one) for one in message.claimed_years),
    )


def _span(message: resume_pb2.TextSpan) -> Span:
    return Span(message.start, message.end)


def _fact(message: resume_pb2.Fact) -> Fact:
    return Fact(value=message.value, span=_span(message.span))


def _maybe(
    owner: resume_pb2.Basics
    | resume_pb2.WorkEntry
    | resume_pb2.EducationEntry
    | resume_pb2.SkillEntry
    | resume_pb2.LanguageEntry,
    field: str,
    value: resume_pb2.Fact,
) -> Fact | None:
    return _fact(value) if owner.HasField(field) else None  # type: ignore[arg-type]  # the stubs want literals


def _basics(message: resume_pb2.Basics) -> Basics:
    return Basics(
        name=_maybe(message, "name", message.name),
        label=_maybe(message, "label", message.label),
        emails=tuple(_fact(one) for one in message.emails),
        phones=tuple(_fact(one) for one in message.phones),
        urls=tuple(_fact(one) for one in message.uris),
        location=_maybe(message, "location", message.location),
        summary=_maybe(message, "summary", message.summary),
    )


def _work(message: resume_pb2.WorkEntry) -> WorkEntry:
    return WorkEntry(
        kind=EntryKind(resume_pb2.WorkEntry.Kind.Name(message.kind)),
        span=_span(message.span),
        heading=_span(message.heading),
        organization=_maybe(message, "organization", message.organization),
        position=_maybe(message, "position", message.position),
        dates=_dates(message.dates) if message.HasField("dates") else None,
        highlights=tuple(_fact(one) for one in message.highlights),
    )


def _education(message: resume_pb2.EducationEntry) -> EducationEntry:
    return EducationEntry(
        span=_span(message.span),
        institution=_maybe(message, "institution", message.institution),
        area=_maybe(message, "area", message.area),
        degree=_maybe(message, "degree", message.degree),
        level=DegreeLevel[resume_pb2.EducationEntry.DegreeLevel.Name(message.level)] if message.level else None,
        in_progress=message.in_progress,
        dates=_dates(message.dates) if message.HasField("dates") else None,
    )


def _dates(message: resume_pb2.DateRange) -> DateRange:
    return DateRange(
        start=_partial(message.start) if message.HasField("start") else None,
        end=_partial(message.end) if message.HasField("end") else None,
        ongoing=message.ongoing,
    )


def _partial(message: resume_pb2.PartialDate) -> PartialDate:
    return PartialDate(year=message.year, month=message.month or None)
