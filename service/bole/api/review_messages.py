"""Decisions, and what candidates are answered, as messages of `ReviewService`."""

from __future__ import annotations

from collections.abc import Sequence

from google.protobuf import timestamp_pb2

from bole.api import page_tokens
from bole.api.stored_forms import answer_message
from bole.domain.batches import BatchItem
from bole.domain.candidates import CandidateTerms, Erasure, HeldRecord
from bole.domain.decisions import Decision, LedgerCheck
from bole.v1 import review_service_pb2 as pb
from bole.v1 import screening_pb2


def decision(value: Decision) -> pb.Decision:
    """Converts a decision."""
    decided = value.decided
    return pb.Decision(
        decision_id=value.decision_id,
        candidate_id=decided.candidate_id,
        outcome=pb.Decision.Outcome.Value(decided.outcome.value),
        reason=decided.reason,
        reviewer=decided.reviewer,
        recommendation=screening_pb2.Screening.Recommendation.Value(
            decided.recommendation.value if decided.recommendation else "RECOMMENDATION_UNSPECIFIED"
        ),
        match_score=decided.match_score,
        rubric_digest=decided.rubric_digest,
        engine=decided.engine,
        batch_id=decided.batch_id,
        create_time=_time(value.created_at),
        entry_digest=value.entry_digest,
    )


def decision_page(found: Sequence[Decision], size: int, bound: bytes) -> pb.ListDecisionsResponse:
    """Converts a page of at most `size` decisions; one more was looked for, to know whether it is the last."""
    following = page_tokens.for_decisions(found[size - 1].decision_id, bound) if len(found) > size else ""
    return pb.ListDecisionsResponse(decisions=[decision(one) for one in found[:size]], next_page_token=following)


def ledger_check(value: LedgerCheck) -> pb.VerifyLedgerResponse:
    """Converts what a check found."""
    return pb.VerifyLedgerResponse(
        entry_count=value.entry_count,
        intact=not value.fault,
        first_broken_decision_id=value.first_broken,
        fault=value.fault,
        head_digest=value.head_digest,
    )


def revealed(value: BatchItem) -> pb.RevealCandidateResponse:
    """Says who the candidate of an item is.

    Raises:
        BoleError: STORAGE_MISMATCH where the answer was written by another version.
    """
    contact = None if value.answer is None else answer_message(value.answer.payload).contact
    return pb.RevealCandidateResponse(contact=contact, source=value.source, candidate_id=value.candidate_id)


def terms(value: CandidateTerms) -> pb.CandidateTerms:
    """Converts what holds for a candidate."""
    return pb.CandidateTerms(
        legal_hold=value.legal_hold, opted_out=value.opted_out, update_time=_time(value.updated_at)
    )


def held_record(value: HeldRecord) -> pb.ExportCandidateResponse:
    """Converts a record that is held."""
    return pb.ExportCandidateResponse(
        kind=value.kind,
        origin=value.origin,
        create_time=_time(value.created_at),
        media_type=value.media_type,
        file_name=value.file_name,
        content=value.content,
    )


def erasure(value: Erasure) -> pb.EraseCandidateResponse:
    """Converts what an erasure did."""
    return pb.EraseCandidateResponse(
        destroyed_key_count=value.destroyed_keys,
        deleted_counts=value.deleted,
        proven=value.proven,
        out_of_reach=value.out_of_reach,
        entry_digest=value.entry_digest,
    )


def _time(microseconds: int | None) -> timestamp_pb2.Timestamp | None:
    if microseconds is None:
        return None
    message = timestamp_pb2.Timestamp()
    message.FromMicroseconds(microseconds)
    return message
