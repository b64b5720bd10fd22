"""Measures engines on sets: everything that one run says."""

from __future__ import annotations

import datetime
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from bole.domain.documents import Document
from bole.domain.errors import BoleError
from bole.evaluation import accuracy, running
from bole.evaluation.asking import Screener
from bole.evaluation.dataset import Dataset
from bole.evaluation.figures import EvaluationRun, Figure, MeasuredEngine, QueryValue
from bole.evaluation.gathering import gather
from bole.parsing.limits import ParsingLimits
from bole.parsing.parser import read_text

Study = Callable[[Screener, Dataset, int], Awaitable[tuple[Figure, ...]]]
"""Measures something else of an engine on a set, such as its noise, with so many calls in progress."""
EngineStudy = Callable[[Screener, int], Awaitable[tuple[Figure, ...]]]
"""Measures something of an engine on documents of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approach:
    """An engine that is measured, and how.

    Attributes:
        screener: The engine.
        at_a_time: Calls in progress, at least 1.
        shared: Whether calls in progress share what answers: a model server, or a server elsewhere.
    """

    screener: Screener
    at_a_time: int
    shared: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What holds for all engines and sets.

    Attributes:
        seed: Of the intervals.
        studies: What is measured of each set beside accuracy and running.
        engine_studies: What is measured once an engine.
        on_answer: Called after every document of a set.
    """

    seed: int = 0
    studies: tuple[Study, ...] = ()
    engine_studies: tuple[EngineStudy, ...] = ()
    on_answer: Callable[[], None] = lambda: None


@dataclass(slots=True, kw_only=True)
class Gathered:
    """What has been measured so far."""

    engines: list[MeasuredEngine] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    per_query: list[QueryValue] = field(default_factory=list)

    def run(self, datasets: Sequence[Dataset], bole_version: str, made_on: datetime.date) -> EvaluationRun:
        """Returns all of it as one run."""
        return EvaluationRun(
            bole_version=bole_version,
            made_on=made_on,
            engines=tuple(self.engines),
            datasets=tuple(dataset.measured() for dataset in datasets),
            figures=tuple(self.figures),
            per_query=tuple(self.per_query),
        )

    def add(self, part: accuracy.Accuracy) -> None:
        """Takes up figures with their postings."""
        self.figures.extend(part.figures)
        self.per_query.extend(part.per_query)


async def measure_engine(approach: Approach, datasets: Sequence[Dataset], plan: Plan, gathered: Gathered) -> None:
    """Measures one engine on all sets; what it says of one document is asked once.

    Raises:
        BoleError: A study cannot be made.
    """
    for dataset in datasets:
        answers = await gather(approach.screener, dataset, at_a_time=approach.at_a_time, on_answer=plan.on_answer)
        gathered.add(accuracy.of_engine(answers, dataset, plan.seed))
        gathered.figures.extend(running.of_run(answers, dataset.name, shared=approach.shared))
        for study in plan.studies:
            gathered.figures.extend(await study(approach.screener, dataset, approach.at_a_time))
    for engine_study in plan.engine_studies:
        gathered.figures.extend(await engine_study(approach.screener, approach.at_a_time))
    gathered.engines.append(approach.screener.engine)


def measure_baselines(datasets: Sequence[Dataset], plan: Plan, gathered: Gathered) -> None:
    """Measures BM25, chance and raters on all sets."""
    for dataset in datasets:
        texts = {key: text_of(document) for key, document in dataset.documents.items()}
        gathered.add(accuracy.of_baselines(dataset, texts, plan.seed))


def leave_out(engine: str, datasets: Sequence[Dataset], gathered: Gathered) -> None:
    """Says of an engine without a model that it was not measured."""
    for dataset in datasets:
        gathered.add(accuracy.unmeasured(engine, dataset, accuracy.NO_MODEL))
        gathered.figures.extend(running.unmeasured(engine, dataset.name))


def text_of(document: Document) -> str:
    """Returns the text of a document, none where it cannot be read: then no word of a posting stands in it."""
    try:
        return read_text(document, ParsingLimits())
    except BoleError:
        return ""
