"""Metrics of an order, worked by hand."""

from __future__ import annotations

import math
from itertools import permutations
from statistics import fmean

import pytest

from bole.evaluation.metrics import Groups, auc, average_precision, kendall_tau, ndcg, rank_metrics, ranked

# Worked by hand. Gains of the grades 0, 1, 2 are 0, 1, 3; the discounts of places 1, 2, 3 are 1, 0.6309, 0.5.
_IDEAL = 3 + 0.630930 + 0
_TABLE: list[tuple[str, Groups, dict[str, float | None]]] = [
    ("best first", [[2], [1], [0]], {"ndcg@10": 1.0, "map": 1.0, "auc": 1.0, "kendall_tau": 1.0}),
    (
        "worst first",
        [[0], [1], [2]],
        {"ndcg@10": (0.630930 + 1.5) / _IDEAL, "map": (1 / 2 + 2 / 3) / 2, "auc": 0.0, "kendall_tau": -1.0},
    ),
    (
        "one pair turned",
        [[1], [2], [0]],
        {"ndcg@10": (1 + 3 * 0.630930) / _IDEAL, "map": 1.0, "auc": 1.0, "kendall_tau": 1 / 3},
    ),
    (
        "the first two are tied",
        [[2, 0], [1]],
        {
            "ndcg@10": (1.5 * 1.630930 + 0.5) / _IDEAL,
            "map": ((1 + 2 / 3) / 2 + (1 / 2 + 2 / 3) / 2) / 2,
            "auc": 0.25,
            "kendall_tau": 0.0,
        },
    ),
    ("all are relevant", [[1], [1]], {"ndcg@10": 1.0, "map": 1.0, "auc": None, "kendall_tau": None}),
    ("none is relevant", [[0], [0]], {"ndcg@10": None, "map": None, "auc": None, "kendall_tau": None}),
    ("there is one document", [[1]], {"ndcg@10": 1.0, "map": 1.0, "auc": None, "kendall_tau": None}),
    ("there is no document", [], {"ndcg@10": None, "map": None, "auc": None, "kendall_tau": None}),
    ("all are tied", [[1, 0]], {"ndcg@10": (1 + 0.630930) / 2, "map": 0.75, "auc": 0.5, "kendall_tau": 0.0}),
]


@pytest.mark.parametrize(("groups", "values"), [row[1:] for row in _TABLE], ids=[row[0] for row in _TABLE])
def test_metrics_are_as_worked_by_hand(groups: Groups, values: dict[str, float | None]) -> None:
    found = {name: measure(groups) for name, measure in rank_metrics(1).items()}

    assert found == pytest.approx(values, abs=1e-5)


@pytest.mark.parametrize("groups", [[[2, 0, 1], [1]], [[0], [2, 2, 0, 1]], [[1, 0], [0, 1, 2]]])
def test_ties_count_with_the_mean_over_all_orders(groups: Groups) -> None:
    orders = [[[grade] for group in order for grade in group] for order in _orders([list(group) for group in groups])]

    assert ndcg(groups, 3) == pytest.approx(fmean(_known(ndcg(order, 3)) for order in orders))
    assert average_precision(groups, 1) == pytest.approx(fmean(_known(average_precision(order, 1)) for order in orders))
    assert auc(groups, 1) == pytest.approx(fmean(_known(auc(order, 1)) for order in orders))


def test_tau_takes_ties_on_both_sides_off() -> None:
    # 6 pairs; 5 differ in grade, 5 in place; of the 4 that differ in both, 3 agree.
    assert kendall_tau([[3], [1, 2], [2]]) == pytest.approx((3 - 1) / math.sqrt(5 * 5))


def test_documents_are_grouped_by_score_highest_first() -> None:
    assert ranked({"a": 1, "b": 2, "c": 1, "d": 9}, {"a": 5, "b": 6, "c": 7}) == [[6], [5, 7]]


def test_places_beyond_the_cut_count_for_nothing() -> None:
    assert ndcg([[0], [1]], 1) == 0


def _orders(groups: list[list[float]]) -> list[list[tuple[float, ...]]]:
    if not groups:
        return [[]]
    return [[first, *rest] for first in permutations(groups[0]) for rest in _orders(groups[1:])]


def _known(value: float | None) -> float:
    assert value is not None
    return value
