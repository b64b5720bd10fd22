"""The form of a role file in one of its languages."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from bole.domain.interview import Difficulty, InterviewQuestion, QuestionType, RatingAnchors
from bole.domain.roles import Role, RoleExample
from bole.domain.rubric import Rubric, Thresholds
from bole.rubric.rubric_model import CriterionModel, ThresholdsModel

_AFTER_FULL_WIDTH = re.compile("(?<=[\u3000-\u303f\uff00-\uffef]) ")
"""Where a text in Chinese was broken into lines."""

MOST_EXAMPLES = 4
"""Worked examples of a role, so that a prompt has room for the resume."""

MOST_CORE_QUESTIONS = 10

RoleId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,63}$")]
_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]
_Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
_Guidance = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ExampleModel(_Model):
    """A line of an invented resume and what it shows of a criterion."""

    criterion: str
    resume: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=240)]
    quote: _Short
    level: Literal["DEMONSTRATED", "USED", "LISTED", "ABSENT", "UNCLEAR"]

    def to_domain(self) -> RoleExample:
        """Builds the domain value."""
        return RoleExample(criterion=self.criterion, resume=self.resume, quote=self.quote, level=self.level)


class AnchorsModel(_Model):
    """What a low, medium and high answer sounds like."""

    low: _Text
    medium: _Text
    high: _Text


class QuestionTextModel(_Model):
    """What of a question is written in a language."""

    question: _Text
    competency: _Short
    reason: _Text
    expected_points: Annotated[list[_Text], Field(max_length=8)]
    follow_ups: Annotated[list[_Text], Field(max_length=5)]
    anchors: AnchorsModel


class QuestionModel(_Model):
    """A core question."""

    type: QuestionType
    topic: Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z_]{1,31}$")]
    criterion: str
    minutes: Annotated[int, Field(ge=1, le=30)]
    difficulty: Difficulty = Difficulty.INTERMEDIATE
    text: QuestionTextModel

    def to_domain(self, number: int) -> InterviewQuestion:
        """Builds the domain value of the question that is asked as `number`, from 1."""
        text = self.text
        return InterviewQuestion(
            type=self.type,
            topic=self.topic,
            question=text.question,
            competency=text.competency,
            criterion_id=self.criterion,
            reason=text.reason,
            evidence=(),
            expected_points=tuple(text.expected_points),
            follow_ups=tuple(text.follow_ups),
            rating_anchors=RatingAnchors(low=text.anchors.low, medium=text.anchors.medium, high=text.anchors.high),
            minutes=self.minutes,
            question_id=f"core-{number}",
            difficulty=self.difficulty,
        )


class RoleModel(_Model):
    """A whole file, with the texts of one language in the places of all of them."""

    role_id: RoleId
    families: list[RoleId] = Field(default_factory=list)
    title: _Short
    guidance: _Guidance = ""
    criteria: list[CriterionModel]
    thresholds: ThresholdsModel = Field(default_factory=ThresholdsModel)
    examples: Annotated[list[ExampleModel], Field(max_length=MOST_EXAMPLES)] = Field(default_factory=list)
    core_questions: Annotated[list[QuestionModel], Field(max_length=MOST_CORE_QUESTIONS)] = Field(default_factory=list)

    def to_domain(self, language_code: str, *, custom: bool) -> Role:
        """Builds the domain value; the rubric is unchecked and without digests."""
        return Role(
            role_id=self.role_id,
            families=tuple(self.families),
            title=self.title,
            language_code=language_code,
            rubric=Rubric(
                title=self.title,
                role=self.role_id,
                language_code=language_code,
                criteria=tuple(criterion.to_domain() for criterion in self.criteria),
                thresholds=Thresholds(**self.thresholds.model_dump()),
            ),
            guidance=_AFTER_FULL_WIDTH.sub("", " ".join(self.guidance.split())),
            examples=tuple(example.to_domain() for example in self.examples),
            core_questions=tuple(one.to_domain(number) for number, one in enumerate(self.core_questions, start=1)),
            custom=custom,
        )
