"""The routes of this part."""

from __future__ import annotations

from starlette.routing import BaseRoute

from bole.web.candidates.comparing import show_comparison
from bole.web.candidates.deciding import conceal, decide, reveal
from bole.web.candidates.neighbours import following, previous
from bole.web.candidates.pictures import picture
from bole.web.candidates.rescoring import apply, rescore
from bole.web.candidates.showing import show
from bole.web.pages import get, post

_ITEM = "/batches/{batch_id}/items/{item_id}"


def routes() -> list[BaseRoute]:
    """Returns them."""
    return [
        get("/batches/{batch_id}/compare", show_comparison),
        get(_ITEM, show),
        get(f"{_ITEM}/next", following),
        get(f"{_ITEM}/previous", previous),
        get(f"{_ITEM}/documents/{{document}}/pages/{{page}}.png", picture),
        post(f"{_ITEM}/rescore", rescore),
        post(f"{_ITEM}/apply", apply),
        post(f"{_ITEM}/decision", decide),
        post(f"{_ITEM}/reveal", reveal),
        post(f"{_ITEM}/conceal", conceal),
    ]
