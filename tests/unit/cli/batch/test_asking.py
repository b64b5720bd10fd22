"""What `bole batch create` asks for."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from bole.cli.batch import asking
from bole.cli.connection import UserError
from bole.sources.sources import Source
from bole.v1 import batch_service_pb2 as pb
from bole.v1 import rubric_pb2


def request(*, as_of: datetime.datetime | None = None, priority: str = "normal") -> pb.CreateBatchRequest:
    """Returns a request for a posting."""
    return asking.new_batch(
        target=rubric_pb2.JobPosting(text="Python"),
        as_of=as_of,
        language="",
        priority=priority,
        cut=None,
        allow_degraded=False,
        labels={"b": "2", "a": "1"},
        uris=[],
        accepts_items=True,
    )


def source(path: str = "a.txt", stamp: str = "1") -> Source:
    return Source(path=path, read=lambda: b"text", stamp=stamp)


def test_the_same_command_on_the_same_files_asks_for_the_same_batch() -> None:
    """Also on another day: a day that nobody gave is the service's to fix."""
    assert asking.request_id(request(), [source()]) == asking.request_id(request(), [source()])
    assert not request().HasField("as_of")


@pytest.mark.parametrize(
    "found",
    [[], [source("b.txt")], [source(stamp="2")], [source(), source("b.txt")]],
    ids=["none", "name", "stamp", "more"],
)
def test_other_files_are_another_batch(found: list[Source]) -> None:
    """A file that was changed, came or went."""
    assert asking.request_id(request(), found) != asking.request_id(request(), [source()])


def test_other_terms_are_another_batch() -> None:
    """A day, a priority."""
    asked = [request(), request(priority="high"), request(as_of=datetime.datetime(2026, 1, 31))]  # noqa: DTZ001  # as click reads a day

    assert len({asking.request_id(one, [source()]) for one in asked}) == 3


def test_an_identifier_fits_into_a_request() -> None:
    """128 characters at most."""
    assert len(asking.request_id(request(), [source()])) <= 128


def test_what_the_server_reads_is_parted_from_what_is_read_here() -> None:
    """A URI keeps its slashes."""
    assert asking.paths_and_uris(["cvs/a.txt", "file:///srv/cvs", "b.zip"]) == (
        [Path("cvs/a.txt"), Path("b.zip")],
        ["file:///srv/cvs"],
    )


def test_a_cut_has_controls_unless_there_shall_be_none() -> None:
    """Thirty of them say something."""
    assert asking.two_stage(None, None) is None
    assert asking.two_stage(50, None) == pb.TwoStage(best_count=50, control_count=30)
    assert asking.two_stage(50, 0) == pb.TwoStage(best_count=50, control_count=0)
    with pytest.raises(UserError, match="--best"):
        asking.two_stage(None, 30)


def test_labels_are_pairs() -> None:
    """The value may hold further signs of equality, or nothing."""
    assert asking.labels(["team=a", "x=y=z", "empty="]) == {"team": "a", "x": "y=z", "empty": ""}
    for wrong in (["team"], ["=a"], ["team=a", "team=b"]):
        with pytest.raises(UserError):
            asking.labels(wrong)


def test_something_is_screened_against() -> None:
    """Neither nothing nor two things."""
    with pytest.raises(UserError, match="--job-posting FILE or --rubric FILE"):
        asking.target(None, None)
    with pytest.raises(UserError, match="leave out either"):
        asking.target(Path("a"), Path("b"))
