"""Commands on a batch that is there."""

from __future__ import annotations

import json
from pathlib import Path

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.resume import Contact
from bole.rubric.rubric_file import read_rubric
from bole.v1 import batch_service_pb2 as pb
from bole.v1 import screening_pb2
from tests.factories import assessment, screening
from tests.unit.cli.batch.conftest import Bole
from tests.unit.cli.batch.scripted_service import BATCH_ID, ScriptedBatches, batch, item


def asked_for_results(service: ScriptedBatches) -> list[pb.ListBatchResultsRequest]:
    return [one for one in service.requests["ListBatchResults"] if isinstance(one, pb.ListBatchResultsRequest)]


def test_results_have_the_ranks_of_the_service(bole: Bole, service: ScriptedBatches) -> None:
    """A list of some of them begins where they stand."""
    service.items = [item("000007", screening(), rank=17), item("000008")]
    service.items[0].tied = True

    output = bole("results", BATCH_ID).output

    assert "17=" in output
    assert "The file is empty" in output


def test_results_are_filtered_by_the_service(bole: Bole, service: ScriptedBatches) -> None:
    """Not here, after everything was sent."""
    bole("results", BATCH_ID, "--recommendation", "advance, REVIEW", "--min-score", "60", "--state", "succeeded")

    (asked,) = asked_for_results(service)
    assert list(asked.recommendations) == [screening_pb2.Screening.ADVANCE, screening_pb2.Screening.REVIEW]
    assert asked.min_match_score == 60
    assert list(asked.states) == [pb.BatchItem.SUCCEEDED]


def test_a_recommendation_that_does_not_exist_is_refused(bole: Bole) -> None:
    """With those that do."""
    assert "ADVANCE, REVIEW, HOLD" in bole("results", BATCH_ID, "--recommendation", "REJECT", expect=2).output


def test_results_say_what_they_do_not_show(bole: Bole, service: ScriptedBatches) -> None:
    """A table is short unless it is asked to be long; so is a batch that is worked on."""
    service.items = [item(f"{number:06d}") for number in range(250)]
    service.batch = batch(pb.Batch.RUNNING, total=300, failed=250)

    short, long = bole("results", BATCH_ID).output, bole("results", BATCH_ID, "--top", "240").output

    assert "200 more: --top N shows more of them" in short
    assert "10 more" in long
    assert "So far: 0 screened, 250 failed, of 300 items." in short
    assert [one.page_size for one in asked_for_results(service)] == [50, 100, 100, 100]


def test_a_whole_list_says_how_many_files_are_the_same(bole: Bole, service: ScriptedBatches) -> None:
    """A part of it does not: how many of them would be in it is not known."""
    service.items = [item(f"{number:06d}", screening()) for number in range(3)]
    service.batch = batch(total=5, succeeded=5, duplicate=2)

    assert "2 more are the same as one of these" in bole("results", BATCH_ID).output
    for options in (("--top", "2"), ("--min-score", "0"), ("--state", "succeeded"), ("--recommendation", "HOLD")):
        assert "the same" not in bole("results", BATCH_ID, *options).output


def test_results_as_json_are_all_items_line_by_line(bole: Bole, service: ScriptedBatches) -> None:
    """Over all pages."""
    service.items = [item(f"{number:06d}", screening()) for number in range(101)]

    lines = [json.loads(line) for line in bole("results", BATCH_ID, "--json").stdout.splitlines()]

    assert [one["item_id"] for one in lines] == [f"{number:06d}" for number in range(101)]
    assert lines[0]["screening"]["recommendation"] == "ADVANCE"


def test_blind_results_say_of_nobody_who_it_is(bole: Bole, service: ScriptedBatches) -> None:
    """Neither as a table nor as JSON, neither file nor contact nor quote."""
    quoted = screening([assessment(quotes=("Ada Lovelace wrote services in Python.",))], candidate_id="ada@example.org")
    named = item("000001", quoted, rank=1)
    named.source, named.candidate_id = "ada.txt", "ada@example.org"
    contact = Contact(name="Ada Lovelace", email="ada@example.org")
    named.contact.name, named.contact.email = contact.name, contact.email
    service.items = [named]

    for options in ((), ("--json",)):
        assert "Lovelace" in bole("results", BATCH_ID, *options).output
        blind = bole("results", BATCH_ID, "--blind", *options).output
        assert [word for word in ("Ada", "ada", "Lovelace", "example.org") if word in blind] == []


