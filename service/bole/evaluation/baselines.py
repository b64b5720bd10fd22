"""What every engine is measured beside: BM25 over words, and chance."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping

_FREQUENCY = 1.2
_LENGTH = 0.75
_PIECES = re.compile(r"[\u3400-\u9fff]+|[^\W_\u3400-\u9fff]+(?:[+#]+)?")
_HAN = re.compile(r"[\u3400-\u9fff]")


def tokens(text: str) -> list[str]:
    """Returns the words of a text in lower case; of Chinese, all pairs of characters that stand together."""
    found: list[str] = []
    for piece in _PIECES.findall(text.lower()):
        if _HAN.match(piece) and len(piece) > 1:
            found.extend(piece[at : at + 2] for at in range(len(piece) - 1))
        else:
            found.append(piece)
    return found


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
