"""Requests to domain values; together with `messages` the only place where protobuf and domain meet.

Conversions to domain validate: each raises `BoleError` with the path of the field at fault.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping, Sequence, Sized
from functools import lru_cache
from typing import TypeVar

from google.type import date_pb2

from bole.api.validation import invalid, size_within, text_within, values_within
from bole.domain.documents import Document, DocumentRole
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.interview import QuestionPlan
from bole.domain.resume import Warning, WarningCode
from bole.domain.rubric import (
    Combination,
    Criterion,
    CriterionKind,
    JobPosting,
    RefusedCriterion,
    Requirement,
    Rubric,
    ScoreSpread,
    Term,
    TermGroup,
    Thresholds,
)
from bole.v1 import interview_pb2, resume_pb2, rubric_pb2, screening_pb2, screening_service_pb2

E = TypeVar("E", bound=int)

_LANGUAGE_CODE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")

MOST_DOCUMENTS = 10
MOST_POSTING_CHARACTERS = 50_000
RUBRICS_KEPT = 256
MOST_CRITERIA = 24
MOST_GROUPS = 24
MOST_TERMS = 32
MOST_SPELLINGS = 64
MOST_REFUSED = 200
MOST_QUESTIONS = 10
"""Of each type."""


def document(message: screening_service_pb2.Document, field: str, limit_bytes: int) -> Document:
    """Converts a document; `limit_bytes` is the inline limit, and an empty one is refused."""
    size_within(message.content, f"{field}.content", limit_bytes)
    return document_as_sent(message, field)


def document_as_sent(message: screening_service_pb2.Document, field: str) -> Document:
    """Converts a document whatever its size: who reads it says what is wrong with it."""
    return Document(
        content=message.content,
        media_type=text_within(message.media_type, f"{field}.media_type", 255),
        file_name=text_within(message.file_name, f"{field}.file_name", 1024),
        role=document_role(message.role, f"{field}.role"),
        password=text_within(message.password, f"{field}.password", 1024),
    )


def documents(
    messages: Sequence[screening_service_pb2.Document], limit_bytes: int, field: str = "documents"
) -> tuple[Document, ...]:
    """Converts the documents of one candidate: 1 to 10, at least one a resume."""
    if not 1 <= len(messages) <= MOST_DOCUMENTS:
        raise invalid(field, f"Send 1 to {MOST_DOCUMENTS} documents, got {len(messages)}.", limit=MOST_DOCUMENTS)
    converted = tuple(document(message, f"{field}[{i}]", limit_bytes) for i, message in enumerate(messages))
    if not any(one.role is DocumentRole.RESUME for one in converted):
        raise invalid(field, "None of the documents is a resume. Send at least one with that role.")
    return converted


def job_posting(message: rubric_pb2.JobPosting) -> JobPosting:
    """Converts a posting; blank text fails with JOB_POSTING_EMPTY."""
    if not message.text.strip():
        raise BoleError(
            ErrorReason.JOB_POSTING_EMPTY,
            "The job posting has no text. Send what the opening asks for.",
            field="job_posting.text",
        )
    return JobPosting(
        text=text_within(message.text, "job_posting.text", MOST_POSTING_CHARACTERS),
        title=text_within(message.title, "job_posting.title", 200),
        language_code=text_within(message.language_code, "job_posting.language_code", 35),
        external_id=text_within(message.external_id, "job_posting.external_id", 128),
    )


def rubric(message: rubric_pb2.Rubric) -> Rubric:
    """Converts an explicit rubric; what it asks is not yet checked, only how much of it there is.

    Callers send the same rubric with every resume, so the last ones are kept.
    """
    return _rubric(message.SerializeToString(deterministic=True))


@lru_cache(maxsize=RUBRICS_KEPT)
def _rubric(serialized: bytes) -> Rubric:
    message = rubric_pb2.Rubric.FromString(serialized)
    _bounded(message.criteria, "rubric.criteria", MOST_CRITERIA)
    _bounded(message.refused_criteria, "rubric.refused_criteria", MOST_REFUSED)
    _bounded(message.warnings, "rubric.warnings", MOST_REFUSED)
    return Rubric(
        title=text_within(message.title, "rubric.title", 200),
        role=text_within(message.role, "rubric.role", 64),
        language_code=text_within(message.language_code, "rubric.language_code", 35),
        criteria=tuple(criterion(one, f"rubric.criteria[{i}]") for i, one in enumerate(message.criteria)),
        thresholds=thresholds(message.thresholds),
        refused_criteria=tuple(refused_criterion(one) for one in message.refused_criteria),
        warnings=tuple(warning(one) for one in message.warnings),
        score_spread=score_spread(message.score_spread) if message.HasField("score_spread") else None,
    )


def refused_criterion(message: rubric_pb2.RefusedCriterion) -> RefusedCriterion:
    """Converts a line that was left out of a rubric; shown, never asked."""
    return RefusedCriterion(
        text=text_within(message.text, "rubric.refused_criteria.text", 1000),
        reason=text_within(message.reason, "rubric.refused_criteria.reason", 64),
        lawful_alternative=text_within(message.lawful_alternative, "rubric.refused_criteria.lawful_alternative", 1000),
    )


def warning(message: resume_pb2.Warning) -> Warning:
    """Converts a warning."""
    name = _enum_name(resume_pb2.Warning.Code.Name, message.code, "warnings.code")
    if name not in WarningCode.__members__:
        raise invalid("warnings.code", "A warning has no code. Send warnings as the service returned them.")
    return Warning(code=WarningCode[name], message=text_within(message.message, "warnings.message", 1000))


def identifier(value: str, field: str = "request_id") -> str:
    """Checks an identifier, or a reference, that a caller chose: at most 128 printable characters."""
    if not value.isprintable():
        raise invalid(field, f"`{field}` holds characters that cannot be printed. Send letters, digits and hyphens.")
    return text_within(value, field, 128)


def is_full(view: screening_service_pb2.ScreeningView.ValueType, field: str = "view") -> bool:
    """Tells whether a view shows everything."""
    name = _enum_name(screening_service_pb2.ScreeningView.Name, view, field)
    return name != "SCREENING_VIEW_BASIC"


def thresholds(message: rubric_pb2.Thresholds) -> Thresholds:
    """Converts thresholds; unset fields keep their defaults."""
    default = Thresholds()
    return Thresholds(
        advance_score=message.advance_score if message.HasField("advance_score") else default.advance_score,
        advance_coverage=message.advance_coverage if message.HasField("advance_coverage") else default.advance_coverage,
        advance_must_credit=(
            message.advance_must_credit if message.HasField("advance_must_credit") else default.advance_must_credit
        ),
        hold_score=message.hold_score if message.HasField("hold_score") else default.hold_score,
        hold_coverage=message.hold_coverage if message.HasField("hold_coverage") else default.hold_coverage,
    )


def score_spread(message: rubric_pb2.ScoreSpread) -> ScoreSpread:
    """Converts the stated noise of a rubric; what it says is checked with the rubric."""
    return ScoreSpread(
        points=message.points,
        pair_count=message.pair_count,
        engine=text_within(message.engine, "rubric.score_spread.engine", 64),
        model_digest=text_within(message.model_digest, "rubric.score_spread.model_digest", 64),
    )


def language_code(value: str, field: str = "output_language_code") -> str:
    """Checks a BCP-47 code as far as its form goes; empty stays empty."""
    if value and not _LANGUAGE_CODE.fullmatch(value):
        raise invalid(field, f"`{field}` is no BCP-47 code. Send one such as zh, en or zh-Hant.")
    return value


def as_of(message: date_pb2.Date, *, given: bool) -> datetime.date:
    """Converts the date of the request; today in UTC when it is not given."""
    if not given:
        return datetime.datetime.now(tz=datetime.UTC).date()
    try:
        return datetime.date(message.year, message.month, message.day)
    except ValueError as error:
        raise invalid("as_of", "The date is none. Send year, month and day of a day that exists.") from error


def question_plan(message: interview_pb2.QuestionPlan) -> QuestionPlan:
    """Converts the numbers of questions, 0 to 10 of each type; unset fields keep their defaults."""
    default = QuestionPlan()

    plan = QuestionPlan(
        technical=message.technical_count if message.HasField("technical_count") else default.technical,
        behavioral=message.behavioral_count if message.HasField("behavioral_count") else default.behavioral,
        open_ended=message.open_ended_count if message.HasField("open_ended_count") else default.open_ended,
        core=message.core_count if message.HasField("core_count") else default.core,
    )
    for field, value in (
        ("plan.technical_count", plan.technical),
        ("plan.behavioral_count", plan.behavioral),
        ("plan.open_ended_count", plan.open_ended),
        ("plan.core_count", plan.core or 0),
    ):
        values_within(value, field, 0, MOST_QUESTIONS)
    return plan


def labels(pairs: Mapping[str, str]) -> dict[str, str]:
    """Checks the caller's labels: at most 16, keys and values of at most 128 characters."""
    values_within(len(pairs), "labels", 0, 16)
    for key, value in pairs.items():
        text_within(key, "labels", 128)
        text_within(value, "labels", 128)
    return dict(pairs)


