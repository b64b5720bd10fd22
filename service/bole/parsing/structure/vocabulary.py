"""Joins the word lists of this package into regular expressions."""

from __future__ import annotations


def alternation(words: tuple[str, ...]) -> str:
    """Joins regular expressions into one group, the longest first, with blanks that match any run of blanks."""
    ordered = sorted(dict.fromkeys(words), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(word.replace(" ", r"\s+") for word in ordered) + ")"
