"""Short names of criteria."""

import pytest

from bole.evidence.labels import LABEL_LIMIT, criterion_label, percent, quoted_labels
from bole.evidence.wording import phrases
from tests.unit.evidence.written import criterion


def test_label_is_the_wording_of_the_posting_without_its_full_stop() -> None:
    """A label stands inside a sentence."""
    assert criterion_label(criterion("c1", " 熟悉MySQL； ")) == "熟悉MySQL"


def test_label_is_bounded() -> None:
    """Whole paragraphs of a posting do not flood a sentence."""
    assert len(criterion_label(criterion("c1", "word " * 40))) <= LABEL_LIMIT


def test_three_labels_are_named_and_the_rest_is_counted() -> None:
    """In prose."""
    asked = [criterion(f"c{n}", f"T{n}") for n in range(5)]

    assert quoted_labels(asked, phrases("summary", "en")) == "“T0”, “T1”, “T2” and 2 more"
    assert quoted_labels(asked[:2], phrases("summary", "zh")) == "“T0”和“T1”"


@pytest.mark.parametrize(("share", "expected"), [(1.0, "100%"), (0.857, "85.7%"), (0.7, "70%"), (0.0, "0%")])
def test_percentages_have_at_most_one_decimal(share: float, expected: str) -> None:
    """Coverage is known in three decimals."""
    assert percent(share) == expected