def document_role(value: screening_pb2.DocumentRole.ValueType, field: str) -> DocumentRole:
    """Converts what a document is to its candidate; a resume when unset."""
    if value == screening_pb2.DOCUMENT_ROLE_UNSPECIFIED:
        return DocumentRole.RESUME
    name = _enum_name(screening_pb2.DocumentRole.Name, value, field)
    return DocumentRole(name.removeprefix("DOCUMENT_ROLE_"))


def criterion(message: rubric_pb2.Criterion, field: str) -> Criterion:
    """Converts one criterion; `field` is its path in the request."""
    kind = _enum_name(rubric_pb2.Criterion.Kind.Name, message.kind, f"{field}.kind")
    requirement = _enum_name(rubric_pb2.Criterion.Requirement.Name, message.requirement, f"{field}.requirement")
    if kind == "KIND_UNSPECIFIED":
        raise _rubric_invalid(f"{field}.kind", "A criterion has no kind. Say how it is answered, such as SKILL.")
    if requirement == "REQUIREMENT_UNSPECIFIED":
        raise _rubric_invalid(f"{field}.requirement", "A criterion has no requirement. Send MUST, SHOULD or NICE.")
    return Criterion(
        criterion_id=message.criterion_id,
        text=message.text,
        kind=CriterionKind(kind),
        requirement=Requirement(requirement),
        gate=message.gate,
        weight=message.weight if message.HasField("weight") else None,
        term_groups=_term_groups(message.term_groups, f"{field}.term_groups"),
        min_years=message.min_years if message.HasField("min_years") else None,
        max_years=message.max_years if message.HasField("max_years") else None,
        min_degree=_degree(message.min_degree, f"{field}.min_degree"),
        language_code=message.language_code,
    )


