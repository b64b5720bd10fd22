"""The two ways to answer a caller: the embedded engine alone, or a language model with its findings checked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from bole.domain.calls import CallTerms
from bole.domain.interview import InterviewKit
from bole.domain.resume import Contact
from bole.domain.rubric import JobPosting, Rubric
from bole.domain.screening import Screening
from bole.pipeline.interviewing import InterviewRequest
from bole.pipeline.screening import ScreeningRequest

T = TypeVar("T")


class Answering(Protocol):
    """Drafts, screens and writes interview kits for callers, from the event loop."""

    async def draft_rubric(self, posting: JobPosting, terms: CallTerms) -> Rubric:
        """Turns a posting into a rubric."""
        ...

    async def screen(
        self, request: ScreeningRequest, render: Callable[[Screening], T], terms: CallTerms
    ) -> tuple[T, Contact]:
        """Screens one candidate; `render` runs in a worker process and has to be picklable."""
        ...

    async def write_interview_kit(self, request: InterviewRequest, terms: CallTerms) -> InterviewKit:
        """Writes interview questions."""
        ...
