"""Words that were parted at the end of a line come together."""

from __future__ import annotations

import pytest

from bole.parsing.layout.geometry import Rectangle
from bole.parsing.layout.hyphens import join_hyphenated
from bole.parsing.layout.lines import Line


def _lines(*texts: str) -> list[Line]:
    return [Line(text, Rectangle(50, 20 * row, 300, 20 * row + 10), apart=False) for row, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("We run distrib-", "uted systems", ["We run distributed", "systems"]),
        ("Lit\u2010", "eracy, at", ["Literacy,", "at"]),
        ("the story-", "telling,”", ["the storytelling,”"]),
        ("Software-", "entwicklung in Berlin", ["Softwareentwicklung", "in Berlin"]),
        ("a cloud-", "based service", ["a cloud-based", "service"]),
        ("in real-", "time", ["in real-time"]),
        ("self-", "taught in Go", ["self-taught", "in Go"]),
        ("low-", "cost", ["low-cost"]),
        ("high-", "lighted", ["highlighted"]),
        ("SQL-", "databases and", ["SQL-databases", "and"]),
        ("e-", "markets", ["e-markets"]),
        ("linkedin.com/in/ada-", "example", ["linkedin.com/in/ada-example"]),
        ("Baden-", "Württemberg", ["Baden-", "Württemberg"]),
        ("2019 -", "today", ["2019 -", "today"]),
        ("2019-", "today", ["2019-", "today"]),
    ],
)
def test_a_broken_word_is_written_together(first: str, second: str, joined: list[str]) -> None:
    """Compounds and addresses keep their hyphen, dates and names their line."""
    assert [line.text for line in join_hyphenated(_lines(first, second))] == joined


def test_how_the_word_is_written_elsewhere_decides() -> None:
    """A compound of the page keeps its hyphen, a word of the page loses it."""
    lines = _lines("the master-", "builder and the well-", "being of a master-builder: wellbeing")

    assert [line.text for line in join_hyphenated(lines)] == [
        "the master-builder", "and the wellbeing", "of a master-builder: wellbeing",
    ]  # fmt: skip


def test_what_a_blank_line_sets_apart_is_not_joined() -> None:
    """A word never goes on in another paragraph."""
    first, second = _lines("We run distrib-", "uted systems")
    apart = [first, Line(second.text, second.area, apart=True)]

    assert join_hyphenated(apart) == apart
