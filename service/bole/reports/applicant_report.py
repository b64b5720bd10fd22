"""The report to an applicant: what was read of them, what counted, who decides, and how to contest it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bole.domain.decisions import Decision, Outcome
from bole.domain.screening import CriterionAssessment, Level, ScreenedDocument, Screening
from bole.evidence.labels import percent
from bole.evidence.recommendation import recommend
from bole.evidence.score_noise import near_the_line
from bole.evidence.scoring import score
from bole.evidence.wording import Phrases, output_language
from bole.reports.cells import one_line, portable_text
from bole.reports.pages import page
from bole.reports.wording import applicant_words, named

RULES = "rules"
"""The engine that is no model."""

_RIGHTS = ("explain", "correct", "person", "copy", "erase", "complain")
_TYPES = {
    "application/pdf": "PDF",
    "application/msword": "DOC",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
    "application/rtf": "RTF",
    "application/vnd.oasis.opendocument.text": "ODT",
    "message/rfc822": "EML",
    "text/html": "HTML",
    "text/markdown": "Markdown",
    "text/plain": "TXT",
}
_MICROSECONDS = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One thing on a list: its text, words beside it, a note, and quotes of the applicant's own documents."""

    text: str
    tags: tuple[str, ...] = ()
    note: str = ""
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading, what is said under it, a list, and what is said after the list."""

    heading: str
    before: tuple[str, ...] = ()
    points: tuple[Point, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicantReport:
    """The same report as a page that stands for itself, and as text."""

    html: str
    text: str


def applicant_report(
    screening: Screening, *, title: str, language_code: str, decision: Decision | None, contact: str
) -> ApplicantReport:
    """Returns the report on one answer; it tells of nobody else, and has no rank.

    Args:
        screening: The answer.
        title: Of the opening, empty where it is not known.
        language_code: BCP-47; Chinese for `zh` and its variants, else English.
        decision: The newest decision of a person, None without one. Its reason is that person's to tell.
        contact: How to contest, in the words of the employer; empty for a sentence that says where to ask.
    """
    words = applicant_words(language_code)
    opening = one_line(title)
    heading = words.say("applicant_title_for", title=opening) if opening else words.say("applicant_title")
    sections = tuple(_sections(screening, words, decision, contact))
    html = page("applicant.html.jinja", words, heading=heading, sections=sections)
    return ApplicantReport(html=html, text=portable_text(_as_text(heading, words.say("applicant_lead"), sections)))


def _sections(screening: Screening, words: Phrases, decision: Decision | None, contact: str) -> Iterator[Section]:
    yield _read(screening, words)
    yield _how(screening, words)
    yield _counted(screening, words)
    yield _result(screening, words)
    yield from _shown(screening, words)
    yield _not_counted(screening, words)
    yield _decided(words, decision)
    yield _rights(words, contact)


def _read(screening: Screening, words: Phrases) -> Section:
    documents = tuple(Point(text=_document(one, words)) for one in screening.provenance.documents)
    warnings = tuple(dict.fromkeys(named(words, "warning", one.code) for one in screening.warnings))
    noticed = (words.say("applicant_warnings") + words.say("list_comma").join(warnings),) if warnings else ()
    as_of = words.say("applicant_as_of", date=screening.provenance.as_of.isoformat())
    return Section(
        heading=words.say("applicant_read"),
        points=documents,
        after=(words.say("applicant_read_nothing_else"), as_of, *noticed),
    )


def _document(document: ScreenedDocument, words: Phrases) -> str:
    kind = _TYPES.get(document.media_type, document.media_type.rpartition("/")[2].upper())
    return words.say("applicant_document", role=named(words, "role", document.role), type=kind)


def _how(screening: Screening, words: Phrases) -> Section:
    provenance = screening.provenance
    if provenance.engine == RULES:
        keys = ["applicant_degraded"] if screening.degraded else []
        return Section(
            heading=words.say("applicant_how"),
            before=tuple(map(words.say, ["applicant_by_rules", *keys, "applicant_stayed"])),
        )
    where = "applicant_left" if provenance.left_premises else "applicant_stayed"
    return Section(
        heading=words.say("applicant_how"),
        before=tuple(map(words.say, ("applicant_by_model", "applicant_masked", where))),
    )


def _counted(screening: Screening, words: Phrases) -> Section:
    counted = [one for one in screening.criteria if one.criterion.kind.scored]
    absent = any(one.level is Level.ABSENT for one in counted)
    return Section(
        heading=words.say("applicant_counted"),
        before=(words.say("applicant_counted_lead"),),
        points=tuple(_criterion(one, screening, words) for one in counted),
        after=(words.say("applicant_absent_note"),) if absent else (),
    )


def _criterion(one: CriterionAssessment, screening: Screening, words: Phrases) -> Point:
    tags = [named(words, "applicant_level", one.level)]
    if one.criterion.kind.scored:
        tags.append(named(words, "requirement", one.criterion.requirement))
    if one.criterion.gate:
        tags.append(words.say("applicant_gate"))
    return Point(
        text=one.criterion.text,
        tags=tuple(tags),
        note=one.note if _same_language(screening, words) else "",
        quotes=tuple(dict.fromkeys(found.quote for found in one.evidence)),
    )


def _result(screening: Screening, words: Phrases) -> Section:
    number = screening.match_score
    if number is None:
        said = words.say("applicant_no_score")
    else:
        said = words.say("applicant_score", score=number, percent=percent(screening.coverage))
    interval = screening.score_interval
    noise = () if interval is None else (words.say("applicant_spread", low=interval.low, high=interval.high),)
    suggested = words.say(f"applicant_suggested_{screening.recommendation.value}")
    reason = _reason(screening, words)
    because = (words.say("applicant_reason", reason=reason),) if reason else ()
    return Section(heading=words.say("applicant_result"), before=(said, *noise, suggested, *because))


def _reason(screening: Screening, words: Phrases) -> str:
    """Returns why it suggests that; in another language than the answer's, what follows from the same findings."""
    if _same_language(screening, words):
        return screening.recommendation_reason
    assessments, flags, limits = screening.criteria, screening.red_flag_details, screening.thresholds
    total = score(assessments)
    _, reason = recommend(assessments, total, limits, flags, words.language)
    return reason + near_the_line(
        assessments, total, screening.score_interval, thresholds=limits, red_flags=flags, language_code=words.language
    )


