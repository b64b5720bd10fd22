"""Runs an evaluation: a server for every engine, one after the other."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bole.cli import options
from bole.cli.connection import connected
from bole.cli.evaluate.engines import Chosen, left_out
from bole.cli.evaluate.served import ServedEngine
from bole.domain.rubric import Rubric
from bole.evaluation.dataset import Dataset
from bole.evaluation.evaluating import Approach, Gathered, Plan, leave_out, measure_baselines, measure_engine
from bole.evaluation.figures import EvaluationRun, MeasuredEngine


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What is measured on what; `rubric` stands for all postings where it is not None."""

    datasets: tuple[Dataset, ...]
    engines: tuple[Chosen, ...]
    server: str | None
    as_of: datetime.date
    plan: Plan
    rubric: Rubric | None = None


async def measured(work: Work) -> EvaluationRun:
    """Measures all engines on all sets, and what they are measured beside.

    Raises:
        BoleError: The engine cannot be run.
        UserError: The settings do not fit the engine.
    """
    gathered = Gathered()
    measure_baselines(work.datasets, work.plan, gathered)
    for chosen in work.engines:
        await _measure(chosen, work, gathered)
    for name in left_out(work.engines, work.server):
        leave_out(name, work.datasets, gathered)
    return gathered.run(work.datasets, version("bole-screening"), datetime.datetime.now(tz=datetime.UTC).date())


async def _measure(chosen: Chosen, work: Work, gathered: Gathered) -> None:
    async with connected(work.server, **options.chosen(engine=chosen.engine)) as stub:
        engine = MeasuredEngine(name=chosen.name, is_test_model=chosen.is_test_model)
        approach = Approach(
            screener=ServedEngine(stub, engine, work.as_of, rubric=work.rubric),
            at_a_time=chosen.at_a_time,
            has_model=chosen.has_model,
        )
        with _progress() as progress:
            task = progress.add_task(chosen.name, total=_pairs(work.datasets))
            plan = replace(work.plan, on_answer=lambda: progress.advance(task))
            await measure_engine(approach, work.datasets, plan, gathered)


def _pairs(datasets: Sequence[Dataset]) -> int:
    return sum(len(dataset.pairs) for dataset in datasets)


def _progress() -> Progress:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, disable=not console.is_terminal, transient=True)
