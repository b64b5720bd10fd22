"""The worked table of the design, from resumes and findings to recommendations."""

import datetime

import pytest

from bole.domain.screening import Screening
from tests.unit.evidence.worked import Row, rows, screened

AS_OF, ROWS = rows()


def test_the_table_has_all_thirteen_rows() -> None:
    """A row that is dropped by accident fails here."""
    assert len(ROWS) == 13


@pytest.mark.parametrize("row", ROWS, ids=[row["case"] for row in ROWS])
def test_row_comes_to_the_numbers_worked_out_by_hand(row: Row) -> None:
    """Levels and dates become the credits, and those the score, coverage, rank and recommendation."""
    worked = screened(row, AS_OF)
    answer, expected = worked.screening, row["expected"]

    assert [one.credit for one in worked.assessments] == row["credits"]
    assert (answer.match_score, answer.coverage, answer.rank_score, answer.recommendation) == (
        expected["match"],
        expected["coverage"],
        expected["rank"],
        expected["recommendation"],
    )


@pytest.mark.parametrize("row", ROWS, ids=[row["case"] for row in ROWS])
def test_row_says_what_decided_and_asks_what_is_open(row: Row) -> None:
    """The reason names the criterion or the numbers, the questions what is missing."""
    answer = screened(row, AS_OF).screening

    for name in _strings(row["expected"].get("reason_names")):
        assert name in answer.recommendation_reason
    for term in _strings(row["expected"].get("asked_about")):
        assert any(term in question.question for question in answer.open_questions)


@pytest.mark.parametrize("row", ROWS, ids=[row["case"] for row in ROWS])
def test_row_gives_evidence_that_stands_in_the_text(row: Row) -> None:
    """No credit without a quote."""
    answer = screened(row, AS_OF).screening

    assert all(one.evidence for one in answer.criteria if one.credit)


def test_the_same_row_gives_the_same_answer() -> None:
    """Nothing depends on the moment or the process."""
    first: list[Screening] = [screened(row, AS_OF).screening for row in ROWS]

    assert first == [screened(row, AS_OF).screening for row in ROWS]


def test_the_table_is_read_at_its_own_date() -> None:
    """Open-ended entries run to the date of the table, whatever the day of the test."""
    assert datetime.date(2026, 1, 31) == AS_OF


def _strings(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []
