"""What work tells of itself as it goes, for whoever listens; it costs next to nothing while nobody does."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum
from types import TracebackType
from typing import Protocol

Labels = tuple[str, ...]
"""What a measurement is told apart by; never a tenant, a name, or anything that a caller may choose freely."""


class Stage(StrEnum):
    """A part of the work on a call or an item that takes time; OCR is a part of PARSE."""

    PARSE = "parse"
    """One document, from bytes to what a person sees."""
    OCR = "ocr"
    """One picture or page."""
    PROMPT = "prompt"
    """What a model is asked, cut to what it takes."""
    QUEUE = "queue"
    """Waiting to be let in, for a worker process, or for a place at the model."""
    MODEL = "model"
    """One request at the model server."""
    VALIDATE = "validate"
    """What a model wrote, checked against what it was asked."""
    ALIGN = "align"
    """Findings and their quotes, checked against the documents of a candidate."""
    STORE = "store"
    """One call of the storage."""


class Count(StrEnum):
    """What is counted; the comments name the labels in their order."""

    CALLS = "calls"  # method, code
    ITEMS = "items"  # method, reason
    REFUSED_CALLS = "refused_calls"  # reason
    MODEL_TOKENS = "model_tokens"  # kind
    MODEL_REQUESTS = "model_requests"  # outcome
    MODEL_OUTPUTS = "model_outputs"  # outcome
    EVIDENCE = "evidence"  # engine, alignment, topic
    NARRATIVE_SENTENCES = "narrative_sentences"  # outcome
    OUTPUT_LANGUAGE = "output_language"  # task, language, outcome
    DOCUMENTS = "documents"  # media_type, outcome
    HIDDEN_TEXT = "hidden_text"  # kind
    SCREENINGS = "screenings"  # engine, recommendation, rubric, degraded
    BATCH_ITEMS = "batch_items"  # outcome
    ANSWERS = "answers"  # outcome


class Distribution(StrEnum):
    """What is spread over a range; the comments name the labels in their order."""

    CALL_SECONDS = "call_seconds"  # method
    STAGE_SECONDS = "stage_seconds"  # stage; told by `Measures.stage`
    MATCH_SCORE = "match_score"  # engine, rubric


class Measures(Protocol):
    """Takes measurements; quick, for use from the event loop."""

    def count(self, what: Count, labels: Labels, by: float) -> None:
        """Counts something."""
        ...

    def observe(self, what: Distribution, labels: Labels, value: float) -> None:
        """Takes one value of a distribution."""
        ...

    def stage(self, which: Stage, began: float, ended: float) -> None:
        """Takes a stage from its beginning to its end, in seconds of `time.perf_counter()`.

        That clock is the same in all processes of a machine: a span can be made of a stage of a worker process.
        """
        ...


@dataclass(slots=True)
class Collected:
    """Measurements of one piece of work, which travel beside its result."""

    counts: dict[tuple[Count, Labels], float] = field(default_factory=lambda: defaultdict(float))
    observed: list[tuple[Distribution, Labels, float]] = field(default_factory=list)
    stages: list[tuple[Stage, float, float]] = field(default_factory=list)

    def count(self, what: Count, labels: Labels, by: float) -> None:
        """Counts something."""
        self.counts[what, labels] += by

    def observe(self, what: Distribution, labels: Labels, value: float) -> None:
        """Keeps one value of a distribution."""
        self.observed.append((what, labels, value))

    def stage(self, which: Stage, began: float, ended: float) -> None:
        """Keeps when a stage began and ended."""
        self.stages.append((which, began, ended))

    def __reduce__(self) -> tuple[object, ...]:
        """Travels as plain values: members of enumerations take ten times as long to be written and read."""
        return _collected, (
            [(what.value, labels, by) for (what, labels), by in self.counts.items()],
            [(what.value, labels, value) for what, labels, value in self.observed],
            [(which.value, began, ended) for which, began, ended in self.stages],
        )

    def tell(self, measures: Measures) -> None:
        """Hands everything on."""
        for (what, labels), by in self.counts.items():
            measures.count(what, labels, by)
        for kind, labels, value in self.observed:
            measures.observe(kind, labels, value)
        for which, began, ended in self.stages:
            measures.stage(which, began, ended)


def _collected(
    counts: list[tuple[str, Labels, float]],
    observed: list[tuple[str, Labels, float]],
    stages: list[tuple[str, float, float]],
) -> Collected:
    return Collected(
        counts=defaultdict(float, {(Count(what), labels): by for what, labels, by in counts}),
        observed=[(Distribution(what), labels, value) for what, labels, value in observed],
        stages=[(Stage(which), began, ended) for which, began, ended in stages],
    )


_LISTENER: ContextVar[Measures | None] = ContextVar("bole_measures", default=None)


@contextmanager
def listening(measures: Measures | None) -> Iterator[None]:
    """Has `measures` told of the work of the block, and of the tasks that it starts."""
    before = _LISTENER.set(measures)
    try:
        yield
    finally:
        _LISTENER.reset(before)


def listener() -> Measures | None:
    """Returns who listens to the work that goes on here."""
    return _LISTENER.get()


def count(what: Count, *labels: str, by: float = 1) -> None:
    """Counts something, with its labels in the order that `Count` names."""
    measures = _LISTENER.get()
    if measures is not None:
        measures.count(what, labels, by)


def observe(what: Distribution, value: float, *labels: str) -> None:
    """Tells one value of a distribution, with its labels in the order that `Distribution` names."""
    measures = _LISTENER.get()
    if measures is not None:
        measures.observe(what, labels, value)


def stage(which: Stage) -> AbstractContextManager[None]:
    """Tells how long the block takes, however it ends."""
    measures = _LISTENER.get()
    return _NOBODY if measures is None else _Timed(which, measures)


class _Timed:
    __slots__ = ("_began", "_measures", "_which")

    def __init__(self, which: Stage, measures: Measures) -> None:
        self._which, self._measures = which, measures
        self._began = 0.0

    def __enter__(self) -> None:
        self._began = time.perf_counter()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._measures.stage(self._which, self._began, time.perf_counter())


_NOBODY: AbstractContextManager[None] = nullcontext()
