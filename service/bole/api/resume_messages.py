"""A parsed resume to its protobuf message."""

from __future__ import annotations

import datetime

from bole.api.messages import box, span, warnings
from bole.domain.dates import DateRange, PartialDate, last_month
from bole.domain.resume import (
    Basics,
    EducationEntry,
    Fact,
    HiddenText,
    LanguageEntry,
    Page,
    ParsedResume,
    PersonalFact,
    Profile,
    Section,
    SkillEntry,
    WorkEntry,
)
from bole.evidence.experience_months import months_covered
from bole.v1 import resume_pb2


def parsed_resume(value: ParsedResume, as_of: datetime.date) -> resume_pb2.ParsedResume:
    """Converts what was read of a document.

    Args:
        value: What was read.
        as_of: The day that "present" means in the months of skills.
    """
    return resume_pb2.ParsedResume(
        text=value.text,
        document_digest=value.document_digest,
        media_type=value.media_type,
        pages=[_page(one) for one in value.pages],
        sections=[_section(one) for one in value.sections],
        profile=profile(value.profile, as_of),
        language_codes=value.languages,
        hidden_text=[_hidden_text(one) for one in value.hidden_text],
        warnings=warnings(value.warnings),
    )


def profile(value: Profile, as_of: datetime.date) -> resume_pb2.Profile:
    """Converts what a resume says of a candidate; `as_of` is the day that "present" means in the months of skills."""
    return resume_pb2.Profile(
        basics=_basics(value.basics),
        work=[_work(one) for one in value.work],
        education=[_education(one) for one in value.education],
        skills=[_skill(one, as_of) for one in value.skills],
        languages=[_language(one) for one in value.languages],
        certificates=[_fact(one.name) for one in value.certificates],
        claimed_years=[_fact(one) for one in value.claimed_years],
    )


def _page(value: Page) -> resume_pb2.Page:
    return resume_pb2.Page(
        number=value.number,
        span=span(value.span),
        width_points=value.width_points,
        height_points=value.height_points,
        ocr_confidence=value.ocr_confidence,
    )


def _section(value: Section) -> resume_pb2.Section:
    return resume_pb2.Section(
        kind=resume_pb2.Section.Kind.Value(value.kind),
        span=span(value.span),
        heading=span(value.heading) if value.heading else None,
    )


def _fact(value: Fact) -> resume_pb2.Fact:
    return resume_pb2.Fact(value=value.value, span=span(value.span))


def _maybe(value: Fact | None) -> resume_pb2.Fact | None:
    return _fact(value) if value else None


def _basics(value: Basics) -> resume_pb2.Basics:
    return resume_pb2.Basics(
        name=_maybe(value.name),
        label=_maybe(value.label),
        emails=[_fact(one) for one in value.emails],
        phones=[_fact(one) for one in value.phones],
        uris=[_fact(one) for one in value.urls],
        location=_maybe(value.location),
        summary=_maybe(value.summary),
        personal=[_personal(one) for one in value.personal],
    )


def _personal(value: PersonalFact) -> resume_pb2.PersonalFact:
    return resume_pb2.PersonalFact(
        kind=resume_pb2.PersonalFact.Kind.Value(value.kind),
        fact=_fact(value.fact),
        label=span(value.label) if value.label else None,
    )


def _work(value: WorkEntry) -> resume_pb2.WorkEntry:
    return resume_pb2.WorkEntry(
        kind=resume_pb2.WorkEntry.Kind.Value(value.kind),
        span=span(value.span),
        heading=span(value.heading),
        organization=_maybe(value.organization),
        position=_maybe(value.position),
        dates=_dates(value.dates),
        highlights=[_fact(one) for one in value.highlights],
    )


def _education(value: EducationEntry) -> resume_pb2.EducationEntry:
    return resume_pb2.EducationEntry(
        span=span(value.span),
        institution=_maybe(value.institution),
        area=_maybe(value.area),
        degree=_maybe(value.degree),
        level=resume_pb2.EducationEntry.DegreeLevel.Value(
            value.level.name if value.level else "DEGREE_LEVEL_UNSPECIFIED"
        ),
        in_progress=value.in_progress,
        dates=_dates(value.dates),
    )


def _skill(value: SkillEntry, as_of: datetime.date) -> resume_pb2.SkillEntry:
    """Converts a skill; years without months count with the fewest months that they can mean."""
    return resume_pb2.SkillEntry(
        name=_fact(value.name),
        level=_maybe(value.level),
        experience_months=months_covered(value.used, as_of).shortest,
        last_used=_partial(last_month(value.used, as_of)),
    )


def _language(value: LanguageEntry) -> resume_pb2.LanguageEntry:
    return resume_pb2.LanguageEntry(
        language_code=value.language_code, name=_fact(value.name), fluency=_maybe(value.fluency)
    )


def _dates(value: DateRange | None) -> resume_pb2.DateRange | None:
    if value is None:
        return None
    return resume_pb2.DateRange(start=_partial(value.start), end=_partial(value.end), ongoing=value.ongoing)


def _partial(value: PartialDate | None) -> resume_pb2.PartialDate | None:
    return resume_pb2.PartialDate(year=value.year, month=value.month or 0) if value else None


def _hidden_text(value: HiddenText) -> resume_pb2.HiddenText:
    return resume_pb2.HiddenText(
        kind=resume_pb2.HiddenText.Kind.Value(value.kind),
        excerpt=value.excerpt,
        page_number=value.page_number,
        box=box(value.box) if value.box else None,
    )
