"""The exact prompt and grammar of a screening, for a posting and a resume at hand or for an item of a batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import grpc
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from bole.v1 import batch_service_pb2, rubric_pb2
from bole.v1 import screening_service_pb2 as pb
from bole.web.backend import Calls
from bole.web.batch_choices import MOST_CHOICES, batch_choices
from bole.web.errors import Failure, failure_to_show
from bole.web.items import batch_of
from bole.web.naming import code_name
from bole.web.pages import calls_of, options_of, page
from bole.web.playground.fields import Fault, TextField, given
from bole.web.playground.turns import turns_of

POSTING = TextField(name="posting", least=1, most=50_000)
BATCH = TextField(name="batch", most=128)
ITEM = TextField(name="item", least=1, most=128)
TASK = TextField(name="task", most=16, usual="SCREENING")
FIELDS = (POSTING, BATCH, ITEM, TASK)

_TASKS = MappingProxyType(
    {"SCREENING": pb.PreviewPromptRequest.SCREENING, "INTERVIEW": pb.PreviewPromptRequest.INTERVIEW}
)
_BYTES_IN_MEGABYTE = 1024 * 1024


async def empty(request: Request) -> Response:
    """Shows the form: for a posting and a file, or, with `?batch=`, for an item of that batch."""
    await calls_of(request).introduce()
    query = request.query_params
    values = {POSTING.name: "", BATCH.name: query.get("batch", ""), ITEM.name: query.get("item", "")}
    return await _page(request, {**values, TASK.name: TASK.usual})


async def show(request: Request, form: FormData) -> Response:
    """Shows what a model would be sent."""
    values = given(form, FIELDS)
    upload = form.get("file")
    resume = upload if isinstance(upload, UploadFile) and upload.size else None
    faults = _faults(values, resume, options_of(request).document_bytes)
    if faults:
        return await _page(request, values, faults=faults)
    calls = calls_of(request)
    try:
        asked = await _asked(calls, values, resume)
        answer = await calls.ask(calls.backend.screening.PreviewPrompt, asked)
    except grpc.aio.AioRpcError as error:
        return await _page(request, values, failure=failure_to_show(error))
    return await _page(request, values, answer=answer)


def _faults(values: Mapping[str, str], resume: UploadFile | None, most_bytes: int) -> dict[str, Fault]:
    if values[BATCH.name]:
        fault = ITEM.fault(values[ITEM.name])
        return {ITEM.name: fault} if fault else {}
    found = {POSTING.name: POSTING.fault(values[POSTING.name]), "file": _fault_of_file(resume, most_bytes)}
    return {name: fault for name, fault in found.items() if fault is not None}


def _fault_of_file(resume: UploadFile | None, most_bytes: int) -> Fault | None:
    if resume is None:
        return Fault(key="playground_file_missing")
    if (resume.size or 0) > most_bytes:
        return Fault(key="playground_file_too_large", values={"megabytes": most_bytes // _BYTES_IN_MEGABYTE})
    return None


async def _asked(calls: Calls, values: Mapping[str, str], resume: UploadFile | None) -> pb.PreviewPromptRequest:
    """Returns the request; of a batch its rubric, its language and its day, so that the prompt is that of the batch."""
    task = _TASKS.get(values[TASK.name], pb.PreviewPromptRequest.SCREENING)
    if resume is not None and not values[BATCH.name]:
        return pb.PreviewPromptRequest(
            task=task,
            job_posting=rubric_pb2.JobPosting(text=values[POSTING.name]),
            document=pb.Document(
                content=await resume.read(), file_name=resume.filename or "", media_type=resume.content_type or ""
            ),
        )
    batch = await batch_of(calls, values[BATCH.name])
    return pb.PreviewPromptRequest(
        task=task,
        rubric=batch.rubric,
        batch_document=pb.BatchDocument(batch_id=batch.batch_id, item_id=values[ITEM.name]),
        output_language_code=batch.output_language_code,
        as_of=batch.as_of,
    )


async def _page(
    request: Request,
    values: Mapping[str, str],
    *,
    faults: Mapping[str, Fault] | None = None,
    failure: Failure | None = None,
    answer: pb.PreviewPromptResponse | None = None,
) -> Response:
    calls = calls_of(request)
    status = failure.status if failure else 400 if faults else 200
    return page(
        request,
        "playground/prompt.html.jinja",
        status=status,
        values=values,
        faults=faults or {},
        failure=failure,
        answer=answer,
        turns=turns_of(answer.parts) if answer else None,
        tasks=tuple(_TASKS),
        batches=await batch_choices(calls) or {},
        items=await _items(calls, values[BATCH.name], values[ITEM.name]) if values[BATCH.name] else (),
        most_characters=POSTING.most,
    )


async def _items(calls: Calls, batch_id: str, chosen: str) -> Sequence[tuple[str, str]]:
    """Returns identifier and code name of the best items of a batch, and of the chosen one."""
    wanted = batch_service_pb2.ListBatchResultsRequest(
        batch_id=batch_id,
        page_size=MOST_CHOICES,
        states=[batch_service_pb2.BatchItem.SUCCEEDED],
        view=pb.SCREENING_VIEW_BASIC,
    )
    try:
        found = await calls.ask(calls.backend.batches.ListBatchResults, wanted)
        listed = {one.item_id: f"{one.rank}. {code_name(one.item_id)}" for one in found.items}
    except grpc.aio.AioRpcError as error:
        failure_to_show(error)
        listed = {}
    if chosen:
        listed.setdefault(chosen, code_name(chosen))
    return tuple(listed.items())
