"""The YAML data of the package."""

import pytest

from bole.evidence.resources import any_of, items, load_mapping, mapping, number


@pytest.mark.parametrize("name", ["patterns/fact_cues.yaml", "patterns/fields_of_study.yaml", "catalogues/facts.yaml"])
def test_every_file_is_a_mapping(name: str) -> None:
    """The files come with the package."""
    assert load_mapping(name)


def test_broken_data_names_the_file() -> None:
    """The message says which file to restore."""
    for read in (mapping, items, number):
        with pytest.raises(ValueError, match=r"sample\.yaml is broken"):
            read("text", "sample.yaml")


def test_word_border_holds_beside_han_characters() -> None:
    r"""`\b` in the data ends a Latin word before a Han character, and not inside a longer word."""
    pattern = any_of([r"\bn1\b"], "sample.yaml")

    assert pattern.search("日语n1证书")
    assert not pattern.search("n12")
