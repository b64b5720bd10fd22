"""Runs every row of tests/data/matching.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from bole.lexicon.cues import merely_aware, negated
from bole.lexicon.folding import fold
from bole.lexicon.skills import skill_table
from bole.lexicon.terms import TermMatcher, term_matcher

TABLE = Path(__file__).resolve().parents[2] / "data" / "matching.yaml"


@dataclass(frozen=True)
class Row:
    """One row of either list; `expected` is what its last column says."""

    text: str
    term: str
    expected: str

    def __str__(self) -> str:
        return f"{self.text}-{self.term}"


def _rows(name: str, column: str) -> list[Row]:
    table = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return [Row(row["text"], str(row["term"]), str(row[column])) for row in table[name]]


def _matcher(term: str) -> TermMatcher:
    skill = skill_table().lookup(term)
    return term_matcher(skill.aliases if skill else (term,))


@pytest.mark.parametrize("row", _rows("mentions", "found"), ids=str)
def test_term_is_found_exactly_where_a_reader_would_see_it(row: Row) -> None:
    """A row of `mentions` is found or not, as it says."""
    found = _matcher(row.term).first(fold(row.text))

    assert (found is not None) == (row.expected == "True")


@pytest.mark.parametrize("row", _rows("cues", "cue"), ids=str)
def test_words_around_the_term_say_what_a_reader_would_understand(row: Row) -> None:
    """A row of `cues` is denied, mere acquaintance, or neither, as it says."""
    folded = fold(row.text)
    (start, end) = _matcher(row.term).ranges(folded)[0]

    assert negated(folded.text, start, end) == (row.expected == "NEGATED")
    assert merely_aware(folded.text, start, end) == (row.expected == "AWARE")


def test_the_table_is_large_enough_and_has_both_answers() -> None:
    """At least 110 mentions, found and not found, and cues of every kind."""
    mentions, cues = _rows("mentions", "found"), _rows("cues", "cue")

    assert len(mentions) >= 110
    assert {row.expected for row in mentions} == {"True", "False"}
    assert {row.expected for row in cues} == {"NEGATED", "AWARE", "NONE"}
