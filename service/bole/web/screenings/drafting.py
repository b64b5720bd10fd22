"""From a posting, or a role of the library, to a rubric that was edited, and on to a batch."""

from __future__ import annotations

import secrets

import grpc
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bole.domain.errors import BoleError
from bole.v1 import batch_service_pb2, rubric_pb2, screening_pb2, screening_service_pb2
from bole.web.errors import Failure, failure_of
from bole.web.pages import calls_of, choose_language, options_of, page, redirect
from bole.web.roles import all_roles, role_of
from bole.web.screenings import rubric_form
from bole.web.screenings.editor import editor
from bole.web.screenings.uploading import too_large

_SHOWN_AGAIN = frozenset({400, 409, 413, 429, 503, 504})
"""After these a person can change something, or try again, on the page where they are."""


async def new(request: Request) -> Response:
    """Asks for a posting, or begins with a role of the library."""
    role = request.query_params.get("role", "")
    if not role:
        return await _ask(request)
    rubric = (await role_of(request, role)).rubric
    return _editor(request, rubric)


async def draft(request: Request, form: FormData) -> Response:
    """Shows the rubric that the service drafts from the posting."""
    posting = rubric_pb2.JobPosting(text=str(form.get("posting", "")))
    try:
        posting.text = await _text_of(request, form.get("file")) or posting.text
        asked = screening_service_pb2.DraftRubricRequest(job_posting=posting, allow_degraded=True)
        calls = calls_of(request)
        drafted = (await calls.ask(calls.backend.screening.DraftRubric, asked)).rubric
    except (grpc.aio.AioRpcError, BoleError) as error:
        return await _ask(request, posting=posting.text, failure=_told(error))
    return _editor(request, drafted)


async def edit(request: Request, form: FormData) -> Response:
    """Adds a criterion or removes one, for browsers that run no scripts; or shows the page in the other language."""
    kept = choose_language(request, form)
    rubric, rows = rubric_form.edited(form)
    action, _, name = str(form.get("do", "")).partition(":")
    if action == "remove":
        rubric_form.remove_row(rubric, rows, name)
    elif action == "add":
        rubric_form.add_row(rubric)
    return kept(_editor(request, rubric, form=form))


async def shares(request: Request, form: FormData) -> Response:  # noqa: ARG001  # the same form for every route
    """Tells a script how much of the score each criterion is."""
    _, rows = rubric_form.edited(form)
    return JSONResponse({"shares": {row.name: round(100 * row.share) for row in rows if row.scored}})


async def create(request: Request, form: FormData) -> Response:
    """Makes the batch; sending the same form again leads to the same one."""
    rubric, _ = rubric_form.edited(form)
    asked = batch_service_pb2.CreateBatchRequest(
        request_id=str(form.get("request_id", "")),
        rubric=rubric,
        accepts_items=True,
        output_language_code=str(form.get("output_language", "")),
        allow_degraded="allow_degraded" in form,
    )
    calls = calls_of(request)
    try:
        batch = (await calls.ask(calls.backend.batches.CreateBatch, asked)).batch
    except grpc.aio.AioRpcError as error:
        return _editor(request, rubric, form=form, failure=_told(error))
    return redirect(f"/batches/{batch.batch_id}")


async def _ask(request: Request, *, posting: str = "", failure: Failure | None = None) -> Response:
    return page(
        request,
        "screenings/posting.html.jinja",
        status=200 if failure is None else failure.status,
        roles=await all_roles(request),
        posting=posting,
        failure=failure,
    )


def _editor(
    request: Request,
    rubric: rubric_pb2.Rubric,
    *,
    form: FormData | None = None,
    failure: Failure | None = None,
) -> Response:
    given = FormData() if form is None else form
    return editor(
        request,
        rubric,
        failure=failure,
        request_id=given.get("request_id") or secrets.token_hex(16),
        output_language=given.get("output_language", ""),
        allow_degraded="allow_degraded" in given,
    )


async def _text_of(request: Request, upload: object) -> str:
    """Returns what a person reads in an uploaded posting, as the service reads it; empty without one.

    Raises:
        BoleError: DOCUMENT_TOO_LARGE.
        grpc.aio.AioRpcError: The service cannot read it.
    """
    if not isinstance(upload, UploadFile) or not upload.filename:
        return ""
    limit = options_of(request).document_bytes
    content = await upload.read(limit + 1)
    if len(content) > limit:
        raise too_large(limit)
    document = screening_service_pb2.Document(
        content=content,
        file_name=upload.filename[:1024],
        role=screening_pb2.DOCUMENT_ROLE_PORTFOLIO,  # anything but a resume: a posting is none
    )
    calls = calls_of(request)
    asked = screening_service_pb2.ParseResumeRequest(document=document)
    return (await calls.ask(calls.backend.screening.ParseResume, asked)).parsed_resume.text


def _told(error: grpc.aio.AioRpcError | BoleError) -> Failure:
    """Returns what a person is told where they are.

    Raises:
        grpc.aio.AioRpcError: It is nothing that they could mend there.
    """
    failure = failure_of(error)
    if failure.status not in _SHOWN_AGAIN:
        raise error
    return failure
