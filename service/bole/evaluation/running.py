"""What an engine costs to run: time, money, failures, and quotes that do not hold."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import NormalDist, fmean, stdev

from bole.evaluation import intervals
from bole.evaluation.accuracy import NO_MODEL, NOTHING_ANSWERED, TEST_MODEL
from bole.evaluation.asking import Judged
from bole.evaluation.figures import Basis, Figure
from bole.evaluation.gathering import Answers

_Z = NormalDist().inv_cdf(0.975)
_INVALID = "MODEL_OUTPUT_INVALID"
_TIMED = ("seconds_p50", "seconds_p95", "documents_per_second", "cost_per_1000")
_RATED = ("unsupported_quote_rate", "valid_output_rate")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """What is assumed of prices, in any one currency.

    Attributes:
        machine_hour: Of an hour of the machine that answers.
        million_tokens: Of a model that is paid by tokens, read and written; None where no price is known.
        tokens_a_resume: Of prompt and answer together.
    """

    machine_hour: float = 0.10
    million_tokens: float | None = None
    tokens_a_resume: int = 4000


def of_run(answers: Answers, dataset: str, prices: Prices, *, has_model: bool, pays_tokens: bool) -> tuple[Figure, ...]:
    """Returns what running an engine over a set took.

    Args:
        answers: Of the engine.
        dataset: Name of the set.
        prices: What is assumed.
        has_model: Whether a language model answers, so that its output can be invalid.
        pays_tokens: Whether its tokens are paid for, in place of the machine.
    """
    name = answers.engine.name
    judged = list(answers.judged.values())
    failed = _failures(judged, name, dataset)
    if answers.engine.is_test_model:
        return (*failed, *unmeasured(name, dataset, TEST_MODEL))
    return (
        *failed,
        _unsupported(judged, name, dataset),
        _valid(judged, name, dataset, has_model=has_model),
        *_times(judged, name, dataset),
        _throughput(answers, dataset),
        _by_tokens(name, dataset, prices) if pays_tokens else _by_machine(answers, dataset, prices),
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


def _valid(judged: Iterable[Judged], engine: str, dataset: str, *, has_model: bool) -> Figure:
    if not has_model:
        return _missing("valid_output_rate", engine, dataset, "no language model answers")
    answered = [one for one in judged if not one.failure or one.failure == _INVALID]
    return _rate("valid_output_rate", engine, dataset, sum(not one.failure for one in answered), len(answered))


def _times(judged: Iterable[Judged], engine: str, dataset: str) -> Iterable[Figure]:
    seconds = [one.seconds for one in judged if not one.failure]
    for name, share in (("seconds_p50", 0.5), ("seconds_p95", 0.95)):
        if not seconds:
            yield _missing(name, engine, dataset, NOTHING_ANSWERED)
            continue
        low, high = intervals.of_quantile(seconds, share) or (None, None)
        value = intervals.quantile(seconds, share)
        yield Figure(metric=name, engine=engine, dataset=dataset, value=value, low=low, high=high, n=len(seconds))


def _throughput(answers: Answers, dataset: str) -> Figure:
    note = f"with {answers.at_a_time} at a time, on this machine"
    return _of_mean_seconds("documents_per_second", answers, dataset, lambda mean: answers.at_a_time / mean, note=note)


def _by_machine(answers: Answers, dataset: str, prices: Prices) -> Figure:
    note = f"an hour of the machine at {prices.machine_hour:g}, with {answers.at_a_time} at a time"
    thousand = 1000 * prices.machine_hour / 3600 / answers.at_a_time
    return _of_mean_seconds(
        "cost_per_1000", answers, dataset, lambda mean: thousand * mean, basis=Basis.ESTIMATE, note=note
    )


def _by_tokens(engine: str, dataset: str, prices: Prices) -> Figure:
    if prices.million_tokens is None:
        return _missing("cost_per_1000", engine, dataset, "no price of a million tokens was given")
    return Figure(
        metric="cost_per_1000",
        engine=engine,
        dataset=dataset,
        value=prices.million_tokens * prices.tokens_a_resume / 1000,
        basis=Basis.ESTIMATE,
        note=f"{prices.tokens_a_resume} tokens a resume, a million at {prices.million_tokens:g}",
    )


def _of_mean_seconds(
    metric: str,
    answers: Answers,
    dataset: str,
    of: Callable[[float], float],
    *,
    basis: Basis = Basis.MEASURED,
    note: str,
) -> Figure:
    seconds = [one.seconds for one in answers.judged.values() if not one.failure]
    if len(seconds) < 2 or not fmean(seconds):
        return _missing(metric, answers.engine.name, dataset, "fewer than two documents were answered")
    mean, half = fmean(seconds), _Z * stdev(seconds) / math.sqrt(len(seconds))
    ends = sorted((of(max(mean - half, mean / 100)), of(mean + half)))
    return Figure(
        metric=metric,
        engine=answers.engine.name,
        dataset=dataset,
        value=of(mean),
        low=ends[0],
        high=ends[1],
        n=len(seconds),
        basis=basis,
        note=note,
    )


def _rate(metric: str, engine: str, dataset: str, hits: int, cases: int, *, part: str = "") -> Figure:
    if not cases:
        return _missing(metric, engine, dataset, "there was no case")
    low, high = intervals.of_rate(hits, cases) or (None, None)
    return Figure(
        metric=metric, engine=engine, dataset=dataset, slice=part, value=hits / cases, low=low, high=high, n=cases
    )


def _missing(metric: str, engine: str, dataset: str, note: str) -> Figure:
    return Figure(metric=metric, engine=engine, dataset=dataset, basis=Basis.NOT_MEASURED, note=note)
