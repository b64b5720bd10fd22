"""`bole batch export` and `compare`: what is fetched, in which order it is written, and what is left alone."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import pytest

from bole.api.item_spool import Spool
from bole.domain.errors import BoleError, ErrorReason
from bole.v1 import batch_service_pb2 as pb
from tests.factories import screening
from tests.unit.cli.batch.conftest import Bole
from tests.unit.cli.batch.scripted_service import BATCH_ID, ScriptedBatches, batch, item


def duplicate(item_id: str, of: str) -> pb.BatchItem:
    """Returns an item that shares the answer of another one."""
    same = item(item_id, screening())
    same.duplicate_of_item_id = of
    return same


def test_a_spool_gives_items_back_in_both_orders() -> None:
    """That of the ranking, with duplicates after the ranked ones and failed items last, and that of `bole screen`."""
    with Spool() as spool:
        spool.keep([item("4", screening(), rank=1), duplicate("5", "4"), duplicate("3", "4"), item("2", screening())])
        spool.keep([item("6"), item("1")])

        assert [one.item_id for one in spool.by_rank()] == ["4", "2", "3", "5", "1", "6"]
        assert [one.item_id for one in spool.by_item_id()] == ["1", "2", "3", "4", "5", "6"]
        assert [one.rank for one in spool.by_item_id()] == [0, 0, 0, 1, 0, 0]
        assert (len(spool), spool.people) == (6, 2)


def test_everything_is_written_over_all_pages(bole: Bole, service: ScriptedBatches, tmp_path: Path) -> None:
    """Duplicates and failed items as well."""
    service.items = [*(item(f"{number:06d}", screening()) for number in range(249)), item("zzz")]
    service.batch = batch(total=250)

    assert "250 of 250 items" in bole("export", BATCH_ID, "--format", "jsonl", "--out", tmp_path).output

    lines = (tmp_path / "results.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["item_id"] for line in lines][-2:] == ["000248", "zzz"]
    (first, *_) = (one for one in service.requests["ListBatchResults"] if isinstance(one, pb.ListBatchResultsRequest))
    assert first.include_duplicates
    assert not first.include_profile


@pytest.mark.parametrize("place", ["-", "pipe"])
def test_only_files_are_written(
    bole: Bole, service: ScriptedBatches, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    """No file of the name `-`, and no file in the place of a pipe or a device."""
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe")
    for name, *arguments in (("export", "--format", "csv"), ("compare", "1", "2"), ("rubric",)):
        refused = bole(name, BATCH_ID, *arguments, "--out", place, "--force", expect=2).output
        assert f"which {place} is not" in refused
    assert service.requests == {}


def test_the_best_alone_are_asked_for(bole: Bole, service: ScriptedBatches, tmp_path: Path) -> None:
    """Nobody who failed, nobody twice."""
    service.items = [item(f"{number:06d}", screening(), rank=1) for number in range(9)]

    bole("export", BATCH_ID, "--format", "csv", "--out", tmp_path / "best.csv", "--top", "2")

    with (tmp_path / "best.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["item_id"] for row in csv.DictReader(file)] == ["000000", "000001"]
    (asked,) = service.requests["ListBatchResults"]
    assert isinstance(asked, pb.ListBatchResultsRequest)
    assert (list(asked.states), asked.include_duplicates, asked.page_size) == ([pb.BatchItem.SUCCEEDED], False, 2)


@pytest.mark.parametrize("name", ["json-resume", "hr-xml"])
def test_formats_of_people_cannot_be_blind(bole: Bole, service: ScriptedBatches, name: str) -> None:
    """Which is said before anything is fetched."""
    assert "cannot be blind" in bole("export", BATCH_ID, "--format", name, "--blind", expect=2).output
    assert service.requests["GetBatch"] == []


def test_a_blind_file_names_nobody(bole: Bole, service: ScriptedBatches, tmp_path: Path) -> None:
    """Not even by the file of the resume."""
    named = item("000001", screening(), rank=1)
    named.source, named.contact.name = "ada.txt", "Ada Lovelace"
    service.items = [named]

    for name in ("jsonl", "csv", "html"):
        bole("export", BATCH_ID, "--format", name, "--out", tmp_path / name, "--blind")
        assert "ada.txt" not in (tmp_path / name).read_text(encoding="utf-8-sig")
        assert "Lovelace" not in (tmp_path / name).read_text(encoding="utf-8-sig")


def test_a_file_that_is_there_is_written_over_only_by_force(bole: Bole, tmp_path: Path) -> None:
    """Somebody may have worked on it."""
    (tmp_path / "ranking.csv").write_text("mine", encoding="utf-8")

    assert "--force" in bole("export", BATCH_ID, "--format", "csv", "--out", tmp_path, expect=2).output
    assert (tmp_path / "ranking.csv").read_text(encoding="utf-8") == "mine"
    bole("export", BATCH_ID, "--format", "csv", "--out", tmp_path, "--force")
    assert "000001" in (tmp_path / "ranking.csv").read_text(encoding="utf-8-sig")


def test_an_export_that_breaks_off_leaves_no_file(bole: Bole, service: ScriptedBatches, tmp_path: Path) -> None:
    """Neither half of it nor its beginning."""
    service.failures["ListBatchResults"].append(BoleError(ErrorReason.BATCH_CHANGED, "The batch was rescored."))

    assert "(BATCH_CHANGED)" in bole("export", BATCH_ID, "--format", "csv", "--out", tmp_path, expect=2).output
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_a_batch_in_work_says_so(bole: Bole, service: ScriptedBatches, tmp_path: Path) -> None:
    """Whoever opens it later does not take it for the whole."""
    service.batch = batch(pb.Batch.RUNNING, total=5, succeeded=1)

    output = bole("export", BATCH_ID, "--format", "csv", "--out", tmp_path).output

    assert "1 of 5 items" in output
    assert "still worked on" in output


def test_candidates_are_compared_in_the_order_of_their_names(
    bole: Bole, service: ScriptedBatches, tmp_path: Path
) -> None:
    """No page is fetched after the last of them."""
    service.items = [item(f"{number:06d}", screening(), rank=number) for number in range(1, 250)]
    for one in service.items[:2]:
        one.contact.name = f"Number {one.rank}"

    output = bole("compare", BATCH_ID, "000002", "000001", "--out", tmp_path / "two.html").output

    page = (tmp_path / "two.html").read_text(encoding="utf-8")
    assert page.index("Number 2") < page.index("Number 1")
    assert "two.html" in output
    assert len(service.requests["ListBatchResults"]) == 1
    assert "2 to 5 candidates" in bole("compare", BATCH_ID, "000001", expect=2).output
    unknown = bole("compare", BATCH_ID, "000001", "nobody", expect=2).output
    assert "has no finished item nobody. The column item_id of `bole batch export` has all" in unknown
