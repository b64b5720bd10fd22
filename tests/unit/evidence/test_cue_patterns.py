"""Word lists and patterns."""

from importlib.resources import files

import pytest
import yaml

from bole.evidence.cue_patterns import bordered, pattern, words

FILES = ("claims", "dates", "demographic")


@pytest.mark.parametrize("name", FILES)
def test_every_pattern_compiles_and_matches_something(name: str) -> None:
    """An alternation with an empty branch would match everywhere."""
    lists = yaml.safe_load(files("bole.evidence").joinpath(f"patterns/{name}.yaml").read_text(encoding="utf-8"))
    for key in lists:
        assert pattern(name, key).search("~") is None


def test_words_are_read_from_blanks_and_bars() -> None:
    """Both lists of vague words."""
    assert {"负责", "项目"} <= words("vague", "han")
    assert {"responsible", "various"} <= words("vague", "english")
    assert "" not in words("vague", "han") | words("vague", "english")


def test_missing_list_names_the_file() -> None:
    """A broken release says which file to restore."""
    with pytest.raises(ValueError, match="claims"):
        pattern("claims", "nothing")


def test_word_border_holds_beside_han_characters() -> None:
    r"""`\b` in the data ends a Latin word before a Han character, and not inside a longer word."""
    for listed in ([r"\bn1\b"], r"\bn1\b"):
        assert bordered(listed, "sample.yaml").search("日语n1证书")
        assert not bordered(listed, "sample.yaml").search("n12")


def test_missing_expressions_are_refused() -> None:
    """An empty alternation would match everywhere, so nothing in the data is an error that names the file."""
    with pytest.raises(ValueError, match=r"sample\.yaml is broken"):
        bordered(None, "sample.yaml")
