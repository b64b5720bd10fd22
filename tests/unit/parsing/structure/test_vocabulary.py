"""Word lists as regular expressions."""

from bole.parsing.structure.vocabulary import alternation


def test_alternation_tries_long_words_first() -> None:
    """A word never hides a longer one that begins with it."""
    assert alternation(("a", "a b", "ab")) == r"(?:a\s+b|ab|a)"
