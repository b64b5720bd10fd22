"""Measures the noise of a rubric's scores, for the rubric to state it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bole.domain.documents import Document
from bole.domain.rubric import Rubric, ScoreSpread
from bole.evaluation.asking import Judged, Screener
from bole.evaluation.edits.edits import as_text, edits
from bole.evaluation.figures import MeasuredEngine
from bole.evaluation.intervals import quantile
from bole.evaluation.turns import each

SHARE = 0.95
"""Of the pairs, those whose shift lies within the spread."""
FEWEST_PAIRS = 20
"""Fewer leave no pair outside of the spread, and say nothing of it."""
_MOST_POINTS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    text: int
    document: Document
    plain: bool


async def measured_spread(
    screener: Screener, rubric: Rubric, texts: Sequence[str], *, at_a_time: int
) -> ScoreSpread | None:
    """Measures how far edits move scores that change nothing of substance: form, format and frozen synonyms.

    Args:
        screener: The engine.
        rubric: What is asked.
        texts: Those of the resumes.
        at_a_time: Calls in progress, at least 1.

    Returns:
        The spread, None for fewer than `FEWEST_PAIRS` pairs of scores.
    """
    cases = [case for number, text in enumerate(texts) if text.strip() for case in _cases(number, text)]
    judged: dict[int, Judged] = {}

    async def ask(number: int) -> None:
        judged[number] = await screener.screen(rubric, cases[number].document)

    await each(range(len(cases)), ask, at_a_time)
    plain = {case.text: judged[number].match_score for number, case in enumerate(cases) if case.plain}
    pairs = ((plain[case.text], judged[number].match_score) for number, case in enumerate(cases) if not case.plain)
    shifts = [abs(before - after) for before, after in pairs if before is not None and after is not None]
    return spread_of(shifts, screener.engine)


def spread_of(shifts: Sequence[int], engine: MeasuredEngine) -> ScoreSpread | None:
    """Returns the spread that holds `SHARE` of the shifts, which are points, 0 or more; None for too few of them."""
    if len(shifts) < FEWEST_PAIRS:
        return None
    return ScoreSpread(
        points=min(math.ceil(quantile(shifts, SHARE)), _MOST_POINTS),
        pair_count=len(shifts),
        engine=engine.name,
        model_digest=engine.model_digest,
    )


def _cases(number: int, text: str) -> Iterable[_Case]:
    """Yields the text as it is, and every edit of it that changes something."""
    plain = as_text(text)
    yield _Case(text=number, document=plain, plain=True)
    for edit in edits():
        edited = edit.apply(text)
        if edited != plain:
            yield _Case(text=number, document=edited, plain=False)
