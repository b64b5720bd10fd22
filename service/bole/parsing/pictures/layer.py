"""Compares a layer of text that nobody sees with the picture that it stands on.

Recognition programs write such layers so that scans can be searched. They may be better than what is recognised here,
as long as they say what the picture says.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from bole.parsing.layout.geometry import Rectangle
from bole.parsing.layout.lines import Line
from bole.parsing.layout.runs import Run

_HAN = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(f"[a-z0-9\u03b1-\u03c9]{{4,}}|[{_HAN}]{{2,4}}")
"""Words in letters that recognition knows; Chinese and Japanese in pieces as long as words."""
_GAP = re.compile(r"[\W_]+")
_ALIKE = 0.45
"""Share of a word that has to stand nearby in one piece: one letter in its middle may be read wrongly."""
_FEWEST_ALIKE, _FEWEST_ALIKE_HAN = 3, 2
_REACH = 1.0
"""Heights of a line by which layer and picture may lie apart."""
_FEWEST_WORDS = 3
"""In a row; a word or two are what recognition programs make of a logo or a signature."""


@dataclass(frozen=True, slots=True)
class LayerCheck:
    """What a comparison found."""

    agrees: bool
    """Whether every word that could be looked for stands in the picture, at its place."""
    missing: tuple[tuple[str, Rectangle], ...]
    """Stretches of several words that the picture does not show, by line of the layer."""
    checked_share: float
    """Of the letters of the layer, those in words that could be looked for, 0..1; other scripts cannot."""


@dataclass(frozen=True, slots=True)
class _Word:
    run: Run
    text: str
    missing: bool


def check_layer(runs: Sequence[Run], picture: Sequence[Line]) -> LayerCheck:
    """Looks for the words of a layer in the picture.

    Args:
        runs: The layer, in the order in which the file wrote it.
        picture: Lines that recognition read, in the same units.
    """
    read = [(line.area, _plain(line.text)) for line in picture]
    words = [word for run in runs for word in _words(run, read)]
    missing: list[tuple[str, Rectangle]] = []
    for is_missing, stretch in groupby(words, key=lambda word: word.missing):
        some = list(stretch)
        if is_missing and len(some) >= _FEWEST_WORDS:
            missing += [
                (" ".join(word.text for word in same), run.area)
                for run, same in groupby(some, key=lambda word: word.run)
            ]
    letters = sum(len(_plain(run.text)) for run in runs)
    return LayerCheck(
        agrees=not any(word.missing for word in words),
        missing=tuple(missing),
        checked_share=sum(len(word.text) for word in words) / letters if letters else 1.0,
    )


def _words(run: Run, read: Sequence[tuple[Rectangle, str]]) -> Iterator[_Word]:
    """Yields the words of a line that can be looked for."""
    reach = _REACH * run.area.height
    middle = (run.area.top + run.area.bottom) / 2
    near = "\n".join(text for area, text in read if area.top - reach <= middle <= area.bottom + reach)
    for match in _WORD.finditer(_unaccented(run.text)):
        word = match.group()
        least = _FEWEST_ALIKE_HAN if re.match(f"[{_HAN}]", word) else max(_FEWEST_ALIKE, int(_ALIKE * len(word)))
        starts = range(len(word) - least + 1)
        yield _Word(run, word, not any(word[start : start + least] in near for start in starts))


def _plain(text: str) -> str:
    """Returns letters and digits alone: blanks are what recognition gets wrong most often."""
    return _GAP.sub("", _unaccented(text))


def _unaccented(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text).lower()
    return unicodedata.normalize("NFC", "".join(letter for letter in decomposed if not unicodedata.combining(letter)))
