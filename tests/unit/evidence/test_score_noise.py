"""A score with the noise that its rubric states."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bole.domain.resume import WarningCode
from bole.domain.rubric import Rubric, ScoreSpread, Thresholds
from bole.domain.screening import Provenance, Recommendation, ScoreInterval, Screening
from bole.evidence.rescoring import rescore, standing_under
from bole.evidence.score_noise import interval_around, spread_of
from tests.unit.evidence.worked import rows, screened

AS_OF, ROWS = rows()
MIXED: Screening = screened(next(row for row in ROWS if row["case"] == "mixed"), AS_OF).screening
ORIGIN: Provenance = MIXED.provenance
SPREAD = ScoreSpread(points=3, pair_count=40, engine=ORIGIN.engine)


def noisy(screening: Screening, spread: ScoreSpread | None, thresholds: Thresholds | None = None) -> Screening:
    rubric = Rubric(
        title="",
        role="",
        language_code="en",
        criteria=tuple(one.criterion for one in screening.criteria),
        thresholds=thresholds or screening.thresholds,
        score_spread=spread,
    )
    return rescore(screening, rubric)


@pytest.mark.parametrize(
    ("score", "points", "expected"),
    [
        (83, 4, ScoreInterval(low=79, high=87)),
        (98, 5, ScoreInterval(low=93, high=100)),
        (2, 5, ScoreInterval(low=0, high=7)),
        (50, 0, ScoreInterval(low=50, high=50)),
        (None, 5, None),
    ],
)
def test_the_interval_stays_on_the_scale(score: int | None, points: int, expected: ScoreInterval | None) -> None:
    """Both ends are scores that can be."""
    assert interval_around(score, replace(SPREAD, points=points)) == expected


@pytest.mark.parametrize(
    ("engine", "digest", "answered_by", "applies"),
    [
        ("rules", "", "", True),
        ("triton", "", "", False),
        ("rules", "a" * 64, "a" * 64, True),
        ("rules", "a" * 64, "b" * 64, False),
        ("rules", "", "b" * 64, True),
    ],
)
def test_a_spread_is_that_of_one_engine_and_model(engine: str, digest: str, answered_by: str, applies: bool) -> None:
    """Of another one nobody has measured anything."""
    rubric = Rubric(
        title="",
        role="",
        language_code="en",
        criteria=(),
        score_spread=ScoreSpread(points=3, pair_count=9, engine=engine, model_digest=digest),
    )

    origin = replace(ORIGIN, engine="rules", model_digest=answered_by)

    assert (spread_of(rubric, origin) is not None) is applies


def test_a_spread_of_another_engine_is_told_once_and_goes_with_its_rubric() -> None:
    """Rescored under one of the engine that answered, the interval is there and the warning is not."""
    foreign = noisy(noisy(MIXED, replace(SPREAD, engine="triton")), replace(SPREAD, engine="triton"))

    assert foreign.score_interval is None
    assert [one.code for one in foreign.warnings].count(WarningCode.SCORE_SPREAD_NOT_APPLIED) == 1
    assert "triton" in foreign.warnings[-1].message

    own = noisy(foreign, SPREAD)

    assert own.score_interval is not None
    assert own.warnings == MIXED.warnings


def test_the_score_itself_does_not_move() -> None:
    """Noise is told beside it."""
    told = noisy(MIXED, SPREAD)

    assert MIXED.match_score is not None
    assert told.score_interval == ScoreInterval(low=MIXED.match_score - 3, high=MIXED.match_score + 3)
    silent = replace(told, score_interval=None, recommendation_reason="", summary="")
    assert silent == replace(noisy(MIXED, None), recommendation_reason="", summary="")
    assert noisy(told, None) == noisy(MIXED, None)


@pytest.mark.parametrize(("language", "phrase"), [("en", "Near the line"), ("zh", "临界")])
def test_what_else_could_be_advised_is_said(language: str, phrase: str) -> None:
    """Where a threshold lies inside the interval, on either side of the score, and nowhere else."""
    score = MIXED.match_score
    assert score is not None
    screening = replace(MIXED, output_language_code=language)
    line = replace(MIXED.thresholds, advance_score=score + 3, advance_coverage=0.0, advance_must_credit=0)
    far = replace(line, advance_score=score + 4)

    near = noisy(screening, SPREAD, line)

    assert near.recommendation is Recommendation.REVIEW
    assert phrase in near.recommendation_reason
    assert f"{score - 3}" in near.recommendation_reason
    assert f"{score + 3}" in near.recommendation_reason
    assert phrase not in noisy(screening, SPREAD, far).recommendation_reason
    assert phrase in noisy(screening, SPREAD, replace(line, advance_score=score - 2)).recommendation_reason
    assert phrase not in noisy(screening, None, line).recommendation_reason


def test_an_advice_between_the_ends_is_said_too() -> None:
    """A wide interval that holds both thresholds: from Hold, Review comes before Advance."""
    score = MIXED.match_score
    assert score is not None
    line = replace(
        MIXED.thresholds, hold_score=score + 1, advance_score=score + 3, advance_coverage=0.0, advance_must_credit=0
    )

    held = noisy(MIXED, SPREAD, replace(line, hold_coverage=0.0))

    assert held.recommendation is Recommendation.HOLD
    assert "“Advance” or “Review”" in held.recommendation_reason


def test_standings_do_not_know_of_noise() -> None:
    """What orders answers is the same with and without it."""
    noise = Rubric(
        title="",
        role="",
        language_code="en",
        criteria=tuple(one.criterion for one in MIXED.criteria),
        score_spread=SPREAD,
    )

    assert standing_under(MIXED, noise) == standing_under(MIXED, replace(noise, score_spread=None))
