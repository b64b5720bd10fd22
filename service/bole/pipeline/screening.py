"""Screens one candidate: documents -> readings -> findings -> verified assessments -> screening."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from bole.domain.answers import Answer
from bole.domain.documents import Document, DocumentRole
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.measuring import Count, Distribution, Stage, count, observe, stage
from bole.domain.resume import ParsedResume, Warning, WarningCode
from bole.domain.roles import RoleLibrary
from bole.domain.rubric import Criterion, Rubric
from bole.domain.screening import (
    CriterionAssessment,
    Finding,
    Level,
    Provenance,
    ScreenedDocument,
    Screening,
)
from bole.engines.engine import Engine, Finder
from bole.evidence.conclusion import conclude
from bole.evidence.copies import assess_beside_repeated, compared
from bole.evidence.facts import assess_fact_in_documents
from bole.evidence.reading import Reading, read
from bole.evidence.red_flags import red_flags
from bole.evidence.remarks import remarked
from bole.evidence.verification import unclear, verify
from bole.parsing.limits import ParsingLimits
from bole.parsing.parser import parse
from bole.pipeline.candidates import candidate_id, contact
from bole.pipeline.packing import packed, unpacked
from bole.roles.library import BUILT_IN

WRITTEN_LANGUAGES = ("zh", "en")
"""Languages that the texts of an answer come in."""
_RUBRIC_DIGITS = 8
"""Of the digest of its criteria, by which operators tell rubrics apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningRequest:
    """One candidate to be screened; `language_code` is BCP-47, empty for the language of the rubric."""

    documents: tuple[Document, ...]
    rubric: Rubric
    as_of: datetime.date
    language_code: str = ""
    candidate_id: str = ""

    def __reduce__(self) -> tuple[object, ...]:
        """Lets the rubric, which is the same for a whole batch, travel to worker processes as bytes made once."""
        return _request, (self.documents, packed(self.rubric), self.as_of, self.language_code, self.candidate_id)


