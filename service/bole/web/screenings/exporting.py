"""The ranking of a batch as a file to take along."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from typing import BinaryIO

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from bole.api.item_spool import Spool
from bole.api.stored_items import export_terms, ranked
from bole.reports.cells import one_line
from bole.reports.exports import ExportFormat, write_export
from bole.v1 import batch_service_pb2 as pb
from bole.v1 import review_service_pb2, screening_service_pb2
from bole.web.backend import Calls
from bole.web.items import batch_of
from bole.web.pages import calls_of, session_of

_FORMATS = {
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_PAGE_ITEMS = 100
_HELD_BYTES = 8 * 1024 * 1024
_CHUNK_BYTES = 256 * 1024
_AT_A_TIME = 8
"""Calls that say in the log whose names were exported."""


async def export(request: Request) -> Response:
    """Returns the ranking without names, contacts and file names."""
    return await _file(request, str(request.query_params.get("format", "")), reviewer=None)


async def export_named(request: Request, form: FormData) -> Response:
    """Returns the ranking with names, after each of them was revealed on the record."""
    session = session_of(request)
    reviewer = "" if session.secret is not None else one_line(str(form.get("reviewer", "")))[:128]
    session.reviewer = reviewer or session.reviewer
    return await _file(request, str(form.get("format", "")), reviewer=reviewer)


async def _file(request: Request, name: str, *, reviewer: str | None) -> Response:
    """Returns the file; blind where nobody asks to see who the candidates are."""
    if name not in {one.value for one in _FORMATS}:
        raise HTTPException(400)
    export_format, batch_id = ExportFormat(name), request.path_params["batch_id"]
    calls = calls_of(request)
    with Spool() as spool:
        batch = await batch_of(calls, batch_id)
        item_ids = await _gather(calls, batch_id, spool)
        if reviewer is not None:
            await _reveal(calls, batch_id, item_ids, reviewer)
        out = tempfile.SpooledTemporaryFile(max_size=_HELD_BYTES)  # noqa: SIM115  # closed once it was sent
        terms = export_terms(batch, blind=reviewer is None)
        await asyncio.to_thread(
            lambda: write_export(export_format, map(ranked, spool.by_rank()), terms, out)  # type: ignore[arg-type]
        )
    headers = {"content-disposition": f'attachment; filename="{export_format.file_name}"'}
    return StreamingResponse(_content(out), media_type=_FORMATS[export_format], headers=headers)  # type: ignore[arg-type]


async def _gather(calls: Calls, batch_id: str, spool: Spool) -> list[str]:
    """Fetches all results into the spool, and returns the identifiers of those with an answer."""
    asked = pb.ListBatchResultsRequest(
        batch_id=batch_id,
        include_duplicates=True,
        include_contact=True,  # a blind file has to know what to mask
        include_profile=True,
        view=screening_service_pb2.SCREENING_VIEW_FULL,
        page_size=_PAGE_ITEMS,
    )
    item_ids: list[str] = []
    while True:
        answer = await calls.ask(calls.backend.batches.ListBatchResults, asked)
        await asyncio.to_thread(spool.keep, answer.items)
        item_ids += [item.item_id for item in answer.items if item.HasField("screening")]
        if not answer.next_page_token:
            return item_ids
        asked.page_token = answer.next_page_token


async def _reveal(calls: Calls, batch_id: str, item_ids: list[str], reviewer: str) -> None:
    """Asks who each candidate is, so that the record says who took the names along."""

    async def reveal(item_id: str) -> None:
        await calls.ask(
            calls.backend.reviews.RevealCandidate,
            review_service_pb2.RevealCandidateRequest(batch_id=batch_id, item_id=item_id, reviewer=reviewer),
        )

    for start in range(0, len(item_ids), _AT_A_TIME):
        await asyncio.gather(*map(reveal, item_ids[start : start + _AT_A_TIME]))


async def _content(out: BinaryIO) -> AsyncIterator[bytes]:
    with out:
        out.seek(0)
        while chunk := await asyncio.to_thread(out.read, _CHUNK_BYTES):
            yield chunk
