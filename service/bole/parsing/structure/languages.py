"""Tells in which languages a text is written."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache

from bole.lexicon.resources import load_mapping, mapping, strings

# Characters of a script and how many of them make a word.
_SCRIPTS: tuple[tuple[str, str, float], ...] = (
    ("han", "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff", 1.7),
    ("kana", "\u3041-\u30fe", 2.0),
    ("hangul", "\uac00-\ud7af", 2.5),
    ("arabic", "\u0620-\u064a\u066e-\u06d3", 4.5),
    ("hebrew", "\u05d0-\u05ea", 4.5),
    ("cyrillic", "\u0400-\u04ff", 6.0),
    ("greek", "\u0370-\u03ff", 6.0),
    ("thai", "\u0e01-\u0e3a", 4.0),
    ("hi", "\u0900-\u097f", 4.0),
    ("bn", "\u0980-\u09ff", 4.0),
    ("ta", "\u0b80-\u0bff", 5.0),
    ("te", "\u0c00-\u0c7f", 5.0),
    ("hy", "\u0530-\u058f", 5.0),
    ("ka", "\u10a0-\u10ff", 5.0),
)
_PLAIN_CODES = {"hangul": "ko", "hebrew": "he", "greek": "el", "thai": "th"}
_BEYOND_LATIN = re.compile(r"[^\x00-\u036f\u2000-\u2fff\u3000-\u303f]+")
_LATIN_WORD = re.compile(r"[a-zß-öø-ɏ]{2,}")
_PROSE_SHARE = 0.15
_FEWEST_WORDS = 3.0
_WORDS_FOR_EACH_HIT = 3.0
"""A function word stands for about so many words of prose."""


def prose_languages(text: str) -> tuple[str, ...]:
    """Returns the BCP-47 codes of the prose, the most frequent first; () where nothing tells.

    Names of techniques in Latin letters inside prose of another script do not count as English; a list of them alone
    does. A language counts from about 15 % of the words.

    Args:
        text: Any text; only letters are looked at.
    """
    words = _by_script(text)
    others = sum(words.values())
    latin = Counter(_LATIN_WORD.findall(text.lower()))
    words.update(_by_function_words(latin, others))
    total = sum(words.values())
    if total < _FEWEST_WORDS and sum(latin.values()) < _FEWEST_WORDS and not others:
        return ()
    kept = [(count, code) for code, count in words.items() if count and count >= _PROSE_SHARE * total]
    return tuple(code for _, code in sorted(kept, key=lambda pair: (-pair[0], pair[1])))


def _by_script(text: str) -> dict[str, float]:
    if text.isascii():
        return {}
    characters: Counter[str] = Counter()
    for character, times in Counter("".join(_BEYOND_LATIN.findall(text))).items():
        if script := _script(character):
            characters[script] += times
    counts = {name: characters[name] / size for name, _, size in _SCRIPTS if characters[name]}
    words = {_PLAIN_CODES.get(name, name): count for name, count in counts.items() if name not in _AMBIGUOUS}
    han, kana = counts.get("han", 0.0), counts.get("kana", 0.0)
    if kana > 0.08 * (han + kana):
        words["ja"] = han + kana
    elif han:
        words["zh"] = han
    if arabic := counts.get("arabic"):
        words[_arabic_code(text)] = arabic
    if cyrillic := counts.get("cyrillic"):
        words["uk" if re.search("[іїєґІЇЄҐ]", text) else "ru"] = cyrillic
    return words


_AMBIGUOUS = frozenset({"han", "kana", "arabic", "cyrillic"})


def _arabic_code(text: str) -> str:
    """Tells Persian and Urdu from Arabic by the letters that Arabic lacks."""
    if len(re.findall("[ٹڈڑںے]", text)) > 2:
        return "ur"
    return "fa" if len(re.findall("[پچژگکی]", text)) > 0.02 * len(text) else "ar"


def _by_function_words(latin: Counter[str], others: float) -> dict[str, float]:
    """Estimates the words of prose in each language of the Latin script."""
    total = sum(latin.values())
    seen = frozenset(latin)
    hits = {code: sum(latin[word] for word in listed & seen) for code, listed in _function_words().items()}
    best = max(hits.values(), default=0)
    if total and best < 0.04 * total and not others:
        return {"en": float(total)} if _looks_english(latin) else {}
    kept = {code: hit for code, hit in hits.items() if hit >= 2 and hit >= 0.5 * best}
    if len(kept) > 1:  # languages share short words: the one with most of them stands, and English where it is apart
        top = max(kept, key=lambda code: (kept[code], code == "en", code))
        kept = {code: hit for code, hit in kept.items() if code == top or (code == "en" and hit > 8)}
    if not kept and total and not others:
        return {"en": float(total)} if _looks_english(latin) else {}
    return {code: min(hit * _WORDS_FOR_EACH_HIT, float(total)) for code, hit in kept.items()}


def _looks_english(latin: Counter[str]) -> bool:
    """Tells whether words without prose are as good as English: all of them in plain letters."""
    return sum(latin.values()) >= _FEWEST_WORDS and sum(
        c for word, c in latin.items() if not word.isascii()
    ) <= 0.05 * sum(latin.values())


@lru_cache(maxsize=16384)
def _script(character: str) -> str:
    return next((name for name, members, _ in _SCRIPTS if re.match(f"[{members}]", character)), "")


@cache
def _function_words() -> dict[str, frozenset[str]]:
    listed = mapping(load_mapping("bole.parsing.structure", "languages.yaml")["function_words"])
    return {code: frozenset(strings(words)) for code, words in listed.items()}
