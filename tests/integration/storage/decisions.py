"""Decisions for tests of the ledger."""

from __future__ import annotations

from bole.domain.decisions import Decision, NewDecision, Outcome
from bole.domain.screening import Recommendation
from bole.storage.ledger.ledger import SqlLedger


def new_decision(number: int = 1, **changes: object) -> NewDecision:
    """A decision like no other."""
    values: dict[str, object] = {
        "request_id": f"r{number}",
        "candidate_id": f"c{number}",
        "outcome": Outcome.KEPT,
        "reason": f"Has led a team of {number}.",
        "reviewer": "wang",
        "recommendation": Recommendation.REVIEW,
        "match_score": 61,
        "rubric_digest": "ab" * 32,
        "engine": "rules",
        "batch_id": "b1",
    }
    return NewDecision(**(values | changes))  # type: ignore[arg-type]


async def with_entries(ledger: SqlLedger, count: int = 4, tenant: str = "acme") -> list[Decision]:
    """Records so many decisions, each on another candidate."""
    return [await ledger.record(tenant, new_decision(number)) for number in range(1, count + 1)]
