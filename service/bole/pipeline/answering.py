"""The two ways to answer a caller: the embedded engine alone, or a language model with its findings checked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from bole.domain.answers import Answer
from bole.domain.calls import CallTerms
from bole.domain.interview import InterviewKit
from bole.domain.rubric import JobPosting, Rubric
from bole.engines.engine import Origin
from bole.pipeline.interviewing import InterviewRequest
from bole.pipeline.regeneration import Regenerated, RegenerationRequest
from bole.pipeline.screening import ScreeningRequest

T = TypeVar("T")


class Answering(Protocol):
    """Drafts, screens and writes interview kits for callers, from the event loop."""

    async def draft_rubric(self, posting: JobPosting, terms: CallTerms) -> Rubric:
        """Turns a posting into a rubric."""
        ...

    def asks(self) -> Origin:
        """Returns which engine is asked, with which words: what an answer depends on beside its question.

        Raises:
            BoleError: MODEL_UNAVAILABLE as long as it is not known which model answers.
        """
        ...

    async def screen(self, request: ScreeningRequest, render: Callable[[Answer], T], terms: CallTerms) -> T:
        """Screens one candidate; `render` runs in a worker process and has to be picklable."""
        ...

    async def write_interview_kit(self, request: InterviewRequest, terms: CallTerms) -> InterviewKit:
        """Writes interview questions."""
        ...

    async def regenerate_question(self, request: RegenerationRequest, terms: CallTerms) -> Regenerated:
        """Writes another question in the place of one; the same request gives the same one."""
        ...
