"""How far a batch is."""

from __future__ import annotations

import pytest

from bole.v1 import batch_service_pb2 as pb
from bole.web.screenings.progress import progress_of
from bole.web.screenings.ranking import Wanted, wanted_of

STATES = {
    "nothing was uploaded": (pb.Batch(state=pb.Batch.QUEUED, accepts_items=True), "open"),
    "all that was uploaded has ended": (
        pb.Batch(
            state=pb.Batch.RUNNING,
            accepts_items=True,
            counts=pb.BatchCounts(total_count=3, succeeded_count=2, failed_count=1),
        ),
        "open",
    ),
    "some are to come": (
        pb.Batch(state=pb.Batch.RUNNING, accepts_items=True, counts=pb.BatchCounts(total_count=3, succeeded_count=2)),
        "running",
    ),
    "the last ones": (pb.Batch(state=pb.Batch.RUNNING), "running"),
    "the end": (pb.Batch(state=pb.Batch.FINISHED), "finished"),
    "stopped": (pb.Batch(state=pb.Batch.CANCELLED, accepts_items=True), "cancelled"),
}


@pytest.mark.parametrize(("batch", "state"), STATES.values(), ids=STATES)
def test_a_batch_is_in_one_state(batch: pb.Batch, state: str) -> None:
    assert progress_of(batch).state == state


@pytest.mark.parametrize("number", ["", "0", "-1", "1.5", "99999", "x", "²", "１"])
def test_a_page_that_makes_no_sense_is_the_first(number: str) -> None:
    assert wanted_of("b", number, "REJECT") == Wanted(batch_id="b")
