"""The score of a candidate taken apart for the eye: rows that add up, and an area that is the score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from bole.domain.rubric import Criterion
from bole.evidence.scoring import TIER_WEIGHT, credit_of
from bole.reports.cards import Card, CriterionRow, Quote
from bole.web.candidates.sheets import Owner, places_of


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedQuote:
    """A quote and the anchors at which it stands in the documents, at least one."""

    quote: Quote
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRow:
    """A criterion as the page shows it.

    Attributes:
        owner: How it is numbered and found.
        row: Its answer and its part of the score.
        quotes: What shows it.
        usual_weight: Weight of its tier, which counts where none is set.
        column: Its column in the picture of the score.
    """

    owner: Owner
    row: CriterionRow
    quotes: tuple[LinkedQuote, ...]
    usual_weight: int
    column: Column

    @property
    def criterion(self) -> Criterion:
        """What is asked."""
        return self.row.criterion


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of the picture of the score, in percent: as wide as its share, as high as its credit.

    The area of all columns is the score. One that is not in the score has no width.
    """

    left: float
    width: float
    height: float


def criterion_anchor(criterion_id: str, number: int) -> str:
    """Returns the anchor of a criterion; identifiers are the caller's and may hold anything, numbers cannot clash."""
    return f"criterion-{criterion_id}" if criterion_id.isascii() and criterion_id.isalnum() else f"criterion-n{number}"


def score_rows(card: Card) -> tuple[ScoreRow, ...]:
    """Returns the criteria of a card in its order, numbered from 1."""
    rows: list[ScoreRow] = []
    done = Fraction(0)
    for number, row in enumerate(card.rows, start=1):
        share = row.row.share or Fraction(0)
        criterion = row.criterion
        rows.append(
            ScoreRow(
                owner=Owner(
                    anchor=criterion_anchor(criterion.criterion_id, number), label=str(number), title=criterion.text
                ),
                row=row,
                quotes=_linked(row),
                usual_weight=TIER_WEIGHT[criterion.requirement],
                column=Column(
                    left=_percent(done), width=_percent(share), height=round(float(credit_of(row.row.assessment)), 1)
                ),
            )
        )
        done += share
    return tuple(rows)


def _linked(row: CriterionRow) -> tuple[LinkedQuote, ...]:
    return linked(row.quotes, [places_of(one) for one in row.row.assessment.evidence])


def linked(quotes: Sequence[Quote], places: Sequence[tuple[str, ...]]) -> tuple[LinkedQuote, ...]:
    """Returns quotes with the places at which they stand."""
    return tuple(LinkedQuote(quote=quote, places=there) for quote, there in zip(quotes, places, strict=True))


def _percent(share: Fraction) -> float:
    return round(float(100 * share), 3)
