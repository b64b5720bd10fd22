"""The sheet of the kit that the page holds: to print, and as a document to fill in on a screen."""

from __future__ import annotations

import asyncio
import re

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bole.parsing.media_type import MediaType
from bole.reports.interview_sheet import Sheet, sheet_of
from bole.reports.sheet_docx import sheet_docx
from bole.reports.sheet_html import sheet_html
from bole.web.guard import DOCUMENT_POLICY
from bole.web.interviews.changes import blanks, covered
from bole.web.interviews.kit_form import KeptKit, read_kit
from bole.web.interviews.place import Place, place_of
from bole.web.interviews.showing import blank_said, kit_page
from bole.web.naming import code_name

_PORTABLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


async def show_sheet(request: Request, form: FormData) -> Response:
    """Returns the sheet as a page that stands for itself; the kit with what is missing where it cannot be printed."""
    place, kept = await place_of(request), read_kit(form)
    if numbers := blanks(kept.kit):
        return kit_page(request, place, kept, fault=blank_said(request, numbers))
    return HTMLResponse(sheet_html(_sheet(place, kept)), headers={"content-security-policy": DOCUMENT_POLICY})


async def send_document(request: Request, form: FormData) -> Response:
    """Returns the sheet as a Word document; the kit with what is missing where there can be none."""
    place, kept = await place_of(request), read_kit(form)
    if numbers := blanks(kept.kit):
        return kit_page(request, place, kept, fault=blank_said(request, numbers))
    content = await asyncio.to_thread(sheet_docx, _sheet(place, kept))
    disposition = f'attachment; filename="{_file_name(place.item.item_id)}"'
    return Response(content, media_type=MediaType.DOCX, headers={"content-disposition": disposition})


def _sheet(place: Place, kept: KeptKit) -> Sheet:
    rubric = place.rubric
    return sheet_of(
        covered(kept.kit, rubric, place.levels), rubric, position=place.batch.title, candidate=kept.candidate
    )


def _file_name(item_id: str) -> str:
    """Returns a name for the file that says who it is by the code alone, in letters that any header takes."""
    code = code_name(item_id)
    return f"interview-{code}.docx" if _PORTABLE.fullmatch(code) else "interview.docx"
