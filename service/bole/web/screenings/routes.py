"""The routes of this part."""

from __future__ import annotations

from starlette.routing import BaseRoute

from bole.web.pages import get, post, streamed
from bole.web.screenings import batch_page, drafting, exporting, listing, rescoring, uploading


def routes() -> list[BaseRoute]:
    """Returns them."""
    return [
        get("/", listing.home),
        get("/batches", listing.batches),
        get("/screenings/new", drafting.new),
        post("/screenings/rubric", drafting.draft, most_files=1),
        post("/screenings/edit", drafting.edit),
        *(get(path, listing.begin) for path in ("/screenings", "/screenings/rubric", "/screenings/edit")),
        post("/screenings/shares", drafting.shares),
        post("/screenings", drafting.create),
        get("/batches/{batch_id}", batch_page.show),
        get("/batches/{batch_id}/ranking", batch_page.ranking),
        get("/batches/{batch_id}/events", batch_page.events),
        streamed("/batches/{batch_id}/files", uploading.upload),
        post("/batches/{batch_id}/close", batch_page.close),
        post("/batches/{batch_id}/cancel", listing.cancel),
        post("/batches/{batch_id}/delete", listing.delete),
        *(get(f"/batches/{{batch_id}}/{form}", listing.go_back) for form in ("files", "close", "cancel", "delete")),
        get("/batches/{batch_id}/rubric", rescoring.rubric),
        post("/batches/{batch_id}/rubric", rescoring.rescore),
        get("/batches/{batch_id}/export", exporting.export),
        post("/batches/{batch_id}/export", exporting.export_named),
    ]
