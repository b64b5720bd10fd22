"""Writes another interview question in the place of one."""

from __future__ import annotations

from dataclasses import dataclass

from bole.domain.interview import InterviewQuestion
from bole.domain.resume import Warning
from bole.engines.engine import Finder
from bole.interview.regenerate import Replacement, another_question
from bole.pipeline.interviewing import InterviewRequest, brief_of
from bole.pipeline.screening import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class RegenerationRequest:
    """What the kit was made from, and which of its questions is to be replaced; the plan of `kit` does not count."""

    kit: InterviewRequest
    wanted: Replacement


@dataclass(frozen=True, slots=True, kw_only=True)
class Regenerated:
    """The question that takes the place, and what a reader should know."""

    question: InterviewQuestion
    warnings: tuple[Warning, ...] = ()


def regenerated(request: RegenerationRequest, reader: Reader, finder: Finder | None = None) -> Regenerated:
    """Writes the question by the embedded engine.

    Raises:
        BoleError: QUESTIONS_EXHAUSTED, ARGUMENT_INVALID for a criterion that is not there, or as for a kit.
    """
    return Regenerated(question=another_question(brief_of(request.kit, reader, finder), request.wanted))
