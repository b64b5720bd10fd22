"""How well engines rank, beside BM25, chance and people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from statistics import fmean
from typing import Any

from bole.evaluation import intervals
from bole.evaluation.agreement import raters_as_engines, raters_kappa
from bole.evaluation.baselines import Bm25, TfIdf
from bole.evaluation.dataset import Dataset
from bole.evaluation.figures import Basis, Figure, QueryValue
from bole.evaluation.gathering import Answers, Pair, standing
from bole.evaluation.metrics import rank_metrics, ranked

NO_SECOND_RATER = "No second rater has graded the same documents of a posting."
NO_MODEL = "not measured: no model"
TEST_MODEL = "not measured: a test model answered, whose answers say nothing"
NOTHING_ANSWERED = "not measured: the engine answered for no document"
_NOTHING_TO_ORDER = "No posting of this part has documents that fit beside documents that do not."
_KAPPA = "weighted_kappa"


@dataclass(frozen=True, slots=True, kw_only=True)
class Accuracy:
    """Figures, and the values of the postings behind those of the whole set."""

    figures: tuple[Figure, ...] = ()
    per_query: tuple[QueryValue, ...] = ()


def of_engine(answers: Answers, dataset: Dataset, seed: int) -> Accuracy:
    """Returns how well an engine ranks; a test model is not judged."""
    if answers.engine.is_test_model:
        return unmeasured(answers.engine.name, dataset, TEST_MODEL)
    if all(judged.failure for judged in answers.judged.values()):
        return unmeasured(answers.engine.name, dataset, NOTHING_ANSWERED)
    return _of_scores(
        answers.engine.name, {pair: standing(judged) for pair, judged in answers.judged.items()}, dataset, seed
    )


def unmeasured(engine: str, dataset: Dataset, note: str) -> Accuracy:
    """Returns figures that say why an engine was not judged on a set."""
    figures = (
        Figure(metric=metric, engine=engine, dataset=dataset.name, basis=Basis.NOT_MEASURED, note=note)
        for metric in rank_metrics(dataset.relevant_from)
    )
    return Accuracy(figures=tuple(figures))


def of_baselines(dataset: Dataset, texts: Mapping[str, str], seed: int) -> Accuracy:
    """Returns how well BM25 and TF-IDF rank the texts of the documents, what chance gives, and how far raters agree."""
    parts = (
        _of_scores("bm25", _of_words(Bm25(texts), dataset), dataset, seed),
        _of_scores("tfidf", _of_words(TfIdf(texts), dataset), dataset, seed),
        # Where all are tied, the mean over all orders is what chance gives.
        _of_scores("random", dict.fromkeys(dataset.pairs, 0), dataset, seed),
        _of_people(dataset, seed),
    )
    return Accuracy(
        figures=tuple(figure for part in parts for figure in part.figures),
        per_query=tuple(value for part in parts for value in part.per_query),
    )


def _of_words(baseline: Bm25 | TfIdf, dataset: Dataset) -> dict[Pair, float]:
    scores = {key: baseline.scores(f"{posting.title}\n{posting.text}") for key, posting in dataset.postings.items()}
    return {pair: scores[pair[0]][pair[1]] for pair in dataset.pairs}


def _of_scores(engine: str, scores: Mapping[Pair, Any], dataset: Dataset, seed: int) -> Accuracy:
    figures: list[Figure] = []
    whole: list[QueryValue] = []
    for name in ("", *dataset.slices):
        for metric, values in _values(scores, dataset.of_slice(name)).items():
            figure = Figure(metric=metric, engine=engine, dataset=dataset.name, slice=name)
            figures.append(_figure(figure, values, seed, _NOTHING_TO_ORDER))
            whole.extend(_per_query(metric, engine, dataset.name, {} if name else values))
    return Accuracy(figures=tuple(figures), per_query=tuple(whole))


def _values(scores: Mapping[Pair, Any], dataset: Dataset) -> dict[str, dict[str, float]]:
    """Returns metric -> posting -> value; postings that tell nothing are left out."""
    orders = {
        posting: ranked({document: scores[posting, document] for document in grades}, grades)
        for posting, grades in _grades(dataset).items()
    }
    measured = {
        metric: {posting: measure(groups) for posting, groups in orders.items()}
        for metric, measure in rank_metrics(dataset.relevant_from).items()
    }
    return {
        metric: {posting: value for posting, value in values.items() if value is not None}
        for metric, values in measured.items()
    }


def _grades(dataset: Dataset) -> dict[str, dict[str, float]]:
    """Returns posting -> document -> mean grade of its raters."""
    gathered: dict[str, dict[str, list[float]]] = {}
    for label in dataset.labels:
        gathered.setdefault(label.posting_id, {}).setdefault(label.document_id, []).append(label.grade)
    return {
        posting: {document: fmean(grades) for document, grades in documents.items()}
        for posting, documents in gathered.items()
    }


def _of_people(dataset: Dataset, seed: int) -> Accuracy:
    figures: list[Figure] = []
    whole: list[QueryValue] = []
    for name in ("", *dataset.slices):
        part = dataset.of_slice(name)
        measured = {
            metric: raters_as_engines(part, measure) for metric, measure in rank_metrics(part.relevant_from).items()
        }
        for metric, values in {**measured, _KAPPA: raters_kappa(part)}.items():
            if name and not values:
                continue  # said once, of the whole set
            figure = Figure(metric=metric, engine="human", dataset=dataset.name, slice=name)
            figures.append(_figure(figure, values, seed, NO_SECOND_RATER))
            whole.extend(_per_query(metric, "human", dataset.name, {} if name else values))
    return Accuracy(figures=tuple(figures), per_query=tuple(whole))


def _figure(figure: Figure, values: Mapping[str, float], seed: int, why_none: str) -> Figure:
    """Fills in a figure with the mean over its postings."""
    if not values:
        return replace(figure, basis=Basis.NOT_MEASURED, note=why_none)
    ordered = [values[posting] for posting in sorted(values)]
    low, high = intervals.of_mean(ordered, seed) or (None, None)
    return replace(figure, value=fmean(ordered), low=low, high=high, n=len(ordered))


def _per_query(metric: str, engine: str, dataset: str, values: Mapping[str, float]) -> list[QueryValue]:
    return [
        QueryValue(metric=metric, engine=engine, dataset=dataset, query=posting, value=value)
        for posting, value in sorted(values.items())
    ]
