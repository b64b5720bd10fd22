"""What people decided, and whether the ledger that it is kept in is as it was written."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass

import grpc
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from bole.domain.errors import ErrorReason
from bole.v1 import review_service_pb2 as pb
from bole.v1 import screening_pb2
from bole.web.backend import Calls
from bole.web.batch_choices import batch_choices
from bole.web.errors import Failure, failure_of
from bole.web.pages import calls_of, page

_HEAD = re.compile(r"[0-9a-f]{64}")
_PAGE_SIZE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionView:
    """A decision as its row shows it; texts are empty where nothing is known."""

    message: pb.Decision
    outcome: str
    recommendation: str
    minute: str

    @property
    def score(self) -> str:
        """The score that the reviewer saw."""
        return str(self.message.match_score) if self.message.HasField("match_score") else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which decisions are shown: of one batch, of one candidate, on which page; empty for all and for the newest."""

    batch_id: str = ""
    candidate_id: str = ""
    page_token: str = ""


async def decisions(request: Request) -> Response:
    """Lists decisions, the newest first."""
    query = request.query_params
    asked = Asked(
        batch_id=query.get("batch", "").strip(),
        candidate_id=query.get("candidate", "").strip(),
        page_token=query.get("page", ""),
    )
    return await _page(request, asked)


async def check(request: Request, form: FormData) -> Response:
    """Recomputes the chain of the ledger, and shows what was found above the newest decisions."""
    known = str(form.get("head", "")).strip().lower()
    if known and not _HEAD.fullmatch(known):
        return await _page(request, Asked(), known_head=known, is_no_head=True)
    calls = calls_of(request)
    try:
        found = await calls.ask(calls.backend.reviews.VerifyLedger, pb.VerifyLedgerRequest(known_head_digest=known))
    except grpc.aio.AioRpcError as error:
        return await _page(request, Asked(), known_head=known, failure=_to_show(error))
    return await _page(request, Asked(), known_head=known, check=found)


async def _page(
    request: Request,
    asked: Asked,
    *,
    known_head: str = "",
    is_no_head: bool = False,
    check: pb.VerifyLedgerResponse | None = None,
    failure: Failure | None = None,
) -> Response:
    status = failure.status if failure else 400 if is_no_head else 200
    calls = calls_of(request)
    listed, batches = await asyncio.gather(_listed(calls, asked), batch_choices(calls))
    return page(
        request,
        "library/audit.html.jinja",
        status=status,
        asked=asked,
        refusal=listed if isinstance(listed, Failure) else None,
        rows=[] if isinstance(listed, Failure) else [_row(one) for one in listed.decisions],
        next_page="" if isinstance(listed, Failure) else listed.next_page_token,
        batches=batches,
        known_head=known_head,
        is_no_head=is_no_head,
        check=check,
        failure=failure,
    )


async def _listed(calls: Calls, asked: Asked) -> pb.ListDecisionsResponse | Failure:
    """Returns a page of decisions; what was wrong where the caller may not see them or asked for what cannot be."""
    wanted = pb.ListDecisionsRequest(
        batch_id=asked.batch_id,
        candidate_id=asked.candidate_id,
        page_size=_PAGE_SIZE,
        page_token=asked.page_token,
    )
    try:
        return await calls.ask(calls.backend.reviews.ListDecisions, wanted)
    except grpc.aio.AioRpcError as error:
        return _to_show(error)


def _to_show(error: grpc.aio.AioRpcError) -> Failure:
    """Returns what the page says of a refused call; who is not signed in, or finds no service, gets another page."""
    failure = failure_of(error)
    if failure.reason in {ErrorReason.ROLE_MISSING, ErrorReason.ARGUMENT_INVALID}:
        return failure
    raise error


def _row(message: pb.Decision) -> DecisionView:
    recommendations = screening_pb2.Screening.Recommendation.DESCRIPTOR.values_by_number
    outcomes = pb.Decision.Outcome.DESCRIPTOR.values_by_number
    return DecisionView(
        message=message,
        outcome=outcomes[message.outcome].name if message.outcome in outcomes else "",
        recommendation=recommendations[message.recommendation].name
        if message.recommendation and message.recommendation in recommendations
        else "",
        minute=f"{message.create_time.ToDatetime():%Y-%m-%d %H:%M}",
    )
