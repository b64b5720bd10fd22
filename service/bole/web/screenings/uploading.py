"""Takes files for a batch: a resume, or an archive of them, as the body of one request."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from bole.domain.errors import BoleError, ErrorReason
from bole.reports.wording import advice, named
from bole.v1 import batch_service_pb2 as pb
from bole.v1 import screening_service_pb2
from bole.web.backend import Calls
from bole.web.items import batch_of
from bole.web.naming import new_item_id
from bole.web.pages import calls_of, language_of, options_of, words_in
from bole.web.screenings.unpacking import UploadedFile, files_in, is_archive_name, shortened

_MOST_ITEMS = 500
_MOST_BYTES = 16 * 1024 * 1024
"""Of the items of one message; a single one may be larger."""
_HELD_BYTES = 1024 * 1024
"""Larger uploads lie on the disk until they are read."""


async def upload(request: Request) -> Response:
    """Adds what is uploaded to the batch, and tells of every file that could not be added."""
    name = shortened(request.query_params.get("name", "").replace("\0", "").strip() or "unnamed")
    batch_id, options = request.path_params["batch_id"], options_of(request)
    limit = options.upload_bytes if is_archive_name(name) else options.document_bytes
    calls = calls_of(request)
    # Asked before anything of the body is kept: whoever may not add to the batch fills no disk, and unpacks nothing.
    await batch_of(calls, batch_id)
    with tempfile.TemporaryDirectory(prefix="bole-upload-") as folder:
        path = Path(folder, f"upload{Path(name).suffix.lower()}" if is_archive_name(name) else "upload")
        try:
            with await asyncio.to_thread(path.open, "wb") as file:
                await _receive(request, file, limit)
        except BoleError as error:
            return _answer(request, 0, [UploadedFile(name=name, failure=error)])
        found = files_in(path, name, document_bytes=options.document_bytes, archive_bytes=options.upload_bytes)
        added, failed = await _add(calls, batch_id, found)
    return _answer(request, added, failed)


async def _receive(request: Request, file: BinaryIO, limit: int) -> None:
    """Writes the body into a file, never more than the limit.

    Raises:
        BoleError: DOCUMENT_TOO_LARGE; the rest is not read.
    """
    size, pending = 0, bytearray()
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > limit:
                raise too_large(limit)
            pending += chunk
            if len(pending) >= _HELD_BYTES:
                await asyncio.to_thread(file.write, bytes(pending))
                pending.clear()
    except ClientDisconnect as error:
        raise HTTPException(400) from error
    file.write(pending)


def too_large(limit: int) -> BoleError:
    """Returns what a person is told whose file is longer than `limit` bytes."""
    return BoleError(
        ErrorReason.DOCUMENT_TOO_LARGE,
        f"The file is larger than {limit / 1048576:.3g} MB. Send a smaller version of it; an archive in parts.",
        metadata={"limit_bytes": str(limit)},
    )


async def _add(calls: Calls, batch_id: str, found: Iterator[UploadedFile]) -> tuple[int, list[UploadedFile]]:
    """Sends files to the batch, some at a time, and returns how many there were and those that were not taken."""
    added, failed = 0, []
    while files := await asyncio.to_thread(_some, found):
        readable = [file for file in files if file.failure is None]
        failed += [file for file in files if file.failure is not None]
        if readable:
            items = [_item(file) for file in readable]
            await calls.ask(
                calls.backend.batches.AddBatchItems,
                pb.AddBatchItemsRequest(batch_id=batch_id, items=_once(items), accepts_items=True),
            )
            added += len(readable)
    return added, failed


def _some(found: Iterator[UploadedFile]) -> list[UploadedFile]:
    files: list[UploadedFile] = []
    size = 0
    for file in found:
        files.append(file)
        size += len(file.content)
        if size >= _MOST_BYTES or len(files) == _MOST_ITEMS:
            break
    return files


def _item(file: UploadedFile) -> pb.NewBatchItem:
    document = screening_service_pb2.Document(content=file.content, file_name=file.name)
    return pb.NewBatchItem(item_id=new_item_id(file.name, file.content), documents=[document])


def _once(items: Iterable[pb.NewBatchItem]) -> list[pb.NewBatchItem]:
    """Returns items without those that an archive holds twice under one name."""
    return list({item.item_id: item for item in items}.values())


def _answer(request: Request, added: int, failed: Iterable[UploadedFile]) -> Response:
    words = words_in(language_of(request))
    problems = [
        {
            "name": file.name,
            "title": named(words, "failure", file.failure.reason),
            "advice": advice(words, file.failure.reason, file.failure.message),
        }
        for file in failed
        if file.failure is not None
    ]
    return JSONResponse({"added": added, "problems": problems})
