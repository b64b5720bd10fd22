"""Which results and which batches a caller wants to see, and how much of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bole.api import converters, page_tokens
from bole.api.batch_answers import ItemView
from bole.api.validation import invalid, values_within
from bole.domain.batches import ItemState, PageStart, ResultFilter
from bole.domain.screening import Recommendation
from bole.v1 import batch_service_pb2 as pb
from bole.v1 import screening_pb2

LARGEST_RESULT_PAGE, USUAL_RESULT_PAGE = 500, 100
LARGEST_BATCH_PAGE, USUAL_BATCH_PAGE = 200, 50

_LISTED_STATES = {
    pb.BatchItem.SUCCEEDED: ItemState.SUCCEEDED,
    pb.BatchItem.FAILED: ItemState.FAILED,
    pb.BatchItem.CANCELLED: ItemState.CANCELLED,
}


def result_filter(message: pb.ListBatchResultsRequest) -> ResultFilter:
    """Converts which results are wanted."""
    least = message.min_match_score if message.HasField("min_match_score") else None
    if least is not None:
        values_within(least, "min_match_score", 0, 100)
    return ResultFilter(
        recommendations=tuple(dict.fromkeys(_recommendations(message.recommendations))),
        min_match_score=least,
        candidate_id=converters.identifier(message.candidate_id, "candidate_id"),
        states=tuple(dict.fromkeys(_states(message.states))),
        include_duplicates=message.include_duplicates,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsAsked:
    """Which page of results is asked for; `bound` is what its token is good for."""

    wanted: ResultFilter
    start: PageStart | None
    size: int
    bound: bytes


def results(message: pb.ListBatchResultsRequest) -> ResultsAsked:
    """Converts which results are asked for."""
    bound = pb.ListBatchResultsRequest()
    bound.CopyFrom(message)
    for field in ("page_size", "page_token", "view", "include_contact", "include_profile"):
        bound.ClearField(field)
    asked = bound.SerializeToString(deterministic=True)
    return ResultsAsked(
        wanted=result_filter(message),
        start=page_tokens.results_start(message.page_token, asked),
        size=page_size(message.page_size, USUAL_RESULT_PAGE, LARGEST_RESULT_PAGE),
        bound=asked,
    )


def batches_size(message: pb.ListBatchesRequest) -> int:
    """Converts how many batches a page has at most."""
    return page_size(message.page_size, USUAL_BATCH_PAGE, LARGEST_BATCH_PAGE)


def page_size(value: int, usual: int, largest: int) -> int:
    """Converts how many a page has at most: `usual` for 0, never more than `largest`."""
    if value < 0:
        raise invalid("page_size", f"`page_size` is {value}. Send a value from 1 to {largest}, or none.")
    return min(value or usual, largest)


def view(message: pb.ListBatchResultsRequest | pb.WatchBatchRequest | pb.GetBatchItemRequest) -> ItemView:
    """Converts how much of each answer comes back."""
    return ItemView(
        full=converters.is_full(message.view),
        include_contact=message.include_contact,
        include_profile=not isinstance(message, pb.WatchBatchRequest) and message.include_profile,
    )


def _recommendations(values: Iterable[screening_pb2.Screening.Recommendation.ValueType]) -> Iterable[Recommendation]:
    for index, value in enumerate(values):
        name = screening_pb2.Screening.Recommendation.DESCRIPTOR.values_by_number.get(value)
        if name is None or name.name not in Recommendation.__members__:
            raise invalid(f"recommendations[{index}]", "Send ADVANCE, REVIEW or HOLD, or leave the field empty.")
        yield Recommendation(name.name)


def _states(values: Iterable[pb.BatchItem.State.ValueType]) -> Iterable[ItemState]:
    for index, value in enumerate(values):
        if value not in _LISTED_STATES:
            raise invalid(f"states[{index}]", "Send SUCCEEDED, FAILED or CANCELLED, or leave the field empty.")
        yield _LISTED_STATES[value]
