"""Score breakdowns add up."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bole.domain.rubric import CriterionKind, Requirement
from bole.domain.screening import CriterionAssessment, Level
from bole.evidence.levels import round_half_up
from bole.reports.breakdown import breakdown
from tests.factories import assessment, criterion, screening

M, S, N = Requirement.MUST, Requirement.SHOULD, Requirement.NICE


def answers(*credits_by_tier: tuple[Requirement, int | None]) -> list[CriterionAssessment]:
    return [
        assessment(
            criterion(f"c{number}", requirement=requirement),
            Level.UNCLEAR if credit is None else Level.USED,
            credit=credit,
        )
        for number, (requirement, credit) in enumerate(credits_by_tier, start=1)
    ]


@pytest.mark.parametrize(
    ("credits_by_tier", "tenths", "total"),
    [
        ([(M, 100), (M, 100), (M, 50), (S, 80)], [286, 286, 143, 114], 829),
        ([(M, 100), (M, 25)], [500, 125], 625),
        ([(M, 100), (S, None)], [1000, None], 1000),
        ([(M, 0), (S, 0)], [0, 0], 0),
    ],
)
def test_points_are_credit_times_share(
    credits_by_tier: list[tuple[Requirement, int | None]], tenths: list[int | None], total: int
) -> None:
    """A recruiter with a calculator comes to the same numbers."""
    result = breakdown(screening(answers(*credits_by_tier)))

    assert [row.tenths for row in result.rows] == tenths
    assert result.total_tenths == total


@given(
    st.lists(
        st.tuples(st.sampled_from(Requirement), st.one_of(st.none(), st.integers(min_value=0, max_value=100))),
        min_size=1,
        max_size=24,
    )
)
def test_rows_sum_to_the_total_which_rounds_to_the_match_score(
    credits_by_tier: list[tuple[Requirement, int | None]],
) -> None:
    """What is printed adds up for any rubric, and every row is within a tenth of credit times share."""
    screened = screening(answers(*credits_by_tier))

    result = breakdown(screened)

    known = [row for row in result.rows if row.tenths is not None and row.share is not None]
    if screened.match_score is None:
        assert result.total_tenths is None
        assert not known
        return
    assert result.total_tenths == sum(row.tenths or 0 for row in known)
    assert round_half_up(Fraction(result.total_tenths, 10)) == screened.match_score
    for row in known:
        exact = (row.share or Fraction(0)) * (row.assessment.credit or 0) * 10
        assert -1 < exact - (row.tenths or 0) < 1


def test_what_is_open_or_never_scored_is_not_in_the_score() -> None:
    """An unclear criterion and a place of work have neither share nor points."""
    place = assessment(criterion("c3", "Berlin", kind=CriterionKind.LOCATION), Level.MET)

    result = breakdown(screening([*answers((M, 80), (M, None)), place]))

    assert [(row.share, row.tenths) for row in result.rows] == [(1, 800), (None, None), (None, None)]
