"""Order and ranks of candidates."""

from dataclasses import replace

from bole.domain.screening import Recommendation, ScreenedCandidate
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
