"""The routes of this part."""

from __future__ import annotations

from starlette.routing import BaseRoute

from bole.web.pages import get, post
from bole.web.playground import by_hand, preview


def routes() -> list[BaseRoute]:
    """Returns them."""
    return [
        get("/playground", by_hand.empty),
        post("/playground", by_hand.write),
        get("/playground/prompt", preview.empty),
        post("/playground/prompt", preview.show, most_files=1),
    ]
