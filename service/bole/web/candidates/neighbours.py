"""From one candidate to the one before or after in the ranking."""

from __future__ import annotations

from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import Response

from bole.v1 import batch_service_pb2 as pb
from bole.v1 import screening_service_pb2
from bole.web.backend import Calls
from bole.web.items import batch_path, item_path, named_in
from bole.web.pages import calls_of, redirect

_PAGE_SIZE = 500


async def previous(request: Request) -> Response:
    """Leads to the candidate before; to the ranking where there is none."""
    batch_id, item_id = named_in(request)
    before = ""
    async for one in _ranking(calls_of(request), batch_id):
        if one == item_id:
            break
        before = one
    else:
        before = ""
    return _to(batch_id, before)


async def following(request: Request) -> Response:
    """Leads to the candidate after; to the ranking where there is none."""
    batch_id, item_id = named_in(request)
    found = False
    async for one in _ranking(calls_of(request), batch_id):
        if found:
            return _to(batch_id, one)
        found = one == item_id
    return _to(batch_id, "")


def _to(batch_id: str, item_id: str) -> Response:
    return redirect(item_path(batch_id, item_id) if item_id else batch_path(batch_id))


async def _ranking(calls: Calls, batch_id: str) -> AsyncIterator[str]:
    """Yields the items with an answer of their own, the best first."""
    token = ""
    while True:
        asked = pb.ListBatchResultsRequest(
            batch_id=batch_id,
            page_size=_PAGE_SIZE,
            page_token=token,
            states=[pb.BatchItem.SUCCEEDED],
            view=screening_service_pb2.SCREENING_VIEW_BASIC,
        )
        answer = await calls.ask(calls.backend.batches.ListBatchResults, asked)
        for item in answer.items:
            yield item.item_id
        token = answer.next_page_token
        if not token:
            return
