"""What the use cases need from outside, as Protocols."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ParamSpec, Protocol, TypeVar

from bole.domain.interview import QuestionPlan
from bole.domain.resume import ParsedResume
from bole.domain.rubric import Rubric
from bole.domain.screening import CriterionAssessment

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewBrief:
    """What an interview kit is written from.

    `rubric` is None when neither posting nor rubric was given; `assessments` are the verified answers for it, empty
    when there is none or the engine does not read the language of the resume. `language_code` is BCP-47.
    """

    resume: ParsedResume
    rubric: Rubric | None
    plan: QuestionPlan
    language_code: str
    assessments: tuple[CriterionAssessment, ...] = ()


class Workers(Protocol):
    """Runs CPU work off the event loop, with a limit of time and memory for each piece."""

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs `work` in another process and returns its result; its exceptions are raised here."""
        ...
