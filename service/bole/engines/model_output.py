"""What a model wrote, checked at the border: JSON text to frozen values, or what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, create_model

from bole.domain.interview import QuestionType
from bole.domain.rubric import CriterionKind, Requirement
from bole.domain.screening import Level
from bole.prompting.guides import MOST_CRITERIA

_LONGEST = 1000
"""Code points of one text: the grammar allows fewer, a server that knows no grammar may write more."""

_Text = Annotated[str, StringConstraints(max_length=_LONGEST)]
_Texts = Annotated[tuple[_Text, ...], Field(max_length=MOST_CRITERIA)]
_Level = Literal["DEMONSTRATED", "USED", "LISTED", "ABSENT", "UNCLEAR"]

M = TypeVar("M", bound=BaseModel)


class Fault(StrEnum):
    """Why output cannot be used."""

    CUT = "CUT"
    NOT_JSON = "NOT_JSON"
    WRONG_SHAPE = "WRONG_SHAPE"


class OutputInvalidError(Exception):
    """Output that cannot be used; it holds the fault alone, because the text may repeat a resume."""

    def __init__(self, fault: Fault) -> None:
        """Keeps the fault."""
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionAnswer:
    """A model's answer for one criterion: its wording of the text, and the level it chose."""

    quotes: tuple[str, ...]
    level: Level


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningAnswer:
    """A model's answers in the order of the criteria that it was asked, and its sentences on the experience."""

    criteria: tuple[CriterionAnswer, ...]
    experience: tuple[str, ...]


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _CriterionOutput(_Closed):
    quotes: _Texts
    level: _Level


class DraftedCriterion(_Closed):
    """A criterion as a model drafts it from the line `quote` of the posting."""

    quote: _Text
    kind: CriterionKind
    requirement: Requirement
    gate: bool
    terms: _Texts
    any_of: bool


class RubricAnswer(_Closed):
    """A model's draft of a rubric."""

    criteria: Annotated[tuple[DraftedCriterion, ...], Field(max_length=MOST_CRITERIA)]


class DraftedQuestion(_Closed):
    """An interview question as a model drafts it; `criterion` counts from 1, 0 stands for none."""

    type: QuestionType
    topic: _Text
    criterion: int
    quote: _Text
    question: _Text
    competency: _Text
    reason: _Text
    expected_points: _Texts
    follow_ups: _Texts
    low: _Text
    medium: _Text
    high: _Text
    minutes: Annotated[int, Field(ge=1, le=30)]


class InterviewAnswer(_Closed):
    """A model's draft of an interview kit."""

    questions: Annotated[tuple[DraftedQuestion, ...], Field(max_length=30)]


def screening_answer(text: str, criteria_count: int) -> ScreeningAnswer:
    """Reads the answer to a screening of `criteria_count` criteria.

    Raises:
        OutputInvalidError: The text is no JSON of the shape that was asked for.
    """
    output = _validated(_screening_model(criteria_count), text)
    answers: tuple[_CriterionOutput, ...] = tuple(getattr(output, _field(n)) for n in range(1, criteria_count + 1))
    return ScreeningAnswer(
        criteria=tuple(CriterionAnswer(quotes=one.quotes, level=Level(one.level)) for one in answers),
        experience=getattr(output, "experience"),  # noqa: B009  # a field of a model that is made at run time
    )


def rubric_answer(text: str) -> RubricAnswer:
    """Reads a draft of a rubric.

    Raises:
        OutputInvalidError: The text is no JSON of the shape that was asked for.
    """
    return _validated(RubricAnswer, text)


def interview_answer(text: str) -> InterviewAnswer:
    """Reads a draft of an interview kit.

    Raises:
        OutputInvalidError: The text is no JSON of the shape that was asked for.
    """
    return _validated(InterviewAnswer, text)


def _field(number: int) -> str:
    return f"criterion_{number}"


@lru_cache(maxsize=32)
def _screening_model(criteria_count: int) -> type[BaseModel]:
    fields = {_field(n): (_CriterionOutput, Field(alias=str(n))) for n in range(1, criteria_count + 1)}
    return create_model(  # type: ignore[no-any-return, call-overload]  # fields are named at run time
        f"ScreeningOutput{criteria_count}", __base__=_Closed, **fields, experience=(_Texts, ...)
    )


def _validated(model: type[M], text: str) -> M:
    try:
        return model.model_validate_json(_object_in(text))
    except ValidationError as error:
        broken = any(fault["type"] == "json_invalid" for fault in error.errors(include_input=False))
        raise OutputInvalidError(Fault.NOT_JSON if broken else Fault.WRONG_SHAPE) from None


def _object_in(text: str) -> str:
    """Returns the outermost JSON object: servers without guided decoding put words or a fence around it."""
    start, end = text.find("{"), text.rfind("}")
    return text[start : end + 1] if 0 <= start < end else text
