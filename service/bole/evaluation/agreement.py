"""How far people agree with each other: what no engine can be expected to pass."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations
from statistics import fmean

from bole.evaluation.dataset import Dataset, Label
from bole.evaluation.metrics import Groups, ranked

Grades = Mapping[str, float]
"""One rater's, by document."""


def raters_kappa(dataset: Dataset) -> dict[str, float]:
    """Returns for every posting the mean of `weighted_kappa` over pairs of raters who share two documents."""
    found: dict[str, float] = {}
    for posting, raters in _by_rater(dataset.labels).items():
        pairs = (pair for pair in combinations(raters.values(), 2) if _share(*pair))
        values = [value for value in (weighted_kappa(*pair) for pair in pairs) if value is not None]
        if values:
            found[posting] = fmean(values)
    return found


def raters_as_engines(dataset: Dataset, metric: Callable[[Groups], float | None]) -> dict[str, float]:
    """Returns for every posting the mean of a metric of each rater's order, judged by the mean of the others'."""
    found: dict[str, float] = {}
    for posting, raters in _by_rater(dataset.labels).items():
        values = []
        for rater, grades in raters.items():
            others = _means(other for name, other in raters.items() if name != rater)
            shared = {document: grade for document, grade in others.items() if document in grades}
            value = metric(ranked(grades, shared)) if len(shared) > 1 else None
            values.extend([] if value is None else [value])
        if values:
            found[posting] = fmean(values)
    return found


def weighted_kappa(one: Grades, other: Grades) -> float | None:
    """Returns Cohen's kappa with squared weights over the documents that both have graded, at most 1.

    None where both give all of them the same grade: nothing tells agreement from habit.
    """
    shared = [document for document in one if document in other]
    met = sum((one[key] - other[key]) ** 2 for key in shared) / max(1, len(shared))
    by_chance = sum((one[first] - other[second]) ** 2 for first in shared for second in shared)
    return 1 - met * len(shared) ** 2 / by_chance if by_chance else None


def _share(one: Grades, other: Grades) -> bool:
    return sum(document in other for document in one) > 1


def _means(raters: Iterable[Grades]) -> dict[str, float]:
    gathered: dict[str, list[float]] = {}
    for grades in raters:
        for document, grade in grades.items():
            gathered.setdefault(document, []).append(grade)
    return {document: fmean(values) for document, values in gathered.items()}


def _by_rater(labels: Sequence[Label]) -> dict[str, dict[str, dict[str, float]]]:
    """Returns posting -> rater -> document -> grade."""
    found: dict[str, dict[str, dict[str, float]]] = {}
    for label in labels:
        found.setdefault(label.posting_id, {}).setdefault(label.rater_id, {})[label.document_id] = label.grade
    return found
