"""Other weights, requirements, gates and thresholds for a whole batch."""

from __future__ import annotations

import grpc
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from bole.v1 import batch_service_pb2 as pb
from bole.web.errors import failure_of
from bole.web.items import batch_of
from bole.web.pages import calls_of, redirect
from bole.web.screenings import rubric_form
from bole.web.screenings.editor import editor


async def rubric(request: Request) -> Response:
    """Shows the rubric of a batch, to be weighed anew."""
    batch_id = request.path_params["batch_id"]
    edited = (await batch_of(calls_of(request), batch_id)).rubric
    return editor(request, edited, batch_id=batch_id)


async def rescore(request: Request, form: FormData) -> Response:
    """Applies it to all results, and goes back to the ranking."""
    changed, _ = rubric_form.edited(form)
    calls, batch_id = calls_of(request), request.path_params["batch_id"]
    asked = pb.RescoreBatchRequest(batch_id=batch_id, rubric=changed)
    try:
        await calls.ask(calls.backend.batches.RescoreBatch, asked)
    except grpc.aio.AioRpcError as error:
        failure = failure_of(error)
        if failure.status != 400:
            raise
        return editor(request, changed, failure=failure, batch_id=batch_id)
    return redirect(f"/batches/{batch_id}?rescored")
