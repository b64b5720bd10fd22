"""Words of English and Chinese text by what their forms share, and how much each says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from bole.lexicon.folding import HAN, LATIN
from bole.lexicon.resources import load_mapping, mapping, strings

_SHORTEST_STEM = 3
_TOKEN = re.compile(rf"[{LATIN}0-9][{LATIN}0-9+#]*|[{HAN}]+|[,;:。!?|•·、()\[\]]|\.(?= |$)")
_WORD_START = re.compile(rf"[{LATIN}0-9]")
_HAN_START = re.compile(f"[{HAN}]")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of folded text.

    Attributes:
        stem: What its forms share; of Chinese text two neighbouring characters.
        start: Where it begins in the folded text.
        end: Where it ends.
        block: Number of the stretch between punctuation in which it stands.
    """

    stem: str
    start: int
    end: int
    block: int


@lru_cache(maxsize=4)
def words_of(text: str) -> tuple[Word, ...]:
    """Returns the words of a folded text in order; of a run of Han characters every two that are neighbours."""
    found: list[Word] = []
    block = 0
    for match in _TOKEN.finditer(text):
        word, start = match.group(), match.start()
        if _WORD_START.match(word):
            found.append(Word(stem(word), start, match.end(), block))
        elif _HAN_START.match(word):
            found.extend(Word(word[at : at + 2], start + at, start + at + 2, block) for at in range(len(word) - 1))
        else:
            block += 1
    return tuple(found)


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """Returns what the forms of an English word share: rank of ranking and ranked, recommend of recommendation."""
    for ending, instead in _endings():
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return _undoubled(word[: len(word) - len(ending)]) + instead
    return word


def weight_of(word: str) -> float:
    """Returns how much a stem says, 0 to 1: nothing for articles and the like, little for words that fit any name."""
    if word in fillers():
        return 0.0
    return _LITTLE if word in general() else 1.0


_LITTLE = 0.3


def _undoubled(root: str) -> str:
    return root[:-1] if len(root) > _SHORTEST_STEM and root[-1] == root[-2] and root[-1] in "bdgmnprt" else root


@lru_cache(maxsize=1)
def _endings() -> tuple[tuple[str, str], ...]:
    pairs = mapping(load_mapping("bole.lexicon", "words.yaml")["endings"])
    return tuple(sorted(((ending, str(instead)) for ending, instead in pairs.items()), key=lambda one: -len(one[0])))


@lru_cache(maxsize=1)
def general() -> frozenset[str]:
    """Returns the stems of words that fit behind any name."""
    return _stems("general")


@lru_cache(maxsize=1)
def fillers() -> frozenset[str]:
    """Returns the stems of words that say nothing beside others."""
    return _stems("fillers")


def _stems(key: str) -> frozenset[str]:
    lines = strings(load_mapping("bole.lexicon", "words.yaml")[key])
    return frozenset(stem(word) for line in lines for word in line.split())