def _same_language(screening: Screening, words: Phrases) -> bool:
    """Tells whether the sentences of an answer are in the language of the report."""
    return output_language(screening.output_language_code) == words.language


def _shown(screening: Screening, words: Phrases) -> Iterator[Section]:
    shown = [one for one in screening.criteria if not one.criterion.kind.scored]
    if shown:
        yield Section(
            heading=words.say("applicant_shown"),
            before=(words.say("applicant_shown_lead"),),
            points=tuple(_criterion(one, screening, words) for one in shown),
        )
    if screening.red_flag_details:
        flags = (
            Point(text=named(words, "flag", flag.code), quotes=tuple(one.quote for one in flag.evidence))
            for flag in screening.red_flag_details
        )
        yield Section(heading=words.say("red_flags"), before=(words.say("applicant_flags"),), points=tuple(flags))


def _not_counted(screening: Screening, words: Phrases) -> Section:
    refused = tuple(
        Point(text=one.text, tags=(named(words, "refused", one.reason),)) for one in screening.refused_criteria
    )
    before = [words.say("applicant_never")] + ([words.say("applicant_refused")] if refused else [])
    return Section(heading=words.say("applicant_not_counted"), before=tuple(before), points=refused)


def _decided(words: Phrases, decision: Decision | None) -> Section:
    if decision is None or decision.decided.outcome is Outcome.ERASED:
        said = words.say("applicant_undecided")
    else:
        day = datetime.datetime.fromtimestamp(decision.created_at / _MICROSECONDS, tz=datetime.UTC).date()
        outcome = words.say(f"applicant_outcome_{decision.decided.outcome.value}")
        said = words.say("applicant_decided", date=day.isoformat(), outcome=outcome)
    return Section(heading=words.say("applicant_decides"), before=(words.say("applicant_person"), said))


def _rights(words: Phrases, contact: str) -> Section:
    asked = words.say("applicant_contact", contact=one_line(contact)) if contact else words.say("applicant_no_contact")
    return Section(
        heading=words.say("applicant_rights"),
        before=(words.say("applicant_rights_lead"),),
        points=tuple(Point(text=words.say(f"applicant_right_{one}")) for one in _RIGHTS),
        after=(asked, words.say("applicant_your_rights_vary")),
    )


def _as_text(heading: str, lead: str, sections: Iterable[Section]) -> str:
    lines = [heading, "", lead]
    for section in sections:
        lines += ["", f"## {section.heading}", "", *section.before]
        for point in section.points:
            lines += _point_lines(point)
        lines += section.after
    return "\n".join(lines) + "\n"


def _point_lines(point: Point) -> Iterator[str]:
    tags = f" [{'; '.join(point.tags)}]" if point.tags else ""
    yield f"- {one_line(point.text)}{tags}"
    if point.note:
        yield f"  {one_line(point.note)}"
    yield from (f"  > {one_line(quote)}" for quote in point.quotes)
