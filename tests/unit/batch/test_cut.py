"""Whom the model reads, and what the cut cost: tables worked out by hand."""

from __future__ import annotations

import math

import pytest

from bole.batch.cut import cut, cut_cost, kendall_tau_b
from bole.domain.answers import Standing
from bole.domain.batches import CutAnswers, CutCost, TwoStage
from bole.domain.screening import CutGroup, Recommendation

BEST, CONTROL, REST = CutGroup.BEST, CutGroup.CONTROL, CutGroup.REST


def standing(rank_score: int, recommendation: Recommendation = Recommendation.REVIEW) -> Standing:
    """Returns what orders an answer with this score."""
    return Standing(recommendation=recommendation, rank_score=rank_score, match_score=rank_score, coverage=1.0)


def read(*answers: tuple[Standing, Standing, CutGroup]) -> CutAnswers:
    """Returns what came of a cut that left five to the rules."""
    return CutAnswers(read=answers, rest_count=5)


def test_the_best_are_the_first_and_controls_are_drawn_from_the_others() -> None:
    """Everybody is in one group."""
    ordered = [7, 3, 9, 1, 5, 8, 2, 6, 4, 10]

    groups = cut(ordered, TwoStage(best_count=3, control_count=4), "batch")

    assert sorted(groups) == list(range(1, 11))
    assert [number for number in ordered if groups[number] is BEST] == [7, 3, 9]
    assert list(groups.values()).count(CONTROL) == 4
    assert list(groups.values()).count(REST) == 3


def test_the_draw_is_the_same_each_time_and_another_for_another_batch() -> None:
    """Repeating the cut after a crash changes nothing."""
    ordered, sizes = list(range(1, 101)), TwoStage(best_count=1, control_count=10)

    assert cut(ordered, sizes, "one") == cut(ordered, sizes, "one")
    assert cut(ordered, sizes, "one") != cut(ordered, sizes, "other")


@pytest.mark.parametrize(
    ("best_count", "control_count", "expected"),
    [(5, 5, [BEST, BEST]), (1, 5, [BEST, CONTROL]), (1, 0, [BEST, REST]), (2, 0, [BEST, BEST])],
)
def test_a_small_batch_is_cut_as_far_as_it_reaches(
    best_count: int, control_count: int, expected: list[CutGroup]
) -> None:
    """More may be asked for than there are."""
    groups = cut([1, 2], TwoStage(best_count=best_count, control_count=control_count), "batch")

    assert [groups[1], groups[2]] == expected


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ([1, 2, 3, 4], [1, 2, 3, 4], 1.0),
        ([1, 2, 3, 4], [4, 3, 2, 1], -1.0),
        # Pairs: 12+ 13+ 14+ 23- 24+ 34+ -> (5 - 1) / 6.
        ([1, 2, 3, 4], [1, 3, 2, 4], 4 / 6),
        # A tie on the left: 5 of 6 pairs are untied there, all 6 on the right; 5 agree.
        ([1, 1, 2, 3], [1, 2, 3, 4], 5 / math.sqrt(5 * 6)),
        # Ties on both sides, of different pairs: 12 is tied on the left, 34 on the right; the other four agree.
        ([1, 1, 2, 3], [1, 2, 3, 3], 4 / math.sqrt(5 * 5)),
        # The same pair is tied on both sides; the other five agree.
        ([1, 1, 2, 3], [1, 1, 2, 3], 1.0),
        ([1, 2], [2, 1], -1.0),
        ([1, 1, 1], [1, 2, 3], None),
        ([1, 2, 3], [1, 1, 1], None),
        ([1], [1], None),
        ([], [], None),
    ],
)
def test_tau_b_is_that_of_the_table(left: list[int], right: list[int], expected: float | None) -> None:
    """Ties count in the root, not in the sum."""
    agreement = kendall_tau_b([((0, one), (0, other)) for one, other in zip(left, right, strict=True)])

    assert agreement == (None if expected is None else pytest.approx(expected))


def test_the_cost_of_a_cut_is_seen_on_the_controls() -> None:
    """One control stands above the last of the best by the model; another is only equal to it."""
    cost = cut_cost(
        read(
            (standing(90), standing(80), BEST),
            (standing(85), standing(60), BEST),
            (standing(50), standing(70), CONTROL),
            (standing(40), standing(60), CONTROL),
            (standing(30), standing(10), CONTROL),
        )
    )

    assert cost == CutCost(best_count=2, control_count=3, rest_count=5, agreement=1.0, overlooked_count=1)


def test_the_recommendation_goes_before_the_score() -> None:
    """A control that the model recommends stands above one of the best that it does not."""
    cost = cut_cost(
        read(
            (standing(90), standing(90, Recommendation.HOLD), BEST),
            (standing(50), standing(30, Recommendation.ADVANCE), CONTROL),
            (standing(40), standing(95, Recommendation.HOLD), CONTROL),
        )
    )

    assert cost == CutCost(best_count=1, control_count=2, rest_count=5, agreement=1.0, overlooked_count=2)


def test_a_cut_of_which_nobody_was_read_costs_nothing_that_is_known() -> None:
    """All of the best failed, or there is no control."""
    assert cut_cost(read()) == CutCost(best_count=0, control_count=0, rest_count=5, agreement=None, overlooked_count=0)
    assert cut_cost(read((standing(1), standing(1), CONTROL))).overlooked_count == 0
