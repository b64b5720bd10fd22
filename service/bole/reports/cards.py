"""What the HTML report shows of a candidate, ready to be printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from bole.domain.rubric import Criterion, Requirement, Term
from bole.domain.screening import Dimension, Evidence, Method, RedFlag, ScreenedCandidate, Screening
from bole.evidence.levels import round_half_up
from bole.evidence.scoring import dimensions
from bole.evidence.wording import Phrases
from bole.reports.best_evidence import best_evidence
from bole.reports.breakdown import BreakdownRow, breakdown
from bole.reports.highlighting import Piece, highlighted
from bole.reports.ranking import RankedCandidate
from bole.reports.wording import musts_met

_TIERS = tuple(Requirement)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A quote cut at its terms, where it stands, and whether an engine concluded from it."""

    pieces: tuple[Piece, ...]
    place: str
    derived: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionRow:
    """A criterion and its answer; `share` and `points` are empty where it is not in the score."""

    row: BreakdownRow
    quotes: tuple[Quote, ...]
    share: str
    points: str

    @property
    def criterion(self) -> Criterion:
        """What is asked."""
        return self.row.assessment.criterion


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagLine:
    """A red flag with its quotes."""

    flag: RedFlag
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One screened candidate.

    Attributes:
        anchor: Identifier of the card inside the page.
        ranked: Rank and item.
        screening: The answer.
        name: The candidate's name, else their file.
        rows: The criteria, must-haves first, what is never scored last, else in rubric order.
        dimensions: Those that the criteria ask about, in the order of the screening.
        total: Sum of the points with one decimal, empty without a score.
        best: The quote that speaks most for the candidate.
        musts: How many must-haves are met, empty without any.
        flags: The red flags.
    """

    anchor: str
    ranked: RankedCandidate
    screening: Screening
    name: str
    rows: tuple[CriterionRow, ...]
    dimensions: tuple[Dimension, ...]
    total: str
    best: Quote | None
    musts: str
    flags: tuple[FlagLine, ...]


def card_of(anchor: str, ranked: RankedCandidate, screening: Screening, words: Phrases) -> Card:
    """Returns the card of a candidate, to be found inside the page under `anchor`."""
    parts = breakdown(screening)
    best = best_evidence(screening)
    return Card(
        anchor=anchor,
        ranked=ranked,
        screening=screening,
        name=display_name(ranked.candidate),
        rows=tuple(_criterion_row(row, words) for row in sorted(parts.rows, key=_reading_order)),
        dimensions=_asked_dimensions(screening),
        total="" if parts.total_tenths is None else tenths_text(parts.total_tenths),
        best=None if best is None else quote_of(best.evidence, best.assessment.criterion.terms, words),
        musts=musts_met(screening, words),
        flags=tuple(
            FlagLine(flag=flag, quotes=tuple(quote_of(one, (), words) for one in flag.evidence))
            for flag in screening.red_flag_details
        ),
    )


def display_name(candidate: ScreenedCandidate) -> str:
    """Returns what a candidate is called in a report: the name, else the file, else the item."""
    return candidate.contact.name or candidate.source or candidate.item_id


def quote_of(evidence: Evidence, terms: Sequence[Term], words: Phrases) -> Quote:
    """Returns a quote with `terms` marked and the page where it stands."""
    key = "document_page" if evidence.document_index else "page"
    return Quote(
        pieces=highlighted(evidence.quote, terms),
        place=words.say(key, document=evidence.document_index + 1, number=evidence.page_number),
        derived=evidence.method is Method.DERIVE,
    )


def share_text(share: Fraction) -> str:
    """Writes a share (0..1) as a percentage with at most one decimal, halves up."""
    return f"{tenths_text(round_half_up(share * 1000)).removesuffix('.0')}%"


def tenths_text(tenths: int) -> str:
    """Writes tenths of a point with one decimal: 125 is 12.5."""
    return f"{tenths // 10}.{tenths % 10}"


def _asked_dimensions(screening: Screening) -> tuple[Dimension, ...]:
    """Leaves out what no criterion asks about: it would read as something that the candidate lacks."""
    answered = tuple(replace(one, credit=0) for one in screening.criteria if one.criterion.kind.scored)
    asked = {dimension.name for dimension in dimensions(answered) if dimension.score is not None}
    return tuple(dimension for dimension in screening.dimensions if dimension.name in asked)


def _reading_order(row: BreakdownRow) -> tuple[bool, int]:
    criterion = row.assessment.criterion
    return not criterion.kind.scored, _TIERS.index(criterion.requirement)


def _criterion_row(row: BreakdownRow, words: Phrases) -> CriterionRow:
    terms = row.assessment.criterion.terms
    return CriterionRow(
        row=row,
        quotes=tuple(quote_of(evidence, terms, words) for evidence in row.assessment.evidence),
        share="" if row.share is None else share_text(row.share),
        points="" if row.tenths is None else tenths_text(row.tenths),
    )
