"""A run from its first look at the model to its ranking."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from bole.bulk.folder import Folder
from bole.bulk.listing import Listing
from bole.bulk.outcomes import OPEN_REASONS
from bole.bulk.parts import SUCCEEDED, begin
from bole.bulk.plan import Actors, BulkPlan
from bole.bulk.ranking import write_ranking
from bole.bulk.record import RunRecord, settle
from bole.bulk.run import screened_in_bulk, served_model


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkProgress:
    """How far a run has come.

    Attributes:
        total: Items of the input.
        before: Of those, what was finished before it began.
        counts: What has ended since, by reason; the empty one for what was screened.
    """

    total: int
    before: int
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def screened(self) -> int:
        """Returns how many items have been screened now."""
        return self.counts[SUCCEEDED]

    @property
    def failures(self) -> dict[str, int]:
        """Returns how many items failed for good, by reason."""
        return {reason: count for reason, count in self._reasons() if reason not in OPEN_REASONS}

    @property
    def open(self) -> dict[str, int]:
        """Returns how many items the next run takes up again, by reason."""
        return {reason: count for reason, count in self._reasons() if reason in OPEN_REASONS}

    def _reasons(self) -> Iterator[tuple[str, int]]:
        return ((reason, count) for reason, count in self.counts.most_common() if reason != SUCCEEDED)


def worked(
    plan: BulkPlan, record: RunRecord, listing: Listing, folder: Folder, actors: Actors
) -> Iterator[BulkProgress]:
    """Screens what a folder does not have yet, says after every part how far it has come, and writes the ranking.

    Runs in a connected Ray; what was written stays, however the run ends.

    Raises:
        BoleError: As `served_model`, `settle` and `screened_in_bulk`.
    """
    served = None if plan.model is None else served_model(plan.model)
    settle(folder, record, plan.rubric, "" if served is None else served.model_digest)
    finished = begin(folder) & listing.item_ids
    counts: Counter[str] = Counter()
    yield BulkProgress(total=len(listing.item_ids), before=len(finished))
    encoder = None if served is None else served.encoder
    for part in screened_in_bulk(plan, listing, finished, folder, actors=actors, encoder=encoder):
        counts = counts + part
        yield BulkProgress(total=len(listing.item_ids), before=len(finished), counts=counts)
    write_ranking(folder)
