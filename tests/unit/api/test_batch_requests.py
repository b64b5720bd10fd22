"""Requests of `BatchService`: what is refused, with which reason and field, and what retries have in common."""

from __future__ import annotations

from collections.abc import Callable

import grpc
import pytest
from google.type import date_pb2

from bole.api import batch_requests, page_tokens, result_requests
from bole.api.error_status import STATUS_CODES
from bole.domain.batches import BatchPriority, ItemState, PageStart, ResultFilter, TwoStage
from bole.domain.documents import DocumentRole
from bole.domain.errors import BoleError
from bole.domain.screening import Recommendation
from bole.v1 import batch_service_pb2 as pb
from bole.v1 import rubric_pb2, screening_pb2
from bole.v1.screening_service_pb2 import Document

POSTING = rubric_pb2.JobPosting(text="Backend engineer. Requirements: 3 years of Python.")
OPENS_IT = "1234"
NONE = "x"


def item(item_id: str = "i1", **changes: object) -> pb.NewBatchItem:
    """A valid item with some fields changed."""
    values: dict[str, object] = {"documents": [Document(content=b"resume")]}
    return pb.NewBatchItem(item_id=item_id, **(values | changes))  # type: ignore[arg-type]


def request(**changes: object) -> pb.CreateBatchRequest:
    """A valid request with some fields changed."""
    values: dict[str, object] = {"job_posting": POSTING, "items": [item()]}
    return pb.CreateBatchRequest(**(values | changes))  # type: ignore[arg-type]


def of_items(*items: pb.NewBatchItem) -> Callable[[], object]:
    return lambda: batch_requests.new_batch(request(items=items), has_model=True)


def of_batch(*, has_model: bool = True, **changes: object) -> Callable[[], object]:
    return lambda: batch_requests.new_batch(request(**changes), has_model=has_model)


def of_results(**fields: object) -> Callable[[], object]:
    return lambda: result_requests.results(pb.ListBatchResultsRequest(batch_id="b", **fields))  # type: ignore[arg-type]


