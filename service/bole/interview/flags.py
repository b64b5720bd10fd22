"""What a reader should look at twice, made ready to be asked about: the work of the time, never the person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bole.domain.interview import Probe
from bole.domain.ports import InterviewBrief
from bole.domain.screening import RedFlag, RedFlagCode
from bole.domain.spans import Span
from bole.interview.material import Material, Statement
from bole.interview.quoting import Privacy, privacy, quotable, says_who
from bole.interview.units import Home

PROBES = {
    RedFlagCode.CLAIM_NOT_SHOWN: Probe.UNPROVEN_CLAIM,
    RedFlagCode.OVERLAPPING_DATES: Probe.ODD_DATE,
    RedFlagCode.FUTURE_DATE: Probe.ODD_DATE,
    RedFlagCode.VAGUE_EXPERIENCE: Probe.THIN_EVIDENCE,
}
"""Red flags that are asked about, the most telling first, and what a question on them goes into."""

LONGEST_OTHER = 60
"""Code points of the second of two passages in one question."""

_DATED = frozenset({RedFlagCode.OVERLAPPING_DATES, RedFlagCode.FUTURE_DATE})
_BLANKS = re.compile(r"\s+")
_DIGIT = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A red flag with the passage that a question quotes, and what else stands behind it.

    `other` is the second of two entries whose dates overlap, None elsewhere.
    """

    code: RedFlagCode
    statement: Statement
    other: Statement | None = None


def flags(brief: InterviewBrief, found: Material) -> tuple[Flag, ...]:
    """Returns the red flags of a brief that can be asked about without telling who the candidate is."""
    hidden = privacy(brief.resume)
    by_code = {one.code: one for one in brief.red_flags}
    made = (_flag(by_code[code], found, hidden) for code in PROBES if code in by_code)
    return tuple(flag for flag in made if flag is not None)


def _flag(raised: RedFlag, found: Material, hidden: Privacy) -> Flag | None:
    spans = [one.span for one in raised.evidence if one.document_index == 0]
    if raised.code in _DATED:
        shown = list(_headings(spans, found, hidden))
        if len(shown) < (2 if raised.code is RedFlagCode.OVERLAPPING_DATES else 1):
            return None
        other = shown[1] if raised.code is RedFlagCode.OVERLAPPING_DATES else None
        return Flag(code=raised.code, statement=shown[0], other=other)
    cut = (_cut(span, found, hidden) for span in spans)
    statement = next((one for one in cut if one is not None), None)
    return Flag(code=raised.code, statement=statement) if statement else None


def _headings(spans: list[Span], found: Material, hidden: Privacy) -> Iterator[Statement]:
    """Yields the headings of the entries that hold the spans; studies are left out with their schools."""
    for number, entry in enumerate(found.resume.profile.work):
        within = any(entry.span.overlaps(span) for span in spans)
        said = entry.heading.of(found.resume.text)
        if within and not hidden.touches(found.resume.text, entry.heading) and not says_who(said):
            yield _statement(found, entry.heading, number)


def _cut(span: Span, found: Material, hidden: Privacy) -> Statement | None:
    """Returns the part of a passage that may be quoted."""
    numbers = [
        Span(span.start + one.start(), span.start + one.end()) for one in _DIGIT.finditer(span.of(found.resume.text))
    ]
    part = quotable(found.folded, span, hidden, numbers, ())
    if part is None:
        return None
    entries = found.resume.profile.work
    return _statement(found, part, next((n for n, entry in enumerate(entries) if entry.span.contains(part)), -1))


def _statement(found: Material, span: Span, entry: int) -> Statement:
    quote = _BLANKS.sub(" ", span.of(found.resume.text))
    return Statement(
        span=span, quote=quote, home=Home.WORK, entry=entry, mentions=(), offers=frozenset({"done"}), rank=0
    )


def shortened(quote: str) -> str:
    """Returns a quote that fits into a question beside another one."""
    return quote if len(quote) <= LONGEST_OTHER else f"{quote[:LONGEST_OTHER].rstrip()}…"