def _enum_name(name_of: Callable[[E], str], value: E, field: str) -> str:
    try:
        return name_of(value)
    except ValueError as error:
        raise invalid(field, f"`{field}` has the value {value}, which this version does not know.") from error


def _degree(value: resume_pb2.EducationEntry.DegreeLevel.ValueType, field: str) -> str:
    name = _enum_name(resume_pb2.EducationEntry.DegreeLevel.Name, value, field)
    return name if value else ""


def _bounded(values: Sized, field: str, limit: int) -> None:
    """Refuses more than `limit` entries before any of them is converted."""
    if len(values) > limit:
        raise _rubric_invalid(field, f"`{field}` has {len(values)} entries, the limit is {limit}. Send fewer.")


def _term_groups(groups: Sequence[rubric_pb2.TermGroup], field: str) -> tuple[TermGroup, ...]:
    _bounded(groups, field, MOST_GROUPS)
    for index, group in enumerate(groups):
        _bounded(group.terms, f"{field}[{index}].terms", MOST_TERMS)
        for term in group.terms:
            _bounded(term.spellings, f"{field}[{index}].terms.spellings", MOST_SPELLINGS)
    return tuple(_term_group(group) for group in groups)


def _term_group(message: rubric_pb2.TermGroup) -> TermGroup:
    any_of = message.combination == rubric_pb2.TermGroup.ANY_OF
    return TermGroup(
        combination=Combination.ANY_OF if any_of else Combination.ALL_OF,
        terms=tuple(
            Term(name=term.name, spellings=tuple(dict.fromkeys((term.name, *term.spellings)))) for term in message.terms
        ),
    )


def _rubric_invalid(field: str, message: str) -> BoleError:
    return BoleError(ErrorReason.RUBRIC_INVALID, message, field=field, metadata={"field": field})
