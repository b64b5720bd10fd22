"""Answers by the embedded engine: each use case is one piece of work for a worker process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from bole.domain.answers import Answer
from bole.domain.calls import CallTerms
from bole.domain.interview import InterviewKit
from bole.domain.ports import Workers
from bole.domain.resume import Warning, WarningCode
from bole.domain.rubric import JobPosting, Rubric
from bole.engines.engine import Finder, Origin
from bole.pipeline.interviewing import InterviewRequest, write_interview_kit
from bole.pipeline.regeneration import Regenerated, RegenerationRequest, regenerated
from bole.pipeline.screening import Reader, ScreeningRequest, screen

T = TypeVar("T")

_AWAY = "The model server was away: the embedded engine {did}, as the caller allowed."


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedAnswering:
    """Engines that need no server, from bytes to the answer in one hop between processes.

    Attributes:
        reader: What documents are read with.
        workers: Where the work is done.
        finder: Fills rubrics in; None for the reader's engine, which drafts them and writes questions in any case.
        degraded: Says in every answer that another engine was asked for.
    """

    reader: Reader
    workers: Workers
    finder: Finder | None = None
    degraded: bool = False

    async def draft_rubric(self, posting: JobPosting, terms: CallTerms) -> Rubric:  # noqa: ARG002  # CPU work has no terms
        """Turns a posting into a rubric."""
        rubric = await self.workers.run(_draft, posting, self.reader)
        return replace(rubric, warnings=(*rubric.warnings, *self._warnings("drafted the rubric")))

    def asks(self) -> Origin:
        """Returns which engine is asked."""
        return (self.finder or self.reader.engine).origin

    async def screen(
        self,
        request: ScreeningRequest,
        render: Callable[[Answer], T],
        terms: CallTerms,  # noqa: ARG002  # CPU work has no terms
    ) -> T:
        """Screens one candidate."""
        warnings = self._warnings("answered")
        work = partial(screen, warnings=warnings, degraded=self.degraded, finder=self.finder)
        return await self.workers.run(_rendered, work, request, self.reader, render)

    async def write_interview_kit(self, request: InterviewRequest, terms: CallTerms) -> InterviewKit:  # noqa: ARG002
        """Writes interview questions."""
        kit = await self.workers.run(write_interview_kit, request, self.reader, self.finder)
        return replace(kit, warnings=(*kit.warnings, *self._warnings("wrote the questions")))

    async def regenerate_question(self, request: RegenerationRequest, terms: CallTerms) -> Regenerated:  # noqa: ARG002
        """Writes another question in the place of one."""
        answer = await self.workers.run(regenerated, request, self.reader, self.finder)
        return replace(answer, warnings=(*answer.warnings, *self._warnings("wrote the question")))

    def _warnings(self, did: str) -> tuple[Warning, ...]:
        return (Warning(code=WarningCode.DEGRADED, message=_AWAY.format(did=did)),) if self.degraded else ()


def _rendered(
    work: Callable[[ScreeningRequest, Reader], Answer],
    request: ScreeningRequest,
    reader: Reader,
    render: Callable[[Answer], T],
) -> T:
    return render(work(request, reader))


def _draft(posting: JobPosting, reader: Reader) -> Rubric:
    return reader.engine.draft_rubric(posting)