LETTER = screening_pb2.DOCUMENT_ROLE_COVER_LETTER
REFUSED = {
    "nothing": (of_batch(items=[]), "ARGUMENT_INVALID", "items"),
    "request_id that forges a line": (of_batch(request_id="a\nb"), "ARGUMENT_INVALID", "request_id"),
    "long request_id": (of_batch(request_id="x" * 129), "ARGUMENT_INVALID", "request_id"),
    "no such day": (of_batch(as_of=date_pb2.Date(year=2026, month=2, day=30)), "ARGUMENT_INVALID", "as_of"),
    "no language": (of_batch(output_language_code="!"), "ARGUMENT_INVALID", "output_language_code"),
    "17 labels": (of_batch(labels={str(n): "" for n in range(17)}), "ARGUMENT_INVALID", "labels"),
    "long label": (of_batch(labels={"a": "x" * 129}), "ARGUMENT_INVALID", "labels"),
    "priority from the future": (of_batch(priority=9), "ARGUMENT_INVALID", "priority"),
    "101 URIs": (of_batch(source_uris=["file:///a"] * 101), "ARGUMENT_INVALID", "source_uris"),
    "empty URI": (of_batch(source_uris=["file:///a", ""]), "ARGUMENT_INVALID", "source_uris[1]"),
    "long URI": (of_batch(source_uris=["file:///" + "a" * 4096]), "ARGUMENT_INVALID", "source_uris[0]"),
    "two stages with the rules": (
        of_batch(two_stage=pb.TwoStage(best_count=10), has_model=False),
        "ARGUMENT_INVALID",
        "two_stage",
    ),
    "none of the best": (of_batch(two_stage=pb.TwoStage()), "ARGUMENT_INVALID", "two_stage.best_count"),
    "too many of the best": (
        of_batch(two_stage=pb.TwoStage(best_count=100_001)),
        "ARGUMENT_INVALID",
        "two_stage.best_count",
    ),
    "too many controls": (
        of_batch(two_stage=pb.TwoStage(best_count=1, control_count=1001)),
        "ARGUMENT_INVALID",
        "two_stage.control_count",
    ),
    "negative controls": (
        of_batch(two_stage=pb.TwoStage(best_count=1, control_count=-1)),
        "ARGUMENT_INVALID",
        "two_stage.control_count",
    ),
    "too many items": (of_items(*[item()] * 10_001), "ARGUMENT_INVALID", "items"),
    "no item_id": (of_items(item(), item("")), "ARGUMENT_INVALID", "items[1].item_id"),
    "long item_id": (of_items(item("x" * 129)), "ARGUMENT_INVALID", "items[0].item_id"),
    "item_id with a null": (of_items(item("a\0b")), "ARGUMENT_INVALID", "items[0].item_id"),
    "item twice": (of_items(item("a"), item("b"), item("a")), "ARGUMENT_INVALID", "items[2].item_id"),
    "long candidate_id": (of_items(item(candidate_id="x" * 129)), "ARGUMENT_INVALID", "items[0].candidate_id"),
    "no documents": (of_items(item(documents=[])), "ARGUMENT_INVALID", "items[0].documents"),
    "eleven documents": (
        of_items(item(documents=[Document(content=b"x")] * 6, references=[pb.DocumentReference(uri="file:///a")] * 5)),
        "ARGUMENT_INVALID",
        "items[0].documents",
    ),
    "letters alone": (
        of_items(
            item(
                documents=[Document(content=b"x", role=LETTER)],
                references=[pb.DocumentReference(uri="file:///a", role=LETTER)],
            )
        ),
        "ARGUMENT_INVALID",
        "items[0].documents",
    ),
    "password": (
        of_items(item(documents=[Document(content=b"x"), Document(content=b"x", password=OPENS_IT)])),
        "ARGUMENT_INVALID",
        "items[0].documents[1].password",
    ),
    "file name with a null": (
        of_items(item(documents=[Document(content=b"x", file_name="a\0b")])),
        "ARGUMENT_INVALID",
        "items[0].documents[0].file_name",
    ),
    "reference to nothing": (
        of_items(item(references=[pb.DocumentReference()])),
        "ARGUMENT_INVALID",
        "items[0].references[0].uri",
    ),
    "long member": (
        of_items(item(references=[pb.DocumentReference(uri="file:///a", member="x" * 4097)])),
        "ARGUMENT_INVALID",
        "items[0].references[0].member",
    ),
    "member with a null": (
        of_items(item(references=[pb.DocumentReference(uri="file:///a", member="a\0b")])),
        "ARGUMENT_INVALID",
        "items[0].references[0].member",
    ),
    "role from the future": (
        of_items(item(references=[pb.DocumentReference(uri="file:///a", role=99)])),  # type: ignore[arg-type]
        "ARGUMENT_INVALID",
        "items[0].references[0].role",
    ),
    "no batch_id": (lambda: batch_requests.batch_id(""), "ARGUMENT_INVALID", "batch_id"),
    "batch_id with a null": (lambda: batch_requests.batch_id("a\0"), "ARGUMENT_INVALID", "batch_id"),
    "negative page": (of_results(page_size=-1), "ARGUMENT_INVALID", "page_size"),
    "negative page of batches": (
        lambda: result_requests.batches_size(pb.ListBatchesRequest(page_size=-1)),
        "ARGUMENT_INVALID",
        "page_size",
    ),
    "page token that is none": (of_results(page_token=NONE), "ARGUMENT_INVALID", "page_token"),
    "score above 100": (of_results(min_match_score=101), "ARGUMENT_INVALID", "min_match_score"),
    "unknown recommendation": (of_results(recommendations=[1, 77]), "ARGUMENT_INVALID", "recommendations[1]"),
    "unset recommendation": (of_results(recommendations=[0]), "ARGUMENT_INVALID", "recommendations[0]"),
    "state that is not final": (of_results(states=[pb.BatchItem.RUNNING]), "ARGUMENT_INVALID", "states[0]"),
    "candidate with a null": (of_results(candidate_id="a\0"), "ARGUMENT_INVALID", "candidate_id"),
}


def test_a_number_that_is_refused_is_told_as_it_was_sent() -> None:
    """As 2e+06 nobody would know it again."""
    with pytest.raises(BoleError, match=r"is 2000000\. Send a value from 1 to 100000\."):
        of_batch(two_stage=pb.TwoStage(best_count=2_000_000))()


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_wrong_is_named(case: str) -> None:
    """Each is INVALID_ARGUMENT, with the path of the field and a sentence that says what to do."""
    convert, reason, field = REFUSED[case]

    with pytest.raises(BoleError) as caught:
        convert()

    assert caught.value.reason.value == reason
    assert caught.value.field == field
    assert STATUS_CODES[caught.value.reason] is grpc.StatusCode.INVALID_ARGUMENT
    assert caught.value.message.endswith(".")


