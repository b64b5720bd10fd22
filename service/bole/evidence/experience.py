"""Years of experience, counted from dated entries."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from bole.domain.dates import DateRange
from bole.domain.resume import EntryKind, Fact, SectionKind, WorkEntry
from bole.domain.rubric import Criterion
from bole.domain.screening import CriterionAssessment, Evidence, Level
from bole.domain.spans import Span
from bole.evidence.cue_patterns import pattern
from bole.evidence.experience_months import Months, months_covered
from bole.evidence.quoting import MOST_EVIDENCE, evidence_of
from bole.evidence.reading import Reading
from bole.evidence.topic import Topic, topics
from bole.evidence.wording import Phrases, phrases
from bole.lexicon.folding import fold
from bole.lexicon.roles import families_in_fields, role_families
from bole.lexicon.skills import skill_table

_NO_WORK = frozenset(
    {
        SectionKind.EDUCATION,
        SectionKind.CERTIFICATES,
        SectionKind.AWARDS,
        SectionKind.PUBLICATIONS,
        SectionKind.VOLUNTEER,
    }
)
"""Sections whose dates are those of no position."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelevantWork:
    """The entries that count for a criterion, and what they come to.

    Attributes:
        entries: Dated entries that count, in text order.
        months: What they cover until the date of the request.
        internships: Relevant internships that are counted apart, in text order.
        internship_months: What those cover.
        undated: Relevant employments without a date.
        reversed: Relevant entries whose end lies before their beginning, in text order; they count no months.
    """

    entries: tuple[WorkEntry, ...]
    months: Months
    internships: tuple[WorkEntry, ...]
    internship_months: Months
    undated: tuple[WorkEntry, ...]
    reversed: tuple[WorkEntry, ...] = ()


def relevant_work(criterion: Criterion, reading: Reading, as_of: datetime.date) -> RelevantWork:
    """Collects the dated work that counts for a criterion.

    An entry counts if it names a term of the criterion anywhere, or if its heading names a role family that the
    criterion names or that works in the field that its terms are; every employment counts where the criterion has no
    terms. Projects count only in a resume without a dated employment, internships only where no years are asked for,
    voluntary work never.
    """
    about = topics(reading, criterion.terms)
    relevant = [entry for entry in reading.resume.profile.work if _is_relevant(criterion, about, reading, entry)]
    dated = [entry for entry in relevant if entry.dates is not None]
    employed = any(
        entry.kind is EntryKind.EMPLOYMENT and entry.dates is not None for entry in reading.resume.profile.work
    )
    kinds = {EntryKind.EMPLOYMENT} if employed else {EntryKind.EMPLOYMENT, EntryKind.PROJECT}
    if required_months(criterion) == 0:
        kinds |= {EntryKind.INTERNSHIP, EntryKind.PROJECT}
    usable = [entry for entry in dated if not _is_reversed(entry)]
    counted = tuple(entry for entry in usable if entry.kind in kinds)
    apart = tuple(entry for entry in usable if entry.kind is EntryKind.INTERNSHIP and entry.kind not in kinds)
    return RelevantWork(
        entries=counted,
        months=months_covered(_dates(counted), as_of),
        internships=apart,
        internship_months=months_covered(_dates(apart), as_of),
        undated=tuple(entry for entry in relevant if entry.dates is None and entry.kind is EntryKind.EMPLOYMENT),
        reversed=tuple(entry for entry in dated if entry.kind in kinds and _is_reversed(entry)),
    )


def required_months(criterion: Criterion) -> int:
    """Returns the months that a criterion asks for; 0 where any experience will do."""
    return round((criterion.min_years or 0) * 12)


def assess_experience(
    criterion: Criterion, reading: Reading, as_of: datetime.date, language_code: str
) -> CriterionAssessment:
    """Compares the relevant months with the years asked for.

    MET if the shortest reading of the dates suffices, UNCLEAR if only the longest does or where an entry that would
    count has no dates or ends before it begins, else PARTLY_MET with floor(100 x shortest / required) or ABSENT at 0.
    Years that a resume claims without any dated entry cannot decide it: UNCLEAR if they would suffice. Nor can dates
    that were assigned to no position, in a text without a dated one that touches the criterion: UNCLEAR. `max_years`
    stands in the note only.
    """
    work = relevant_work(criterion, reading, as_of)
    words = phrases("facts", language_code)
    level, credit = _level(criterion, work)
    claim, loose = None, None
    if level is Level.ABSENT and not work.entries:
        claim, loose = _claim(criterion, reading), _unassigned_dates(criterion, reading)
        if loose or (claim is not None and _claimed_months(claim) >= max(1, required_months(criterion))):
            level, credit = Level.UNCLEAR, None
    return CriterionAssessment(
        criterion=criterion,
        level=level,
        credit=credit,
        evidence=_evidence(reading, work, claim.span if claim else loose, as_of, undated=level is Level.UNCLEAR),
        note=_note(criterion, work, claim, words, loose_dates=loose is not None),
    )


def _level(criterion: Criterion, work: RelevantWork) -> tuple[Level, int | None]:
    required = max(1, required_months(criterion))
    if work.months.shortest >= required:
        return Level.MET, 100
    if work.months.longest >= required or work.undated or work.reversed:
        return Level.UNCLEAR, None
    credit = 100 * work.months.shortest // required
    return (Level.PARTLY_MET, credit) if credit else (Level.ABSENT, 0)


