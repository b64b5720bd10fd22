"""Scores: exact arithmetic, ceilings of the tiers, and what holds for every rubric."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bole.domain.rubric import Combination, CriterionKind, Requirement
from bole.domain.screening import CriterionAssessment, DimensionName, Level
from bole.evidence.levels import CREDIT, round_half_up
from bole.evidence.scoring import UNKNOWN_CREDIT, credit_of, dimensions, points, score, weights, with_shares
from tests.unit.evidence.written import assessed, criterion

MUST, SHOULD, NICE = Requirement.MUST, Requirement.SHOULD, Requirement.NICE

_KINDS = st.sampled_from(tuple(CriterionKind))
_CREDITS = st.none() | st.integers(0, 100)


@st.composite
def _answers(draw: st.DrawFn, *, explicit: bool = False) -> list[CriterionAssessment]:
    drawn = draw(
        st.lists(
            st.tuples(_KINDS, st.sampled_from(tuple(Requirement)), _CREDITS, st.integers(0, 10)),
            min_size=1,
            max_size=8,
        )
    )
    return [
        _answer(kind, requirement, credit, weight=weight if explicit else None, number=number)
        for number, (kind, requirement, credit, weight) in enumerate(drawn)
    ]


def _answer(
    kind: CriterionKind, requirement: Requirement, credit: int | None, weight: int | None = None, number: int = 1
) -> CriterionAssessment:
    one = criterion(f"c{number}", "x", kind=kind, requirement=requirement, weight=weight)
    credit = credit if kind.scored else None
    return assessed(one, Level.UNCLEAR if credit is None else Level.USED, credit)


def _skill(requirement: Requirement, credit: int | None, weight: int | None = None) -> CriterionAssessment:
    return _answer(CriterionKind.SKILL, requirement, credit, weight)


def test_tiers_weigh_four_two_and_one() -> None:
    """Below the ceilings nothing is scaled."""
    asked = [criterion("c", "x", requirement=tier) for tier in (MUST, MUST, MUST, SHOULD, NICE)]

    assert list(map(int, weights(asked))) == [4, 4, 4, 2, 1]


def test_should_is_scaled_to_35_percent_of_must_and_should() -> None:
    """Five SHOULD beside one MUST share 35/65 of its weight."""
    asked = [criterion("c", "x", requirement=tier) for tier in (MUST, *[SHOULD] * 5)]

    weighted = weights(asked)

    assert sum(weighted[1:]) / sum(weighted) == Fraction(35, 100)
    assert weighted[0] == 4


def test_nice_is_scaled_to_15_percent_of_all_after_should() -> None:
    """The ceiling of NICE is taken of what MUST and the scaled SHOULD weigh."""
    asked = [criterion("c", "x", requirement=tier) for tier in (MUST, *[SHOULD] * 5, *[NICE] * 9)]

    weighted = weights(asked)

    assert sum(weighted[6:]) / sum(weighted) == Fraction(15, 100)
    assert sum(weighted[1:6]) / sum(weighted[:6]) == Fraction(35, 100)


@pytest.mark.parametrize("tier", [SHOULD, NICE])
def test_a_tier_without_a_higher_one_keeps_its_weight(tier: Requirement) -> None:
    """Nothing stands above it that it could drown."""
    assert set(weights([criterion("c", "x", requirement=tier)] * 9)) == {2 if tier is SHOULD else 1}


def test_a_tier_of_weight_zero_does_not_exist() -> None:
    """A MUST that the caller weighs 0 does not scale the others away."""
    asked = [criterion("c1", "x", weight=0), criterion("c2", "x", requirement=SHOULD)]

    assert list(map(int, weights(asked))) == [0, 2]


def test_kinds_that_are_only_shown_weigh_nothing() -> None:
    """Soft skills and working conditions never count, whatever weight is set."""
    shown = [kind for kind in CriterionKind if not kind.scored]

    assert set(weights([criterion("c", "x", kind=kind, weight=50) for kind in shown])) == {0}


def test_nothing_known_has_no_match_score_and_ranks_at_the_unknown_credit() -> None:
    """Every candidate can be ordered, also one of whom nothing is known."""
    total = score([_skill(MUST, None), _skill(SHOULD, None)])

    assert (total.match_score, total.rank_score, total.coverage) == (None, UNKNOWN_CREDIT, 0.0)


@pytest.mark.parametrize("answers", [[], [_skill(MUST, 100, weight=0)]])
def test_nothing_that_weighs_has_no_match_score(answers: list[CriterionAssessment]) -> None:
    """No criteria, or all weights 0."""
    total = score(answers)

    assert (total.match_score, total.rank_score, total.coverage) == (None, UNKNOWN_CREDIT, 0.0)
    assert set(total.shares) <= {0}


def test_a_weight_of_zero_takes_a_criterion_out() -> None:
    """Its credit no longer matters."""
    assert score([_skill(MUST, 100), _skill(MUST, 0, weight=0)]).match_score == 100


@pytest.mark.parametrize(
    ("levels", "credit", "score_of_it"),
    [
        ([Level.DEMONSTRATED, Level.DEMONSTRATED, Level.ABSENT], 67, 67),  # 66.67; 1/3 of it beside 100 below
        ([Level.LISTED, Level.LISTED, Level.ABSENT], 27, 27),
    ],
)
def test_the_exact_mean_of_the_terms_counts(levels: list[Level], credit: int, score_of_it: int) -> None:
    """Not the credit that is shown: three times 66.67 beside 0 are 50, three times 67 would be 50.25."""
    names = ["Python", "Django", "Kafka"]
    asked = criterion("c1", "x", terms=names, combination=Combination.ALL_OF)
    answer = assessed(asked, Level.PARTLY_MET, credit, list(zip(names, levels, strict=True)))
    mean = Fraction(sum(CREDIT[level] for level in levels), 3)

    assert credit_of(answer) == mean
    assert score([answer]).match_score == score_of_it
    assert points([answer, _skill(MUST, 0)])[0] == mean / 2


def test_a_credit_that_does_not_follow_from_the_terms_counts_as_shown() -> None:
    """Such as months of experience, or an answer as a whole."""
    asked = criterion("c1", "x", terms=["Python", "Django"], combination=Combination.ALL_OF)
    levels = [("Python", Level.USED), ("Django", Level.ABSENT)]

    assert credit_of(assessed(asked, Level.PARTLY_MET, 55, levels)) == 55
    assert credit_of(assessed(asked, Level.PARTLY_MET, 40, levels[:1])) == 40
    assert credit_of(assessed(asked, Level.UNCLEAR, None)) == 0


def test_dimensions_hold_each_kind_and_always_stand_in_one_order() -> None:
    """Certificates belong to education, other things asked for to the domain."""
    answers = [
        _answer(CriterionKind.SKILL, MUST, 100),
        _answer(CriterionKind.CERTIFICATION, MUST, 0),
        _answer(CriterionKind.EDUCATION, MUST, 100),
        _answer(CriterionKind.OTHER, SHOULD, 80),
        _answer(CriterionKind.LANGUAGE, SHOULD, None),
    ]

    found = dimensions(answers)

    assert [one.name for one in found] == list(DimensionName)
    assert [one.score for one in found] == [100, None, 50, 80, None]
    assert [one.coverage for one in found] == [1.0, 0.0, 1.0, 1.0, 0.0]


def test_points_add_up_to_the_match_score() -> None:
    """4 x 100, 4 x 100, 4 x 50 and 2 x 80 of 14 are 82.86."""
    answers = [_skill(MUST, 100), _skill(MUST, 100), _skill(MUST, 50), _skill(SHOULD, 80)]

    shared = points(answers)

    assert shared == (Fraction(400, 14), Fraction(400, 14), Fraction(200, 14), Fraction(160, 14))
    assert round_half_up(sum(shared, Fraction(0))) == score(answers).match_score == 83


def test_shares_are_written_to_the_assessments() -> None:
    """Each answer carries its part of the weight."""
    answers = [_skill(MUST, 100), _skill(MUST, None)]

    assert [one.weight_share for one in with_shares(answers, score(answers).shares)] == [0.5, 0.5]


@given(_answers(explicit=True))
@settings(max_examples=150, deadline=None)
def test_shares_sum_to_one_or_are_all_zero(answers: list[CriterionAssessment]) -> None:
    """Nothing of the weight is lost by scaling."""
    assert sum(score(answers).shares) in {0, 1}


@given(_answers(explicit=True))
@settings(max_examples=150, deadline=None)
def test_numbers_stay_in_their_ranges_and_points_always_add_up(answers: list[CriterionAssessment]) -> None:
    """0..100 for scores and credits, 0..1 for coverage; points sum to the score before it is rounded."""
    total = score(answers)
    shared = points(answers)

    assert 0 <= total.rank_score <= 100
    assert 0 <= total.coverage <= 1
    assert round_half_up(sum(shared, Fraction(0))) == (total.match_score or 0)
    assert all(0 <= one <= 100 for one in shared)


@given(_answers(), st.data())
@settings(max_examples=150, deadline=None)
def test_a_higher_credit_never_lowers_a_score(answers: list[CriterionAssessment], data: st.DataObject) -> None:
    """Match and rank are monotone in every credit that is known."""
    known = [index for index, one in enumerate(answers) if one.credit is not None]
    if not known:
        return
    chosen = data.draw(st.sampled_from(known))
    credit = answers[chosen].credit
    raised = data.draw(st.integers(credit or 0, 100))
    before = score(answers)

    after = score([replace(one, credit=raised) if index == chosen else one for index, one in enumerate(answers)])

    assert (after.match_score or 0) >= (before.match_score or 0)
    assert after.rank_score >= before.rank_score


@given(_answers(explicit=True), st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_order_of_criteria_changes_no_score(answers: list[CriterionAssessment], random: object) -> None:
    """A permutation gives the same numbers."""
    shuffled = list(answers)
    getattr(random, "shuffle")(shuffled)  # noqa: B009 - hypothesis types its random source as object

    before, after = score(answers), score(shuffled)

    assert (before.match_score, before.rank_score, before.coverage) == (
        after.match_score,
        after.rank_score,
        after.coverage,
    )
    assert dimensions(answers) == dimensions(shuffled)


@given(_answers(explicit=True), st.integers(2, 10))
@settings(max_examples=100, deadline=None)
def test_scaling_all_weights_changes_no_score(answers: list[CriterionAssessment], factor: int) -> None:
    """Only proportions of weights matter."""
    scaled = [
        replace(one, criterion=replace(one.criterion, weight=(one.criterion.weight or 0) * factor)) for one in answers
    ]

    assert score(scaled) == score(answers)
