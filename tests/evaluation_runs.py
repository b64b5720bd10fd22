"""Runs of evaluations for tests."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from bole.evaluation.figures import Basis, EvaluationRun, Figure, MeasuredDataset, MeasuredEngine, QueryValue

RULES = MeasuredEngine(name="rules")
TEST_ENCODER = MeasuredEngine(name="encoder", model_digest="c" * 64, is_test_model=True)


def figure(
    metric: str,
    value: float | None,
    *,
    engine: str = "rules",
    dataset: str = "jobs",
    part: str = "",
    around: float | None = 0.02,
    n: int = 30,
    basis: Basis = Basis.MEASURED,
    note: str = "",
) -> Figure:
    """Returns a figure whose interval reaches `around` to either side; without a value one that was not measured."""
    if value is None:
        return Figure(
            metric=metric, engine=engine, dataset=dataset, slice=part, basis=Basis.NOT_MEASURED, note=note or "no model"
        )
    low, high = (None, None) if around is None else (value - around, value + around)
    return Figure(
        metric=metric,
        engine=engine,
        dataset=dataset,
        slice=part,
        value=value,
        low=low,
        high=high,
        n=n,
        basis=basis,
        note=note,
    )


def queries(
    values: Sequence[float], *, metric: str = "ndcg@10", engine: str = "rules", dataset: str = "jobs"
) -> tuple[QueryValue, ...]:
    """Returns the values of queries `q0`, `q1` and so on."""
    return tuple(
        QueryValue(metric=metric, engine=engine, dataset=dataset, query=f"q{number}", value=value)
        for number, value in enumerate(values)
    )


def evaluation_run(
    figures: Sequence[Figure],
    *,
    engines: Sequence[MeasuredEngine] = (RULES,),
    digest: str = "a" * 64,
    dataset: str = "jobs",
    per_query: Sequence[QueryValue] = (),
) -> EvaluationRun:
    """Returns a run on one dataset."""
    return EvaluationRun(
        bole_version="1.2.3",
        made_on=datetime.date(2026, 11, 26),
        engines=tuple(engines),
        datasets=(
            MeasuredDataset(
                name=dataset, digest=digest, postings=30, documents=90, labels=90, about="Graded by a language model."
            ),
        ),
        figures=tuple(figures),
        per_query=tuple(per_query),
    )


def full_run() -> EvaluationRun:
    """Returns a run that has something in every part of the report, with words that a page has to escape."""
    accuracy = [
        figure("ndcg@10", value, engine=engine)
        for engine, value in (("rules", 0.91), ("bm25", 0.85), ("random", 0.5), ("human", None))
    ]
    return evaluation_run(
        [
            *accuracy,
            figure("ndcg@10", 0.97, engine="encoder"),
            figure("ndcg@10", 0.8, part="language:zh", n=9),
            figure("ndcg@10", 0.7, part="profession:<b>财务 & $x$</b>", n=9),
            figure("flip_rate", 0.01, part="edit:blank_line"),
            figure("flip_rate", 0.02, part="edit:pdf"),
            figure("unsupported_quote_rate", 0.0, around=0.0),
            figure("failure_rate", 0.1),
            figure("seconds_mean", 0.36),
            figure("seconds_p50", 0.2, around=None),
            figure("documents_per_second", 21.25, note="with 4 at a time"),
            figure("something_new", 3.0, dataset=""),
        ],
        engines=(RULES, TEST_ENCODER),
        per_query=(*queries([0.9, 0.92, 0.91]), *queries([0.8, 0.83, 0.81], engine="bm25")),
    )
