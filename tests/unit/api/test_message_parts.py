"""Messages of many small parts, which take far more room decoded than they do on the wire."""

from __future__ import annotations

import pytest

from bole.api.message_parts import MOST_PARTS, has_too_many_parts
from bole.v1 import batch_service_pb2, rubric_pb2
from bole.v1 import screening_service_pb2 as pb

SCREEN = pb.ScreenResumeRequest.DESCRIPTOR
DOCUMENT = pb.Document(content=b"x" * 100, file_name="name", media_type="text/plain")


def within(parts: int) -> bytes:
    """A request with so many parts two levels down."""
    return pb.ScreenResumeRequest(
        rubric=rubric_pb2.Rubric(criteria=[rubric_pb2.Criterion()] * parts)
    ).SerializeToString()


@pytest.mark.parametrize(
    "content",
    [
        pb.ScreenResumeRequest(documents=[pb.Document()] * 101).SerializeToString(),
        within(101),
        pb.ScreenResumeRequest(labels={str(number): "" for number in range(101)}).SerializeToString(),
        b"\x48\x01" * 101,  # a number again and again
        b"\xf9\x7f" + b"\0" * 8 + b"\xfd\x7f" + b"\0" * 4 + within(101),  # behind fields that nobody knows
        b"\x0b" * 201,  # groups
    ],
)
def test_many_small_parts_are_too_many(content: bytes) -> None:
    assert has_too_many_parts(content, SCREEN, 100)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        within(90),
        pb.ScreenResumeRequest(documents=[pb.Document(content=b"x" * 10_000)] * 10).SerializeToString(),
        b"\xff" * 1000,  # no message
        b"\x22\xff\x7f",  # cut
    ],
)
def test_large_parts_and_few_are_not(content: bytes) -> None:
    assert not has_too_many_parts(content, SCREEN, 100)


def test_the_largest_batch_at_a_time_has_fewer() -> None:
    item = batch_service_pb2.NewBatchItem(item_id="i", candidate_id="c", documents=[DOCUMENT] * 10)
    request = batch_service_pb2.AddBatchItemsRequest(batch_id="b", items=[item] * 10_000)
    content = request.SerializeToString()

    assert len(content) > 2 * MOST_PARTS
    assert not has_too_many_parts(content, request.DESCRIPTOR)
