"""What the cut of two stages cost, in words."""

import pytest

from bole.domain.batches import CutCost
from bole.reports.cut_section import cut_sentences
from bole.reports.wording import report_words


def told(
    *,
    controls: int,
    agreement: float | None,
    overlooked: int,
    best: int = 100,
    rest: int = 840,
    language: str = "en",
) -> str:
    cost = CutCost(
        best_count=best,
        control_count=controls,
        rest_count=rest,
        agreement=agreement,
        overlooked_count=overlooked,
    )
    return " ".join(cut_sentences(cost, report_words(language)))


def test_section_tells_how_many_the_model_read_and_who_may_be_overlooked() -> None:
    """The interval is that of Wilson: 3 of 60 is 1.7% to 13.7%."""
    text = told(controls=60, agreement=0.62, overlooked=3)

    assert "read the best 100, and 60 of the others" in text
    assert "remaining 840 keep the answer of the rules" in text
    assert "agree on the order in part (Kendall’s tau-b 0.62;" in text
    assert "Of 60 controls, 3 rank above the last of the best" in text
    assert "between 14 and 116 of the 840" in text
    assert "hint" not in text


def test_nobody_found_among_the_controls_is_no_proof_that_nobody_is_there() -> None:
    """The upper end of the interval is told."""
    text = told(controls=40, agreement=0.9, overlooked=0)

    assert "none ranks above" in text
    assert "between 0 and 74 of the 840" in text


@pytest.mark.parametrize(
    ("agreement", "words"),
    [(0.7, "much the same order"), (0.3, "in part"), (0.29, "hardly agree"), (-0.5, "hardly agree"), (None, "nothing")],
)
def test_agreement_is_put_in_words(agreement: float | None, words: str) -> None:
    """A reader need not know the coefficient."""
    assert words in told(controls=40, agreement=agreement, overlooked=1)


def test_few_controls_are_called_a_hint() -> None:
    """Ten people say little about a thousand."""
    assert "fewer than 30 controls" in told(controls=10, agreement=0.5, overlooked=1)


def test_without_controls_only_the_cut_is_told() -> None:
    """No figure is made up."""
    text = told(controls=0, agreement=None, overlooked=0)

    assert "tau-b" not in text
    assert "interval" not in text


def test_controls_are_compared_with_nobody_where_the_model_failed_at_all_of_the_best() -> None:
    """There is no last of the best."""
    text = told(controls=40, agreement=0.9, overlooked=0, best=0)

    assert "read the best 0, and 40" in text
    assert "last of the best" not in text
    assert "interval" not in text


def test_batch_smaller_than_the_cut_leaves_nobody_out() -> None:
    """The model read all of them."""
    text = told(controls=0, agreement=None, overlooked=0, best=40, rest=0)

    assert "read the best 40, and 0" in text
    assert "do not compare" not in text


def test_section_is_told_in_chinese_too() -> None:
    """The figures are the same."""
    text = told(controls=60, agreement=0.62, overlooked=3, language="zh")

    assert "τ-b为0.62" in text
    assert "14至116份" in text
