"""Has an engine answer for every labelled pair of a set, once each."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bole.domain.errors import BoleError
from bole.domain.rubric import Rubric
from bole.domain.screening import Recommendation
from bole.evaluation.asking import Judged, Screener
from bole.evaluation.dataset import Dataset
from bole.evaluation.figures import MeasuredEngine
from bole.evaluation.turns import each

Pair = tuple[str, str]
"""Posting and document."""

_STANDING = {Recommendation.ADVANCE: 3, Recommendation.REVIEW: 2, Recommendation.HOLD: 1, None: 0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What an engine says of a set; `at_a_time` documents were asked about at the same time."""

    engine: MeasuredEngine
    judged: Mapping[Pair, Judged]
    at_a_time: int


def standing(judged: Judged) -> tuple[int, int]:
    """Returns where a document stands among those of its posting; equal ones are tied, and failures stand last."""
    return _STANDING[judged.recommendation], judged.rank_score


async def gather(
    screener: Screener, dataset: Dataset, *, at_a_time: int, on_answer: Callable[[], None] = lambda: None
) -> Answers:
    """Screens every labelled pair.

    Args:
        screener: The engine.
        dataset: The set.
        at_a_time: Calls in progress, at least 1.
        on_answer: Called after every pair.
    """
    judged: dict[Pair, Judged] = {}
    rubrics: dict[str, asyncio.Future[Rubric | str]] = {}

    async def answer(pair: Pair) -> None:
        posting, document = pair
        if posting not in rubrics:
            rubrics[posting] = asyncio.ensure_future(_drafted(screener, dataset, posting))
        rubric = await rubrics[posting]
        judged[pair] = (
            Judged(failure=rubric)
            if isinstance(rubric, str)
            else await screener.screen(rubric, dataset.documents[document])
        )
        on_answer()

    await each(dataset.pairs, answer, at_a_time)
    return Answers(engine=screener.engine, judged=judged, at_a_time=at_a_time)


async def _drafted(screener: Screener, dataset: Dataset, posting: str) -> Rubric | str:
    """Returns the rubric of a posting, or why there is none: then all its documents fail for it."""
    try:
        return await screener.draft(dataset.postings[posting])
    except BoleError as error:
        return error.reason.value
