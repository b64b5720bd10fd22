"""Order and ranks of candidates."""

from dataclasses import replace

import pytest

from bole.domain.answers import ranks_of
from bole.domain.screening import Recommendation, ScoreInterval, ScreenedCandidate
from bole.reports.ranking import rank
from tests.factories import candidate, failed_candidate, screening


def scored(item_id: str, recommendation: Recommendation, rank_score: int) -> ScreenedCandidate:
    return candidate(item_id, replace(screening(recommendation=recommendation), rank_score=rank_score))


def test_recommendation_comes_before_score() -> None:
    """A candidate to advance stands above a higher score that needs review, and HOLD comes last."""
    ranked = rank(
        [
            scored("a", Recommendation.HOLD, 90),
            scored("b", Recommendation.REVIEW, 95),
            scored("c", Recommendation.ADVANCE, 70),
        ]
    )

    assert [one.candidate.item_id for one in ranked] == ["c", "b", "a"]
    assert [one.rank for one in ranked] == [1, 2, 3]


def test_equal_scores_share_a_rank_and_the_next_one_skips() -> None:
    """Ranks read 1, 2, 2, 4, and those who share one stand in the order of their item."""
    scores = {"d": 50, "b": 60, "c": 60, "a": 80}

    ranked = rank([scored(item, Recommendation.REVIEW, score) for item, score in scores.items()])

    assert [(one.rank, one.tied, one.candidate.item_id) for one in ranked] == [
        (1, False, "a"),
        (2, True, "b"),
        (2, True, "c"),
        (4, False, "d"),
    ]


def test_equal_scores_of_different_recommendations_are_no_tie() -> None:
    """A rank is shared within a recommendation only."""
    ranked = rank([scored("a", Recommendation.REVIEW, 75), scored("b", Recommendation.ADVANCE, 75)])

    assert [(one.rank, one.tied) for one in ranked] == [(1, False), (2, False)]


def test_failed_items_come_last_without_a_rank() -> None:
    """Nothing is lost, and nothing that failed is ranked."""
    ranked = rank([failed_candidate("b"), failed_candidate("a"), scored("c", Recommendation.HOLD, 0)])

    assert [(one.rank, one.candidate.item_id) for one in ranked] == [(1, "c"), (None, "a"), (None, "b")]


def test_order_of_arrival_does_not_matter() -> None:
    """Results arrive as they finish; the ranking is the same."""
    items = [scored(str(number), Recommendation.REVIEW, number % 3) for number in range(9)]

    assert rank(items) == rank(reversed(items))


def test_duplicates_take_no_rank_and_stand_before_the_failed() -> None:
    """A person who sent the same file twice is ranked once, and pushes nobody down."""
    best = scored("a", Recommendation.ADVANCE, 90)
    copied = replace(best, item_id="b", duplicate_of="a")
    ranked = rank([failed_candidate("d"), scored("c", Recommendation.ADVANCE, 80), copied, best])

    assert [(one.candidate.item_id, one.rank, one.tied) for one in ranked] == [
        ("a", 1, False),
        ("c", 2, False),
        ("b", None, False),
        ("d", None, False),
    ]


def noisy(
    item_id: str, score: int, points: int | None, advice: Recommendation = Recommendation.REVIEW
) -> ScreenedCandidate:
    interval = None if points is None else ScoreInterval(low=max(0, score - points), high=min(100, score + points))
    answer = replace(screening(recommendation=advice), match_score=score, rank_score=score, score_interval=interval)
    return candidate(item_id, answer)


def test_candidates_within_the_spread_are_tied() -> None:
    """90 and 88 are not told apart by a spread of 3; 80 has two ahead for sure."""
    ranked = rank([noisy("c", 80, 3), noisy("a", 90, 3), noisy("b", 88, 3)])

    assert [(one.rank, one.tied, one.candidate.item_id) for one in ranked] == [
        (1, True, "a"),
        (1, True, "b"),
        (3, False, "c"),
    ]


def test_who_is_not_told_apart_from_two_who_are_is_tied_with_both() -> None:
    """A rank counts only those ahead for sure: one of the two."""
    ranked = rank([noisy("a", 90, 3), noisy("b", 88, 3), noisy("c", 86, 3)])

    assert [(one.rank, one.tied) for one in ranked] == [(1, True), (1, True), (2, True)]


def test_the_widest_spread_holds_for_the_whole_list() -> None:
    """Next to a score that may be off by 5, one of which nothing is known is not exact; ends of the scale hide none."""
    ranked = rank([noisy("a", 99, 5), noisy("b", 95, None), noisy("c", 93, 1)])

    assert [(one.rank, one.tied) for one in ranked] == [(1, True), (1, True), (2, True)]


def test_no_spread_ties_recommendations() -> None:
    """However wide: the advice has its own thresholds."""
    ranked = rank([noisy("a", 69, 50), noisy("b", 70, 50, Recommendation.ADVANCE)])

    assert [(one.rank, one.tied, one.candidate.item_id) for one in ranked] == [(1, False, "b"), (2, False, "a")]


@pytest.mark.parametrize(
    ("counts", "spread", "expected"),
    [
        ({}, 3, {}),
        ({1030: 1}, 0, {1030: (1, False)}),
        ({1030: 2, 1031: 1, 2030: 1}, 0, {1030: (1, True), 1031: (3, False), 2030: (4, False)}),
        ({1030: 2, 1031: 1, 2030: 1}, 1, {1030: (1, True), 1031: (1, True), 2030: (4, False)}),
        ({1100: 1, 2000: 1}, 50, {1100: (1, False), 2000: (2, False)}),
    ],
    ids=["nobody", "one", "equal", "spread", "recommendations"],
)
def test_ranks_count_who_is_ahead(counts: dict[int, int], spread: int, expected: dict[int, tuple[int, bool]]) -> None:
    """In any order of the places."""
    turned = dict(reversed(counts.items()))

    assert {at: (one.number, one.tied) for at, one in ranks_of(turned, spread).items()} == expected
