"""Other weights, requirements, gates and thresholds for a whole batch."""

from __future__ import annotations

import grpc
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from bole.v1 import batch_service_pb2 as pb
from bole.v1 import rubric_pb2
from bole.web.errors import Failure, failure_of
from bole.web.pages import calls_of, page, redirect
from bole.web.screenings import rubric_form
from bole.web.screenings.drafting import faulty_row
from bole.web.screenings.rubric_form import Row


async def rubric(request: Request) -> Response:
    """Shows the rubric of a batch, to be weighed anew."""
    calls, batch_id = calls_of(request), request.path_params["batch_id"]
    batch = (await calls.ask(calls.backend.batches.GetBatch, pb.GetBatchRequest(batch_id=batch_id))).batch
    return _editor(request, batch.rubric, rubric_form.rows_of(batch.rubric))


async def rescore(request: Request, form: FormData) -> Response:
    """Applies it to all results, and goes back to the ranking."""
    changed, rows = rubric_form.edited(form)
    calls, batch_id = calls_of(request), request.path_params["batch_id"]
    asked = pb.RescoreBatchRequest(batch_id=batch_id, rubric=changed)
    try:
        await calls.ask(calls.backend.batches.RescoreBatch, asked)
    except grpc.aio.AioRpcError as error:
        failure = failure_of(error)
        if failure.status != 400:
            raise
        return _editor(request, changed, rows, failure=failure)
    return redirect(f"/batches/{batch_id}")


def _editor(
    request: Request, edited: rubric_pb2.Rubric, rows: tuple[Row, ...], *, failure: Failure | None = None
) -> Response:
    return page(
        request,
        "screening_rubric.html.jinja",
        status=200 if failure is None else failure.status,
        rubric=edited,
        rows=rows,
        draft=rubric_form.draft_text(edited),
        form=rubric_form,
        failure=failure,
        faulty=faulty_row(failure, rows),
        batch_id=request.path_params["batch_id"],
    )
