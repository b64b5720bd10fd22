"""`bole batch create`."""

from __future__ import annotations

from pathlib import Path

import pytest

from bole.domain.errors import BoleError, ErrorReason
from bole.v1 import batch_service_pb2 as pb
from tests.unit.cli.batch.conftest import Bole
from tests.unit.cli.batch.scripted_service import ScriptedBatches, batch, told


@pytest.fixture
def posting(tmp_path: Path) -> Path:
    path = tmp_path / "posting.txt"
    path.write_text("Python is a must.", encoding="utf-8")
    return path


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text("Python", encoding="utf-8")
    return folder


def created(service: ScriptedBatches) -> list[pb.CreateBatchRequest]:
    return [one for one in service.requests["CreateBatch"] if isinstance(one, pb.CreateBatchRequest)]


def new(service: ScriptedBatches) -> None:
    """Lets the service answer with a batch that it has just made."""
    service.batch = batch(pb.Batch.QUEUED)
    service.batch.accepts_items = True
    service.watches.extend([[told(batch(total=2, succeeded=2))]] * 2)


def test_options_are_what_is_asked(bole: Bole, service: ScriptedBatches, posting: Path, inbox: Path) -> None:
    """All of them in one request."""
    new(service)
    options = ["--as-of", "2026-01-31", "--language", "zh", "--priority", "high", "--best", "20", "--controls", "5"]
    options += ["--allow-degraded", "--label", "team=a", "--request-id", "mine", "file:///srv/cvs"]

    bole("create", "--job-posting", posting, *options, inbox)

    (asked,) = created(service)
    assert asked.request_id == "mine"
    assert asked.job_posting.text == "Python is a must."
    assert (asked.as_of.year, asked.as_of.month, asked.as_of.day) == (2026, 1, 31)
    assert (asked.output_language_code, asked.priority) == ("zh", pb.Batch.HIGH)
    assert asked.two_stage == pb.TwoStage(best_count=20, control_count=5)
    assert (asked.allow_degraded, asked.accepts_items) == (True, True)
    assert dict(asked.labels) == {"team": "a"}
    assert list(asked.source_uris) == ["file:///srv/cvs"]


def test_it_goes_on_into_watching(bole: Bole, service: ScriptedBatches, posting: Path, inbox: Path) -> None:
    """And says how the batch has ended."""
    new(service)

    output = bole("create", "--job-posting", posting, inbox).output

    assert "Batch b1 (request cli-" in output
    assert "Batch b1 is finished: of 2 items 2 screened." in output


def test_detached_it_says_how_to_come_back(bole: Bole, service: ScriptedBatches, posting: Path, inbox: Path) -> None:
    """Once all files are there."""
    new(service)

    output = bole("create", "--job-posting", posting, "--detach", inbox).output

    assert len(service.requests["AddBatchItems"]) == 2
    assert service.requests["WatchBatch"] == []
    assert "goes on without this command. Come back to it: bole batch watch b1 --server unix:" in output


def test_the_same_command_again_sends_nothing_to_a_batch_that_is_whole(
    bole: Bole, service: ScriptedBatches, posting: Path, inbox: Path
) -> None:
    """It follows the batch that is there, under the same identifier."""
    new(service)
    bole("create", "--job-posting", posting, inbox)
    service.batch = batch(pb.Batch.RUNNING, total=1)

    output = bole("create", "--job-posting", posting, inbox).output

    first, second = created(service)
    assert first.request_id == second.request_id
    assert len(service.requests["AddBatchItems"]) == 2
    assert "is there already" in output
    assert "1 of the files are not in it" in output


def test_the_same_command_again_completes_a_batch_that_is_not(
    bole: Bole, service: ScriptedBatches, posting: Path, inbox: Path
) -> None:
    """All files are sent again: the service passes over those that it has."""
    new(service)
    service.batch.counts.total_count = 1

    assert "is there already" in bole("create", "--job-posting", posting, inbox).output
    assert len(service.requests["AddBatchItems"]) == 2


def test_a_batch_that_is_refused_its_files_is_not_forgotten(
    bole: Bole, service: ScriptedBatches, posting: Path, inbox: Path
) -> None:
    """It is open, and would be kept for ever."""
    new(service)
    service.refuse = lambda _: BoleError(ErrorReason.QUOTA_EXCEEDED, "It may have 1.")

    output = bole("create", "--job-posting", posting, inbox, expect=2).output

    assert "Batch b1 waits for the rest of 2 files." in output
    assert "`bole batch delete` ends it" in output
    assert "It may have 1. (QUOTA_EXCEEDED)" in output


def test_files_that_cannot_be_read_are_listed_at_the_end(
    bole: Bole, service: ScriptedBatches, posting: Path, inbox: Path
) -> None:
    """They are in no result, and their names do not drive the terminal."""
    new(service)
    service.batch.title = "Chef\x1b[2J"
    for name in ("gone.txt", "a\x1b]0;b.txt"):
        (inbox / name).symlink_to(inbox / "nowhere" / name)

    output = bole("create", "--job-posting", posting, inbox).output

    assert "\x1b" not in output
    assert "Not in the batch: gone.txt: The path does not exist." in output
    assert "(SOURCE_NOT_FOUND)" in output
    assert "2 files are not in the batch" in output


def test_without_a_readable_file_no_batch_is_made(
    bole: Bole, service: ScriptedBatches, posting: Path, tmp_path: Path
) -> None:
    """And the command has failed."""
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")

    output = bole("create", "--job-posting", posting, tmp_path / "gone.txt", expect=1).output

    assert "No batch was made." in output
    assert created(service) == []


def test_an_argument_that_names_nothing_is_a_mistake(
    bole: Bole, service: ScriptedBatches, posting: Path, inbox: Path, tmp_path: Path
) -> None:
    """Before any batch is made, though there are others."""
    output = bole("create", "--job-posting", posting, inbox, tmp_path / "resmues", expect=2).output

    assert "resmues does not exist. Check how it is spelled." in " ".join(output.split())
    assert created(service) == []


def test_files_of_the_server_are_not_read_here(bole: Bole, service: ScriptedBatches, posting: Path) -> None:
    """Nothing is sent for them."""
    service.batch = batch(pb.Batch.QUEUED, total=5)
    service.watches.append([told(batch(total=5, succeeded=5))])

    bole("create", "--job-posting", posting, "file:///srv/cvs")

    (asked,) = created(service)
    assert (list(asked.source_uris), asked.accepts_items) == (["file:///srv/cvs"], False)
    assert service.requests["AddBatchItems"] == []


def test_no_file_at_all_is_a_mistake(bole: Bole, posting: Path, tmp_path: Path) -> None:
    """An empty folder."""
    (tmp_path / "empty").mkdir()

    assert (
        "There is no file under the paths."
        in bole("create", "--job-posting", posting, tmp_path / "empty", expect=2).output
    )
