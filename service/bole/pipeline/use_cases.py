"""The service's use cases, ready to be called from an event loop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from bole.domain.documents import Document
from bole.domain.interview import InterviewKit
from bole.domain.ports import Workers
from bole.domain.resume import Contact, ParsedResume
from bole.domain.rubric import JobPosting, Rubric
from bole.domain.screening import Screening
from bole.parsing.parser import parse
from bole.pipeline.interviewing import InterviewRequest, write_interview_kit
from bole.pipeline.recent import Recent
from bole.pipeline.screening import Reader, ScreeningRequest, screen
from bole.rubric.validation import validate_rubric

T = TypeVar("T")

_RUBRICS_KEPT = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class UseCases:
    """Sends each use case to the worker processes as one piece of work.

    The embedded engine is CPU work from the bytes to the answer, so a call costs one hop between processes.
    """

    reader: Reader
    workers: Workers
    drafted: Recent[JobPosting, Rubric] = field(default_factory=lambda: Recent(_RUBRICS_KEPT))
    validated: Recent[Rubric, Rubric] = field(default_factory=lambda: Recent(_RUBRICS_KEPT))

    async def parse_resume(self, document: Document) -> ParsedResume:
        """Reads one document."""
        return await self.workers.run(parse, document, self.reader.limits)

    async def draft_rubric(self, posting: JobPosting) -> Rubric:
        """Turns a posting into a rubric; the same posting gives the same one at once."""
        return await self.drafted.get(posting, lambda: self.workers.run(_draft, posting, self.reader))

    async def validate_rubric(self, rubric: Rubric) -> Rubric:
        """Checks and completes a rubric that a caller wrote; one that was checked lately at once."""
        return await self.validated.get(rubric, lambda: self.workers.run(validate_rubric, rubric))

    async def screen(self, request: ScreeningRequest, render: Callable[[Screening], T]) -> tuple[T, Contact]:
        """Screens one candidate, and says apart from the answer how to reach them.

        Args:
            request: The candidate's documents and what they are screened against.
            render: Turns the answer into what the caller passes on; runs in the worker process, off the event loop.
        """
        return await self.workers.run(_screen, request, self.reader, render)

    async def generate_interview_kit(self, request: InterviewRequest) -> InterviewKit:
        """Writes interview questions."""
        return await self.workers.run(write_interview_kit, request, self.reader)


def _screen(request: ScreeningRequest, reader: Reader, render: Callable[[Screening], T]) -> tuple[T, Contact]:
    screening, contact = screen(request, reader)
    return render(screening), contact


def _draft(posting: JobPosting, reader: Reader) -> Rubric:
    return reader.engine.draft_rubric(posting)
