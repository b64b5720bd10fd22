"""Checking explicit rubrics."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.rubric import (
    Combination,
    Criterion,
    CriterionKind,
    Requirement,
    Rubric,
    ScoreSpread,
    Term,
    TermGroup,
    Thresholds,
)
from bole.rubric.validation import validate_rubric


def skill(text: str = "熟悉Python", criterion_id: str = "", *, names: tuple[str, ...] = ()) -> Criterion:
    terms = tuple(Term(name=name, spellings=(name,)) for name in names)
    return Criterion(
        criterion_id=criterion_id,
        text=text,
        kind=CriterionKind.SKILL,
        requirement=Requirement.MUST,
        term_groups=(TermGroup(combination=Combination.ALL_OF, terms=terms),) if terms else (),
    )


def rubric(*criteria: Criterion, language_code: str = "zh", thresholds: Thresholds | None = None) -> Rubric:
    return Rubric(
        title="", role="", language_code=language_code, criteria=criteria, thresholds=thresholds or Thresholds()
    )


def test_identifiers_are_assigned_where_they_are_missing() -> None:
    """Those given stay, and no new one collides with them."""
    checked = validate_rubric(rubric(skill("熟悉Java"), skill("熟悉Redis", "c1"), skill("熟悉Go")))

    assert [one.criterion_id for one in checked.criteria] == ["c2", "c1", "c3"]


def test_a_skill_without_terms_takes_them_from_its_text() -> None:
    """With their aliases and the way they combine."""
    (criterion,) = validate_rubric(rubric(skill("熟悉Django/Flask框架"))).criteria

    assert [(group.combination, [term.name for term in group.terms]) for group in criterion.term_groups] == [
        (Combination.ANY_OF, ["Django", "Flask"])
    ]


def test_a_bare_name_brings_its_aliases_along() -> None:
    """Spellings that the caller chose stay as they are."""
    bare, chosen = validate_rubric(
        rubric(
            skill("a", names=("微服务",)),
            replace(
                skill("b"),
                term_groups=(
                    TermGroup(
                        combination=Combination.ANY_OF, terms=(Term(name="微服务", spellings=("SOA", "微服务")),)
                    ),
                ),
            ),
        )
    ).criteria

    assert "microservices" in bare.terms[0].spellings
    assert chosen.terms[0].spellings == ("微服务", "SOA")


def test_both_digests_are_filled_in() -> None:
    """Lower-case hex of SHA-256."""
    checked = validate_rubric(rubric(skill()))

    assert len(checked.criteria_digest) == len(checked.rubric_digest) == 64
    assert checked.criteria_digest != checked.rubric_digest


def test_validating_twice_changes_nothing() -> None:
    """The second pass finds everything complete."""
    checked = validate_rubric(rubric(skill("熟悉Django/Flask框架"), skill("会Kubernetes")))

    assert validate_rubric(checked) == checked


@pytest.mark.parametrize(
    ("text", "topic"),
    [("年龄35岁以下", "AGE"), ("gender", "GENDER"), ("Ivy League degree", "SCHOOL_PRESTIGE"), ("Female", "GENDER")],
)
def test_a_protected_criterion_is_refused_with_what_may_be_asked(text: str, topic: str) -> None:
    """The error names the field, the criterion, the topic and the lawful alternative."""
    with pytest.raises(BoleError) as caught:
        validate_rubric(rubric(skill(), skill("Go", "b"), skill(text, "mine"), language_code="en"))

    error = caught.value
    assert error.reason is ErrorReason.CRITERION_PROTECTED
    assert error.field == "rubric.criteria[2].text"
    assert (error.metadata["criterion_id"], error.metadata["topic"]) == ("mine", topic)
    assert error.metadata["lawful_alternative"] in error.message


def test_a_protected_term_is_refused_too() -> None:
    """A harmless text does not hide it."""
    with pytest.raises(BoleError) as caught:
        validate_rubric(rubric(skill("综合素质", names=("形象气质",))))

    assert caught.value.reason is ErrorReason.CRITERION_PROTECTED
    assert caught.value.field == "rubric.criteria[0].term_groups"


def _changed(change: Callable[[Criterion], Criterion]) -> Callable[[], Rubric]:
    return lambda: rubric(skill(), change(skill("熟悉Redis")))


BROKEN: list[tuple[str, Callable[[], Rubric]]] = [
    ("rubric.criteria", rubric),
    ("rubric.criteria", lambda: rubric(*(skill(f"熟悉工具{n}") for n in range(25)))),
    ("rubric.language_code", lambda: rubric(skill(), language_code="Chinese!")),
    ("rubric.criteria[1].criterion_id", lambda: rubric(skill("熟悉Go", "a"), skill("熟悉Java", "a"))),
    ("rubric.criteria[1].criterion_id", _changed(lambda one: replace(one, criterion_id="x" * 65))),
    ("rubric.criteria[1].text", _changed(lambda one: replace(one, text=" "))),
    ("rubric.criteria[1].text", _changed(lambda one: replace(one, text="长" * 301))),
    ("rubric.criteria[1].weight", _changed(lambda one: replace(one, weight=101))),
    ("rubric.criteria[1].weight", _changed(lambda one: replace(one, weight=-1))),
    ("rubric.criteria[1].weight", _changed(lambda one: replace(one, kind=CriterionKind.SOFT_SKILL, weight=5))),
    ("rubric.criteria[1].gate", _changed(lambda one: replace(one, kind=CriterionKind.LOCATION, gate=True))),
    ("rubric.criteria[1].min_years", _changed(lambda one: replace(one, kind=CriterionKind.EXPERIENCE, min_years=61.0))),
    ("rubric.criteria[1].min_years", _changed(lambda one: replace(one, kind=CriterionKind.EXPERIENCE, min_years=-1.0))),
    (
        "rubric.criteria[1].min_years",
        _changed(lambda one: replace(one, kind=CriterionKind.EXPERIENCE, min_years=float("nan"))),
    ),
    ("rubric.criteria[1].min_years", _changed(lambda one: replace(one, kind=CriterionKind.EXPERIENCE, min_years=1.3))),
    (
        "rubric.criteria[1].max_years",
        _changed(lambda one: replace(one, kind=CriterionKind.EXPERIENCE, min_years=5.0, max_years=3.0)),
    ),
    (
        "rubric.criteria[1].min_degree",
        _changed(lambda one: replace(one, kind=CriterionKind.EDUCATION, min_degree="HABILITATION")),
    ),
    ("rubric.criteria[1].language_code", _changed(lambda one: replace(one, kind=CriterionKind.LANGUAGE))),
    (
        "rubric.criteria[1].language_code",
        _changed(lambda one: replace(one, kind=CriterionKind.LANGUAGE, language_code="english")),
    ),
    (
        "rubric.criteria[1].term_groups[0].terms",
        _changed(lambda one: replace(one, term_groups=(TermGroup(combination=Combination.ANY_OF, terms=()),))),
    ),
    ("rubric.criteria[0].term_groups[0].terms[1].name", lambda: rubric(skill("熟悉Go", names=("Go", " ")))),
    ("rubric.thresholds.advance_score", lambda: rubric(skill(), thresholds=Thresholds(advance_score=101))),
    ("rubric.thresholds.hold_coverage", lambda: rubric(skill(), thresholds=Thresholds(hold_coverage=1.5))),
    ("rubric.thresholds.hold_score", lambda: rubric(skill(), thresholds=Thresholds(advance_score=30))),
]


@pytest.mark.parametrize(("field", "build"), BROKEN, ids=[f"{n}-{field}" for n, (field, _) in enumerate(BROKEN)])
def test_what_is_wrong_is_named_by_its_path(field: str, build: Callable[[], Rubric]) -> None:
    """Every error says where, and what to do."""
    with pytest.raises(BoleError) as caught:
        validate_rubric(build())

    assert caught.value.reason is ErrorReason.RUBRIC_INVALID
    assert caught.value.field == field
    assert caught.value.message.count(". ") >= 1


MEASURED = ScoreSpread(points=4, pair_count=40, engine="rules")


@pytest.mark.parametrize(
    ("spread", "field"),
    [
        (replace(MEASURED, points=-1), "points"),
        (replace(MEASURED, points=51), "points"),
        (replace(MEASURED, pair_count=0), "pair_count"),
        (replace(MEASURED, engine=""), "engine"),
        (replace(MEASURED, engine="Rules engine"), "engine"),
        (replace(MEASURED, model_digest="ABC"), "model_digest"),
    ],
    ids=["negative", "wide", "nothing-compared", "no-engine", "no-name", "no-digest"],
)
def test_a_spread_that_cannot_be_is_refused(spread: ScoreSpread, field: str) -> None:
    """With its path."""
    with pytest.raises(BoleError) as caught:
        validate_rubric(replace(rubric(skill()), score_spread=spread))

    assert caught.value.reason is ErrorReason.RUBRIC_INVALID
    assert caught.value.field == f"rubric.score_spread.{field}"