def test_what_is_asked_arrives() -> None:
    asked = batch_requests.new_batch(
        request(
            request_id="r-1",
            items=[
                item(
                    candidate_id="c-1",
                    documents=[Document(content=b"x", role=LETTER)],
                    references=[pb.DocumentReference(uri="file:///a.zip", member="b.pdf")],
                )
            ],
            source_uris=["file:///roots/a"],
            as_of=date_pb2.Date(year=2026, month=1, day=31),
            accepts_items=True,
            allow_degraded=True,
            two_stage=pb.TwoStage(best_count=100, control_count=30),
            labels={"requisition": "r-9"},
        ),
        has_model=True,
    )

    (draft,) = asked.items
    assert (draft.item_id, draft.candidate_id) == ("i1", "c-1")
    assert [(one.content, one.role) for one in draft.documents] == [(b"x", DocumentRole.COVER_LETTER)]
    assert [(one.uri, one.member, one.role) for one in draft.references] == [
        ("file:///a.zip", "b.pdf", DocumentRole.RESUME)
    ]
    assert asked.request_id == "r-1"
    assert asked.source_uris == ("file:///roots/a",)
    assert asked.priority is BatchPriority.NORMAL
    assert asked.two_stage == TwoStage(best_count=100, control_count=30)
    assert (asked.accepts_items, asked.allow_degraded) == (True, True)
    assert asked.as_of.isoformat() == "2026-01-31"
    assert dict(asked.labels) == {"requisition": "r-9"}


def test_a_retry_has_the_digest_of_the_first_try() -> None:
    """Under whichever name, and on whichever day: `as_of` that is not given is no part of it."""
    first = batch_requests.request_digest(request(request_id="r-1", labels={"a": "1", "b": "2"}))

    assert batch_requests.request_digest(request(request_id="r-2", labels={"b": "2", "a": "1"})) == first


@pytest.mark.parametrize(
    "changed",
    [
        request(items=[item(), item("i2")]),
        request(items=[item(candidate_id="c")]),
        request(job_posting=rubric_pb2.JobPosting(text="Another.")),
        request(rubric=rubric_pb2.Rubric()),
        request(as_of=date_pb2.Date(year=2026, month=1, day=31)),
        request(source_uris=["file:///a"]),
        request(accepts_items=True),
        request(priority=pb.Batch.HIGH),
        request(two_stage=pb.TwoStage(best_count=1)),
        request(labels={"a": "b"}),
    ],
)
def test_other_content_has_another_digest(changed: pb.CreateBatchRequest) -> None:
    assert batch_requests.request_digest(changed) != batch_requests.request_digest(request())


def test_a_filter_arrives_each_value_once() -> None:
    asked = result_requests.results(
        pb.ListBatchResultsRequest(
            batch_id="b",
            page_size=9999,
            recommendations=[screening_pb2.Screening.HOLD, screening_pb2.Screening.HOLD],
            min_match_score=0,
            candidate_id="c",
            states=[pb.BatchItem.FAILED, pb.BatchItem.CANCELLED, pb.BatchItem.FAILED],
            include_duplicates=True,
        )
    )

    assert asked.size == result_requests.LARGEST_RESULT_PAGE
    assert asked.start is None
    assert asked.wanted == ResultFilter(
        recommendations=(Recommendation.HOLD,),
        min_match_score=0,
        candidate_id="c",
        states=(ItemState.FAILED, ItemState.CANCELLED),
        include_duplicates=True,
    )


def test_a_page_token_is_good_for_other_views_and_sizes_but_no_other_filter() -> None:
    start = PageStart(revision=0, up_to_sequence=9, after=(1, 2))
    asked = pb.ListBatchResultsRequest(batch_id="b", min_match_score=50)
    token = page_tokens.for_results(start, result_requests.results(asked).bound)

    same = pb.ListBatchResultsRequest(
        batch_id="b", min_match_score=50, page_token=token, page_size=7, include_contact=True
    )
    assert result_requests.results(same).start == start
    for other in ({"batch_id": "c", "min_match_score": 50}, {"batch_id": "b"}):
        with pytest.raises(BoleError, match="page token"):
            result_requests.results(pb.ListBatchResultsRequest(page_token=token, **other))
