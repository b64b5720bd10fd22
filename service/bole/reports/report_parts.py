"""Sorts the candidates of a run into the parts of the HTML report, in one pass."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bole.domain.screening import CutGroup, Recommendation, ScoreInterval, ScreenedCandidate, Screening
from bole.evidence.wording import Phrases
from bole.reports.blinding import blinded_one
from bole.reports.cards import Card, card_of, display_name
from bole.reports.ranking import RankedCandidate
from bole.reports.wording import musts_met


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """How an item is called in the report, and the identifier of its card; empty for one without a card."""

    name: str
    anchor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FurtherRow:
    """A candidate who has a line and no card; `flags` counts the red flags, `musts` is empty without must-haves."""

    rank: int | None
    tied: bool
    name: str
    source: str
    recommendation: Recommendation
    match_score: int | None
    score_interval: ScoreInterval | None
    coverage: float
    musts: str
    flags: int
    same_candidate: tuple[str, ...]
    cut_group: CutGroup | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateRow:
    """A file that came twice: how it is called, and the `item_id` of the other one."""

    name: str
    duplicate_of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportParts:
    """What the report shows of the items.

    Attributes:
        cards: The first candidates, with everything.
        further: The others, a line each.
        duplicates: Items that share the answer of another one.
        failures: Items without an answer.
        counts: Candidates by recommendation, duplicates not among them.
        places: Of all items, by `item_id`.
        owner: The item that was asked for, as it is known and not blind; None where it is not there.
    """

    cards: tuple[Card, ...]
    further: tuple[FurtherRow, ...]
    duplicates: tuple[DuplicateRow, ...]
    failures: tuple[ScreenedCandidate, ...]
    counts: Mapping[Recommendation, int]
    places: Mapping[str, Place]
    owner: RankedCandidate | None


class Sorting:
    """Items as they pass by; see `report_parts`."""

    def __init__(self, words: Phrases, most_cards: int) -> None:
        """Begins with nothing."""
        self.cards: list[Card] = []
        self.further: list[FurtherRow] = []
        self.duplicates: list[DuplicateRow] = []
        self.failures: list[ScreenedCandidate] = []
        self.counts: Counter[Recommendation] = Counter()
        self.places: dict[str, Place] = {}
        self._words = words
        self._most_cards = most_cards

    def take(self, ranked: RankedCandidate) -> None:
        """Puts an item where it belongs."""
        candidate = ranked.candidate
        anchor = ""
        if candidate.screening is None:
            self.failures.append(candidate)
        elif candidate.duplicate_of:
            name = candidate.source or candidate.item_id
            self.duplicates.append(DuplicateRow(name=name, duplicate_of=candidate.duplicate_of))
        else:
            anchor = self._take_screened(ranked, candidate.screening)
        self.places[candidate.item_id] = Place(name=display_name(candidate), anchor=anchor)

    def _take_screened(self, ranked: RankedCandidate, screening: Screening) -> str:
        self.counts[screening.recommendation] += 1
        if len(self.cards) == self._most_cards:
            self.further.append(_further(ranked, screening, self._words))
            return ""
        anchor = f"candidate-{len(self.cards) + 1}"
        self.cards.append(card_of(anchor, ranked, screening, self._words))
        return anchor


def report_parts(
    ranked: Iterable[RankedCandidate], words: Phrases, *, most_cards: int, blind: bool, owner_id: str = ""
) -> ReportParts:
    """Sorts the items; `owner_id` names the one that is also returned as it is known."""
    sorting = Sorting(words, most_cards)
    owner = None
    for one in ranked:
        if owner is None and one.candidate.item_id == owner_id:
            owner = one
        sorting.take(blinded_one(one) if blind else one)
    return ReportParts(
        cards=tuple(sorting.cards),
        further=tuple(sorting.further),
        duplicates=tuple(sorting.duplicates),
        failures=tuple(sorting.failures),
        counts=sorting.counts,
        places=sorting.places,
        owner=owner,
    )


def _further(ranked: RankedCandidate, screening: Screening, words: Phrases) -> FurtherRow:
    candidate = ranked.candidate
    return FurtherRow(
        rank=ranked.rank,
        tied=ranked.tied,
        name=display_name(candidate),
        source=candidate.source if candidate.contact.name else "",
        recommendation=screening.recommendation,
        match_score=screening.match_score,
        score_interval=screening.score_interval,
        coverage=screening.coverage,
        musts=musts_met(screening, words),
        flags=len(screening.red_flag_details),
        same_candidate=candidate.same_candidate,
        cut_group=candidate.cut_group,
    )
