"""`ReviewService`: each method converts, calls a use case, and converts back."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TypeAlias

import grpc

from bole.api import batch_requests, page_tokens, review_messages, review_requests
from bole.api.current_call import caller_of
from bole.api.interceptors.wrapping import Context
from bole.batch.applicants import Applicants
from bole.domain.candidates import CandidateRights
from bole.domain.decisions import Ledger
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.events import Event, Line
from bole.v1 import review_service_pb2 as pb
from bole.v1 import review_service_pb2_grpc

_LOG = logging.getLogger("bole.api")

ExportContext: TypeAlias = "grpc.aio.ServicerContext[pb.ExportCandidateRequest, pb.ExportCandidateResponse]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviews:
    """What answers: decisions, rights of candidates, and what applicants are told."""

    ledger: Ledger
    rights: CandidateRights
    applicants: Applicants


class ReviewServicer(review_service_pb2_grpc.ReviewServiceServicer):
    """Serves decisions and rights; errors leave as `BoleError` and become statuses in an interceptor."""

    def __init__(self) -> None:
        """Until `open` every call is told that the storage is away."""
        self._opened: Reviews | None = None

    def open(self, reviews: Reviews) -> None:
        """Begins to serve: the storage is there."""
        self._opened = reviews

    async def RecordDecision(self, request: pb.RecordDecisionRequest, context: Context) -> pb.RecordDecisionResponse:
        """Keeps what a person decided."""
        caller = caller_of()
        new = review_requests.new_decision(request, caller)
        await self._reviews.applicants.require_batch(caller.tenant, new.batch_id)
        decision = await self._reviews.ledger.record(caller.tenant, new)
        return pb.RecordDecisionResponse(decision=review_messages.decision(decision))

    async def ListDecisions(self, request: pb.ListDecisionsRequest, context: Context) -> pb.ListDecisionsResponse:
        """Lists decisions."""
        asked = review_requests.decisions_asked(request, caller_of().tenant)
        found = await self._reviews.ledger.decisions(
            asked.tenant,
            candidate_id=asked.candidate_id,
            batch_id=asked.batch_id,
            before=page_tokens.last_decision(request.page_token, asked.bound),
            limit=asked.size + 1,
        )
        return review_messages.decision_page(found, asked.size, asked.bound)

    async def RevealCandidate(self, request: pb.RevealCandidateRequest, context: Context) -> pb.RevealCandidateResponse:
        """Tells who a candidate is."""
        caller, batch_id = caller_of(), batch_requests.batch_id(request.batch_id)
        review_requests.reviewer(request.reviewer, caller)
        item_id = batch_requests.item_id(request.item_id)
        item = await self._reviews.applicants.item(caller.tenant, batch_id, item_id)
        _LOG.info(Line(Event.CANDIDATE_REVEALED, batch_id=batch_id, item=item.number))
        return review_messages.revealed(item)

    async def VerifyLedger(self, request: pb.VerifyLedgerRequest, context: Context) -> pb.VerifyLedgerResponse:
        """Checks the ledger."""
        known_head = review_requests.known_head(request)
        check = await self._reviews.ledger.check(caller_of().tenant, known_head=known_head)
        return review_messages.ledger_check(check)

    async def GetApplicantReport(
        self, request: pb.GetApplicantReportRequest, context: Context
    ) -> pb.GetApplicantReportResponse:
        """Tells an applicant what was read and what counted."""
        report = await self._reviews.applicants.report(
            caller_of().tenant,
            review_requests.candidate_id(request.candidate_id),
            batch_id=review_requests.optional_batch_id(request.batch_id),
            language_code=review_requests.report_language(request),
        )
        return pb.GetApplicantReportResponse(html=report.html, text=report.text)

    async def GetCandidateTerms(
        self, request: pb.GetCandidateTermsRequest, context: Context
    ) -> pb.GetCandidateTermsResponse:
        """Says what holds for a candidate."""
        candidate_id = review_requests.candidate_id(request.candidate_id)
        terms = await self._reviews.rights.terms(caller_of().tenant, candidate_id)
        return pb.GetCandidateTermsResponse(terms=review_messages.terms(terms))

    async def SetCandidateTerms(
        self, request: pb.SetCandidateTermsRequest, context: Context
    ) -> pb.SetCandidateTermsResponse:
        """Sets what holds for a candidate."""
        candidate_id, asked = review_requests.candidate_id(request.candidate_id), review_requests.terms(request)
        fields = review_requests.terms_to_set(request)
        terms = await self._reviews.rights.set_terms(caller_of().tenant, candidate_id, asked, fields)
        return pb.SetCandidateTermsResponse(terms=review_messages.terms(terms))

    async def ExportCandidate(  # type: ignore[override]  # the stubs know only generators; this one writes itself
        self, request: pb.ExportCandidateRequest, context: ExportContext
    ) -> None:
        """Returns all that is held on a candidate."""
        candidate_id = review_requests.candidate_id(request.candidate_id)
        async for record in self._reviews.rights.held(caller_of().tenant, candidate_id):
            await context.write(review_messages.held_record(record))

    async def EraseCandidate(self, request: pb.EraseCandidateRequest, context: Context) -> pb.EraseCandidateResponse:
        """Erases a candidate."""
        caller, candidate_id = caller_of(), review_requests.candidate_id(request.candidate_id)
        reference = review_requests.reference(request)
        erasure = await self._reviews.rights.erase(
            caller.tenant, candidate_id, reference=reference, reviewer=caller.subject
        )
        return review_messages.erasure(erasure)

    @property
    def _reviews(self) -> Reviews:
        if self._opened is None:
            raise BoleError(
                ErrorReason.STORAGE_UNAVAILABLE,
                "The service has not reached its database yet. Try again in a moment.",
            )
        return self._opened