def _is_relevant(criterion: Criterion, about: Sequence[Topic], reading: Reading, entry: WorkEntry) -> bool:
    if not about or any(topic.named_in(entry.span) is not None for topic in about):
        return True
    wanted = _families_named(criterion.text, " / ".join(term.name for term in criterion.terms))
    if not wanted:
        return False
    heading = entry.position.span if entry.position is not None else entry.heading
    return any(family.family_id in wanted for family in role_families(fold(heading.of(reading.text))))


@lru_cache(maxsize=512)
def _families_named(text: str, terms: str) -> frozenset[str]:
    """Returns the ids of the role families that a criterion names, by title or as the field that its terms are.

    The text alone names no field: years "of Python in backend development" are not years of Java.
    """
    titled = frozenset(family.family_id for family in role_families(fold(f"{text} / {terms}")))
    return titled | families_in_fields(fold(terms))


def _dates(entries: Sequence[WorkEntry]) -> list[DateRange]:
    return [entry.dates for entry in entries if entry.dates is not None]


def _is_reversed(entry: WorkEntry) -> bool:
    """Tells whether an entry ends before it begins on every reading of its dates."""
    dates = entry.dates
    if dates is None or dates.start is None or dates.end is None:
        return False
    return dates.end.latest < dates.start.earliest


def _unassigned_dates(criterion: Criterion, reading: Reading) -> Span | None:
    """Returns a span of years that stands outside of every entry, of a resume without dated work that may count.

    The text as a whole has to touch the criterion as an entry would: by a term, by the title of a role.
    """
    if any(entry.dates is not None for entry in reading.resume.profile.work):
        return None
    found = next((span for span in _date_ranges(reading) if not _is_of_study(reading, span)), None)
    if found is None or not criterion.terms:
        return found
    if any(topic.first_affirmed is not None for topic in topics(reading, criterion.terms)):
        return found
    wanted = _families_named(criterion.text, " / ".join(term.name for term in criterion.terms))
    named = role_families(reading.folded) if wanted else ()
    return found if any(family.family_id in wanted for family in named) else None


def _date_ranges(reading: Reading) -> Iterator[Span]:
    for match in pattern("fact_cues", "date_range").finditer(reading.folded.text):
        yield reading.folded.span(*match.span())


def _is_of_study(reading: Reading, place: Span) -> bool:
    """Tells whether a place belongs to an education, to a certificate or to another list that is no work."""
    study = [entry.span for entry in reading.resume.profile.education]
    study += [section.span for section in reading.resume.sections if section.kind in _NO_WORK]
    return any(span.overlaps(place) for span in study)


def _claim(criterion: Criterion, reading: Reading) -> Fact | None:
    """Returns the largest claim of years that is about what is asked, or about work in general."""
    claims = [fact for fact in reading.resume.profile.claimed_years if _is_about(criterion, reading, fact)]
    return max(claims, key=_claimed_months, default=None)


def _is_about(criterion: Criterion, reading: Reading, claim: Fact) -> bool:
    sentence = reading.sentence_of(claim.span)
    if not criterion.terms or any(topic.named_in(sentence) for topic in topics(reading, criterion.terms)):
        return True
    return not skill_table().find(fold(sentence.of(reading.text)))


def _claimed_months(claim: Fact) -> int:
    try:
        return int(Decimal(claim.value) * 12)
    except InvalidOperation:
        return 0


def _evidence(
    reading: Reading, work: RelevantWork, stated: Span | None, as_of: datetime.date, *, undated: bool
) -> tuple[Evidence, ...]:
    """Quotes the longest entries that count by their headings, those whose dates fail, else the place of a claim."""

    def length(entry: WorkEntry) -> Months:
        return months_covered(_dates([entry]), as_of)

    shown = sorted(work.entries, key=length, reverse=True)
    if undated:
        shown += (*work.reversed, *work.undated)
    if not shown and stated is not None:
        return (evidence_of(reading, reading.sentence_of(stated), focus=stated),)
    return tuple(evidence_of(reading, entry.heading, focus=entry.dates_span) for entry in shown[:MOST_EVIDENCE])


def _note(criterion: Criterion, work: RelevantWork, claim: Fact | None, words: Phrases, *, loose_dates: bool) -> str:
    parts = [_months_note(required_months(criterion), work.months, words)]
    if work.internship_months.longest:
        parts.append(words.say("internships_apart", count=work.internship_months.shortest))
    if work.undated:
        parts.append(words.say("undated"))
    if work.reversed:
        parts.append(words.say("reversed_dates"))
    if loose_dates:
        parts.append(words.say("unassigned_dates"))
    if claim is not None:
        parts.append(words.say("claimed", years=claim.value))
    if criterion.max_years is not None and work.months.shortest > criterion.max_years * 12:
        parts.append(words.say("above_maximum", years=f"{criterion.max_years:g}"))
    return words.say("semicolon").join(parts)


def _months_note(required: int, months: Months, words: Phrases) -> str:
    key = (
        "months_none"
        if not months.longest
        else "months_exact"
        if months.shortest == months.longest
        else "months_between"
    )
    span = words.say(key, shortest=months.shortest, longest=months.longest)
    return words.say("months_of", months=span, required=required) if required else words.say("months", months=span)
