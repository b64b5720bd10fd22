"""Requests of `ReviewService` to domain values; every limit is checked, and errors name the field at fault."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from bole.api import converters
from bole.api.result_requests import page_size
from bole.api.validation import invalid, text_within, values_within
from bole.domain.access import Caller
from bole.domain.candidates import SETTABLE_TERMS, CandidateTerms
from bole.domain.decisions import NewDecision, Outcome
from bole.domain.screening import Recommendation
from bole.v1 import review_service_pb2 as pb
from bole.v1 import screening_pb2

MOST_REASON_CHARACTERS = 2000
LARGEST_DECISION_PAGE, USUAL_DECISION_PAGE = 1000, 100

_DIGEST = re.compile(r"[0-9a-f]{64}")
_OUTCOMES = {pb.Decision.Outcome.Value(one.value): one for one in Outcome if one is not Outcome.ERASED}


def new_decision(message: pb.RecordDecisionRequest, caller: Caller) -> NewDecision:
    """Converts a decision: a person's, with a reason."""
    candidate = candidate_id(message.candidate_id)
    answer = message.screening
    return NewDecision(
        request_id=converters.identifier(message.request_id),
        candidate_id=candidate,
        outcome=_outcome(message.outcome),
        reason=_reason(message.reason),
        reviewer=reviewer(message.reviewer, caller),
        recommendation=_recommendation(answer.recommendation),
        match_score=_match_score(answer),
        rubric_digest=_rubric_digest(answer.provenance, candidate),
        engine=converters.identifier(answer.provenance.engine, "screening.provenance.engine"),
        batch_id=optional_batch_id(message.batch_id),
    )


def reviewer(value: str, caller: Caller) -> str:
    """Returns which person acts: who showed credentials, and nobody else; only without any it is said in the request.

    Raises:
        BoleError: ARGUMENT_INVALID for another name than the caller's, and for none where callers show no credentials.
    """
    if caller.subject and value not in {"", caller.subject}:
        raise invalid("reviewer", "`reviewer` is not who calls. Leave it empty: the caller's credentials say who.")
    if not (caller.subject or value.strip()):
        raise invalid("reviewer", "`reviewer` is empty, and callers show no credentials. Say who you are.")
    return caller.subject or converters.identifier(value, "reviewer")


def candidate_id(value: str) -> str:
    """Checks the identifier of a candidate, which has to be there."""
    if not value:
        raise invalid("candidate_id", "`candidate_id` is empty. Send the one in the answers on the candidate.")
    return converters.identifier(value, "candidate_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionsAsked:
    """Which decisions are asked for; `bound` is what the token of their next page is good for."""

    tenant: str
    candidate_id: str
    batch_id: str
    size: int
    bound: bytes


def decisions_asked(message: pb.ListDecisionsRequest, tenant: str) -> DecisionsAsked:
    """Converts which decisions are asked for."""
    bound = json.dumps([tenant, message.candidate_id, message.batch_id]).encode()
    return DecisionsAsked(
        tenant=tenant,
        candidate_id=converters.identifier(message.candidate_id, "candidate_id"),
        batch_id=optional_batch_id(message.batch_id),
        size=page_size(message.page_size, USUAL_DECISION_PAGE, LARGEST_DECISION_PAGE),
        bound=bound,
    )


def optional_batch_id(value: str) -> str:
    """Checks the identifier of a batch that need not be named."""
    return converters.identifier(value, "batch_id")


def known_head(message: pb.VerifyLedgerRequest) -> str:
    """Checks a head that was written down; empty for none."""
    value = message.known_head_digest
    if value and not _DIGEST.fullmatch(value):
        raise invalid("known_head_digest", "`known_head_digest` is no head. Send 64 hexadecimal digits, or none.")
    return value


def report_language(message: pb.GetApplicantReportRequest) -> str:
    """Checks the language of a report: one of the two that there are, or none."""
    code = converters.language_code(message.language_code, "language_code")
    if code and code.lower().split("-")[0] not in {"zh", "en"}:
        raise invalid("language_code", "There are reports in zh and en. Send one of them, or none.")
    return code


def terms(message: pb.SetCandidateTermsRequest) -> CandidateTerms:
    """Converts what shall hold for a candidate."""
    return CandidateTerms(
        legal_hold=converters.identifier(message.terms.legal_hold, "terms.legal_hold"),
        opted_out=message.terms.opted_out,
    )


def terms_to_set(message: pb.SetCandidateTermsRequest) -> frozenset[str]:
    """Returns the names of the terms that a request sets."""
    named = frozenset(message.update_mask.paths)
    if not named <= SETTABLE_TERMS:
        raise invalid("update_mask", f"Name {' or '.join(sorted(SETTABLE_TERMS))}, or nothing for both.")
    return named or SETTABLE_TERMS


def reference(message: pb.EraseCandidateRequest) -> str:
    """Checks why a candidate is erased."""
    if not message.reference.strip():
        raise invalid("reference", "`reference` is empty. Send what the erasure is filed under, without personal data.")
    return converters.identifier(message.reference, "reference")


def _outcome(value: pb.Decision.Outcome.ValueType) -> Outcome:
    if value not in _OUTCOMES:
        raise invalid("outcome", f"Say what was decided: {', '.join(_OUTCOMES.values())}.")
    return _OUTCOMES[value]


def _reason(value: str) -> str:
    if not value.strip():
        raise invalid("reason", "`reason` is empty. A decision needs the reason of the person who decided.")
    return text_within(value, "reason", MOST_REASON_CHARACTERS)


def _recommendation(value: screening_pb2.Screening.Recommendation.ValueType) -> Recommendation | None:
    if not value:
        return None
    name = screening_pb2.Screening.Recommendation.DESCRIPTOR.values_by_number.get(value)
    if name is None:
        raise invalid("screening.recommendation", "Send the screening as the service returned it.")
    return Recommendation(name.name)


def _match_score(answer: screening_pb2.Screening) -> int | None:
    if not answer.HasField("match_score"):
        return None
    values_within(answer.match_score, "screening.match_score", 0, 100)
    return answer.match_score


def _rubric_digest(provenance: screening_pb2.Provenance, candidate: str) -> str:
    if provenance.candidate_id not in {"", candidate}:
        raise invalid("screening.provenance.candidate_id", "The screening is of another candidate than the decision.")
    if provenance.rubric_digest and not _DIGEST.fullmatch(provenance.rubric_digest):
        raise invalid("screening.provenance.rubric_digest", "Send the screening as the service returned it.")
    return provenance.rubric_digest
