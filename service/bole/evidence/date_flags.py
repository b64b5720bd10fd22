"""Red flags of dates: positions that overlap, and days that have not come."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from itertools import combinations

from bole.domain.dates import DateRange, YearMonth
from bole.domain.resume import EntryKind, WorkEntry
from bole.domain.screening import Evidence, RedFlag, RedFlagCode, Severity
from bole.domain.spans import Span
from bole.evidence.cue_patterns import pattern
from bole.evidence.quoting import evidence_of
from bole.evidence.reading import Reading
from bole.evidence.wording import Phrases
from bole.lexicon.folding import fold

TOLERATED_OVERLAP_MONTHS = 2
"""Two positions may overlap this long: notice periods and hand-overs."""

_MOST_EVIDENCE = 4


def overlapping_dates(reading: Reading, as_of: datetime.date, words: Phrases) -> Iterator[RedFlag]:
    """Flags pairs of full-time positions at different organisations that overlap on the shortest reading."""
    entries = [entry for entry in reading.resume.profile.work if _is_full_time(entry, reading)]
    pairs = [pair for pair in combinations(entries, 2) if _overlap(*pair, as_of=as_of)]
    if not pairs:
        return
    headings = dict.fromkeys(entry.heading for pair in pairs for entry in pair)
    yield RedFlag(
        code=RedFlagCode.OVERLAPPING_DATES,
        message=words.say("OVERLAPPING_DATES", count=len(pairs), months=TOLERATED_OVERLAP_MONTHS),
        severity=Severity.INFO,
        evidence=_evidence(reading, list(headings)),
    )


def future_dates(reading: Reading, as_of: datetime.date, words: Phrases) -> Iterator[RedFlag]:
    """Flags work that begins or ends, and studies that begin, after `as_of` without being announced as such."""
    work = [
        entry.dates_span or entry.heading
        for entry in reading.resume.profile.work
        if entry.dates is not None
        and (_begins_after(entry.dates, as_of) or _ends_after(entry.dates, as_of))
        and not _is_expected(reading, entry.heading)
    ]
    studies = [
        entry.span
        for entry in reading.resume.profile.education
        if entry.dates is not None and _begins_after(entry.dates, as_of) and not _is_expected(reading, entry.span)
    ]
    spans = [*work, *studies]
    if spans:
        yield RedFlag(
            code=RedFlagCode.FUTURE_DATE,
            message=words.say("FUTURE_DATE", count=len(spans), as_of=as_of.isoformat()),
            severity=Severity.INFO,
            evidence=_evidence(reading, spans),
        )


def _is_full_time(entry: WorkEntry, reading: Reading) -> bool:
    return (
        entry.kind is EntryKind.EMPLOYMENT
        and entry.dates is not None
        and entry.organization is not None
        and pattern("dates", "not_full_time").search(fold(entry.heading.of(reading.text)).text) is None
    )


def _overlap(left: WorkEntry, right: WorkEntry, *, as_of: datetime.date) -> bool:
    if left.span.overlaps(right.span) or _same_place(left, right):
        return False
    first, second = _certain_months(left.dates, as_of), _certain_months(right.dates, as_of)
    return min(first.stop, second.stop) - max(first.start, second.start) > TOLERATED_OVERLAP_MONTHS


def _certain_months(dates: DateRange | None, as_of: datetime.date) -> range:
    """Returns the months (as `YearMonth.index`) that the shortest reading of the dates covers."""
    if dates is None or dates.start is None or (dates.end is None and not dates.ongoing):
        return range(0)
    last = _month_of(as_of) if dates.ongoing or dates.end is None else dates.end.earliest.index
    return range(dates.start.latest.index, min(last, _month_of(as_of)) + 1)


def _month_of(date: datetime.date) -> int:
    return YearMonth(date.year, date.month).index


def _same_place(left: WorkEntry, right: WorkEntry) -> bool:
    names = [fold(entry.organization.value).text.strip() for entry in (left, right) if entry.organization is not None]
    return len(names) == 2 and (names[0] in names[1] or names[1] in names[0])


def _begins_after(dates: DateRange, as_of: datetime.date) -> bool:
    return dates.start is not None and dates.start.earliest.index > _month_of(as_of)


def _ends_after(dates: DateRange, as_of: datetime.date) -> bool:
    return not dates.ongoing and dates.end is not None and dates.end.earliest.index > _month_of(as_of)


def _is_expected(reading: Reading, span: Span) -> bool:
    start, end = reading.folded.locate(span)
    return pattern("dates", "expected").search(reading.folded.text, start, end) is not None


def _evidence(reading: Reading, spans: Sequence[Span]) -> tuple[Evidence, ...]:
    return tuple(evidence_of(reading, span) for span in spans[:_MOST_EVIDENCE])
