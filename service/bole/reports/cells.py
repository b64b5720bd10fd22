"""Makes texts of other people safe inside a cell."""

from __future__ import annotations

import re
import unicodedata

_FORMULA = re.compile(r"[\s\u200c\u200d]*[=+\-@＝＋－＠]")
"""What a spreadsheet takes for the beginning of a formula, full-width forms included."""

_NEW_CELL = re.compile(r"(;[\s\u200c\u200d\"']*)(?=[=+\-@＝＋－＠])")
"""A program that separates by semicolons may begin a new cell in the middle of ours."""

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Control characters, halves of surrogate pairs, and the two code points that are no characters."""

_INVISIBLE_CATEGORIES = ("Cc", "Cf", "Cs")
_JOINERS = "\u200c\u200d"  # Persian and Indic words and emoji need them


def portable_text(text: str) -> str:
    """Returns the text without the code points that XML or UTF-8 cannot hold; line breaks and tabs stay."""
    return _NOT_IN_XML.sub("", text)


def one_line(text: str) -> str:
    """Returns the text on one line: line breaks and blanks become single spaces, invisible characters are dropped.

    Dropped are control characters, which can drive a terminal, and format characters, which can turn its text around.
    """
    if text.isprintable():  # nothing to drop: most texts, and much faster than to look at each character
        return " ".join(text.split())
    visible = "".join(" " if character.isspace() else _visible(character) for character in text)
    return " ".join(visible.split())


def spreadsheet_text(text: str) -> str:
    """Returns a text that no spreadsheet program reads as a formula: an apostrophe stands before what would be one."""
    starts_with_break = text.lstrip(" \u3000\u00a0")[:1] in ("\t", "\r", "\n")
    flat = _NEW_CELL.sub(r"\1'", one_line(text))
    dangerous = _FORMULA.match(flat) or (flat and starts_with_break)
    return f"'{flat}" if dangerous else flat


def _visible(character: str) -> str:
    hidden = character not in _JOINERS and unicodedata.category(character) in _INVISIBLE_CATEGORIES
    return "" if hidden else portable_text(character)
