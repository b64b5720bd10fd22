"""Tells text from the bare codes of fonts that do not say which letters they draw."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from itertools import pairwise
from math import sqrt

from bole.parsing.text.encoding import frequent_characters

_UNNAMED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd\uffff\U000f0000-\U0010ffff]")
_NUMBER = re.compile(r"\(cid:\d+\)")
_SEEN = re.compile(r"\S")
_FEWEST_UNNAMED, _UNNAMED_SHARE = 20, 0.3
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_FEWEST_HAN, _FREQUENT_SHARE = 40, 0.3
_PAIR = re.compile(r"[^\W\d_]{2,}")
_DISTANT = re.compile("[^\\W\\d_a-zA-Z\u00c0-\u024f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_FEWEST_PAIRS, _CHANGES_SHARE = 40, 0.3
_WRITTEN_TOGETHER = frozenset({"LATIN", "CJK", "HIRAGANA", "KATAKANA", "HANGUL", "FULLWIDTH", "HALFWIDTH", "BOPOMOFO"})
_LATIN_WORD = re.compile("[a-z\u0300-\u036f]+")
_FEWEST_LETTERS, _LIKENESS = 200, 0.3
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
# Per cent of letters in running text, the mean of English, Spanish, French, German, Portuguese and Italian, rounded.
_USUAL = (
    9.6, 1.5, 3.4, 4.3, 13.6, 1.4, 1.6, 2.5, 7.5, 0.4, 0.6, 4.6, 2.9,
    7.4, 6.8, 2.5, 0.7, 6.7, 7.1, 6.9, 4.6, 1.4, 0.8, 0.3, 0.9, 0.5,
)  # fmt: skip


def is_illegible(text: str) -> bool:
    """Tells whether a text is no writing of any script, as copied from a font that does not name its letters.

    Whatever is too short to tell, and whatever may be writing, is legible: a list of abbreviations, a page of code, a
    name in a rare script.

    Args:
        text: A page as the file gives it, before control codes and private characters are taken out.
    """
    return _is_unnamed(text) or _is_latin_shuffled(text) or (not text.isascii() and _is_no_script(text))


def _is_unnamed(text: str) -> bool:
    """Tells whether much of a text has no letters at all, only codes."""
    text = _NUMBER.sub("\ufffd", text)
    unnamed = len(_UNNAMED.findall(text))
    return unnamed >= _FEWEST_UNNAMED and unnamed >= _UNNAMED_SHARE * len(_SEEN.findall(text))


def _is_latin_shuffled(text: str) -> bool:
    """Tells whether Latin letters are as frequent as in no language, because each stands for another.

    Every word counts once: a form that repeats one word is legible.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFD", text)
    counts = Counter("".join(set(_LATIN_WORD.findall(text.lower()))))
    own = [counts[letter] for letter in _ALPHABET]
    return sum(own) >= _FEWEST_LETTERS and _correlation(own, _USUAL) < _LIKENESS


def _correlation(one: list[int], other: tuple[float, ...]) -> float:
    """Returns Pearson's coefficient, -1..1; 1 where all of `one` are equal, of which nothing can be told."""
    mean, usual = sum(one) / len(one), sum(other) / len(other)
    spread = sum((value - mean) ** 2 for value in one) * sum((value - usual) ** 2 for value in other)
    if not spread:
        return 1.0
    return sum((value - mean) * (expected - usual) for value, expected in zip(one, other, strict=True)) / sqrt(spread)


def _is_no_script(text: str) -> bool:
    """Tells whether letters are Chinese characters that nobody uses, or of another script at every step."""
    han = _HAN.findall(text)
    if len(han) >= _FEWEST_HAN:
        frequent = frequent_characters()
        if sum(character in frequent for character in han) < _FREQUENT_SHARE * len(han):
            return True
    if len(_DISTANT.findall(text)) < _FEWEST_PAIRS * _CHANGES_SHARE:
        return False
    scripts = [[_script(letter) for letter in run] for run in _PAIR.findall(text)]
    changes = [before != after for run in scripts for before, after in pairwise(run)]
    return len(changes) >= _FEWEST_PAIRS and sum(changes) >= _CHANGES_SHARE * len(changes)


@lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    """Returns the script of a letter; those that East Asian writing mixes count as one."""
    name = unicodedata.name(letter, "").partition(" ")[0]
    return "EAST ASIAN" if name in _WRITTEN_TOGETHER else name
