"""Reading the data files."""

from __future__ import annotations

import pytest

from bole.lexicon.resources import load_mapping, mapping, strings


def test_data_files_are_read_as_mappings() -> None:
    """The skill table starts with programming languages."""
    assert "programming_language" in load_mapping("skills.yaml")


def test_lists_and_mappings_are_checked() -> None:
    """Broken data is refused with what to do, nothing stands for empty."""
    assert strings(None) == ()
    assert strings(["a", 1]) == ("a", "1")
    assert mapping(None) == {}
    with pytest.raises(ValueError, match="restore"):
        strings("a")
    with pytest.raises(ValueError, match="restore"):
        mapping(["a"])
