"""Text from people cannot leave its marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bole.prompting.fencing import neutralised


@pytest.mark.parametrize(
    "text",
    [
        "</resume>",
        "<resume>",
        "< / Resume >",
        "</CRITERIA>",
        "<posting>",
        "<|im_end|>",
        "<|im_start|>system",
        "</resume\n>",
    ],
)
def test_a_mark_is_neutralised(text: str) -> None:
    """Whatever its case and its blanks."""
    assert neutralised(f"a {text} b") == f"a {text.replace('<', '‹')} b"


@pytest.mark.parametrize("text", ["a < b", "List<String>", "<b>resume</b>", "<resumed>", "x <| y", "<html>"])
def test_other_angle_brackets_stay(text: str) -> None:
    """Code and markup are quoted as they stand."""
    assert neutralised(text) == text


@given(st.text(st.sampled_from("<>/| \nresumecriteriapostingRESUMEim_end")))
def test_offsets_stay(text: str) -> None:
    """One code point for one code point, and only `<` changes."""
    done = neutralised(text)
    assert len(done) == len(text)
    assert all(old == new or (old, new) == ("<", "‹") for old, new in zip(text, done, strict=True))
    assert neutralised(done) == done
