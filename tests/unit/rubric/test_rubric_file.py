"""Rubrics as files."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.resume import Warning, WarningCode
from bole.domain.rubric import (
    Combination,
    Criterion,
    CriterionKind,
    JobPosting,
    Requirement,
    Rubric,
    ScoreSpread,
    Term,
    TermGroup,
    Thresholds,
)
from bole.rubric.digests import with_digests
from bole.rubric.drafting import draft_rubric
from bole.rubric.rubric_file import read_rubric, write_rubric

EXAMPLES = Path(__file__).resolve().parents[3] / "examples" / "job_postings"
MINIMAL = "criteria:\n  - {text: 熟悉Java, kind: SKILL, requirement: MUST}\n"


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.txt")), ids=lambda path: path.stem)
def test_a_drafted_rubric_comes_back_as_it_was(path: Path) -> None:
    """With refusals, warnings and digests."""
    rubric = draft_rubric(JobPosting(text=path.read_text(encoding="utf-8")))

    assert read_rubric(write_rubric(rubric)) == rubric


def test_every_field_survives_the_round_trip() -> None:
    """Odd values too: names that YAML would read as numbers, halves of years, own weights and thresholds."""
    term = Term(name="1.0", spellings=("1.0", "yes", "一 点 零", "a: b", "#x"))
    criteria = (
        Criterion(
            criterion_id="no",
            text="null",
            kind=CriterionKind.EXPERIENCE,
            requirement=Requirement.NICE,
            gate=True,
            weight=0,
            term_groups=(
                TermGroup(combination=Combination.ALL_OF, terms=(term,)),
                TermGroup(combination=Combination.ANY_OF, terms=(Term(name="zz9", spellings=("zz9",)),)),
            ),
            min_years=0.5,
            max_years=60.0,
        ),
        Criterion(
            criterion_id="2",
            text="多行\n文字：'引号' \"double\"",
            kind=CriterionKind.EDUCATION,
            requirement=Requirement.MUST,
            min_degree="ASSOCIATE",
        ),
        Criterion(
            criterion_id="3",
            text="zh",
            kind=CriterionKind.LANGUAGE,
            requirement=Requirement.SHOULD,
            language_code="zh-Hant",
        ),
    )
    rubric = with_digests(
        Rubric(
            title="123",
            role="",
            language_code="",
            criteria=criteria,
            thresholds=Thresholds(advance_score=80, advance_coverage=0.65, hold_score=10, hold_coverage=1.0),
            warnings=(Warning(code=WarningCode.CRITERIA_DROPPED, message="x"),),
            score_spread=ScoreSpread(points=4, pair_count=40, engine="triton", model_digest="0" * 64),
        )
    )

    assert read_rubric(write_rubric(rubric)) == rubric


def test_the_file_is_meant_for_people() -> None:
    """Comments on top, characters as they are, one short line a fact."""
    text = write_rubric(draft_rubric(JobPosting(text="要求：3年以上Python开发经验；熟悉Django/Flask框架")))

    assert text.startswith("# ")
    assert "text: 3年以上Python开发经验" in text
    assert "min_years: 3\n" in text
    assert "advance_score: 70" in text
    assert "criteria_digest" not in text
    assert "rubric_digest" not in text
    assert max(len(line) for line in text.splitlines()) <= 130


def test_a_short_file_is_enough() -> None:
    """Identifiers, terms, thresholds and digests follow."""
    rubric = read_rubric(MINIMAL)

    assert [(one.criterion_id, [term.name for term in one.terms]) for one in rubric.criteria] == [("c1", ["Java"])]
    assert rubric.thresholds == Thresholds()
    assert rubric.rubric_digest


def test_thresholds_can_be_given_in_part() -> None:
    """What is left out keeps its default."""
    rubric = read_rubric(MINIMAL + "thresholds: {advance_score: 90}\n")

    assert rubric.thresholds == replace(Thresholds(), advance_score=90)


@pytest.mark.parametrize(
    ("text", "path", "advice"),
    [
        ("criteria: [", "", "no YAML (line"),
        ("", "", "bole rubric"),
        ("- a", "", "bole rubric"),
        ("title: x", "criteria", "missing"),
        ("criteria: []", "criteria", "at least one"),
        ("criteria: {}", "criteria", "list"),
        (MINIMAL + "colour: red", "colour", "not known"),
        (MINIMAL + "title: 5", "title", "quotes"),
        (MINIMAL.replace("SKILL", "SKILLS"), "criteria[0].kind", "'SKILL'"),
        (MINIMAL.replace("MUST", "must"), "criteria[0].requirement", "'SHOULD'"),
        (MINIMAL.replace("text: 熟悉Java, ", ""), "criteria[0].text", "missing"),
        (MINIMAL.replace("}", ", min_years: many}"), "criteria[0].min_years", "number"),
        (MINIMAL.replace("}", ", min_years: 99}"), "criteria[0].min_years", "60"),
        (MINIMAL.replace("}", ", gate: perhaps}"), "criteria[0].gate", "true or false"),
        (MINIMAL.replace("}", ", min_degree: PhD}"), "criteria[0].min_degree", "'DOCTORATE'"),
        (MINIMAL.replace("}", ", terms: [{any_of: [a], all_of: [b]}]}"), "criteria[0].terms[0]", "not both"),
        (MINIMAL.replace("}", ", terms: [{any_of: [{also: [b]}]}]}"), "criteria[0].terms[0].any_of[0]", ""),
        (MINIMAL + "thresholds: {advance_score: 900}", "thresholds.advance_score", "100"),
        (MINIMAL + "score_spread: 4", "score_spread", "group of keys"),
        (MINIMAL + "score_spread: {points: 4}", "score_spread.pair_count", "missing"),
        (MINIMAL + "score_spread: {points: 4.5, pair_count: 9, engine: rules}", "score_spread.points", "whole number"),
        (MINIMAL + "score_spread: {points: .nan, pair_count: 9, engine: rules}", "score_spread.points", ""),
        (MINIMAL + "score_spread: {points: 4, pair_count: 0, engine: rules}", "score_spread.pair_count", "pair"),
        (MINIMAL + "score_spread: {points: 51, pair_count: 9, engine: rules}", "score_spread.points", "50"),
        ("x" * 1_000_001, "", "characters"),
        (MINIMAL.replace("熟悉Java", '"a\\uD800b Python"'), "", "line 2"),
        (MINIMAL + 'title: "\\uDFFF"', "", "line 3"),
        (MINIMAL.replace("熟悉Java", "2020-13-45"), "", "quotes"),
        (MINIMAL.replace("熟悉Java", "1" * 5000), "", "quotes"),
        (MINIMAL.replace("熟悉Java", "!!bool x"), "", "quotes"),
        (MINIMAL.replace("熟悉Java", "!!timestamp x"), "", "quotes"),
        ("[" * 3000, "", "brackets"),
        ("- " * 3000, "", "within"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_by_key(text: str, path: str, advice: str) -> None:
    """The message itself names the key, since a command line prints nothing else."""
    with pytest.raises(BoleError) as caught:
        read_rubric(text)

    assert caught.value.reason is ErrorReason.RUBRIC_INVALID
    assert caught.value.message.startswith(path)
    assert (caught.value.field or "").startswith(path)
    assert advice in caught.value.message


def test_a_protected_criterion_in_a_file_is_refused() -> None:
    """With the key, the topic and the alternative."""
    with pytest.raises(BoleError) as caught:
        read_rubric(MINIMAL.replace("熟悉Java", "35岁以下"))

    assert caught.value.reason is ErrorReason.CRITERION_PROTECTED
    assert caught.value.message.startswith("criteria[0].text: ")
    assert caught.value.metadata["topic"] == "AGE"


def test_the_comments_name_every_key_and_kind() -> None:
    """The header documents what the file may hold."""
    text = write_rubric(read_rubric(MINIMAL))
    header = "\n".join(line for line in text.splitlines() if line.startswith("#"))
    body = yaml.safe_load(text)

    assert all(kind.value in header for kind in CriterionKind)
    assert all(key in header for key in ("any_of", "all_of", "also", "gate", "weight", "min_years", "language_code"))
    assert body["criteria"][0]["id"] == "c1"
