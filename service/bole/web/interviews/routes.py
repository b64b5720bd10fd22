"""The routes of this part."""

from __future__ import annotations

from starlette.routing import BaseRoute

from bole.web.interviews import editing, planning, sheets
from bole.web.pages import get, post

_KIT = "/batches/{batch_id}/items/{item_id}/kit"


def routes() -> list[BaseRoute]:
    """Returns them."""
    return [
        get(_KIT, planning.plan_kit),
        post(_KIT, planning.write_kit),
        post(f"{_KIT}/change", editing.change_kit),
        post(f"{_KIT}/sheet", sheets.show_sheet),
        post(f"{_KIT}/sheet.docx", sheets.send_document),
        get(f"{_KIT}/{{sent:path}}", planning.go_back),
    ]
