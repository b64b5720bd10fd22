"""Digests of rubrics."""

from dataclasses import replace

import pytest

from bole.domain.rubric import (
    Combination,
    Criterion,
    CriterionKind,
    RefusedCriterion,
    Requirement,
    Rubric,
    ScoreSpread,
    Term,
    TermGroup,
    Thresholds,
)
from bole.rubric.digests import with_digests

BASE = Rubric(
    title="后端",
    role="backend_engineer",
    language_code="zh",
    criteria=(
        Criterion(
            criterion_id="c1",
            text="3年以上Python经验",
            kind=CriterionKind.EXPERIENCE,
            requirement=Requirement.MUST,
            term_groups=(
                TermGroup(combination=Combination.ANY_OF, terms=(Term(name="Python", spellings=("Python",)),)),
            ),
            min_years=3.0,
        ),
    ),
)


C1 = BASE.criteria[0]


def of(criterion: Criterion) -> Rubric:
    return replace(BASE, criteria=(criterion,))


def digests(rubric: Rubric) -> tuple[str, str]:
    filled = with_digests(rubric)
    return filled.criteria_digest, filled.rubric_digest


@pytest.mark.parametrize(
    "rubric",
    [
        of(replace(C1, weight=7)),
        of(replace(C1, requirement=Requirement.NICE)),
        of(replace(C1, gate=True)),
        replace(BASE, thresholds=Thresholds(advance_score=80)),
        replace(BASE, score_spread=ScoreSpread(points=3, pair_count=40, engine="rules")),
    ],
    ids=["weight", "requirement", "gate", "thresholds", "spread"],
)
def test_scoring_changes_only_the_rubric_digest(rubric: Rubric) -> None:
    """Findings stay good when only the arithmetic changes."""
    assert digests(rubric)[0] == digests(BASE)[0]
    assert digests(rubric)[1] != digests(BASE)[1]


@pytest.mark.parametrize(
    "rubric",
    [
        of(replace(C1, text="5年")),
        of(replace(C1, criterion_id="c2")),
        of(replace(C1, kind=CriterionKind.SKILL)),
        of(replace(C1, term_groups=())),
        of(replace(C1, min_years=4.0)),
        of(replace(C1, max_years=5.0)),
        of(replace(C1, min_degree="MASTER")),
        of(replace(C1, language_code="en")),
        replace(BASE, role="data_engineer"),
        replace(BASE, criteria=BASE.criteria * 2),
    ],
)
def test_what_is_asked_changes_both(rubric: Rubric) -> None:
    """Other questions have other answers."""
    assert digests(rubric)[0] != digests(BASE)[0]
    assert digests(rubric)[1] != digests(BASE)[1]


def test_wording_around_the_criteria_changes_neither() -> None:
    """Title, language and refusals don't decide anything."""
    refused = RefusedCriterion(text="35岁以下", reason="AGE", lawful_alternative="经验")

    assert digests(replace(BASE, title="x", language_code="en", refused_criteria=(refused,))) == digests(BASE)


def test_whole_years_are_the_same_as_whole_numbers() -> None:
    """3 from a file is 3.0 from a message."""
    assert digests(of(replace(C1, min_years=3))) == digests(BASE)


def test_the_digests_are_those_of_earlier_versions() -> None:
    """Stored findings and rubrics are keyed by them: a change here needs a note in the change log."""
    assert digests(BASE) == (
        "a3351173f57ad3ce032fc5cabf3315b74dfa8563c0a26fec94f3be4b6e79245a",
        "2525e7026a15aa65ebed1b9dccf6dd86f109882823f39a61f11b1fe8a0919d82",
    )
