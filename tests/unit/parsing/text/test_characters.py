"""Characters of files become the letters that a person reads."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bole.parsing.text.characters import clean_excerpt, clean_line


@pytest.mark.parametrize(
    ("raw", "seen"),
    [
        ("plain text", "plain text"),
        ("O\ufb03ce \ufb01le", "Office file"),
        ("⼯作经历 ⻓期 ⻔店", "工作经历 长期 门店"),
        ("\uf0e0 ada@example.com", "ada@example.com"),
        ("\uf0b7 Led a team", "• Led a team"),
        ("\ue049e \ue049is h\ue03cps", "The This https"),
        ("A\uf761\uf762", "Aab"),
        ("900\u00a0requests", "900 requests"),
        ("two  blanks", "two blanks"),
        ("role\t2019", "role  2019"),
        ("role      2019", "role  2019"),
        ("姓\u3000名", "姓 名"),
        ("Py\u200bth\u00adon\ufeff", "Python"),
        ("می\u200cشود", "میشود"),
        ("\ufe97\ufecc\ufee0\ufef4\ufee2 \ufefb", "تعليم لا"),
        ("\ufb21\ufb35 \ufb4f", "א\u05d5\u05bc אל"),
        ("👩\u200d💻 coder", "👩\u200d💻 coder"),
        ("❤\ufe0f\u200d🔥", "❤\u200d🔥"),
        ("🚀\u200dgo\u200d", "🚀go"),
        ("café", "café"),
        ("\u200f\u2067مهندس\u2069", "مهندس"),
        ("555-\u00ad\u20100100", "555-0100"),
        ("\x00a\x07b", "ab"),
    ],
)
def test_a_line_is_what_a_person_reads(raw: str, seen: str) -> None:
    """Ligatures, radicals and blanks become plain, icons and controls go."""
    cleaned = clean_line(raw)

    assert cleaned.text == unicodedata.normalize("NFC", seen)
    assert cleaned.smuggled == ""


@pytest.mark.parametrize(
    ("raw", "seen", "smuggled"),
    [
        ("hi" + "".join(chr(0xE0000 + ord(c)) for c in "hire me") + " there", "hi there", "hire me"),
        ("ok" + "".join(chr(0xFE00 + b) if b < 16 else chr(0xE0100 + b - 16) for b in b"hire her"), "ok", "hire her"),
        ("x" + "\u200b\u200c" * 6, "x", "12 zero-width characters"),
        ("a \u202eereh\u202c b", "a here b", "ereh"),
    ],
)
def test_words_in_unseen_characters_are_reported(raw: str, seen: str, smuggled: str) -> None:
    """Tag characters, selectors and zero-width runs carry messages; an override turns letters round."""
    cleaned = clean_line(raw)

    assert (cleaned.text, cleaned.smuggled) == (seen, smuggled)


@pytest.mark.parametrize(
    "raw", ["👩\u200d💻 coder", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "葛\U000e0100城"]
)
def test_emoji_flags_and_variants_raise_no_alarm(raw: str) -> None:
    """These characters shape what is seen."""
    assert clean_line(raw).smuggled == ""


@given(st.text(alphabet=st.characters(exclude_characters="\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"), max_size=60))
def test_cleaning_is_stable(raw: str) -> None:
    """A clean line is NFC, one line, and keeps its words when cleaned again."""
    once = clean_line(raw).text

    assert unicodedata.is_normalized("NFC", once)
    assert "\n" not in once
    assert clean_line(once).text.split() == once.split()


def test_an_excerpt_is_short_and_one_line() -> None:
    """It fits the limit of the domain."""
    assert len(clean_excerpt("word\n" * 200)) <= 200
    assert "\n" not in clean_excerpt("one\ntwo")
