"""What the use cases need from outside, as Protocols."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import ParamSpec, Protocol, TypeVar

from bole.domain.interview import InterviewKit, QuestionPlan
from bole.domain.resume import ParsedResume
from bole.domain.rubric import JobPosting, Rubric
from bole.domain.screening import Finding

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewBrief:
    """What an interview kit is written from; `rubric` is None when neither posting nor rubric was given."""

    resume: ParsedResume
    rubric: Rubric | None
    plan: QuestionPlan
    language_code: str
    as_of: datetime.date


class Engine(Protocol):
    """A way to draft rubrics, fill them in, and write interview kits; pure and picklable when it is embedded."""

    @property
    def name(self) -> str:
        """Identifier, such as `rules`."""
        ...

    def covers(self, resume: ParsedResume) -> bool:
        """Tells whether the engine reads the language of the resume."""
        ...

    def draft_rubric(self, posting: JobPosting) -> Rubric:
        """Turns a posting into criteria."""
        ...

    def find(self, rubric: Rubric, resume: ParsedResume) -> tuple[Finding, ...]:
        """Answers each criterion that is answered by level, in rubric order."""
        ...

    def evaluate_experience(
        self, resume: ParsedResume, rubric: Rubric, language_code: str, as_of: datetime.date
    ) -> str:
        """Describes the experience in at most 400 code points, in the language asked for."""
        ...

    def write_interview_kit(self, brief: InterviewBrief) -> InterviewKit:
        """Writes the questions."""
        ...


class Workers(Protocol):
    """Runs CPU work off the event loop, with a limit of time and memory for each piece."""

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs `work` in another process and returns its result; its exceptions are raised here."""
        ...
