"""What a person does about a candidate: decides, asks who it is, and covers that again."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bole.v1 import review_service_pb2 as pb
from bole.web.candidates.decisions import OUTCOMES
from bole.web.candidates.showing import candidate_page
from bole.web.items import Opened, item_path, named_in, opened
from bole.web.pages import calls_of, redirect, session_of
from bole.web.sessions import Session

MOST_REASON_CHARACTERS = 2_000
_MOST_NAME_CHARACTERS = 128


async def decide(request: Request, form: FormData) -> Response:
    """Keeps what a person decided, unless the score is no longer the one that was before them."""
    at = await opened(request)
    sent = {name: str(form.get(name, "")) for name in ("outcome", "reason", "reviewer", "request_id")}
    fault = _fault(at, sent, str(form.get("rubric_digest", "")))
    if fault:
        return await candidate_page(request, at, status=400, notice=fault, sent=sent)
    asked = pb.RecordDecisionRequest(
        request_id=sent["request_id"],
        candidate_id=at.item.candidate_id,
        outcome=pb.Decision.Outcome.Value(sent["outcome"]),
        reason=sent["reason"].strip(),
        reviewer=_reviewer(session_of(request), sent["reviewer"]),
        screening=at.item.screening,
        batch_id=at.batch.batch_id,
    )
    calls = calls_of(request)
    await calls.ask(calls.backend.reviews.RecordDecision, asked)
    return redirect(item_path(at.batch.batch_id, at.item.item_id) + "#decision")


async def reveal(request: Request, form: FormData) -> Response:
    """Shows who a candidate is from now on in this session; the service keeps that somebody asked."""
    batch_id, item_id = named_in(request)
    session = session_of(request)
    asked = pb.RevealCandidateRequest(
        batch_id=batch_id, item_id=item_id, reviewer=_reviewer(session, str(form.get("reviewer", "")))
    )
    calls = calls_of(request)
    await calls.ask(calls.backend.reviews.RevealCandidate, asked)
    session.revealed.add((batch_id, item_id))
    return redirect(item_path(batch_id, item_id))


async def conceal(request: Request, form: FormData) -> Response:  # noqa: ARG001  # it holds the token alone
    """Covers again who a candidate is."""
    batch_id, item_id = named_in(request)
    session_of(request).revealed.discard((batch_id, item_id))
    return redirect(item_path(batch_id, item_id))


def _fault(at: Opened, sent: dict[str, str], seen_digest: str) -> str:
    """Returns the key of the phrase that says why a decision cannot be kept; empty where it can."""
    if not at.item.HasField("screening") or len(sent["request_id"]) > _MOST_NAME_CHARACTERS:
        raise HTTPException(400)
    if sent["outcome"] not in OUTCOMES:
        return "candidate_decision_outcome_missing"
    if not 1 <= len(sent["reason"].strip()) <= MOST_REASON_CHARACTERS:
        return "candidate_decision_reason_missing"
    if seen_digest != at.item.screening.provenance.rubric_digest:
        return "candidate_decision_outdated"
    return ""


def _reviewer(session: Session, given: str) -> str:
    """Returns the name of whoever decides where nobody signs in, and remembers it; else the service knows it."""
    if session.secret is not None:
        return ""
    session.reviewer = given.strip()[:_MOST_NAME_CHARACTERS] or session.reviewer
    return session.reviewer
