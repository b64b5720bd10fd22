"""Interview kits: questions tied to what a resume says and a role asks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bole.domain.resume import Warning
from bole.domain.screening import Evidence


class QuestionType(StrEnum):
    """What sort of answer a question asks for."""

    TECHNICAL = "TECHNICAL"
    BEHAVIORAL = "BEHAVIORAL"
    OPEN_ENDED = "OPEN_ENDED"


class Probe(StrEnum):
    """What a question of the candidate's own goes into."""

    UNPROVEN_CLAIM = "UNPROVEN_CLAIM"
    MISSING_MUST = "MISSING_MUST"
    MISSING_WISH = "MISSING_WISH"
    ODD_DATE = "ODD_DATE"
    THIN_EVIDENCE = "THIN_EVIDENCE"
    SHOWN_WORK = "SHOWN_WORK"


class Difficulty(StrEnum):
    """How much experience a question is for."""

    BASIC = "BASIC"
    INTERMEDIATE = "INTERMEDIATE"
    ADVANCED = "ADVANCED"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionPlan:
    """How many questions of each type, 0..10 each; `core` is None for all core questions that the role has."""

    technical: int = 3
    behavioral: int = 1
    open_ended: int = 1
    core: int | None = None

    @property
    def total(self) -> int:
        """All of the candidate's own questions."""
        return self.technical + self.behavioral + self.open_ended

    def count(self, kind: QuestionType) -> int:
        """Returns how many questions of one type are planned."""
        return {
            QuestionType.TECHNICAL: self.technical,
            QuestionType.BEHAVIORAL: self.behavioral,
            QuestionType.OPEN_ENDED: self.open_ended,
        }[kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingAnchors:
    """What a low, medium and high answer sounds like."""

    low: str
    medium: str
    high: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewQuestion:
    """One question, why it is asked and how its answer is rated; `minutes` is 1..30.

    `topic` names its place in the plan, such as FRAMEWORK, DATABASE, SYSTEM_DESIGN, TOOLS, DOMAIN, CASE, TEAMWORK,
    CONFLICT, CAREER_PLAN or LEARNING. `criterion_id` is empty where no criterion stands behind it.
    """

    type: QuestionType
    topic: str
    question: str
    competency: str
    criterion_id: str
    reason: str
    evidence: tuple[Evidence, ...]
    expected_points: tuple[str, ...]
    follow_ups: tuple[str, ...]
    rating_anchors: RatingAnchors
    minutes: int
    question_id: str = ""
    """Unique in its kit: `core-1`, `own-1` and on."""
    probe: Probe | None = None
    """What it goes into; None for core questions."""
    difficulty: Difficulty = Difficulty.INTERMEDIATE


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionCoverage:
    """Which questions of a kit speak to one criterion, in kit order."""

    criterion_id: str
    question_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewKit:
    """The questions for one candidate.

    `questions` are the candidate's own, `core_questions` the role's: the same in the same order for everybody. `role`
    is the identifier of the role in the library, empty when none fits. `coverage` is in rubric order, empty without
    a rubric.
    """

    questions: tuple[InterviewQuestion, ...]
    language_code: str
    engine: str
    warnings: tuple[Warning, ...] = ()
    core_questions: tuple[InterviewQuestion, ...] = ()
    role: str = ""
    coverage: tuple[CriterionCoverage, ...] = ()
