"""Runs an evaluation: a server for every engine, one after the other."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import version

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bole.cli import options
from bole.cli.connection import connected
from bole.cli.evaluate.engines import Chosen, left_out
from bole.cli.evaluate.served import ServedEngine
from bole.cli.evaluate.studies import masking_figures
from bole.domain.rubric import Rubric
from bole.evaluation.dataset import Dataset, drawn
from bole.evaluation.evaluating import (
    Approach,
    Gathered,
    Plan,
    leave_out,
    measure_baselines,
    measure_engine,
    text_of,
)
from bole.evaluation.figures import EvaluationRun, MeasuredEngine
from bole.evaluation.spread import measured_spread

_MOST_TEXTS = 40
"""Documents on which the noise of a rubric is measured: with all edits of each some seven hundred pairs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What is measured on what.

    `rubric` stands for all postings where it is not None; with `states_noise` its noise is measured for it to state.
    With `masking` the masking is measured beside the engines.
    """

    datasets: tuple[Dataset, ...]
    engines: tuple[Chosen, ...]
    server: str | None
    as_of: datetime.date
    plan: Plan
    rubric: Rubric | None = None
    states_noise: bool = False
    masking: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """A run, and the rubric with the noise of each engine that was measured under it."""

    run: EvaluationRun
    rubrics: Mapping[str, Rubric] = field(default_factory=dict)


async def measured(work: Work) -> Finished:
    """Measures all engines on all sets, and what they are measured beside.

    Raises:
        BoleError: The engine cannot be run.
        UserError: The settings do not fit the engine.
    """
    gathered = Gathered()
    measure_baselines(work.datasets, work.plan, gathered)
    rubrics: dict[str, Rubric] = {}
    for chosen in work.engines:
        rubric = await _measure(chosen, work, gathered)
        if rubric is not None:
            rubrics[gathered.engines[-1].name] = rubric
    for name in left_out(work.engines, work.server):
        leave_out(name, work.datasets, gathered)
    if work.masking:
        gathered.figures.extend(masking_figures())
    made_on = datetime.datetime.now(tz=datetime.UTC).date()
    return Finished(run=gathered.run(work.datasets, version("bole-screening"), made_on), rubrics=rubrics)


async def _measure(chosen: Chosen, work: Work, gathered: Gathered) -> Rubric | None:
    """Measures an engine, and returns the rubric with its noise where that is asked for."""
    async with connected(work.server, **options.chosen(engine=chosen.engine)) as stub:
        engine = MeasuredEngine(name=chosen.name, is_test_model=chosen.is_test_model)
        screener = ServedEngine(stub, engine, work.as_of, rubric=work.rubric)
        approach = Approach(screener=screener, at_a_time=chosen.at_a_time, shared=chosen.shared)
        with _progress() as progress:
            task = progress.add_task(chosen.name, total=_pairs(work.datasets))
            plan = replace(work.plan, on_answer=lambda: progress.advance(task))
            await measure_engine(approach, work.datasets, plan, gathered)
        if work.rubric is None or not work.states_noise or chosen.is_test_model:
            return None
        spread = await measured_spread(screener, work.rubric, _texts(work.datasets), at_a_time=chosen.at_a_time)
        return None if spread is None else replace(work.rubric, score_spread=spread)


def _texts(datasets: Sequence[Dataset]) -> list[str]:
    """Returns the texts of documents from all over the sets."""
    documents = [document for dataset in datasets for _, document in sorted(dataset.documents.items())]
    return [text_of(document) for document in drawn(documents, _MOST_TEXTS)]


def _pairs(datasets: Sequence[Dataset]) -> int:
    return sum(len(dataset.pairs) for dataset in datasets)


def _progress() -> Progress:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, disable=not console.is_terminal, transient=True)
