"""What a card of the report shows."""

from fractions import Fraction

import pytest

from bole.domain.rubric import CriterionKind, Requirement
from bole.domain.screening import Level
from bole.reports.cards import card_of, display_name, share_text, tenths_text
from bole.reports.ranking import rank
from bole.reports.wording import report_words
from tests.factories import assessment, candidate, criterion, screening


def test_criteria_stand_with_the_must_haves_first() -> None:
    """What decides is read first, what is never scored last."""
    asked = [
        criterion("c1", "Berlin", kind=CriterionKind.LOCATION),
        criterion("c2", "Redis", requirement=Requirement.NICE),
        criterion("c3", "Python"),
        criterion("c4", "Docker", requirement=Requirement.SHOULD),
        criterion("c5", "MySQL"),
    ]
    answers = screening([assessment(one, Level.UNCLEAR) for one in asked])

    card = card_of("candidate-1", rank([candidate(screened=answers)])[0], answers, report_words("en"))

    assert [row.criterion.criterion_id for row in card.rows] == ["c3", "c5", "c4", "c2", "c1"]


@pytest.mark.parametrize(
    ("name", "source", "shown"), [("Nora", "n.pdf", "Nora"), ("", "n.pdf", "n.pdf"), ("", "", "7")]
)
def test_candidate_is_called_by_what_is_known(name: str, source: str, shown: str) -> None:
    """A resume without a name is still told apart."""
    assert display_name(candidate("7", name=name, source=source)) == shown


@pytest.mark.parametrize(
    ("share", "shown"),
    [(Fraction(2, 7), "28.6%"), (Fraction(1), "100%"), (Fraction(1, 16), "6.3%"), (Fraction(0), "0%")],
)
def test_share_is_a_percentage_with_at_most_one_decimal(share: Fraction, shown: str) -> None:
    """Halves round up."""
    assert share_text(share) == shown


def test_points_always_have_one_decimal() -> None:
    """A column of numbers lines up."""
    assert [tenths_text(number) for number in (0, 5, 125, 1000)] == ["0.0", "0.5", "12.5", "100.0"]
