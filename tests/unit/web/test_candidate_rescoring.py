"""Weights of a form, and the score that they come to."""

from __future__ import annotations

from decimal import Decimal

import pytest
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from bole.domain.rubric import Requirement
from bole.domain.screening import Level
from bole.reports.cards import card_of
from bole.reports.ranking import rank
from bole.v1 import rubric_pb2
from bole.web.candidates.rescoring import rubric_from, score_json
from bole.web.candidates.scoring import criterion_anchor, score_rows
from bole.web.pages import words_in
from tests.factories import assessment, candidate, criterion, screening

WORDS = words_in("en")
Criterion = rubric_pb2.Criterion
RUBRIC = rubric_pb2.Rubric(
    criteria=[
        Criterion(criterion_id="c1", requirement=Criterion.MUST, gate=True, weight=9),
        Criterion(criterion_id="c2", requirement=Criterion.NICE),
    ]
)


def test_a_form_changes_what_it_names() -> None:
    edited = rubric_from(FormData({"requirement.c1": "SHOULD", "weight.c1": ""}), RUBRIC)
    assert edited.criteria[0] == Criterion(criterion_id="c1", requirement=Criterion.SHOULD)
    assert edited.criteria[1] == RUBRIC.criteria[1]


def test_a_weight_of_nothing_is_a_weight() -> None:
    edited = rubric_from(FormData({"requirement.c2": "NICE", "weight.c2": "0", "gate.c2": "on"}), RUBRIC)
    assert edited.criteria[1].HasField("weight")
    assert edited.criteria[1].weight == 0
    assert edited.criteria[1].gate


@pytest.mark.parametrize(
    "fields",
    [
        {"requirement.c1": "REJECT"},
        {"requirement.c1": "MUST", "weight.c1": "101"},
        {"requirement.c1": "MUST", "weight.c1": "-1"},
        {"requirement.c1": "MUST", "weight.c1": "1.5"},
        {"requirement.c1": "MUST", "weight.c1": "²"},
        {"requirement.c1": "MUST", "weight.c1": "9" * 5000},
    ],
)
def test_a_field_that_no_page_sends_is_refused(fields: dict[str, str]) -> None:
    with pytest.raises(HTTPException) as refused:
        rubric_from(FormData(fields), RUBRIC)
    assert refused.value.status_code == 400


ANSWERED = screening(
    [
        assessment(criterion("c1", "Python"), Level.DEMONSTRATED),
        assessment(criterion("c2", "Redis", requirement=Requirement.SHOULD), Level.LISTED),
        assessment(criterion("c3", "Kafka", requirement=Requirement.NICE), Level.ABSENT),
        assessment(criterion("c4", "Go"), Level.UNCLEAR),
    ]
)
CARD = card_of("candidate", rank([candidate(screened=ANSWERED)])[0], ANSWERED, WORDS)


def test_the_points_add_up_as_they_are_printed() -> None:
    said = score_json(CARD, WORDS, before=None)
    rows = said["rows"]
    assert isinstance(rows, dict)
    points = [Decimal(row["points"]) for row in rows.values() if row["points"]]
    assert len(points) == 3
    assert sum(points) == Decimal(str(said["total"]))


def test_the_filled_area_is_the_score() -> None:
    columns = [row.column for row in score_rows(CARD)]
    assert sum(column.width for column in columns) == pytest.approx(100, abs=0.01)
    assert ANSWERED.match_score is not None
    area = sum(column.width * column.height / 100 for column in columns)
    assert area == pytest.approx(ANSWERED.match_score, abs=0.51)


@pytest.mark.parametrize(
    ("before", "difference"), [(ANSWERED.match_score, ""), (0, f"+{ANSWERED.match_score}"), (None, "")]
)
def test_the_difference_is_told_where_there_is_one(before: int | None, difference: str) -> None:
    assert score_json(CARD, WORDS, before)["difference"] == difference


@pytest.mark.parametrize(
    ("criterion_id", "anchor"), [("c1", "criterion-c1"), ("a b", "criterion-n3"), ('"><b', "criterion-n3")]
)
def test_anchors_hold_nothing_that_breaks_a_page(criterion_id: str, anchor: str) -> None:
    assert criterion_anchor(criterion_id, 3) == anchor
