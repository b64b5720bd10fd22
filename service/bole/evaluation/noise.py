"""Measures noise: how far edits move scores that change nothing of what a document says of its person."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

from bole.domain.documents import Document
from bole.domain.errors import BoleError
from bole.domain.rubric import Rubric
from bole.evaluation.asking import Judged, Screener
from bole.evaluation.dataset import Dataset, drawn
from bole.evaluation.edits.edits import Edit, as_text, edits
from bole.evaluation.figures import Figure
from bole.evaluation.gathering import Pair
from bole.evaluation.shifts import About, Compared, shift_figures
from bole.evaluation.turns import each
from bole.parsing.limits import ParsingLimits
from bole.parsing.parser import read_text

MOST_PAIRS = 40
"""Pairs of a posting and a document on which a set is measured, taken from all over it."""


async def noise_figures(
    screener: Screener, dataset: Dataset, *, at_a_time: int = 2, seed: int = 0, most_pairs: int = MOST_PAIRS
) -> tuple[Figure, ...]:
    """Measures the noise of an engine: for each kind of edit and each edit the shift of scores and the flips.

    Every edit starts from the text that a person sees of a document, so that files of all formats count. Edits that
    change nothing of a document, and documents without text, are left out.

    Args:
        screener: The engine.
        dataset: The set.
        at_a_time: Calls in progress, at least 1.
        seed: Of the intervals.
        most_pairs: See `MOST_PAIRS`.
    """
    pairs = drawn(dataset.pairs, most_pairs)
    work = [(pair, edit) for pair in pairs for edit in (None, *edits())]
    judged: dict[tuple[Pair, str], Judged] = {}
    asker = _Asker(screener, dataset)

    async def ask(one: tuple[Pair, Edit | None]) -> None:
        pair, edit = one
        answer = await asker.ask(pair, edit)
        if answer is not None:
            judged[pair, edit.name if edit is not None else ""] = answer

    await each(work, ask, at_a_time)
    grouped = _grouped(pairs, judged)
    name = screener.engine.name
    return tuple(
        figure
        for part, compared in grouped
        for figure in shift_figures(compared, About(prefix="edit", engine=name, dataset=dataset.name, slice=part), seed)
    )


class _Asker:
    """Asks about documents as they are and after edits; rubrics are drafted once."""

    def __init__(self, screener: Screener, dataset: Dataset) -> None:
        self._screener = screener
        self._dataset = dataset
        self._rubrics: dict[str, asyncio.Task[Rubric]] = {}

    async def ask(self, pair: Pair, edit: Edit | None) -> Judged | None:
        """Returns the answer; None where there is nothing to ask about."""
        posting, document = pair
        text = visible_text(self._dataset.documents[document])
        if not text.strip():
            return None
        plain = as_text(text)
        edited = plain if edit is None else edit.apply(text)
        if edit is not None and edited == plain:
            return None
        try:
            rubric = await self._rubric(posting)
        except BoleError:
            return None
        return await self._screener.screen(rubric, edited)

    async def _rubric(self, posting: str) -> Rubric:
        if posting not in self._rubrics:
            self._rubrics[posting] = asyncio.ensure_future(self._screener.draft(self._dataset.postings[posting]))
        return await self._rubrics[posting]


@lru_cache(maxsize=MOST_PAIRS)
def visible_text(document: Document) -> str:
    """Returns what a person sees of a document, nothing where it cannot be read."""
    try:
        return read_text(document, ParsingLimits())
    except BoleError:
        return ""


def _grouped(pairs: Sequence[Pair], judged: dict[tuple[Pair, str], Judged]) -> Iterator[tuple[str, list[Compared]]]:
    """Yields the slices with their pairs of answers: first kinds of edits, then edits."""
    kinds: dict[str, list[Compared]] = {f"edits:{edit.kind.value}": [] for edit in edits()}
    single: dict[str, list[Compared]] = defaultdict(list)
    for edit in edits():
        for pair in pairs:
            before, after = judged.get((pair, "")), judged.get((pair, edit.name))
            found = [Compared(before=before, after=after)] if before is not None and after is not None else []
            kinds[f"edits:{edit.kind.value}"] += found
            single[f"edit:{edit.metric}"] += found
    yield from kinds.items()
    yield from single.items()
