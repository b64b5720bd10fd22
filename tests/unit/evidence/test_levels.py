"""How the levels of terms combine."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bole.domain.rubric import Combination, Term, TermGroup
from bole.domain.screening import Level
from bole.evidence.levels import CREDIT, best, combine, exact_credit, rank, round_half_up

D, U, L, A, X, M = (Level.DEMONSTRATED, Level.USED, Level.LISTED, Level.ABSENT, Level.UNCLEAR, Level.MET)


def group(combination: Combination, size: int) -> TermGroup:
    """Builds a group of `size` terms."""
    return TermGroup(
        combination=combination, terms=tuple(Term(name=f"t{index}", spellings=(f"t{index}",)) for index in range(size))
    )


@pytest.mark.parametrize(
    ("combination", "levels", "level", "credit"),
    [
        (Combination.ALL_OF, [D, A], Level.PARTLY_MET, 50),  # MySQL/Redis of issue 1
        (Combination.ALL_OF, [U, U], U, 80),
        (Combination.ALL_OF, [D, U, L], Level.PARTLY_MET, 73),  # 220 / 3
        (Combination.ALL_OF, [D, D, A], Level.PARTLY_MET, 67),  # 200 / 3, rounded half up
        (Combination.ALL_OF, [A, A], A, 0),
        (Combination.ALL_OF, [U, X], Level.PARTLY_MET, 80),  # the mean of what is known, and a part that is open
        (Combination.ALL_OF, [M, X], Level.PARTLY_MET, 100),
        (Combination.ALL_OF, [L, X], L, 40),
        (Combination.ALL_OF, [A, X], A, 0),
        (Combination.ALL_OF, [X, X], X, None),
        (Combination.ANY_OF, [L, D, A], D, 100),
        (Combination.ANY_OF, [A, X], X, None),  # what is unknown may be there
        (Combination.ANY_OF, [L, X], L, 40),
        (Combination.ALL_OF, [M, A], Level.PARTLY_MET, 50),
    ],
)
def test_group_is_the_best_term_or_the_mean(
    combination: Combination, levels: Sequence[Level], level: Level, credit: int | None
) -> None:
    """ANY_OF takes the best, ALL_OF the exact mean of what is known."""
    assert combine([group(combination, len(levels))], levels) == (level, credit)


def test_groups_are_averaged_before_rounding() -> None:
    """Two groups of 100 / 3 and 80 / 3 make 30; rounded one by one they would make 29."""
    groups = [group(Combination.ALL_OF, 3), group(Combination.ALL_OF, 3)]

    assert combine(groups, [D, A, A, U, A, A]) == (Level.PARTLY_MET, 30)


def test_nothing_asked_is_unclear() -> None:
    """No group, no answer."""
    assert combine([], []) == (X, None)
    assert best([]) is X


def test_exact_credit_is_not_rounded() -> None:
    """Scores are computed from it."""
    assert exact_credit([group(Combination.ALL_OF, 3)], [D, D, A]) == Fraction(200, 3)
    assert exact_credit([group(Combination.ALL_OF, 1)], [X]) is None


@pytest.mark.parametrize(("value", "expected"), [(Fraction(125, 2), 63), (Fraction(1, 2), 1), (Fraction(1, 3), 0)])
def test_halves_round_up(value: Fraction, expected: int) -> None:
    """62.5 is 63, never 62 as with rounding to even."""
    assert round_half_up(value) == expected


@given(st.sampled_from(Combination), st.lists(st.sampled_from([D, U, L, A]), min_size=1, max_size=5), st.integers(0, 4))
def test_better_term_never_lowers_the_credit(combination: Combination, levels: list[Level], place: int) -> None:
    """Credit is monotone in every term."""
    place %= len(levels)
    better = [*levels[:place], Level.DEMONSTRATED, *levels[place + 1 :]]
    before = combine([group(combination, len(levels))], levels)[1]
    after = combine([group(combination, len(levels))], better)[1]

    assert before is not None
    assert after is not None
    assert before <= after


def test_order_follows_the_credits() -> None:
    """A level with more credit never ranks behind one with less."""
    ordered = sorted(CREDIT, key=rank)

    assert [CREDIT[level] for level in ordered] == sorted(CREDIT.values(), reverse=True)
