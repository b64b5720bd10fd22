"""Names of several words, found by their words."""

from __future__ import annotations

import pytest

from bole.lexicon.folding import fold
from bole.lexicon.terms import term_matcher
from bole.lexicon.words import stem, weight_of


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("ranking", "ranked"),
        ("recommendation", "recommender"),
        ("planning", "plans"),
        ("optimization", "optimise"),
        ("queries", "query"),
        ("surveys", "surveying"),
    ],
)
def test_forms_of_one_word_share_a_stem(left: str, right: str) -> None:
    """Plural, tense and noun of a verb do not part a name from its use."""
    assert stem(left) == stem(right)


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("glacier surveying", "Surveyed 12 glaciers in Norway", "Surveyed 12 glaciers"),
        ("glacier surveying", "glacier surveying", "glacier surveying"),
        ("glacier systems", "tuned a glacier algorithm", "glacier algorithm"),
        ("glacier surveying", "Surveyed roads. Glaciers are my hobby.", None),
        ("glacier surveying", "surveys, glaciers", None),
        ("glacier hydrology", "- hydrology\n- glaciers", None),
        ("glacier systems", "walks on a glacier", None),
        ("glacier surveying", "surveyed roads and bridges and dams and tunnels near a glacier", None),
        ("Class A permit", "permit of Class B", None),
        ("machine learning", "learned to run a machine", None),
    ],
)
def test_words_of_a_name_stand_close_together(name: str, text: str, found: str | None) -> None:
    """In any order and form within one clause; what the skill table holds is found by its spellings alone."""
    span = term_matcher((name,)).first(fold(text))

    assert (span.of(text) if span is not None else None) == found


def test_words_that_fit_any_name_weigh_little() -> None:
    """What a word says falls from names over general words to articles."""
    assert weight_of(stem("glacier")) > weight_of(stem("systems")) > weight_of(stem("the")) == 0
