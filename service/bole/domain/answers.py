"""Answers as they are kept: in one opaque form, with what orders them beside it."""

from __future__ import annotations

from dataclasses import dataclass

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
