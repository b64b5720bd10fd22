"""Intervals around figures."""

from __future__ import annotations

import pytest

from bole.evaluation import intervals


def test_the_same_seed_gives_the_same_interval() -> None:
    values = [0.1, 0.5, 0.9, 0.4, 0.7]

    assert intervals.of_mean(values, 1) == intervals.of_mean(values, 1)
    assert intervals.of_mean(values, 1) != intervals.of_mean(values, 2)


def test_the_bootstrap_agrees_with_the_spread_of_many_values() -> None:
    values = [number % 10 for number in range(400)]

    assert intervals.of_mean(values, 0) == pytest.approx(intervals.of_many(values), abs=0.05)


def test_one_value_has_no_interval() -> None:
    assert intervals.of_mean([0.5], 0) is None
    assert intervals.of_many([0.5]) is None
    assert intervals.of_rate(0, 0) is None
    assert intervals.of_quantile([1.0, 2.0], 0.95) is None


def test_rates_have_the_interval_of_wilson() -> None:
    assert intervals.of_rate(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)  # the textbook's example
    assert intervals.of_rate(0, 100) == pytest.approx((0, 0.0370), abs=1e-4)
    assert intervals.of_rate(10, 10) == pytest.approx((0.7225, 1), abs=1e-4)


def test_a_quantile_lies_between_two_of_the_values() -> None:
    values = [float(number) for number in range(1, 101)]

    assert intervals.quantile(values, 0.5) == 50
    assert intervals.quantile(values, 0.95) == 95
    assert intervals.of_quantile(values, 0.5) == (40, 61)
