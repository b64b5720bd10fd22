"""New weights on an answer that exists."""

from dataclasses import replace

import pytest

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.rubric import Requirement, Rubric, Thresholds
from bole.domain.screening import Recommendation, Screening
from bole.evidence.rescoring import rescore
from tests.unit.evidence.worked import rows, screened

AS_OF, ROWS = rows()
MIXED: Screening = screened(next(row for row in ROWS if row["case"] == "mixed"), AS_OF).screening


def _rubric(screening: Screening, thresholds: Thresholds | None = None) -> Rubric:
    return Rubric(
        title="",
        role="",
        language_code="en",
        criteria=tuple(one.criterion for one in screening.criteria),
        thresholds=thresholds or Thresholds(),
        criteria_digest="a",
        rubric_digest="new",
    )


@pytest.mark.parametrize("row", ROWS, ids=[row["case"] for row in ROWS])
def test_same_rubric_gives_the_same_answer(row: object) -> None:
    """Only the digest of the rubric that was named changes."""
    worked = screened(next(one for one in ROWS if one is row), AS_OF).screening

    again = rescore(worked, _rubric(worked))

    assert again == replace(worked, provenance=replace(worked.provenance, rubric_digest="new"))


def test_new_weights_change_the_numbers_only() -> None:
    """Evidence, levels and credits stay."""
    rubric = _rubric(MIXED)
    heavy = replace(rubric, criteria=(replace(rubric.criteria[0], weight=20), *rubric.criteria[1:]))

    again = rescore(MIXED, heavy)

    # 24 for MUST, 4 for SHOULD (c4 open), 2 for NICE: (20*80 + 4*100 + 2*40 + 1*100 + 1*0) / 28 = 77.86
    assert again.match_score == 78
    assert [one.level for one in again.criteria] == [one.level for one in MIXED.criteria]
    assert [one.evidence for one in again.criteria] == [one.evidence for one in MIXED.criteria]


def test_new_thresholds_change_the_advice() -> None:
    """And the answer echoes them."""
    again = rescore(MIXED, _rubric(MIXED, Thresholds(advance_score=80)))

    assert again.match_score == MIXED.match_score
    assert again.recommendation is Recommendation.REVIEW
    assert again.thresholds.advance_score == 80


def test_new_gate_holds() -> None:
    """Kafka is absent; as a gate it decides."""
    rubric = _rubric(MIXED)
    gated = replace(rubric.criteria[5], gate=True, requirement=Requirement.MUST)

    again = rescore(MIXED, replace(rubric, criteria=(*rubric.criteria[:5], gated)))

    assert again.recommendation is Recommendation.HOLD
    assert "“Kafka”" in again.recommendation_reason


def test_criteria_may_stand_in_another_order() -> None:
    """The answer follows the order of the new rubric."""
    rubric = _rubric(MIXED)

    again = rescore(MIXED, replace(rubric, criteria=rubric.criteria[::-1]))

    assert again.match_score == MIXED.match_score
    assert [one.criterion.criterion_id for one in again.criteria] == ["c6", "c5", "c4", "c3", "c2", "c1"]


@pytest.mark.parametrize("change", ["text", "dropped", "added", "twice"])
def test_other_questions_are_refused_by_name(change: str) -> None:
    """Findings answer what was asked, nothing else."""
    criteria = _rubric(MIXED).criteria
    changed = {
        "text": (replace(criteria[0], text="Rust"), *criteria[1:]),
        "dropped": criteria[1:],
        "added": (*criteria, replace(criteria[0], criterion_id="c1b")),
        "twice": (*criteria, criteria[0]),
    }[change]

    with pytest.raises(BoleError) as raised:
        rescore(MIXED, replace(_rubric(MIXED), criteria=changed))

    assert raised.value.reason is ErrorReason.FINDINGS_MISMATCH
    named = {"text": "c1", "dropped": "c1", "added": "c1b", "twice": "a criterion_id that stands twice"}[change]
    assert raised.value.metadata["criterion_ids"] == named
