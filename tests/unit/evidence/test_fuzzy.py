"""Passages that are nearly a quote."""

from __future__ import annotations

import pytest

from bole.evidence.fuzzy import nearest

FILLER = "kept the ledgers of four regional offices in order and answered the auditors. " * 40
PASSAGE = "introduced a weekly stock count in 12 warehouses, which cut losses by 30 percent"
TEXT = FILLER + PASSAGE + ". " + FILLER


@pytest.mark.parametrize(
    "wanted",
    [
        "introduced weekly stock count in 12 warehouses which cut losses by 30 percent",
        "introduced a weekly stock count at 12 warehouses, which cut the losses by 30 percent",
    ],
)
def test_small_differences_are_bridged(wanted: str) -> None:
    """Articles, prepositions and marks may differ; the passage is found whole, without its surroundings."""
    found = nearest(wanted, TEXT, None)

    assert found is not None
    assert TEXT[slice(*found)] == PASSAGE


@pytest.mark.parametrize(
    "wanted",
    [
        "introduced a weekly stock count in 13 warehouses, which cut losses by 30 percent",
        "introduced a weekly stock count in 12 factories, which cut losses by 30 percent",
        "introduced a weekly stock count in 12 warehouses, which did not cut losses by 30 percent",
        "wrote the software of a satellite that has been in orbit since 2012 and led 30 people",
    ],
)
def test_other_numbers_and_words_are_not(wanted: str) -> None:
    """Every number and every word that carries meaning has to stand in the passage."""
    assert nearest(wanted, TEXT, None) is None


def test_passage_inside_the_expected_range_wins() -> None:
    """Of two equal passages the expected one is taken."""
    text = f"{PASSAGE}. {FILLER}{PASSAGE}."
    second = text.rindex(PASSAGE)
    wanted = PASSAGE.replace("a weekly", "weekly")

    assert nearest(wanted, text, None) == (0, len(PASSAGE))
    assert nearest(wanted, text, (second, len(text))) == (second, second + len(PASSAGE))
