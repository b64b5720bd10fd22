"""Word lists of the package."""

from importlib.resources import files

import pytest
import yaml

from bole.parsing.vocabulary import alternation, as_mapping, as_strings, vocabulary

NAMES = sorted(entry.name for entry in files("bole.parsing").iterdir() if entry.name.endswith(".yaml"))


@pytest.mark.parametrize("name", NAMES)
def test_word_list_is_a_mapping(name: str) -> None:
    """Every list reads as a mapping with string keys, the same with the pure loader."""
    content = files("bole.parsing").joinpath(name).read_text(encoding="utf-8")

    assert vocabulary(name) == {str(key): value for key, value in yaml.safe_load(content).items()}


def test_broken_data_is_named() -> None:
    """Data of another shape is refused with what to do."""
    with pytest.raises(ValueError, match="expected a list"):
        as_strings("word")
    with pytest.raises(ValueError, match="expected a mapping"):
        as_mapping(["word"])
    assert (as_strings(None), as_mapping(None)) == ((), {})


def test_alternation_tries_long_words_first() -> None:
    """A word never hides a longer one that begins with it."""
    assert alternation(("a", "a b", "ab")) == r"(?:a\s+b|ab|a)"
