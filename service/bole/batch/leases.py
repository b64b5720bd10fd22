"""Which batches may be taken: what nobody has, and what a replica had that does not move any more."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass

from bole.domain.batches import LeaseView


@dataclass(frozen=True, slots=True)
class _Seen:
    epoch: int
    heartbeat: int
    stood_seconds: float


class LeaseWatch:
    """What this replica has seen of the leases, on its own clock: no clock is compared between machines."""

    def __init__(self, lease_seconds: float) -> None:
        """Takes leases for run out whose heartbeat has stood still for `lease_seconds`.

        Between two looks at most half of that counts: after a time in which the store was away for all, or this process
        was halted, the others have their chance to give a sign of life.
        """
        self._lease_seconds = lease_seconds
        self._looked_at = 0.0
        self._seen: dict[str, _Seen] = {}

    def free(self, views: Iterable[LeaseView], held: Container[str], now: float) -> list[LeaseView]:
        """Returns the leases that may be taken, in the order of `views`.

        Args:
            views: All that there are.
            held: Batches that this replica works on, which are left out.
            now: Seconds of a clock that is never set back.
        """
        passed = min(now - self._looked_at, self._lease_seconds / 2)
        self._looked_at = now
        known, self._seen = self._seen, {}
        return [
            view
            for view in views
            if view.batch_id not in held and self._is_free(view, known.get(view.batch_id), passed)
        ]

    def _is_free(self, view: LeaseView, before: _Seen | None, passed: float) -> bool:
        if not view.owner:
            return True
        moved = before is None or (before.epoch, before.heartbeat) != (view.epoch, view.heartbeat)
        stood = 0.0 if before is None or moved else before.stood_seconds + passed
        self._seen[view.batch_id] = _Seen(view.epoch, view.heartbeat, stood)
        return stood >= self._lease_seconds