def test_a_blind_list_does_not_hold_the_callers_name_for_one_who_could_not_be_read(
    bole: Bole, service: ScriptedBatches
) -> None:
    """There is no contact to tell a name by."""
    failed = item("000002")
    failed.candidate_id = "Lovelace, Ada"
    service.items = [failed]

    assert "Lovelace" in bole("results", BATCH_ID, "--json").output
    assert "Lovelace" not in bole("results", BATCH_ID, "--json", "--blind").output


def test_a_list_goes_over_pages_and_says_what_is_left(bole: Bole, service: ScriptedBatches) -> None:
    """The service decides how many are on a page."""
    service.batch.labels["team"] = "a"

    output = bole("list").output

    assert output.count(BATCH_ID) == 3
    assert "team=a" in output
    assert "older ones" not in output
    assert "older ones" in bole("list", "--top", "2").output


def test_a_batch_whose_posting_has_no_title_has_a_line_of_its_own(bole: Bole, service: ScriptedBatches) -> None:
    """With a dash in its place, so that two lines are one batch."""
    service.batch.title = ""

    assert bole("list", "--top", "1").output.splitlines()[1] == "    -"


def test_a_rubric_is_written_edited_and_applied(bole: Bole, service: ScriptedBatches, tmp_path: Path) -> None:
    """Never over one that may have been edited."""
    path = tmp_path / "rubric.yaml"
    assert f"bole batch rescore {BATCH_ID}" in bole("rubric", BATCH_ID, "--out", path).output
    path.write_text(path.read_text(encoding="utf-8").replace("advance_score: 70", "advance_score: 90"))

    assert "--force" in bole("rubric", BATCH_ID, "--out", path, expect=2).output
    assert "rescored once" in bole("rescore", BATCH_ID, "--rubric", path).output

    (asked,) = service.requests["RescoreBatch"]
    assert isinstance(asked, pb.RescoreBatchRequest)
    assert asked.rubric.thresholds.advance_score == 90
    bole("rubric", BATCH_ID, "--out", path, "--force")
    assert read_rubric(path.read_text(encoding="utf-8")).thresholds.advance_score == 70


def test_a_rubric_goes_to_standard_output_where_no_file_is_named(bole: Bole) -> None:
    """As `bole rubric` does it."""
    assert "advance_score: 70" in bole("rubric", BATCH_ID).output


def test_deleting_takes_a_yes(bole: Bole, service: ScriptedBatches) -> None:
    """Nothing brings it back."""
    assert "Say --yes" in bole("delete", BATCH_ID, expect=2).output
    assert service.requests["DeleteBatch"] == []
    assert "is deleted" in bole("delete", BATCH_ID, "--yes").output
    assert len(service.requests["DeleteBatch"]) == 1


def test_cancelling_says_what_stays(bole: Bole, service: ScriptedBatches) -> None:
    """What has finished."""
    service.batch = batch(pb.Batch.CANCELLED, total=5, succeeded=2, cancelled=3)

    assert "Batch b1 is cancelled: of 5 items 2 screened, 3 cancelled." in bole("cancel", BATCH_ID).output


def test_what_is_refused_ends_with_its_reason(bole: Bole, service: ScriptedBatches) -> None:
    """Each command alike."""
    unknown = BoleError(ErrorReason.BATCH_NOT_FOUND, "There is no such batch.")
    for method, arguments in {
        "ListBatchResults": ("results", BATCH_ID, "--json"),
        "GetBatch": ("rubric", BATCH_ID),
        "CancelBatch": ("cancel", BATCH_ID),
        "DeleteBatch": ("delete", BATCH_ID, "--yes"),
    }.items():
        service.failures[method].append(unknown)
        assert "There is no such batch. (BATCH_NOT_FOUND)" in bole(*arguments, expect=2).output
