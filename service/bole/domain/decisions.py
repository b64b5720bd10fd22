"""What people decide on candidates, and the ledger that it is kept in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bole.domain.screening import Recommendation


class Outcome(StrEnum):
    """What a person decided; `ERASED` is the entry that an erasure leaves."""

    ADVANCED = "ADVANCED"
    KEPT = "KEPT"
    DECLINED = "DECLINED"
    HIRED = "HIRED"
    WITHDRAWN = "WITHDRAWN"
    ERASED = "ERASED"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDecision:
    """A decision that is to be recorded.

    Attributes:
        request_id: Of the caller; the same one records once. Empty without one.
        candidate_id: On whom.
        outcome: What was decided.
        reason: The person's words; of an erasure the reference.
        reviewer: Who decided.
        recommendation: What the machine had said; None where no answer was before the reviewer.
        match_score: Of that answer, 0 to 100; None where nothing was known.
        rubric_digest: Of that answer.
        engine: Of that answer.
        batch_id: Where it was decided, empty outside of batches.
    """

    request_id: str
    candidate_id: str
    outcome: Outcome
    reason: str
    reviewer: str
    recommendation: Recommendation | None = None
    match_score: int | None = None
    rubric_digest: str = ""
    engine: str = ""
    batch_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A recorded decision.

    Attributes:
        decision_id: Sorts in the order of the ledger.
        decided: What was recorded; `candidate_id`, `reviewer` and `reason` are empty where the candidate was erased.
        created_at: Microseconds since 1970 in UTC.
        entry_digest: Link of the chain, hexadecimal.
    """

    decision_id: str
    decided: NewDecision
    created_at: int
    entry_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerCheck:
    """What a check of a tenant's ledger found; the texts are empty where nothing is wrong."""

    entry_count: int
    head_digest: str
    first_broken: str = ""
    fault: str = ""


class Ledger(Protocol):
    """Keeps decisions in a chain, a chain a tenant; an entry is never changed. Raises STORAGE_UNAVAILABLE."""

    async def record(self, tenant: str, new: NewDecision) -> Decision:
        """Adds an entry, or returns the one that the same request made.

        Raises:
            BoleError: REQUEST_ID_REUSED where that one says something else.
        """
        ...

    async def decisions(
        self, tenant: str, *, candidate_id: str = "", batch_id: str = "", before: str = "", limit: int
    ) -> Sequence[Decision]:
        """Returns decisions, the newest first; `before` is the decision_id that the page before ended with."""
        ...

    async def check(self, tenant: str, *, known_head: str = "") -> LedgerCheck:
        """Recomputes the chain from the first entry on; `known_head` is an earlier head that it has to contain."""
        ...
