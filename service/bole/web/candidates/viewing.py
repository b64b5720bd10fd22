"""One candidate, ready to be printed on a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bole.domain.screening import RedFlag, Screening
from bole.evidence.wording import Phrases
from bole.reports.cards import Card, FlagLine, card_of
from bole.reports.ranking import RankedCandidate
from bole.web.candidates.scoring import LinkedQuote, ScoreRow, linked, score_rows
from bole.web.candidates.sheets import Hidden, Owner, Quoted, Sheet, places_of, sheet_of
from bole.web.items import ReadDocument
from bole.web.masking import Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagView:
    """A red flag, how it is found, and its quotes."""

    owner: Owner
    flag: RedFlag
    quotes: tuple[LinkedQuote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateView:
    """What a page shows of a candidate.

    Attributes:
        card: The answer, ready to be printed.
        rows: The criteria in reading order.
        flags: The red flags.
        sheets: The documents.
    """

    card: Card
    rows: tuple[ScoreRow, ...]
    flags: tuple[FlagView, ...]
    sheets: tuple[Sheet, ...]

    @property
    def hidden(self) -> tuple[Hidden, ...]:
        """What hides in any document."""
        return tuple(one for sheet in self.sheets for one in sheet.hidden)


def view_of(
    ranked: RankedCandidate,
    documents: Sequence[ReadDocument],
    personal: Personal,
    words: Phrases,
    *,
    mask: Callable[[str], str],
) -> CandidateView:
    """Returns what a page shows of a candidate.

    Args:
        ranked: The candidate as the reader may see them.
        documents: Their documents.
        personal: What is masked in the texts of the documents.
        words: The language of what is ours.
        mask: Masks who the candidate is in what is not part of a text.
    """
    card = card_of("candidate", ranked, answer_of(ranked), words)
    rows = score_rows(card)
    flags = tuple(_flag(number, line) for number, line in enumerate(card.flags, start=1))
    quoted = _quoted(rows, flags)
    sheets = tuple(
        sheet_of(
            one,
            [quote for quote in quoted if quote.evidence.document_index == one.index],
            personal.get(one.index, ()),
            mask,
        )
        for one in documents
    )
    return CandidateView(card=card, rows=rows, flags=flags, sheets=sheets)


def answer_of(ranked: RankedCandidate) -> Screening:
    """Returns the answer of a candidate who has one."""
    screening = ranked.candidate.screening
    if screening is None:
        raise ValueError("the item has no answer")
    return screening


def _flag(number: int, line: FlagLine) -> FlagView:
    return FlagView(
        owner=Owner(anchor=f"flag-{number}", label=f"!{number}", title=line.flag.message, flag=True),
        flag=line.flag,
        quotes=linked(line.quotes, [places_of(one) for one in line.flag.evidence]),
    )


def _quoted(rows: Sequence[ScoreRow], flags: Sequence[FlagView]) -> list[Quoted]:
    return [
        *(Quoted(owner=row.owner, evidence=one) for row in rows for one in row.row.row.assessment.evidence),
        *(Quoted(owner=view.owner, evidence=one) for view in flags for one in view.flag.evidence),
    ]
