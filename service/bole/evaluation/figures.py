"""What an evaluation says: figures with the number of cases behind them and an interval, or why there is none."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum


class Basis(StrEnum):
    """Where a figure comes from."""

    MEASURED = "MEASURED"
    ESTIMATE = "ESTIMATE"
    NOT_MEASURED = "NOT_MEASURED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number.

    Attributes:
        metric: Such as `ndcg@10`, `auc`, `form_edit_shift`, `flip_rate`, `seconds_p95`, `cost_per_1000`.
        engine: Name of the approach: an engine, `bm25`, `tfidf`, `random` or `human`.
        dataset: Name of the dataset; empty for figures over none, or over all.
        slice: Part of the dataset, such as `language:zh` or `profession:sales`; empty for the whole.
        value: None where nothing was measured.
        low: Lower end of the 95 % interval.
        high: Upper end.
        n: Cases behind it: queries, pairs, documents.
        basis: Whether it was measured.
        note: Why it was not, or what an estimate rests on; one sentence.
    """

    metric: str
    engine: str
    dataset: str = ""
    slice: str = ""
    value: float | None = None
    low: float | None = None
    high: float | None = None
    n: int = 0
    basis: Basis = Basis.MEASURED
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredEngine:
    """What was measured: `model_digest` is empty for engines without one; a test model gets no accuracy figures."""

    name: str
    model_digest: str = ""
    is_test_model: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredDataset:
    """On what it was measured: `digest` is SHA-256 over files and labels, in lower-case hex."""

    name: str
    digest: str
    postings: int
    documents: int
    labels: int
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryValue:
    """The value of one query behind a figure: two runs on the same data are compared query by query."""

    metric: str
    engine: str
    dataset: str
    query: str
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationRun:
    """All figures of one evaluation, as `run.json` keeps them."""

    bole_version: str
    made_on: datetime.date
    engines: tuple[MeasuredEngine, ...]
    datasets: tuple[MeasuredDataset, ...]
    figures: tuple[Figure, ...]
    per_query: tuple[QueryValue, ...] = ()
