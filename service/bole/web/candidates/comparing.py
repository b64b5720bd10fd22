"""Two to five candidates side by side."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from bole.api.stored_rubrics import rubric
from bole.reports.comparison import FEWEST, MOST, compare
from bole.reports.ranking import RankedCandidate
from bole.v1 import batch_service_pb2 as pb
from bole.web.backend import Calls
from bole.web.items import batch_of, batch_path, documents_of, is_revealed, item_of, item_path
from bole.web.masking import personal_of, shown
from bole.web.pages import calls_of, language_of, page, words_in


async def show_comparison(request: Request) -> Response:
    """Puts the candidates side by side that the address names."""
    batch_id = request.path_params["batch_id"]
    named = list(dict.fromkeys(request.query_params.getlist("item")))
    calls = calls_of(request)
    if not FEWEST <= len(named) <= MOST:
        return _explained(request, await batch_of(calls, batch_id), "compare_count")
    batch = await batch_of(calls, batch_id)
    items = await asyncio.gather(*(item_of(calls, batch_id, item_id) for item_id in named))
    if not all(item.HasField("screening") for item in items):
        return _explained(request, batch, "compare_unscreened")
    people = await asyncio.gather(
        *(_shown(calls, batch, item, revealed=is_revealed(request, batch_id, item.item_id)) for item in items)
    )
    comparison = compare(people, rubric(batch.rubric), words_in(language_of(request)), blind=False)
    return page(
        request,
        "candidates/comparison.html.jinja",
        title=batch.title,
        batch_path=batch_path(batch_id),
        people=comparison.people,
        rows=comparison.rows,
        paths=[item_path(batch_id, item_id) for item_id in named],
        masked=not all(is_revealed(request, batch_id, item_id) for item_id in named),
        notice="",
    )


async def _shown(calls: Calls, batch: pb.Batch, item: pb.BatchItem, *, revealed: bool) -> RankedCandidate:
    documents = () if revealed else await documents_of(calls, batch, item)
    return shown(item, personal_of(documents), revealed=revealed)


def _explained(request: Request, batch: pb.Batch, notice: str) -> Response:
    return page(
        request,
        "candidates/comparison.html.jinja",
        status=400,
        title=batch.title,
        batch_path=batch_path(batch.batch_id),
        people=(),
        rows=(),
        paths=[],
        masked=False,
        notice=notice,
    )
