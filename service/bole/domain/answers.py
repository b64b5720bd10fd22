"""Answers as they are kept: in one opaque form, with what orders them beside it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate

from bole.domain.resume import Contact, Profile
from bole.domain.screening import Recommendation, Screening


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A screening, and what the candidate's documents say of the person: personal data, never part of the screening.

    `profile` is that of the first resume.
    """

    screening: Screening
    contact: Contact
    profile: Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What orders candidates: fields of their `Screening`."""

    recommendation: Recommendation
    rank_score: int
    match_score: int | None
    coverage: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAnswer:
    """An answer as it is kept and passed on.

    Attributes:
        payload: The `Answer` as `Codec.encode_answer` writes it; the same question gives the same bytes.
        standing: What orders it.
        candidate_id: Of its provenance.
        rubric_digest: Of the rubric that it was scored with.
        degraded: Another engine was asked for than answered: never kept for the next who asks.
    """

    payload: bytes
    standing: Standing
    candidate_id: str
    rubric_digest: str
    degraded: bool


def standing_of(screening: Screening) -> Standing:
    """Returns what orders a screening."""
    return Standing(
        recommendation=screening.recommendation,
        rank_score=screening.rank_score,
        match_score=screening.match_score,
        coverage=screening.coverage,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rank:
    """The rank of those at one place: 1 + how many are ahead for sure; `tied` where somebody cannot be told apart."""

    number: int
    tied: bool


def ranks_of(counts: Mapping[int, int], spread: int) -> dict[int, Rank]:
    """Returns the rank of each place: the one rule by which all lists rank.

    Ahead for sure is who has a better recommendation, or the same one and a rank score that is higher by more than
    `spread`. Without a spread equal ones share a rank and the next one skips: 1, 2, 2, 4.

    Args:
        counts: How many have each place: a number that grows by one with each point of rank score less, and by more
            than 100 + `spread` from one recommendation to the next.
        spread: Points within which two scores say the same; 0 where nobody has measured it.
    """
    places = sorted(counts)
    before = list(accumulate((counts[place] for place in places), initial=0))
    ranks = {}
    for place in places:
        first, last = bisect_left(places, place - spread), bisect_right(places, place + spread)
        ranks[place] = Rank(number=before[first] + 1, tied=before[last] - before[first] > 1)
    return ranks
