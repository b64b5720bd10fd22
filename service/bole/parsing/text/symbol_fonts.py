"""Fonts whose letters are pictures: what is typed in them is no word to a person."""

from __future__ import annotations

_FONTS = frozenset({
    "bookshelf symbol 7", "itc zapf dingbats", "marlett", "symbol", "webdings", "wingdings", "wingdings 2",
    "wingdings 3", "zapf dingbats", "zapfdingbats",
})  # fmt: skip


def shows_pictures(font: str) -> bool:
    """Tells whether a font by its name draws pictures in place of Latin letters."""
    return font.strip(" \"'").lower() in _FONTS


def is_typed(text: str) -> bool:
    """Tells whether a text has letters or digits that such a font draws as pictures."""
    return any(character.isascii() and character.isalnum() for character in text)


def bullet(text: str, before: list[str]) -> str:
    """Returns what is read of a sign in such a font: a bullet where it opens a line, else nothing.

    Args:
        text: What was typed.
        before: The pieces in front of it, with line feeds where lines end.
    """
    line = "".join(before).rpartition("\n")[2]
    return "•" if len(text.strip()) == 1 and not line.strip() else ""