def _request(
    documents: tuple[Document, ...], rubric: bytes, as_of: datetime.date, language_code: str, candidate_id: str
) -> ScreeningRequest:
    return ScreeningRequest(
        documents=documents,
        rubric=unpacked(rubric),
        as_of=as_of,
        language_code=language_code,
        candidate_id=candidate_id,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """What every use case reads documents with; `engine` is the embedded one."""

    engine: Engine
    limits: ParsingLimits
    candidate_key: bytes
    roles: RoleLibrary = BUILT_IN


def screen(
    request: ScreeningRequest,
    reader: Reader,
    *,
    warnings: Sequence[Warning] = (),
    degraded: bool = False,
    finder: Finder | None = None,
) -> Answer:
    """Answers for one candidate by an engine that needs no server.

    Args:
        request: The candidate's documents and what they are screened against.
        reader: What they are read with.
        warnings: What else a reader of the answer should know.
        degraded: True where another engine was asked for.
        finder: Fills the rubric in; None for the reader's engine.

    Raises:
        BoleError: A document cannot be read, none is a resume, or the finder's model cannot be used.
    """
    readings = read_documents(request, reader)
    screening = screen_readings(
        request, readings, finder or reader.engine, reader, warnings=warnings, degraded=degraded
    )
    return answer_of(screening, readings)


def read_documents(request: ScreeningRequest, reader: Reader) -> tuple[Reading, ...]:
    """Reads a candidate's documents, in request order.

    Raises:
        BoleError: A document cannot be read.
    """
    resumes = tuple(parse(document, reader.limits) for document in request.documents)
    return readings_of(request, resumes, tuple(document.role for document in request.documents))


def readings_of(
    request: ScreeningRequest, resumes: Sequence[ParsedResume], roles: Sequence[DocumentRole]
) -> tuple[Reading, ...]:
    """Makes parsed documents ready for checks; `roles` belong to `resumes` in order."""
    return tuple(
        compared(read(resume, index, role), request.rubric.criteria)
        for index, (resume, role) in enumerate(zip(resumes, roles, strict=True))
    )


def answer_of(screening: Screening, readings: Sequence[Reading]) -> Answer:
    """Puts beside a screening what its documents say of the person."""
    resumes = _resumes_first(readings)
    return Answer(screening=screening, contact=contact(resumes), profile=resumes[0].profile)


def screen_readings(
    request: ScreeningRequest,
    readings: tuple[Reading, ...],
    finder: Finder,
    reader: Reader,
    *,
    warnings: Sequence[Warning] = (),
    degraded: bool = False,
) -> Screening:
    """Answers for one candidate whose documents are read, with the findings of `finder`."""
    first = primary(readings)
    language = output_language(request)
    covered = finder.covers(first.resume)
    facts_covered = reader.engine.covers(first.resume)
    assessments = (
        assess(request.rubric, readings, finder, request.as_of, language)
        if covered
        else tuple(unclear(criterion) for criterion in request.rubric.criteria)
    )
    if not facts_covered:
        assessments = tuple(_open_where_missing(one) for one in assessments)
    flags = red_flags(readings, request.as_of, language, request.rubric.criteria)
    experience = finder.evaluate_experience(first, request.rubric, language, request.as_of) if covered else ""
    told = _warnings(request, readings, assessments, covered=covered and facts_covered, engine=finder.origin.engine)
    screening = conclude(
        assessments=assessments,
        red_flags=flags,
        rubric=request.rubric,
        experience_evaluation=experience,
        warnings=(*told, *warnings),
        provenance=_provenance(request, readings, finder, reader),
        language_code=language,
        degraded=degraded,
    )
    _tell(screening)
    return screening


def _tell(screening: Screening) -> None:
    """Counts a screening for whoever watches how scores go."""
    engine, rubric = screening.provenance.engine, screening.provenance.criteria_digest[:_RUBRIC_DIGITS]
    degraded = "true" if screening.degraded else "false"
    count(Count.SCREENINGS, engine, screening.recommendation.value, rubric, degraded)
    if screening.match_score is not None:
        observe(Distribution.MATCH_SCORE, screening.match_score, engine, rubric)


def assess(
    rubric: Rubric, readings: Sequence[Reading], finder: Finder, as_of: datetime.date, language_code: str
) -> tuple[CriterionAssessment, ...]:
    """Answers every criterion: facts from the profile, the others from an engine's findings once verified."""
    with stage(Stage.ALIGN):
        return _assessed(rubric, readings, finder, as_of, language_code)


def _assessed(
    rubric: Rubric, readings: Sequence[Reading], finder: Finder, as_of: datetime.date, language_code: str
) -> tuple[CriterionAssessment, ...]:
    found = [
        (reading, {finding.criterion_id: finding for finding in finder.find(rubric, reading)})
        for reading in readings
        if finder.covers(reading.resume)
    ]

    def answer(criterion: Criterion) -> CriterionAssessment:
        if criterion.kind.answered_by_fact:
            return assess_beside_repeated(
                readings, lambda some: assess_fact_in_documents(criterion, some, as_of, language_code), language_code
            )
        verified = verify(criterion, _findings_for(criterion, found), language_code, engine=finder.origin.engine)
        return remarked(verified, readings, as_of, language_code)

    return tuple(answer(criterion) for criterion in rubric.criteria)


def _open_where_missing(assessment: CriterionAssessment) -> CriterionAssessment:
    """Leaves open what code did not find in a language that it does not read: years, degrees, certificates."""
    missing = assessment.level in {Level.ABSENT, Level.PARTLY_MET}
    return unclear(assessment.criterion) if assessment.criterion.kind.answered_by_fact and missing else assessment


def _findings_for(
    criterion: Criterion, found: Sequence[tuple[Reading, dict[str, Finding]]]
) -> list[tuple[Reading, Finding]]:
    return [
        (reading, findings[criterion.criterion_id]) for reading, findings in found if criterion.criterion_id in findings
    ]


def _resumes_first(readings: Sequence[Reading]) -> list[ParsedResume]:
    """Returns the documents with resumes before letters and the rest: who a candidate is stands in the resume."""
    return [one.resume for one in sorted(readings, key=lambda one: one.role is not DocumentRole.RESUME)]


def primary(readings: Sequence[Reading]) -> Reading:
    """Returns the first resume of a candidate.

    Raises:
        BoleError: None of the documents is a resume.
    """
    for reading in readings:
        if reading.role is DocumentRole.RESUME:
            return reading
    raise BoleError(
        ErrorReason.ARGUMENT_INVALID,
        "None of the documents is a resume. Send at least one with the role of a resume.",
        field="documents",
    )


def output_language(request: ScreeningRequest) -> str:
    """Returns the language that an answer is written in, one of `WRITTEN_LANGUAGES`."""
    asked = request.language_code or request.rubric.language_code
    primary = asked.split("-")[0].lower()
    return primary if primary in WRITTEN_LANGUAGES else "en"


def _warnings(
    request: ScreeningRequest,
    readings: Sequence[Reading],
    assessments: Sequence[CriterionAssessment],
    *,
    covered: bool,
    engine: str,
) -> tuple[Warning, ...]:
    warnings = [*request.rubric.warnings, *(warning for one in readings for warning in one.resume.warnings)]
    if not covered:
        message = (
            f"The engine '{engine}' does not read the language of the resume, or not all of it: what it cannot tell is "
            "unclear. A person has to read it."
        )
        warnings.append(Warning(code=WarningCode.LANGUAGE_NOT_COVERED, message=message))
    if request.language_code and request.language_code.split("-")[0].lower() not in WRITTEN_LANGUAGES:
        message = f"The answer is in English: the engine '{engine}' writes {' and '.join(WRITTEN_LANGUAGES)}."
        warnings.append(Warning(code=WarningCode.OUTPUT_LANGUAGE_NOT_COVERED, message=message))
    fallen = sum(assessment.fallen for assessment in assessments)
    if fallen:
        message = (
            f"{fallen} of {len(assessments)} answers fell: their quotes do not stand in the text, or are off topic."
        )
        warnings.append(Warning(code=WarningCode.EVIDENCE_NOT_FOUND, message=message))
    return tuple(warnings)


def _provenance(request: ScreeningRequest, readings: Sequence[Reading], finder: Finder, reader: Reader) -> Provenance:
    origin = finder.origin
    return Provenance(
        candidate_id=candidate_id(request.candidate_id, _resumes_first(readings), reader.candidate_key),
        documents=tuple(
            ScreenedDocument(
                document_digest=one.resume.document_digest, media_type=one.resume.media_type, role=one.role
            )
            for one in readings
        ),
        criteria_digest=request.rubric.criteria_digest,
        rubric_digest=request.rubric.rubric_digest,
        prompt_digest=origin.prompt_digest,
        model_digest=origin.model_digest,
        engine=origin.engine,
        as_of=request.as_of,
        sampling=origin.sampling,
        left_premises=origin.left_premises,
    )
