"""Word lists and patterns."""

from importlib.resources import files

import pytest
import yaml

from bole.evidence.cue_patterns import pattern, words

FILES = ("claims", "dates", "demographic", "injection")


@pytest.mark.parametrize("name", FILES)
def test_every_pattern_compiles_and_matches_something(name: str) -> None:
    """An alternation with an empty branch would match everywhere."""
    lists = yaml.safe_load(files("bole.evidence").joinpath(f"patterns/{name}.yaml").read_text(encoding="utf-8"))
    for key in lists:
        assert pattern(name, key).search("~") is None or key == "clause_start"


def test_words_are_read_from_blanks_and_bars() -> None:
    """Both lists of vague words."""
    assert {"负责", "项目"} <= words("vague", "han")
    assert {"responsible", "various"} <= words("vague", "english")
    assert "" not in words("vague", "han") | words("vague", "english")


def test_missing_list_names_the_file() -> None:
    """A broken release says which file to restore."""
    with pytest.raises(ValueError, match="injection"):
        pattern("injection", "nothing")
