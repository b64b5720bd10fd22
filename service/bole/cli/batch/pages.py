"""Results of a batch, page by page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bole.cli.connection import UserError
from bole.cli.patience import Patience
from bole.v1 import batch_service_pb2 as pb
from bole.v1 import screening_pb2, screening_service_pb2

if TYPE_CHECKING:
    from bole.v1.batch_service_pb2_grpc import BatchServiceAsyncStub

_PAGE_ITEMS = 100
"""Whole answers with profiles: pages stay well below the limit of a message."""

STATES = {"succeeded": pb.BatchItem.SUCCEEDED, "failed": pb.BatchItem.FAILED, "cancelled": pb.BatchItem.CANCELLED}
RECOMMENDATIONS = {
    "ADVANCE": screening_pb2.Screening.ADVANCE,
    "REVIEW": screening_pb2.Screening.REVIEW,
    "HOLD": screening_pb2.Screening.HOLD,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Results that come one after the other, and how many there are on all pages."""

    items: tuple[pb.BatchItem, ...]
    total: int


async def pages(
    stub: BatchServiceAsyncStub, asked: pb.ListBatchResultsRequest, *, most: int | None = None
) -> AsyncIterator[Page]:
    """Yields the pages of what is asked, whole answers, up to `most` items; at least one page, which may be empty.

    Raises:
        grpc.aio.AioRpcError: The batch is unknown, or was rescored in the middle.
        BoleError: The server stayed away.
    """
    patience = Patience()
    request = pb.ListBatchResultsRequest()
    request.CopyFrom(asked)
    request.view = screening_service_pb2.SCREENING_VIEW_FULL
    request.page_size = _PAGE_ITEMS if most is None else min(most, _PAGE_ITEMS)
    left = most
    while True:
        response = await patience.answered(lambda: stub.ListBatchResults(request))
        items = tuple(response.items)[:left]
        yield Page(items=items, total=response.total_size)
        left = None if left is None else left - len(items)
        if not response.next_page_token or left == 0:
            return
        request.page_token = response.next_page_token


def recommendations(names: str) -> list[screening_pb2.Screening.Recommendation.ValueType]:
    """Reads names that are parted by commas.

    Raises:
        UserError: One of them is no recommendation.
    """
    wanted = [name.strip().upper() for name in names.split(",") if name.strip()]
    unknown = [name for name in wanted if name not in RECOMMENDATIONS]
    if unknown:
        raise UserError(f"{unknown[0]} is no recommendation: there are {', '.join(RECOMMENDATIONS)}.")
    return [RECOMMENDATIONS[name] for name in wanted]
