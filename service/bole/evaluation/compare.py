"""Compares a run with one before it: which figures are better or worse, and whether a release may go out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from bole.domain.errors import BoleError, ErrorReason
from bole.evaluation.figures import EvaluationRun, Figure, MeasuredDataset
from bole.evaluation.metric_words import Better, metric_order, metric_words
from bole.evaluation.pairs import by_query, difference

_BESIDE = frozenset({"bm25", "tfidf", "random", "human"})
_NO_CHANGE = 1e-12
_ALL = "*"

Key = tuple[str, str, str, str]
"""Metric, engine, dataset and slice."""


class Verdict(StrEnum):
    """How a figure stands to the one before.

    `UNJUDGED` changed, but nothing says how sure it is or which way is better; `MISSING` had a value before.
    """

    BETTER = "BETTER"
    WORSE = "WORSE"
    SAME = "SAME"
    UNJUDGED = "UNJUDGED"
    MISSING = "MISSING"
    NEW = "NEW"


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One figure in both runs.

    Attributes:
        key: Which one.
        before: In the run before, None where it had none.
        now: In this run.
        change: This one less the one before.
        low: Lower end of the 95 % interval of the change, where queries could be paired.
        high: Its upper end.
        verdict: How it stands.
        breaks: Why the release may not go out for it; empty where it may.
    """

    key: Key
    before: Figure | None
    now: Figure | None
    change: float | None = None
    low: float | None = None
    high: float | None = None
    verdict: Verdict
    breaks: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All figures that one of the runs has a value for, in the order of reports."""

    before: EvaluationRun
    now: EvaluationRun
    figures: tuple[Compared, ...]

    @property
    def broken(self) -> tuple[Compared, ...]:
        """The figures that break the gate; none where the release may go out."""
        return tuple(one for one in self.figures if one.breaks)


class GateRule(BaseModel):
    """One line of gate.yaml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    metric: str
    tolerated: float = Field(default=0.0, ge=0, allow_inf_nan=False)
    slices: tuple[str, ...] = ()
    floor: str = ""

    def asks_for(self, key: Key) -> bool:
        """Tells whether the rule is about a figure; none is about what stands beside the engines."""
        metric, engine, _, part = key
        named = not part or any(one in {part, _ALL} or part.startswith(f"{one}:") for one in self.slices)
        return metric == self.metric and engine not in _BESIDE and named


def gate_rules() -> tuple[GateRule, ...]:
    """Returns the rules of the product."""
    text = files("bole.evaluation").joinpath("gate.yaml").read_text(encoding="utf-8")
    return TypeAdapter(tuple[GateRule, ...]).validate_python(yaml.safe_load(text))


def compare(now: EvaluationRun, before: EvaluationRun) -> Comparison:
    """Compares two runs on the same data; query by query where both have the values of queries.

    Raises:
        BoleError: ARGUMENT_INVALID, the runs were not made on the same data, or one ran with a test model.
    """
    check_data(now.datasets, before)
    _check_models(before, "before")
    _check_models(now, "of now")
    rules = gate_rules()
    figures = [{_key(one): one for one in run.figures if one.value is not None} for run in (before, now)]
    keys = sorted(figures[0].keys() | figures[1].keys(), key=lambda key: (metric_order(key[0]), *key))
    compared = (_compared(key, figures[0].get(key), figures[1].get(key), before, now) for key in keys)
    gated = (replace(one, breaks=_why_broken(one, rules, figures[1])) for one in compared)
    return Comparison(before=before, now=now, figures=tuple(gated))


def check_data(datasets: Sequence[MeasuredDataset], before: EvaluationRun) -> None:
    """Finds out, also before anything is measured, whether a run on these sets can be compared with one before.

    Raises:
        BoleError: ARGUMENT_INVALID, a set of the run before is not there, or has changed.
    """
    digests = {one.name: one.digest for one in datasets}
    for one in before.datasets:
        if one.name not in digests:
            raise _refusal(
                f"This run has no dataset {one.name}, which the run before was made on. Measure on the same."
            )
        if digests[one.name] != one.digest:
            raise _refusal(
                f"The dataset {one.name}, or the part of it, is not the same in both runs: its digest differs. "
                "Measure on one."
            )


def _check_models(run: EvaluationRun, which: str) -> None:
    for engine in run.engines:
        if engine.is_test_model:
            raise _refusal(f"The run {which} measured {engine.name} with a test model. Measure a real one.")


def _refusal(message: str) -> BoleError:
    return BoleError(ErrorReason.ARGUMENT_INVALID, message)


def _key(figure: Figure) -> Key:
    return figure.metric, figure.engine, figure.dataset, figure.slice


def _compared(
    key: Key, before: Figure | None, now: Figure | None, run_before: EvaluationRun, run_now: EvaluationRun
) -> Compared:
    if before is None or before.value is None:
        return Compared(key=key, before=None, now=now, verdict=Verdict.NEW)
    if now is None or now.value is None:
        return Compared(key=key, before=before, now=None, verdict=Verdict.MISSING)
    metric, engine, dataset, part = key
    series = [by_query(run.per_query, metric=metric, engine=engine, dataset=dataset) for run in (run_now, run_before)]
    step = difference(series[0], series[1]) if not part and series[0].keys() == series[1].keys() else None
    change = now.value - before.value
    if step is None or step.low is None:
        verdict = _verdict(metric, change, sure=_apart(before, now))
        return Compared(key=key, before=before, now=now, change=change, verdict=verdict)
    verdict = _verdict(metric, change, sure=step.told_apart)
    return Compared(key=key, before=before, now=now, change=change, low=step.low, high=step.high, verdict=verdict)


def _apart(before: Figure, now: Figure) -> bool | None:
    """Tells whether each value lies outside the interval of the other; None where one has no interval."""
    if before.low is None or before.high is None or now.low is None or now.high is None:
        return None
    if before.value is None or now.value is None:
        return None
    return not (before.low <= now.value <= before.high or now.low <= before.value <= now.high)


def _verdict(metric: str, change: float, *, sure: bool | None) -> Verdict:
    better = metric_words(metric).better
    if abs(change) < _NO_CHANGE or sure is False:
        return Verdict.SAME
    if better is Better.NEITHER or sure is None:
        return Verdict.UNJUDGED
    return Verdict.BETTER if (change > 0) is (better is Better.HIGHER) else Verdict.WORSE


def _why_broken(one: Compared, rules: Sequence[GateRule], now: Mapping[Key, Figure]) -> str:
    for rule in rules:
        if not rule.asks_for(one.key):
            continue
        if rule.floor:
            if _above(one.now, now.get((*one.key[:3], rule.floor))):
                return "above the floor"
        elif one.verdict is Verdict.MISSING:
            return "missing"
        elif one.verdict is Verdict.WORSE and abs(one.change or 0.0) > rule.tolerated:
            return "worse"
    return ""


def _above(figure: Figure | None, floor: Figure | None) -> bool:
    """Tells whether the interval of a figure lies above that of its floor."""
    if figure is None or floor is None or figure.low is None or floor.high is None:
        return False
    return figure.low > floor.high


def counts(figures: Sequence[Compared]) -> Mapping[Verdict, int]:
    """Returns how many figures have each verdict."""
    return {verdict: sum(one.verdict is verdict for one in figures) for verdict in Verdict}
