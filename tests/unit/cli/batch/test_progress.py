"""What is said of a batch that is worked on."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from bole.cli.batch import wording
from bole.cli.batch.progress import Pace, Progress, drawn, line
from bole.v1 import batch_service_pb2 as pb
from tests.unit.cli.batch.scripted_service import batch


def running(**counts: int) -> pb.Batch:
    return batch(pb.Batch.RUNNING, **counts)


def pace_of(*seen: tuple[float, int]) -> float | None:
    """Returns the pace after so many items were done at these times."""
    pace = Pace()
    for seconds, done in seen:
        pace.see(seconds, done)
    return pace.per_second


def test_the_pace_is_that_of_the_last_minute() -> None:
    """What was done before the command began counts for nothing, and a slow start is forgotten."""
    assert pace_of() is None
    assert pace_of((0.0, 500)) is None
    assert pace_of((0.0, 500), (10.0, 520)) == 2.0
    later = [(float(second), 520 + 10 * (second - 10)) for second in range(20, 100, 10)]
    assert pace_of((0.0, 500), (10.0, 520), *later) == 10.0


def test_a_second_stage_starts_anew() -> None:
    """The chosen ones are to be done again, which is no negative pace."""
    first = ((0.0, 0), (10.0, 100), (11.0, 40))
    assert pace_of(*first) is None
    assert pace_of(*first, (21.0, 50)) == 1.0


def test_a_line_says_how_far_how_fast_and_how_long() -> None:
    """With outcomes, and reasons by their number."""
    now = running(total=2000, succeeded=480, failed=20, duplicate=3)
    now.counts.failure_counts.update({"DOCUMENT_EMPTY": 15, "DOCUMENT_DAMAGED": 5})

    assert line(now, 10.0, "") == (
        "500 of 2,000 (25 %); 10.0 a second, 0:02:30 left; 480 screened, 20 failed, 3 the same as another one; "
        "DOCUMENT_EMPTY 15, DOCUMENT_DAMAGED 5"
    )
    assert line(running(), None, "") == "0 of 0 (0 %); 0 screened"


def test_what_the_rules_have_ranked_is_done_for_now() -> None:
    """The bar of the first stage moves."""
    assert line(running(total=10, ordered=4), None, "") == "4 of 10 (40 %); 0 screened, 4 ordered by the rules"


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("MODEL_UNAVAILABLE", "waits for the model server"),
        ("STORAGE_UNAVAILABLE", "waits for the database"),
        ("SOMETHING_NEW", "waits (SOMETHING_NEW)"),
    ],
)
def test_what_a_batch_waits_for_is_said_in_words(reason: str, said: str) -> None:
    """A reason of a later version is better than nothing."""
    now = running(total=1)
    now.waiting_for = reason

    assert wording.waiting(now) == said


def test_a_batch_that_nobody_works_on_says_so() -> None:
    """Queued, or all done but not closed; without a server it is a command that goes on with it."""
    assert wording.waiting(batch(pb.Batch.QUEUED, total=1)) == "waits for a replica of the service"
    assert wording.waiting(batch(pb.Batch.QUEUED, total=1), rests=True) == "rests until `bole batch watch`"
    still_open = running(total=1, succeeded=1)
    still_open.accepts_items = True
    assert wording.waiting(still_open) == "waits for more items"
    assert wording.waiting(running(total=1)) == ""


def test_many_reasons_are_put_together() -> None:
    """The rarest are one number."""
    said = wording.failures({f"REASON_{number}": number for number in range(1, 10)})

    assert said == "REASON_9 9, REASON_8 8, REASON_7 7, REASON_6 6, REASON_5 5, REASON_4 4, others 6"


def test_a_terminal_shows_a_bar_with_all_of_it() -> None:
    """On one screen."""
    console = Console(file=io.StringIO(), width=100, force_terminal=True)
    now = running(total=200, succeeded=40, failed=10)
    now.counts.failure_counts["DOCUMENT_EMPTY"] = 10
    with console.capture() as captured:
        console.print(drawn(now, 5.0, "waits for the model server"))

    for part in (
        "25 %",
        "50/200",
        "5.0/s",
        "0:00:30 left",
        "10 failed",
        "DOCUMENT_EMPTY 10",
        "Waits for the model server",
    ):
        assert part in captured.get()


def test_elsewhere_a_line_comes_now_and_then() -> None:
    """At first, and when the batch begins or ends to wait; not every second."""
    written = io.StringIO()
    waits = running(total=9, succeeded=3)
    waits.waiting_for = "MODEL_UNAVAILABLE"
    with Progress(Console(file=written, width=40)) as progress:
        for now in (running(total=9), running(total=9, succeeded=1), waits, waits, running(total=9, succeeded=4)):
            progress.show(now)

    lines = written.getvalue().splitlines()
    assert [one.partition(" (")[0] for one in lines] == ["0 of 9", "3 of 9", "4 of 9"]
    assert lines[1].endswith("waits for the model server")


def test_a_batch_that_is_just_being_taken_up_waits_for_nobody() -> None:
    """Only after a while it is one that nobody works on."""
    for seconds, said in ((3600.0, False), (0.0, True)):
        written = io.StringIO()
        with Progress(Console(file=written, width=40), queued_seconds=seconds) as progress:
            progress.show(batch(pb.Batch.QUEUED, total=9))
        assert ("waits for a replica" in written.getvalue()) is said
