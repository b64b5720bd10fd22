"""What every engine is measured beside and needs no more than the words: BM25, and TF-IDF with cosine."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping

_FREQUENCY = 1.2
_LENGTH = 0.75
_PIECES = re.compile(r"[\u3400-\u9fff]+|[^\W_\u3400-\u9fff]+(?:[+#]+)?")
_HAN = re.compile(r"[\u3400-\u9fff]")
_STOP = re.compile(
    "a|an|and|are|as|at|be|but|by|for|if|in|into|is|it|no|not|of|on|or|such|that|the|their|then|there|these|they|this|to"
    "|was|will|with"
)
"""Words that Lucene's English analyser leaves out: in few documents they would count for rare where they are not."""


def tokens(text: str) -> list[str]:
    """Returns the words of a text in lower case; of Chinese, all pairs of characters that stand together.

    English words that say nothing are left out.
    """
    found: list[str] = []
    for piece in _PIECES.findall(text.lower()):
        if _HAN.match(piece) and len(piece) > 1:
            found.extend(piece[at : at + 2] for at in range(len(piece) - 1))
        else:
            found.append(piece)
    return [token for token in found if _STOP.fullmatch(token) is None]


class Bm25:
    """BM25 as Lucene computes it (k1 1.2, b 0.75), over the documents of one set."""

    def __init__(self, documents: Mapping[str, str]) -> None:
        self._counts = {key: Counter(tokens(text)) for key, text in documents.items()}
        self._lengths = {key: counts.total() for key, counts in self._counts.items()}
        self._mean = sum(self._lengths.values()) / max(1, len(self._lengths)) or 1.0
        self._holding = Counter(token for counts in self._counts.values() for token in counts)

    def scores(self, query: str) -> dict[str, float]:
        """Returns the score of every document, 0 where no word of the query stands in it."""
        asked = Counter(tokens(query))
        return {
            key: math.fsum(times * self._weight(token, key) for token, times in asked.items()) for key in self._counts
        }

    def _weight(self, token: str, key: str) -> float:
        times = self._counts[key][token]
        if not times:
            return 0.0
        holding = self._holding[token]
        rarity = math.log(1 + (len(self._counts) - holding + 0.5) / (holding + 0.5))
        length = 1 - _LENGTH + _LENGTH * self._lengths[key] / self._mean
        return rarity * times / (times + _FREQUENCY * length)


class TfIdf:
    """Cosine of words weighted by how rare they are in the documents of one set, with the smoothing of scikit-learn."""

    def __init__(self, documents: Mapping[str, str]) -> None:
        counts = {key: Counter(tokens(text)) for key, text in documents.items()}
        self._holding = Counter(token for words in counts.values() for token in words)
        self._all = len(counts)
        self._vectors = {key: self._vector(words) for key, words in counts.items()}

    def scores(self, query: str) -> dict[str, float]:
        """Returns the score of every document, 0..1; 0 where no word of the query stands in it."""
        asked = self._vector(Counter(tokens(query)))
        return {
            key: math.fsum(asked[token] * vector[token] for token in sorted(asked.keys() & vector.keys()))
            for key, vector in self._vectors.items()
        }

    def _vector(self, counts: Mapping[str, int]) -> dict[str, float]:
        weights = {
            token: times * (1 + math.log((1 + self._all) / (1 + self._holding[token])))
            for token, times in counts.items()
            if self._holding[token]
        }
        length = math.sqrt(math.fsum(weight * weight for weight in weights.values()))
        return {token: weight / length for token, weight in weights.items()}
