"""The form of a rubric, without a browser."""

from __future__ import annotations

import pytest
from starlette.datastructures import FormData

from bole.domain.errors import BoleError, ErrorReason
from bole.v1 import rubric_pb2
from bole.web.screenings.rubric_form import add_row, draft_text, edited, remove_row, rows_of

RUBRIC = rubric_pb2.Rubric(
    title="Nurse",
    role="nurse",
    language_code="en",
    criteria=[
        rubric_pb2.Criterion(
            criterion_id="c1",
            text="Wound care",
            kind=rubric_pb2.Criterion.SKILL,
            requirement=rubric_pb2.Criterion.MUST,
            term_groups=[rubric_pb2.TermGroup(terms=[rubric_pb2.Term(name="wound care", spellings=["wound care"])])],
        ),
        rubric_pb2.Criterion(
            criterion_id="c2",
            text="3 to 5 years",
            kind=rubric_pb2.Criterion.EXPERIENCE,
            requirement=rubric_pb2.Criterion.SHOULD,
            min_years=3,
            max_years=5,
        ),
        rubric_pb2.Criterion(
            criterion_id="c3",
            text="Friendly",
            kind=rubric_pb2.Criterion.SOFT_SKILL,
            requirement=rubric_pb2.Criterion.NICE,
        ),
    ],
    refused_criteria=[rubric_pb2.RefusedCriterion(text="Female", reason="GENDER", lawful_alternative="Ask for skills")],
)
UNCHANGED = {
    "draft": draft_text(RUBRIC),
    "title": "Nurse",
    "text-0": "Wound care",
    "kind-0": "SKILL",
    "requirement-0": "MUST",
    "weight-0": "",
    "text-1": "3 to 5 years",
    "kind-1": "EXPERIENCE",
    "requirement-1": "SHOULD",
    "weight-1": "",
    "years-1": "3",
    "text-2": "Friendly",
    "kind-2": "SOFT_SKILL",
    "requirement-2": "NICE",
}


def form(changes: dict[str, str] | None = None, rows: tuple[str, ...] = ("0", "1", "2")) -> FormData:
    return FormData([*(("row", row) for row in rows), *{**UNCHANGED, **(changes or {})}.items()])


def test_a_form_that_nobody_changed_is_the_draft() -> None:
    assert edited(form())[0] == RUBRIC


def test_shares_are_those_of_the_score() -> None:
    assert [round(row.share, 2) for row in rows_of(RUBRIC)] == [0.67, 0.33, 0.0]


def test_another_text_is_looked_for_anew() -> None:
    criterion = edited(form({"text-0": "Triage"}))[0].criteria[0]
    assert (criterion.text, criterion.criterion_id, len(criterion.term_groups)) == ("Triage", "c1", 0)


def test_another_kind_forgets_what_the_first_one_asked() -> None:
    criterion = edited(form({"kind-1": "SKILL", "years-1": "3"}))[0].criteria[1]
    assert not criterion.HasField("min_years")
    assert not criterion.HasField("max_years")


def test_more_years_than_the_most_leave_no_most() -> None:
    criterion = edited(form({"years-1": "7.5"}))[0].criteria[1]
    assert criterion.min_years == 7.5
    assert not criterion.HasField("max_years")


def test_what_is_not_scored_has_neither_weight_nor_gate() -> None:
    criterion = edited(form({"weight-2": "9", "gate-2": "1"}))[0].criteria[2]
    assert not criterion.HasField("weight")
    assert not criterion.gate


def test_fields_that_are_not_shown_stay_as_they_were() -> None:
    shown = {key: value for key, value in UNCHANGED.items() if key.startswith(("draft", "requirement", "weight"))}
    changed, _ = edited(FormData([("row", "0"), ("row", "1"), ("row", "2"), *{**shown, "weight-0": "9"}.items()]))
    assert changed.criteria[0].weight == 9
    changed.criteria[0].ClearField("weight")
    assert changed == RUBRIC


def test_rows_come_and_go_with_their_criteria() -> None:
    rubric, rows = edited(form({"text-new3": "Triage", "kind-new3": "SKILL"}, ("0", "new3")))
    add_row(rubric)
    remove_row(rubric, rows, "0")
    assert [criterion.text for criterion in rubric.criteria] == ["Triage", ""]


BROKEN = {
    "a number in words": ({"weight-0": "nine"}, ErrorReason.RUBRIC_INVALID),
    "a number with a sign": ({"weight-0": "-1"}, ErrorReason.RUBRIC_INVALID),
    "an exponent": ({"advance_score": "1e9"}, ErrorReason.RUBRIC_INVALID),
    "full-width digits": ({"weight-0": "９"}, ErrorReason.RUBRIC_INVALID),
    "no draft": ({"draft": ""}, ErrorReason.ARGUMENT_INVALID),
    "a list as a draft": ({"draft": "[]"}, ErrorReason.ARGUMENT_INVALID),
    "brackets without end": ({"draft": '{"criteria":' + "[" * 9_999}, ErrorReason.ARGUMENT_INVALID),
}


@pytest.mark.parametrize(("change", "reason"), BROKEN.values(), ids=BROKEN)
def test_what_is_no_form_of_ours_is_refused(change: dict[str, str], reason: ErrorReason) -> None:
    with pytest.raises(BoleError) as caught:
        edited(form(change))
    assert caught.value.reason is reason
