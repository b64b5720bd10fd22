"""The page of one candidate."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from starlette.requests import Request
from starlette.responses import Response

from bole.api.stored_items import failure_of
from bole.reports.cards import display_name
from bole.v1 import batch_service_pb2 as pb
from bole.web.candidates.decisions import OUTCOMES, decisions_on
from bole.web.candidates.viewing import view_of
from bole.web.items import Opened, batch_path, documents_of, item_path, opened
from bole.web.masking import mask_for, personal_of, shown
from bole.web.naming import code_name
from bole.web.pages import calls_of, language_of, page, session_of, words_in

_NOTHING_SENT: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """Another item of the batch: what a page calls it, and its address."""

    name: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What stands around a candidate.

    Attributes:
        title: Of the screening.
        batch_path: Address of the screening.
        path: Address of the candidate.
        code: What the candidate is called while covered.
        revealed: Whoever asks has asked who it is.
        screened_count: Candidates of the screening with an answer of their own.
        duplicate_of: An item with the same documents.
        others: Items of the same candidate with other documents.
        state: Where the item stands, by its name in the contract.
    """

    title: str
    batch_path: str
    path: str
    code: str
    revealed: bool
    screened_count: int
    duplicate_of: Other | None
    others: tuple[Other, ...]
    state: str


async def show(request: Request) -> Response:
    """Shows a candidate, or where the item stands that has no answer."""
    return await candidate_page(request, await opened(request))


async def candidate_page(
    request: Request,
    at: Opened,
    *,
    status: int = 200,
    notice: str = "",
    trying: bool = False,
    sent: Mapping[str, str] = _NOTHING_SENT,
) -> Response:
    """Returns the page of a candidate.

    Args:
        request: Of whoever asks.
        at: The candidate.
        status: Of HTTP.
        notice: Key of a phrase that says what is the matter.
        trying: The answer of `at` was computed under weights that the batch does not have.
        sent: Fields of a decision that was not taken, to be shown again.
    """
    if not at.item.HasField("screening"):
        return page(
            request,
            "candidates/unscreened.html.jinja",
            frame=_frame(at),
            source=at.item.source,
            failure=failure_of(at.item.status),
        )
    calls, mask = calls_of(request), mask_for(at.item, revealed=at.revealed)
    documents, decisions = await asyncio.gather(
        documents_of(calls, at.batch, at.item), decisions_on(calls, at.item.candidate_id, mask)
    )
    personal = {} if at.revealed else personal_of(documents)
    ranked = shown(at.item, personal, revealed=at.revealed)
    view = view_of(ranked, documents, personal, words_in(language_of(request)), mask=mask)
    return page(
        request,
        "candidates/candidate.html.jinja",
        status=status,
        frame=_frame(at),
        name=display_name(ranked.candidate),
        view=view,
        screening=view.card.screening,
        decisions=decisions,
        outcomes=OUTCOMES,
        request_id=secrets.token_hex(16),
        reviewer=session_of(request).reviewer,
        notice=notice,
        rescored="rescored" in request.query_params,
        trying=trying,
        sent=sent,
    )


def _frame(at: Opened) -> Frame:
    item, batch = at.item, at.batch
    return Frame(
        title=batch.title,
        batch_path=batch_path(batch.batch_id),
        path=item_path(batch.batch_id, item.item_id),
        code=code_name(item.item_id),
        revealed=at.revealed,
        screened_count=batch.counts.succeeded_count - batch.counts.duplicate_count,
        duplicate_of=_other(at, item.duplicate_of_item_id) if item.duplicate_of_item_id else None,
        others=tuple(_other(at, item_id) for item_id in item.same_candidate_item_ids),
        state=pb.BatchItem.State.Name(item.state),
    )


def _other(at: Opened, item_id: str) -> Other:
    return Other(name=code_name(item_id), path=item_path(at.batch.batch_id, item_id))
