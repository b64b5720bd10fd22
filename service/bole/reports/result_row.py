"""One result as a row of plain values: what tables for programs hold."""

from __future__ import annotations

from collections.abc import Mapping

from bole.domain.screening import CriterionAssessment, Evidence, ScreenedCandidate, Screening
from bole.reports.cells import portable_text
from bole.reports.ranking import RankedCandidate

Row = dict[str, object]
"""Column to value; the values are those of `parquet_table.results_schema`, None where nothing is known."""


def result_row(ranked: RankedCandidate) -> Row:
    """Returns one item of a run as a row; a failed item has no columns of an answer.

    Nothing depends on a language: codes stay codes, and texts are those of the answer. Code points that UTF-8 cannot
    hold are dropped.
    """
    screening = ranked.candidate.screening
    answers = {} if screening is None else _answers(screening) | _provenance(screening)
    return {column: _portable(value) for column, value in (_item(ranked) | answers).items()}


def _item(ranked: RankedCandidate) -> Row:
    candidate = ranked.candidate
    return {
        "item_id": candidate.item_id,
        "candidate_id": None if candidate.screening is None else candidate.screening.provenance.candidate_id,
        "source": candidate.source,
        "name": candidate.contact.name or None,
        "email": candidate.contact.email or None,
        "phone": candidate.contact.phone or None,
        "rank": ranked.rank,
        "tied": ranked.tied,
        "duplicate_of": candidate.duplicate_of or None,
        "same_candidate": list(candidate.same_candidate),
        "cut_group": None if candidate.cut_group is None else candidate.cut_group.value,
    } | _failure(candidate)


def _failure(candidate: ScreenedCandidate) -> Row:
    failure = candidate.failure
    return {
        "error_reason": None if failure is None else failure.reason,
        "error_message": None if failure is None else failure.message,
    }


def _answers(screening: Screening) -> Row:
    return {
        "match_score": screening.match_score,
        "score_low": None if screening.score_interval is None else screening.score_interval.low,
        "score_high": None if screening.score_interval is None else screening.score_interval.high,
        "rank_score": screening.rank_score,
        "coverage": screening.coverage,
        "recommendation": screening.recommendation.value,
        "recommendation_reason": screening.recommendation_reason,
        "summary": screening.summary,
        "experience_evaluation": screening.experience_evaluation or None,
        "skills_matched": list(screening.skills_matched),
        "criteria": [_criterion(one) for one in screening.criteria],
        "dimensions": [
            {"name": one.name.value, "score": one.score, "coverage": one.coverage} for one in screening.dimensions
        ],
        "red_flags": [
            {"code": one.code.value, "severity": one.severity.value, "message": one.message}
            for one in screening.red_flag_details
        ],
        "open_questions": [
            {"criterion_id": one.criterion_id, "question": one.question} for one in screening.open_questions
        ],
        "warnings": [{"code": one.code.value, "message": one.message} for one in screening.warnings],
        "degraded": screening.degraded,
        "language_code": screening.output_language_code,
    }


def _provenance(screening: Screening) -> Row:
    origin = screening.provenance
    return {
        "engine": origin.engine,
        "as_of": origin.as_of,
        "documents": [
            {"document_digest": one.document_digest, "media_type": one.media_type, "role": one.role.value}
            for one in origin.documents
        ],
        "criteria_digest": origin.criteria_digest,
        "rubric_digest": origin.rubric_digest,
        "prompt_digest": origin.prompt_digest or None,
        "model_digest": origin.model_digest or None,
        "sampling": origin.sampling or None,
        "left_premises": origin.left_premises,
    }


def _criterion(answer: CriterionAssessment) -> Row:
    asked = answer.criterion
    return {
        "criterion_id": asked.criterion_id,
        "text": asked.text,
        "kind": asked.kind.value,
        "requirement": asked.requirement.value,
        "gate": asked.gate,
        "level": answer.level.value,
        "credit": answer.credit,
        "weight_share": answer.weight_share,
        "note": answer.note or None,
        "fallen": answer.fallen,
        "evidence": [_evidence(one) for one in answer.evidence],
    }


def _evidence(evidence: Evidence) -> Row:
    return {
        "quote": evidence.quote,
        "start": evidence.span.start,
        "end": evidence.span.end,
        "document_index": evidence.document_index,
        "page_number": evidence.page_number,
        "alignment": evidence.alignment.value,
        "method": evidence.method.value,
    }


def _portable(value: object) -> object:
    match value:
        case str():
            return value if value.isascii() and value.isprintable() else portable_text(value)
        case list():
            return [_portable(one) for one in value]
        case Mapping():
            return {key: _portable(one) for key, one in value.items()}
        case _:
            return value
