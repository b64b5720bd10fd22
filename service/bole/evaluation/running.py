"""What running an engine took: time, failures, and quotes that do not hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from statistics import fmean

from bole.evaluation import intervals
from bole.evaluation.accuracy import NO_MODEL, NOTHING_ANSWERED, TEST_MODEL
from bole.evaluation.asking import Judged
from bole.evaluation.figures import Basis, Figure
from bole.evaluation.gathering import Answers

_WITHOUT_TEXT = frozenset({"rules", "encoder"})
"""Engines behind which no model writes an answer that could be invalid."""
_INVALID = "MODEL_OUTPUT_INVALID"
_TOO_FEW = "not measured: the engine answered for one document alone"
_TIMED = ("seconds_p50", "seconds_p95", "seconds_mean", "documents_per_second")
_RATED = ("unsupported_quote_rate", "valid_output_rate")


def of_run(answers: Answers, dataset: str, *, shared: bool) -> tuple[Figure, ...]:
    """Returns what running an engine over a set took.

    Args:
        answers: Of the engine.
        dataset: Name of the set.
        shared: Whether calls in progress share what answers; else each has a processor of its own.
    """
    name = answers.engine.name
    judged = list(answers.judged.values())
    failed = _failures(judged, name, dataset)
    if answers.engine.is_test_model:
        return (*failed, *unmeasured(name, dataset, TEST_MODEL))
    return (
        *failed,
        _unsupported(judged, name, dataset),
        _valid(judged, name, dataset),
        *_quantiles(judged, name, dataset),
        *_means(answers, dataset, shared=shared),
    )


def unmeasured(engine: str, dataset: str, note: str = NO_MODEL) -> tuple[Figure, ...]:
    """Returns figures that say why an engine was not run."""
    return tuple(_missing(metric, engine, dataset, note) for metric in (*_RATED, *_TIMED))


def _failures(judged: Iterable[Judged], engine: str, dataset: str) -> tuple[Figure, ...]:
    reasons = [one.failure for one in judged]
    failed = Counter(reason for reason in reasons if reason)
    whole = _rate("failure_rate", engine, dataset, failed.total(), len(reasons))
    return (
        whole,
        *(
            _rate("failure_rate", engine, dataset, count, len(reasons), part=f"reason:{reason}")
            for reason, count in sorted(failed.items())
        ),
    )


def _unsupported(judged: Iterable[Judged], engine: str, dataset: str) -> Figure:
    kept = list(judged)
    return _rate(
        "unsupported_quote_rate", engine, dataset, sum(one.fallen for one in kept), sum(one.claimed for one in kept)
    )


def _valid(judged: Iterable[Judged], engine: str, dataset: str) -> Figure:
    if engine in _WITHOUT_TEXT:
        return _missing("valid_output_rate", engine, dataset, "no language model answers")
    answered = [one for one in judged if not one.failure or one.failure == _INVALID]
    return _rate("valid_output_rate", engine, dataset, sum(not one.failure for one in answered), len(answered))


def _quantiles(judged: Iterable[Judged], engine: str, dataset: str) -> Iterable[Figure]:
    seconds = [one.seconds for one in judged if not one.failure]
    for name, share in (("seconds_p50", 0.5), ("seconds_p95", 0.95)):
        if not seconds:
            yield _missing(name, engine, dataset, NOTHING_ANSWERED)
            continue
        low, high = intervals.of_quantile(seconds, share) or (None, None)
        value = intervals.quantile(seconds, share)
        yield Figure(metric=name, engine=engine, dataset=dataset, value=value, low=low, high=high, n=len(seconds))


def _means(answers: Answers, dataset: str, *, shared: bool) -> Iterable[Figure]:
    """Gives the seconds that one document keeps a processor busy, or the model server, and documents a second.

    Documents that were answered at the same time share a model server; of processors each has its own.
    """
    name, at_a_time = answers.engine.name, answers.at_a_time
    seconds = [one.seconds for one in answers.judged.values() if not one.failure]
    interval = intervals.of_many(seconds)
    if interval is None:
        why = _TOO_FEW if seconds else NOTHING_ANSWERED
        return (_missing(metric, name, dataset, why) for metric in _TIMED[2:])
    parts = at_a_time if shared else 1
    spent = [one / parts for one in (interval[0], fmean(seconds), interval[1])]
    done = [at_a_time / one for one in (interval[1], fmean(seconds), interval[0])]
    said = f"with {at_a_time} at a time, on this machine"
    return (
        _between("seconds_mean", name, dataset, spent, n=len(seconds), note=said),
        _between("documents_per_second", name, dataset, done, n=len(seconds), note=said),
    )


def _rate(metric: str, engine: str, dataset: str, hits: int, cases: int, *, part: str = "") -> Figure:
    if not cases:
        return _missing(metric, engine, dataset, "there was no case")
    low, high = intervals.of_rate(hits, cases) or (None, None)
    return Figure(
        metric=metric, engine=engine, dataset=dataset, slice=part, value=hits / cases, low=low, high=high, n=cases
    )


def _between(metric: str, engine: str, dataset: str, ends: list[float], *, n: int, note: str) -> Figure:
    low, value, high = ends
    return Figure(metric=metric, engine=engine, dataset=dataset, value=value, low=low, high=high, n=n, note=note)


def _missing(metric: str, engine: str, dataset: str, note: str) -> Figure:
    return Figure(metric=metric, engine=engine, dataset=dataset, basis=Basis.NOT_MEASURED, note=note)
