"""What binds the entries of a ledger together; pure functions of a key that does not lie in the database.

An entry names nobody: candidate, reviewer and reason stand in it as keyed digests, so that it stays as it is, and can
be checked, when their words are gone. Each entry is bound to the one before it, and the head says which is the last.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import astuple, dataclass

from bole.domain.decisions import NewDecision, Outcome

_DIGITS = 12
NOTHING = ""
"""Link before the first entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry as it is chained; the order of the fields is that of the chained bytes, and never changes.

    Attributes:
        tenant: Whose ledger it stands in.
        sequence: Its place, from 1.
        request_key: Keyed digest of the caller's identifier; empty without one.
        candidate_id: The vault's digest of the candidate; the same for all entries on them.
        reviewer_key: Keyed digest of who decided.
        reason_key: Keyed digest of the reason; two entries with the same reason have different ones.
        outcome: Name of the `Outcome`.
        recommendation: What the machine had said, empty without an answer.
        match_score: Of that answer.
        rubric_digest: Of that answer.
        engine: Of that answer.
        batch_id: Where it was decided.
        created_at: Microseconds since 1970 in UTC.
    """

    tenant: str
    sequence: int
    request_key: str
    candidate_id: str
    reviewer_key: str
    reason_key: str
    outcome: str
    recommendation: str
    match_score: int | None
    rubric_digest: str
    engine: str
    batch_id: str
    created_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Where a ledger begins and ends.

    Attributes:
        tenant: Whose ledger.
        last_sequence: Of the last entry, 0 before the first.
        last_link: Its link.
        kept_after: Entries up to this place are gone because of their age.
        kept_after_link: Link of the last of them.
        named_after: Of entries up to this place, names and reasons are gone because of their age.
    """

    tenant: str
    last_sequence: int = 0
    last_link: str = NOTHING
    kept_after: int = 0
    kept_after_link: str = NOTHING
    named_after: int = 0


class LedgerKey:
    """Makes digests that nobody makes who has the database alone."""

    def __init__(self, key: bytes) -> None:
        """Takes the key: 32 bytes, the same for the life of the ledger."""
        self._key = key

    def request(self, tenant: str, request_id: str) -> str:
        """Returns the digest of a caller's identifier, empty for an empty one."""
        return self._digest("request", tenant, request_id) if request_id else ""

    def entry(self, tenant: str, sequence: int, new: NewDecision, *, candidate_id: str, created_at: int) -> Entry:
        """Returns a decision as the entry in this place; `candidate_id` is the vault's digest of the candidate."""
        return Entry(
            tenant=tenant,
            sequence=sequence,
            request_key=self.request(tenant, new.request_id),
            candidate_id=candidate_id,
            reviewer_key=self._digest("reviewer", tenant, new.reviewer),
            reason_key=self._digest("reason", tenant, sequence, new.reason),
            outcome=Outcome(new.outcome).value,
            recommendation="" if new.recommendation is None else new.recommendation.value,
            match_score=new.match_score,
            rubric_digest=new.rubric_digest,
            engine=new.engine,
            batch_id=new.batch_id,
            created_at=created_at,
        )

    def says(self, entry: Entry, *, reviewer: str, reason: str) -> bool:
        """Tells whether an entry was made with this reviewer and this reason."""
        reviewer_key = self._digest("reviewer", entry.tenant, reviewer)
        reason_key = self._digest("reason", entry.tenant, entry.sequence, reason)
        return (reviewer_key, reason_key) == (entry.reviewer_key, entry.reason_key)

    def link(self, before: str, entry: Entry) -> str:
        """Returns the link of an entry that follows the one with the link `before`."""
        return self._digest("entry", before, *astuple(entry))

    def signature(self, head: Head) -> str:
        """Returns what shows that this service wrote a head."""
        return self._digest("head", *astuple(head))

    def _digest(self, kind: str, *parts: str | int | None) -> str:
        """Digests a list of values, in a form in which no two lists are the same."""
        content = json.dumps([f"bole ledger 1 {kind}", *parts], separators=(",", ":"))
        return hmac.new(self._key, content.encode(), hashlib.sha256).hexdigest()


def decision_id_of(sequence: int) -> str:
    """Returns how callers name the entry in this place; it sorts as the entries do."""
    return f"{sequence:0{_DIGITS}d}"


def sequence_of(decision_id: str) -> int | None:
    """Returns the place of an entry that a caller names; None where that is no name of one."""
    is_one = len(decision_id) == _DIGITS and decision_id.isascii() and decision_id.isdigit()
    return int(decision_id) if is_one else None
