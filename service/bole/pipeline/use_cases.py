"""The service's use cases, ready to be called from an event loop."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from functools import partial

from bole.domain.answers import StoredAnswer
from bole.domain.calls import CallTerms
from bole.domain.documents import Document
from bole.domain.interview import InterviewKit
from bole.domain.ports import Workers
from bole.domain.resume import ParsedResume, WarningCode
from bole.domain.roles import RoleLibrary
from bole.domain.rubric import JobPosting, Rubric
from bole.domain.spans import Span
from bole.parsing.limits import ParsingLimits
from bole.parsing.painter import PaintedPage, paint
from bole.pipeline.answering import Answering
from bole.pipeline.interviewing import InterviewRequest
from bole.pipeline.personal_places import Bars, page_bars, parsed_with_personal
from bole.pipeline.playground import Playground
from bole.pipeline.question import document_key
from bole.pipeline.recent import Recent
from bole.pipeline.regeneration import Regenerated, RegenerationRequest
from bole.pipeline.screener import Screener
from bole.pipeline.screening import ScreeningRequest
from bole.roles.library import BUILT_IN
from bole.rubric.validation import validate_rubric

_RUBRICS_KEPT = 256
_BARS_KEPT = 64
"""Documents; a scan takes seconds to be read, and is looked at page after page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UseCases:
    """What callers can ask for; `answering` decides by which engine, `screener` whether it has to be asked."""

    answering: Answering
    screener: Screener
    playground: Playground
    workers: Workers
    limits: ParsingLimits
    roles: RoleLibrary = BUILT_IN
    drafted: Recent[tuple[str, JobPosting], Rubric] = field(default_factory=lambda: Recent(_RUBRICS_KEPT))
    validated: Recent[Rubric, Rubric] = field(default_factory=lambda: Recent(_RUBRICS_KEPT))
    bars: Recent[str, Bars] = field(default_factory=lambda: Recent(_BARS_KEPT))
    most_bars: int = 10_000
    """Of a document whose bars are kept: two megabytes. A resume has dozens."""

    async def parse_resume(
        self, document: Document, documents: tuple[Document, ...]
    ) -> tuple[ParsedResume, tuple[Span, ...]]:
        """Reads one document, and says where it tells who the candidate is, as all of their `documents` know."""
        return await self.workers.run(parsed_with_personal, document, documents, self.limits)

    async def render_page(self, document: Document, page_number: int, width_pixels: int) -> PaintedPage:
        """Paints a page as a person sees it."""
        return await self.workers.run(paint, document, page_number, width_pixels, self.limits)

    async def render_masked(
        self, document: Document, documents: tuple[Document, ...], page_number: int, width_pixels: int
    ) -> PaintedPage:
        """Paints a page with bars over what tells who the candidate is, as all of their `documents` know."""
        # In a thread: megabytes to digest.
        key = await asyncio.to_thread(document_key, (document, *documents), "")
        work = partial(self.workers.run, page_bars, document, documents, self.limits)
        bars = await self.bars.get(key, work, keep=self._are_few)
        return await self.workers.run(paint, document, page_number, width_pixels, self.limits, bars)

    def _are_few(self, bars: Bars) -> bool:
        return sum(map(len, bars)) <= self.most_bars

    async def draft_rubric(self, posting: JobPosting, terms: CallTerms) -> Rubric:
        """Turns a posting into a rubric; the same posting of the same tenant gives the same one at once."""
        return await self.drafted.get(
            (terms.tenant, posting), lambda: self.answering.draft_rubric(posting, terms), keep=_is_whole
        )

    async def validate_rubric(self, rubric: Rubric) -> Rubric:
        """Checks and completes a rubric that a caller wrote; one that was checked lately at once."""
        return await self.validated.get(rubric, lambda: self.workers.run(validate_rubric, rubric))

    async def screen(self, tenant: str, request: ScreeningRequest, terms: CallTerms) -> StoredAnswer:
        """Screens one candidate; the same question of the same tenant gets the answer that it got before."""
        return await self.screener.screen(tenant, request, terms)

    async def generate_interview_kit(self, request: InterviewRequest, terms: CallTerms) -> InterviewKit:
        """Writes interview questions."""
        return await self.answering.write_interview_kit(request, terms)

    async def regenerate_question(self, request: RegenerationRequest, terms: CallTerms) -> Regenerated:
        """Writes another question in the place of one."""
        return await self.answering.regenerate_question(request, terms)


def _is_whole(rubric: Rubric) -> bool:
    """Tells whether a draft is worth keeping: one made while the model was away is not."""
    return all(warning.code is not WarningCode.DEGRADED for warning in rubric.warnings)
