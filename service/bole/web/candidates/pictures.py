"""Pages of documents as pictures."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bole.v1 import screening_service_pb2 as pb
from bole.web.items import is_revealed, named_in
from bole.web.pages import calls_of

_WIDTH_PIXELS = 1_400
"""Sharp on the usual screens in the half of a window."""


async def picture(request: Request) -> Response:
    """Returns a page, masked unless whoever asks has asked before who the candidate is."""
    batch_id, item_id = named_in(request)
    document, number = _number(request, "document"), _number(request, "page")
    asked = pb.RenderPageRequest(
        batch_document=pb.BatchDocument(batch_id=batch_id, item_id=item_id, document_index=document),
        page_number=number,
        width_pixels=_WIDTH_PIXELS,
        masked=not is_revealed(request, batch_id, item_id),
    )
    calls = calls_of(request)
    answer = await calls.ask(calls.backend.screening.RenderPage, asked)
    return Response(answer.png, media_type="image/png")


def _number(request: Request, name: str) -> int:
    text = request.path_params[name]
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise HTTPException(404)
    return int(text)
