"""Builds valid domain values with a few keywords changed; `dataclasses.replace` changes the other fields."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from bole.domain.documents import DocumentRole
from bole.domain.interview import InterviewKit, InterviewQuestion, QuestionType, RatingAnchors
from bole.domain.resume import Contact, Warning
from bole.domain.rubric import (
    Combination,
    Criterion,
    CriterionKind,
    RefusedCriterion,
    Requirement,
    Rubric,
    Term,
    TermGroup,
    Thresholds,
)
from bole.domain.screening import (
    Alignment,
    CriterionAssessment,
    Evidence,
    ItemFailure,
    Level,
    Method,
    OpenQuestion,
    Provenance,
    Recommendation,
    RedFlag,
    ScreenedCandidate,
    ScreenedDocument,
    Screening,
)
from bole.domain.spans import Span
from bole.evidence.levels import CREDIT
from bole.evidence.recommendation import recommend
from bole.evidence.scoring import dimensions, score, with_shares

AS_OF = datetime.date(2026, 1, 31)
"""The date of every sample."""


def term(name: str, *aliases: str) -> Term:
    """Returns a term that is spelled as its name or one of the aliases."""
    return Term(name=name, spellings=(name, *aliases))


def criterion(
    criterion_id: str = "c1",
    text: str = "Python",
    *,
    kind: CriterionKind = CriterionKind.SKILL,
    requirement: Requirement = Requirement.MUST,
    terms: Sequence[Term] | None = None,
    combination: Combination = Combination.ALL_OF,
    gate: bool = False,
    weight: int | None = None,
) -> Criterion:
    """Returns a criterion with one group of `terms`, by default its own text as the only term."""
    chosen = (term(text),) if terms is None else tuple(terms)
    return Criterion(
        criterion_id=criterion_id,
        text=text,
        kind=kind,
        requirement=requirement,
        gate=gate,
        weight=weight,
        term_groups=(TermGroup(combination=combination, terms=chosen),) if chosen else (),
    )


def rubric(
    criteria: Sequence[Criterion] = (),
    *,
    title: str = "Backend engineer",
    language_code: str = "en",
    refused_criteria: Sequence[RefusedCriterion] = (),
    thresholds: Thresholds | None = None,
) -> Rubric:
    """Returns a rubric of `criteria`, by default one must on Python."""
    return Rubric(
        title=title,
        role="",
        language_code=language_code,
        criteria=tuple(criteria) or (criterion(),),
        thresholds=thresholds or Thresholds(),
        refused_criteria=tuple(refused_criteria),
        criteria_digest="a" * 64,
        rubric_digest="b" * 64,
    )


def evidence(quote: str, *, start: int = 0, page_number: int = 1, method: Method = Method.EXTRACT) -> Evidence:
    """Returns evidence whose quote begins at code point `start`."""
    return Evidence(
        quote=quote,
        span=Span(start, start + len(quote)),
        document_index=0,
        page_number=page_number,
        boxes=(),
        alignment=Alignment.EXACT,
        method=method,
    )


def assessment(
    asked: Criterion | None = None,
    level: Level = Level.USED,
    *,
    credit: int | None = None,
    quotes: Sequence[str] = (),
    page_number: int = 1,
    note: str = "",
    fallen: bool = False,
) -> CriterionAssessment:
    """Returns an answer; without `credit` it earns what its level does (PARTLY_MET 50, UNCLEAR and unscored None)."""
    asked = asked or criterion()
    earned = 50 if level is Level.PARTLY_MET else CREDIT.get(level)
    return CriterionAssessment(
        criterion=asked,
        level=level,
        credit=(earned if credit is None else credit) if asked.kind.scored else None,
        evidence=tuple(evidence(quote, page_number=page_number) for quote in quotes),
        note=note,
        fallen=fallen,
    )


def screening(
    assessments: Sequence[CriterionAssessment] = (),
    *,
    recommendation: Recommendation | None = None,
    red_flags: Sequence[RedFlag] = (),
    open_questions: Sequence[OpenQuestion] = (),
    warnings: Sequence[Warning] = (),
    refused_criteria: Sequence[RefusedCriterion] = (),
    summary: str = "Matches what the posting asks for.",
    experience_evaluation: str = "",
    thresholds: Thresholds | None = None,
    language_code: str = "en",
    candidate_id: str = "candidate",
) -> Screening:
    """Returns a screening whose score, coverage, dimensions and recommendation follow from `assessments`.

    A `recommendation` that is given replaces the computed one.
    """
    given = tuple(assessments) or (assessment(quotes=("Wrote services in Python.",)),)
    answers = with_shares(given, score(given).shares)
    limits = thresholds or Thresholds()
    result = score(answers)
    suggested, reason = recommend(answers, result, limits, red_flags, language_code)
    return Screening(
        match_score=result.match_score,
        rank_score=result.rank_score,
        coverage=result.coverage,
        recommendation=recommendation or suggested,
        recommendation_reason=reason,
        skills_matched=tuple(one.criterion.text for one in answers if one.credit),
        experience_evaluation=experience_evaluation,
        red_flags=tuple(flag.message for flag in red_flags),
        summary=summary,
        criteria=answers,
        dimensions=dimensions(answers),
        red_flag_details=tuple(red_flags),
        open_questions=tuple(open_questions),
        refused_criteria=tuple(refused_criteria),
        thresholds=limits,
        warnings=tuple(warnings),
        degraded=False,
        output_language_code=language_code,
        provenance=provenance(candidate_id),
    )


def provenance(candidate_id: str = "candidate") -> Provenance:
    """Returns where a result of the engine `rules` comes from."""
    document = ScreenedDocument(document_digest="d" * 64, media_type="application/pdf", role=DocumentRole.RESUME)
    return Provenance(
        candidate_id=candidate_id,
        documents=(document,),
        criteria_digest="a" * 64,
        rubric_digest="b" * 64,
        prompt_digest="",
        model_digest="",
        engine="rules",
        as_of=AS_OF,
    )


def candidate(
    item_id: str = "0001",
    screened: Screening | None = None,
    *,
    source: str = "resumes/one.pdf",
    name: str = "",
    email: str = "",
    phone: str = "",
) -> ScreenedCandidate:
    """Returns an item that was screened."""
    return ScreenedCandidate(
        item_id=item_id,
        source=source,
        screening=screened or screening(),
        contact=Contact(name=name, email=email, phone=phone),
    )


def two_who_tie() -> tuple[ScreenedCandidate, ScreenedCandidate]:
    """Returns candidates of scores 60 and 80 who share a rank: what is unclear counts at 40%, as LISTED does."""
    python, redis = criterion("c1", "Python"), criterion("c2", "Redis")
    used = assessment(python, Level.USED)
    listed, unclear = (screening([used, assessment(redis, level)]) for level in (Level.LISTED, Level.UNCLEAR))
    return candidate("0001", listed), candidate("0002", unclear)


def failed_candidate(
    item_id: str = "9999",
    *,
    source: str = "resumes/broken.pdf",
    reason: str = "DOCUMENT_ENCRYPTED",
    message: str = "The document is protected by a password. Send a copy without one.",
) -> ScreenedCandidate:
    """Returns an item that could not be screened."""
    return ScreenedCandidate(item_id=item_id, source=source, failure=ItemFailure(reason=reason, message=message))


def interview_question(
    question: str = "What limited the order service at its peak?",
    *,
    question_type: QuestionType = QuestionType.TECHNICAL,
    topic: str = "SYSTEM_DESIGN",
    quote: str = "Built the order service",
    criterion_id: str = "c1",
) -> InterviewQuestion:
    """Returns a question that is tied to `quote`."""
    return InterviewQuestion(
        type=question_type,
        topic=topic,
        question=question,
        competency="System design",
        criterion_id=criterion_id,
        reason="The resume names the service and not what limited it.",
        evidence=(evidence(quote),),
        expected_points=("Names a measured bottleneck", "Says what was changed"),
        follow_ups=("How was the load measured?",),
        rating_anchors=RatingAnchors(
            low="Names no figure.", medium="Names a figure.", high="Names a figure, its cause and the trade-off."
        ),
        minutes=8,
    )


def interview_kit(questions: Sequence[InterviewQuestion] = (), *, language_code: str = "en") -> InterviewKit:
    """Returns a kit, by default of one question."""
    return InterviewKit(
        questions=tuple(questions) or (interview_question(),), language_code=language_code, engine="rules"
    )
