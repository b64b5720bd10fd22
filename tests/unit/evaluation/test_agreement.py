"""How far raters agree."""

from __future__ import annotations

import pytest

from bole.evaluation.agreement import raters_as_engines, raters_kappa, weighted_kappa
from bole.evaluation.dataset import Dataset, Label
from bole.evaluation.metrics import kendall_tau


def _dataset(grades: dict[tuple[str, str], dict[str, float]]) -> Dataset:
    labels = tuple(
        Label(posting_id=posting, document_id=document, rater_id=rater, grade=grade)
        for (posting, rater), documents in grades.items()
        for document, grade in documents.items()
    )
    return Dataset(name="some", postings={}, documents={}, labels=labels)


def test_raters_are_measured_as_an_engine_is() -> None:
    dataset = _dataset({("p", "anna"): {"a": 3, "b": 2, "c": 1}, ("p", "ben"): {"a": 3, "b": 1, "c": 2, "d": 0}})

    assert raters_as_engines(dataset, kendall_tau) == {"p": pytest.approx(1 / 3)}


@pytest.mark.parametrize(
    "grades",
    [
        {("p", "anna"): {"a": 1.0, "b": 2.0}},
        {("p", "anna"): {"a": 1.0, "b": 2.0}, ("p", "ben"): {"a": 1.0}},
        {("p", "anna"): {"a": 1.0}, ("q", "ben"): {"a": 1.0}},
        {},
    ],
    ids=["one rater", "one label of the second", "two postings", "nobody"],
)
def test_without_a_second_rater_there_is_no_agreement(grades: dict[tuple[str, str], dict[str, float]]) -> None:
    dataset = _dataset(grades)

    assert raters_as_engines(dataset, kendall_tau) == {}
    assert raters_kappa(dataset) == {}


def test_kappa_is_as_worked_by_hand() -> None:
    # Squared distances met: 0, 1, 0; by chance: those of all nine pairs.
    one, other = {"a": 0.0, "b": 1.0, "c": 2.0}, {"a": 0.0, "b": 2.0, "c": 2.0}

    assert weighted_kappa(one, other) == pytest.approx(1 - (1 / 3) / ((0 + 4 + 4 + 1 + 1 + 1 + 4 + 0 + 0) / 9))
    assert weighted_kappa({"a": 1.0, "b": 1.0}, {"a": 1.0, "b": 1.0}) is None
