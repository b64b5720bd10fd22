"""A screening: what it is about, its files, and the ranking that fills."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import asdict

import grpc
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bole.v1 import batch_service_pb2 as pb
from bole.web.backend import Calls
from bole.web.errors import failure_of
from bole.web.items import batch_of
from bole.web.pages import (
    calls_of,
    language_of,
    options_of,
    page,
    redirect,
    rendered,
    session_of,
    words_in,
)
from bole.web.screenings.progress import progress_of
from bole.web.screenings.ranking import RankingPage, ranking_page, wanted_of
from bole.web.server_sent import Sent, event_stream


async def show(request: Request) -> Response:
    """Shows a batch."""
    calls, batch_id = calls_of(request), request.path_params["batch_id"]
    batch = await batch_of(calls, batch_id)
    return page(
        request,
        "screenings/batch.html.jinja",
        batch=batch,
        progress=progress_of(batch),
        ranking=await _ranking(request),
        options=options_of(request),
        reviewer=session_of(request).reviewer,
        rescored="rescored" in request.query_params,
    )


async def ranking(request: Request) -> Response:
    """Returns a page of the ranking alone, for the script that brings it up to date."""
    return HTMLResponse(rendered(request, "screenings/ranking.html.jinja", ranking=await _ranking(request)))


async def close(request: Request, form: FormData) -> Response:  # noqa: ARG001  # it holds the token alone
    """Says that no more files come, so that the batch can finish."""
    calls, batch_id = calls_of(request), request.path_params["batch_id"]
    await calls.ask(calls.backend.batches.AddBatchItems, pb.AddBatchItemsRequest(batch_id=batch_id))
    return redirect(f"/batches/{batch_id}")


async def events(request: Request) -> Response:
    """Tells of the progress of a batch until it has ended."""
    return event_stream(_events(calls_of(request), request.path_params["batch_id"]))


async def _events(calls: Calls, batch_id: str) -> AsyncIterator[Sent]:
    asked = pb.WatchBatchRequest(batch_id=batch_id, progress_only=True)
    try:
        async for told in calls.watch(calls.backend.batches.WatchBatch, asked):
            yield Sent("progress", json.dumps(asdict(progress_of(told.batch))))
    except grpc.aio.AioRpcError as error:
        # A reason alone: the browser asks again by itself, and a page that is loaded anew says what to do.
        yield Sent("failed", json.dumps({"reason": failure_of(error).reason}))
        return
    yield Sent("ended", "{}")


async def _ranking(request: Request) -> RankingPage:
    asked = request.query_params
    wanted = wanted_of(request.path_params["batch_id"], asked.get("page", ""), asked.get("recommendation", ""))
    return await ranking_page(calls_of(request), wanted, session_of(request), words_in(language_of(request)))
