"""The arithmetic of an audit, against tables that were worked out by hand."""

from fractions import Fraction

import pytest

from bole.evaluation.ll144.counting import UNKNOWN, Applicant, Breakdown, Count, Group, compared, median, table
from bole.evaluation.ll144.exports import digits
from bole.evaluation.ll144.significance import p_value


def people(*groups: tuple[str, str, int, int]) -> list[Applicant]:
    """Returns applicants: sex, race, how many, and how many of them with the outcome."""
    return [
        Applicant(favoured=number < favoured, sex=sex, race_ethnicity=race)
        for sex, race, count, favoured in groups
        for number in range(count)
    ]


@pytest.mark.parametrize(
    ("scores", "expected"),
    [([3], 3), ([1, 2], Fraction(3, 2)), ([5, 1, 5], 5), ([70, 70, 70, 10], 70), ([0, 100, 50, 51], Fraction(101, 2))],
)
def test_median(scores: list[int], expected: Fraction) -> None:
    """Exact, also between two scores."""
    assert median(scores) == expected


def test_ratios_are_exact_and_flagged_below_four_fifths() -> None:
    """4/10 of 5/10 is 4/5, which is no flag; 39/100 of 1/2 is."""
    counts = {
        Group(sex="A"): Count(applicants=10, favoured=5),
        Group(sex="B"): Count(applicants=10, favoured=4),
        Group(sex="C"): Count(applicants=100, favoured=39),
    }

    a, b, c = compared(counts)

    assert [row.impact_ratio for row in (a, b, c)] == [1, Fraction(4, 5), Fraction(39, 50)]
    assert [row.below_four_fifths for row in (a, b, c)] == [False, False, True]


def test_a_small_group_is_counted_and_left_out_of_the_ratios() -> None:
    """It would else be what all are compared with: 1 of 1."""
    applicants = people(("Female", "White", 60, 30), ("Male", "White", 60, 24), ("Other", "White", 1, 1))

    kept_out = table(applicants, Breakdown.SEX)
    kept = table(applicants, Breakdown.SEX, keep_small=True)

    assert [row.impact_ratio for row in kept_out.rows] == [1, Fraction(4, 5), None]
    assert [row.small for row in kept_out.rows] == [False, False, True]
    assert [row.impact_ratio for row in kept.rows] == [Fraction(1, 2), Fraction(2, 5), 1]


def test_two_percent_exactly_is_not_small() -> None:
    """The rule says less than 2 %."""
    rows = compared({Group(sex="A"): Count(applicants=49, favoured=1), Group(sex="B"): Count(applicants=1, favoured=0)})

    assert [row.small for row in rows] == [False, False]


def test_unknown_categories_are_counted_apart() -> None:
    """Somebody whose race alone is unknown counts by sex, and in no table that asks for race."""
    applicants = people(("Female", UNKNOWN, 3, 1), (UNKNOWN, UNKNOWN, 2, 2), ("Male", "Asian", 5, 5))

    tables = {one: table(applicants, one) for one in Breakdown}

    assert {one: found.unknown.applicants for one, found in tables.items()} == {
        Breakdown.SEX: 2, Breakdown.RACE: 5, Breakdown.BOTH: 5,
    }  # fmt: skip
    assert [row.group.sex for row in tables[Breakdown.SEX].rows] == ["Female", "Male"]


@pytest.mark.parametrize(
    ("counts", "ratios"),
    [
        ({}, []),
        ({"A": (0, 0)}, [None]),
        ({"A": (4, 2)}, [1]),
        ({"A": (4, 0), "B": (4, 0)}, [None, None]),
        ({"A": (4, 0), "B": (4, 1)}, [0, 1]),
        ({"A": (0, 0), "B": (4, 1)}, [None, 1]),
    ],
    ids=["nobody", "empty_group", "one_group", "highest_rate_is_zero", "one_rate_is_zero", "empty_beside_full"],
)
def test_tables_at_the_edge(counts: dict[str, tuple[int, int]], ratios: list[Fraction | None]) -> None:
    """No ratio where there is nothing to divide by."""
    groups = {Group(sex=name): Count(applicants=one[0], favoured=one[1]) for name, one in counts.items()}

    assert [row.impact_ratio for row in compared(groups)] == ratios


@pytest.mark.parametrize(
    ("table_of_four", "expected"),
    [
        ((3, 4, 1, 4), 0.485714),  # the lady who tastes tea: 34 of 70
        ((4, 4, 0, 4), 0.028571),  # 2 of 70
        ((5, 10, 5, 10), 1.0),
        ((0, 3, 0, 5), 1.0),
    ],
    ids=["tea_3", "tea_4", "alike", "nobody_at_all"],
)
def test_fisher(table_of_four: tuple[int, int, int, int], expected: float) -> None:
    """Two-sided, against values worked out by hand."""
    assert p_value(*table_of_four) == pytest.approx(expected, abs=1e-6)


def test_many_people_are_compared_as_proportions() -> None:
    """Near what the exact test says just below the limit."""
    assert p_value(1200, 2500, 1300, 2500) == pytest.approx(p_value(1201, 2501, 1300, 2501), abs=0.002)
    assert p_value(0, 3000, 0, 3000) == 1


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        (Fraction(1, 8), 2, "0.13"),
        (Fraction(2, 3), 6, "0.666667"),
        (Fraction(0), 3, "0.000"),
        (Fraction(1), 0, "1"),
        (None, 3, ""),
    ],
    ids=["half_up", "up", "zero", "whole", "none"],
)
def test_digits(value: Fraction | None, places: int, expected: str) -> None:
    """Rounded once, from the exact fraction."""
    assert digits(value, places) == expected
