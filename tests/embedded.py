"""The embedded engine as something that an evaluation measures, without a server between."""

from __future__ import annotations

from bole.domain.documents import Document
from bole.domain.errors import BoleError
from bole.domain.rubric import JobPosting, Rubric
from bole.engines.rules import RulesEngine
from bole.evaluation.asking import Judged
from bole.evaluation.figures import MeasuredEngine
from bole.parsing.limits import ParsingLimits
from bole.pipeline.screening import Reader, ScreeningRequest, screen
from bole.rubric.drafting import draft_rubric
from tests.factories import AS_OF

_READER = Reader(engine=RulesEngine(), limits=ParsingLimits(), candidate_key=b"k" * 32)


class Embedded:
    """Screens with `rules`."""

    engine = MeasuredEngine(name="rules")

    async def draft(self, posting: JobPosting) -> Rubric:
        """Drafts by cue words."""
        return draft_rubric(posting)

    async def screen(self, rubric: Rubric, document: Document) -> Judged:
        """Screens one document."""
        request = ScreeningRequest(documents=(document,), rubric=rubric, as_of=AS_OF)
        try:
            screening = screen(request, _READER).screening
        except BoleError as error:
            return Judged(failure=error.reason.value)
        return Judged(
            match_score=screening.match_score,
            rank_score=screening.rank_score,
            coverage=screening.coverage,
            recommendation=screening.recommendation,
        )
