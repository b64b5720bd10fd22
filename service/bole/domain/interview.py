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


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionPlan:
    """How many questions of each type, 0..10 each."""

    technical: int = 3
    behavioral: int = 1
    open_ended: int = 1

    @property
    def total(self) -> int:
        """All questions of the plan."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewKit:
    """The questions for one candidate."""

    questions: tuple[InterviewQuestion, ...]
    language_code: str
    engine: str
    warnings: tuple[Warning, ...] = ()
