"""Answers by the embedded engine: each use case is one piece of work for a worker process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from bole.domain.answers import Answer
from bole.domain.calls import CallTerms
from bole.domain.interview import InterviewKit
from bole.domain.ports import Workers
from bole.domain.resume import Warning, WarningCode
from bole.domain.rubric import JobPosting, Rubric
from bole.engines.engine import Origin
from bole.pipeline.interviewing import InterviewRequest, write_interview_kit
from bole.pipeline.screening import Reader, ScreeningRequest, screen

T = TypeVar("T")

_AWAY = "The model server was away: the embedded engine {did}, as the caller allowed."


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedAnswering:
    """The engine `rules`, from bytes to the answer in one hop between processes.

    `degraded` says in every answer that another engine was asked for.
    """

    reader: Reader
    workers: Workers
    degraded: bool = False

    async def draft_rubric(self, posting: JobPosting, terms: CallTerms) -> Rubric:  # noqa: ARG002  # CPU work has no terms
        """Turns a posting into a rubric."""
        rubric = await self.workers.run(_draft, posting, self.reader)
        return replace(rubric, warnings=(*rubric.warnings, *self._warnings("drafted the rubric")))

    def asks(self) -> Origin:
        """Returns which engine is asked."""
        return self.reader.engine.origin

    async def screen(
        self,
        request: ScreeningRequest,
        render: Callable[[Answer], T],
        terms: CallTerms,  # noqa: ARG002  # CPU work has no terms
    ) -> T:
        """Screens one candidate."""
        warnings = self._warnings("answered")
        return await self.workers.run(_screen, request, self.reader, render, warnings=warnings, degraded=self.degraded)

    async def write_interview_kit(self, request: InterviewRequest, terms: CallTerms) -> InterviewKit:  # noqa: ARG002
        """Writes interview questions."""
        kit = await self.workers.run(write_interview_kit, request, self.reader)
        return replace(kit, warnings=(*kit.warnings, *self._warnings("wrote the questions")))

    def _warnings(self, did: str) -> tuple[Warning, ...]:
        return (Warning(code=WarningCode.DEGRADED, message=_AWAY.format(did=did)),) if self.degraded else ()


def _screen(
    request: ScreeningRequest,
    reader: Reader,
    render: Callable[[Answer], T],
    *,
    warnings: tuple[Warning, ...],
    degraded: bool,
) -> T:
    return render(screen(request, reader, warnings=warnings, degraded=degraded))


def _draft(posting: JobPosting, reader: Reader) -> Rubric:
    return reader.engine.draft_rubric(posting)
