"""The counts of a batch, kept exactly: they change in the transaction in which its items do."""

from __future__ import annotations

from dataclasses import dataclass, field

from bole.domain.batches import ItemState
from bole.storage.statements import AnyRow


@dataclass(slots=True, kw_only=True)
class Tally:
    """Items of a batch by state, as columns of its row; changes as items are told to it."""

    total: int = 0
    succeeded: int = 0
    failed: int = 0
    cancelled: int = 0
    ordered: int = 0
    duplicates: int = 0
    last_sequence: int = 0
    failures: dict[str, int] = field(default_factory=dict)

    @property
    def unfinished(self) -> int:
        """Items that are not final."""
        return self.total - self.succeeded - self.failed - self.cancelled

    def added(self, *, duplicate: bool) -> int:
        """Counts a new item that is QUEUED, and returns its number."""
        self.total += 1
        self.duplicates += duplicate
        return self.total

    def moved(self, before: str, after: str, failure_reason: str | None = None) -> int:
        """Counts an item that goes on to another state; returns its sequence, 0 for a state that is not final."""
        self.ordered += (after == ItemState.ORDERED) - (before == ItemState.ORDERED)
        if not ItemState(after).final:
            return 0
        self.last_sequence += 1
        self.succeeded += after == ItemState.SUCCEEDED
        self.failed += after == ItemState.FAILED
        self.cancelled += after == ItemState.CANCELLED
        if after == ItemState.FAILED and failure_reason:
            self.failures[failure_reason] = self.failures.get(failure_reason, 0) + 1
        return self.last_sequence

    def erased(self, before: str, reason_before: str | None, reason: str, *, duplicate: bool) -> int:
        """Counts an item of which nothing is left as failed; returns its sequence, 0 where it keeps the one it has."""
        self.duplicates -= duplicate
        if not ItemState(before).final:
            return self.moved(before, ItemState.FAILED, reason)
        self.succeeded -= before == ItemState.SUCCEEDED
        self.cancelled -= before == ItemState.CANCELLED
        self.failed += before != ItemState.FAILED
        for name, change in ((reason_before, -1), (reason, 1)):
            if name:
                self.failures[name] = self.failures.get(name, 0) + change
        self.failures = {name: count for name, count in self.failures.items() if count}
        return 0


def tally_of(row: AnyRow) -> Tally:
    """Returns the counts that the row of a batch holds."""
    return Tally(
        total=row.total,
        succeeded=row.succeeded,
        failed=row.failed,
        cancelled=row.cancelled,
        ordered=row.ordered,
        duplicates=row.duplicates,
        last_sequence=row.last_sequence,
        failures=dict(row.failures),
    )
