"""Answers: findings of an engine, verified evidence, and the screening computed from both."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum

from bole.domain.documents import DocumentRole
from bole.domain.resume import NO_CONTACT, Box, Contact, Profile, Warning
from bole.domain.rubric import Criterion, RefusedCriterion, Thresholds
from bole.domain.spans import Span


class Level(StrEnum):
    """How well a criterion is met; see the design, section 2."""

    DEMONSTRATED = "DEMONSTRATED"
    USED = "USED"
    LISTED = "LISTED"
    MET = "MET"
    PARTLY_MET = "PARTLY_MET"
    ABSENT = "ABSENT"
    UNCLEAR = "UNCLEAR"


class Method(StrEnum):
    """Whether a quote states the criterion or an engine concluded it."""

    EXTRACT = "EXTRACT"
    DERIVE = "DERIVE"


class Alignment(StrEnum):
    """How a quote was located in the visible text."""

    EXACT = "EXACT"
    NORMALIZED = "NORMALIZED"
    FUZZY = "FUZZY"


class Recommendation(StrEnum):
    """What Bole suggests; a person decides. There is no "reject"."""

    ADVANCE = "ADVANCE"
    REVIEW = "REVIEW"
    HOLD = "HOLD"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreInterval:
    """Scores that say the same as a `match_score`, both ends 0..100."""

    low: int
    high: int


class DimensionName(StrEnum):
    """Parts of the score."""

    SKILLS = "SKILLS"
    EXPERIENCE = "EXPERIENCE"
    EDUCATION = "EDUCATION"
    DOMAIN = "DOMAIN"
    LANGUAGE = "LANGUAGE"


class RedFlagCode(StrEnum):
    """What a reader should look at twice; never scored."""

    CLAIM_NOT_SHOWN = "CLAIM_NOT_SHOWN"
    VAGUE_EXPERIENCE = "VAGUE_EXPERIENCE"
    KEYWORD_LIST = "KEYWORD_LIST"
    OVERLAPPING_DATES = "OVERLAPPING_DATES"
    FUTURE_DATE = "FUTURE_DATE"
    UNREADABLE_PART = "UNREADABLE_PART"
    HIDDEN_TEXT = "HIDDEN_TEXT"
    INJECTION_ATTEMPT = "INJECTION_ATTEMPT"


class Severity(StrEnum):
    """How loudly a red flag is shown."""

    INFO = "INFO"
    WARNING = "WARNING"
    SERIOUS = "SERIOUS"


@dataclass(frozen=True, slots=True, kw_only=True)
class TermFinding:
    """An engine's answer for one term: a level of `CriterionKind.answered_by_level` kinds and quotes, best first.

    Quotes are the engine's wording; only what aligns with the visible text survives.
    """

    term: str
    level: Level
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """An engine's answer for one criterion and one document.

    `terms` answers the criterion's terms one by one (rules); engines that answer as a whole leave it empty and the
    level stands for every term.
    """

    criterion_id: str
    level: Level
    quotes: tuple[str, ...] = ()
    method: Method = Method.EXTRACT
    terms: tuple[TermFinding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A quote that stands in the visible text: `quote == parsed.text[span.start:span.end]`.

    `document_index` counts the documents of the request from 0.
    """

    quote: str
    span: Span
    document_index: int
    page_number: int
    boxes: tuple[Box, ...]
    alignment: Alignment
    method: Method = Method.EXTRACT


@dataclass(frozen=True, slots=True, kw_only=True)
class TermAssessment:
    """The verified answer for one term; `credit` 0..100, None when unclear."""

    term: str
    level: Level
    credit: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionAssessment:
    """The verified answer for one criterion.

    `credit` is 0..100, None when unclear or not scored. `note` is a short fact in the output language (such as "38 of
    36 months"). `fallen` says that a claimed level fell because its quote did not hold.
    """

    criterion: Criterion
    level: Level
    credit: int | None
    evidence: tuple[Evidence, ...] = ()
    terms: tuple[TermAssessment, ...] = ()
    note: str = ""
    fallen: bool = False
    weight_share: float = 0.0
    """Share of the weight of all scored criteria, 0..1; filled in by scoring."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """A part of the score: `score` 0..100 or None when nothing in it is known, `coverage` 0..1."""

    name: DimensionName
    score: int | None
    coverage: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RedFlag:
    """One thing to look at, with its message in the output language."""

    code: RedFlagCode
    message: str
    severity: Severity
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQuestion:
    """What the documents leave open about a criterion, as a question for the interview."""

    criterion_id: str
    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenedDocument:
    """Which document was read."""

    document_digest: str
    media_type: str
    role: DocumentRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What the result was made from; digests are SHA-256 in lower-case hex, empty where an engine has none."""

    candidate_id: str
    documents: tuple[ScreenedDocument, ...]
    criteria_digest: str
    rubric_digest: str
    prompt_digest: str
    model_digest: str
    engine: str
    as_of: datetime.date
    sampling: str = ""
    left_premises: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """The answer for one candidate; see the design, section 2.

    `match_score` is 0..100, None when nothing is known; `rank_score` is 0..100, 40 when nothing is known; `coverage` is
    0..1.
    """

    match_score: int | None
    rank_score: int
    coverage: float
    recommendation: Recommendation
    recommendation_reason: str
    skills_matched: tuple[str, ...]
    experience_evaluation: str
    red_flags: tuple[str, ...]
    summary: str
    criteria: tuple[CriterionAssessment, ...]
    dimensions: tuple[Dimension, ...]
    red_flag_details: tuple[RedFlag, ...]
    open_questions: tuple[OpenQuestion, ...]
    refused_criteria: tuple[RefusedCriterion, ...]
    thresholds: Thresholds
    warnings: tuple[Warning, ...]
    degraded: bool
    output_language_code: str
    provenance: Provenance
    score_interval: ScoreInterval | None = None
    """`match_score` with the noise of the rubric; None where it states none for this engine, or nothing is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFailure:
    """Why an item has no screening: a name of `ErrorReason` and a sentence that says what to do."""

    reason: str
    message: str


class CutGroup(StrEnum):
    """What the cut of a two-stage batch did with an item: the model read it as one of the best or as a control."""

    BEST = "BEST"
    CONTROL = "CONTROL"
    REST = "REST"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenedCandidate:
    """One item of a run as reports show it: exactly one of `screening` and `failure` is set.

    Attributes:
        item_id: Unique in the run.
        source: The path relative to the argument of the command line, or below the source of a batch: personal data.
        screening: The answer.
        failure: Why there is none.
        contact: How to reach the candidate: personal data.
        profile: What the first resume says of the person, personal data; None where it was not asked for.
        duplicate_of: Item of the same run with the same documents, whose answer this is; empty for one of its own.
        same_candidate: Items of the same run by the same candidate with other documents.
        cut_group: What the cut of a two-stage batch did with it; None without one.
    """

    item_id: str
    source: str
    screening: Screening | None = None
    failure: ItemFailure | None = None
    contact: Contact = NO_CONTACT
    profile: Profile | None = None
    duplicate_of: str = ""
    same_candidate: tuple[str, ...] = ()
    cut_group: CutGroup | None = None
