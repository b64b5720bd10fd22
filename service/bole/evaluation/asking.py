"""What an evaluation needs of a way to screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from bole.domain.documents import Document
from bole.domain.rubric import JobPosting, Rubric
from bole.domain.screening import Level, Recommendation
from bole.evaluation.figures import MeasuredEngine


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What an engine says of one document under one rubric.

    Attributes:
        match_score: 0..100, None when nothing is known.
        rank_score: 0..100.
        coverage: 0..1.
        recommendation: What is suggested; None where the document failed.
        levels: By criterion.
        claimed: Answers that came with a quote, those that fell among them.
        fallen: Answers whose quote did not hold.
        seconds: Time of the call.
        failure: Name of the `ErrorReason`; empty when it was answered.
    """

    match_score: int | None = None
    rank_score: int = 0
    coverage: float = 0.0
    recommendation: Recommendation | None = None
    levels: Mapping[str, Level] = field(default_factory=dict)
    claimed: int = 0
    fallen: int = 0
    seconds: float = 0.0
    failure: str = ""


class Screener(Protocol):
    """A way to screen that is measured: an engine of the service, behind its API."""

    @property
    def engine(self) -> MeasuredEngine:
        """What is measured."""
        ...

    async def draft(self, posting: JobPosting) -> Rubric:
        """Turns a posting into a rubric.

        Raises:
            BoleError: The posting holds nothing to screen by, or the engine is away.
        """
        ...

    async def screen(self, rubric: Rubric, document: Document) -> Judged:
        """Screens one document; a failure is a `Judged` with its reason, never an exception."""
        ...
