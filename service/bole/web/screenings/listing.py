"""The screenings that there are."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from bole.v1 import batch_service_pb2 as pb
from bole.web.pages import calls_of, page, redirect
from bole.web.screenings.progress import progress_of

_PAGE_BATCHES = 30


async def home(request: Request) -> Response:  # noqa: ARG001  # the same for everybody
    """Leads to the screenings."""
    return redirect("/batches")


async def begin(request: Request) -> Response:  # noqa: ARG001
    """Leads from the address of a form, which a reload asks for, to where the form begins."""
    return redirect("/screenings/new")


async def go_back(request: Request) -> Response:
    """Leads from the address of a form to the batch that it is about."""
    return redirect(f"/batches/{request.path_params['batch_id']}")


async def batches(request: Request) -> Response:
    """Lists the screenings, the newest first."""
    calls = calls_of(request)
    asked = pb.ListBatchesRequest(page_size=_PAGE_BATCHES, page_token=request.query_params.get("after", ""))
    answer = await calls.ask(calls.backend.batches.ListBatches, asked)
    return page(
        request,
        "screenings/batches.html.jinja",
        batches=[(batch, progress_of(batch)) for batch in answer.batches],
        after=answer.next_page_token,
        is_first=not asked.page_token,
    )


async def cancel(request: Request, form: FormData) -> Response:  # noqa: ARG001  # it holds the token alone
    """Ends the work on a batch."""
    calls, batch_id = calls_of(request), request.path_params["batch_id"]
    await calls.ask(calls.backend.batches.CancelBatch, pb.CancelBatchRequest(batch_id=batch_id))
    return redirect(f"/batches/{batch_id}")


async def delete(request: Request, form: FormData) -> Response:  # noqa: ARG001
    """Deletes a batch with all that is kept of its candidates."""
    calls, batch_id = calls_of(request), request.path_params["batch_id"]
    await calls.ask(calls.backend.batches.DeleteBatch, pb.DeleteBatchRequest(batch_id=batch_id))
    return redirect("/batches")
