"""How alike criteria and passages are, in units that mean the same for every model.

A bare cosine does not: unrelated sentences are at 0.0 for one model and at 0.75 for another, and a model of many
languages finds two sentences of one language more alike than a sentence and its translation. So a cosine counts by how
far it stands out from those of the criterion with unrelated passages, and of the passage with unrelated criteria, in
the language of what it is compared with.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt
import yaml

from bole.lexicon.folding import HAN

Matrix = npt.NDArray[np.float64]
Embed = Callable[[str], npt.NDArray[np.float32]]

_DIGITS = 2
_FLOOR = 0.005
"""Least spread of cosines that is believed: a model that says the same of everything stands out for nothing."""

_HAN = re.compile(rf"[{HAN}]")


def language_of(text: str) -> str:
    """Returns by which sentences of the background a text is measured: `zh` with Han characters in it, else `en`."""
    return "zh" if _HAN.search(text) else "en"


@lru_cache(maxsize=1)
def background() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Returns the sentences to measure against: `criteria` and `statements`, each by language."""
    read = yaml.safe_load(files("bole.inference").joinpath("background.yaml").read_text(encoding="utf-8"))
    return {kind: {language: tuple(texts) for language, texts in said.items()} for kind, said in read.items()}


def likeness(
    criteria: Sequence[str], passages: Sequence[str], *, of_criterion: Embed, of_passage: Embed
) -> tuple[tuple[float, ...], ...]:
    """Returns for each criterion by how many standard deviations each passage stands out, to two decimals.

    Args:
        criteria: What is looked for.
        passages: What it is looked for in.
        of_criterion: Returns the vector of length 1 of a criterion.
        of_passage: The same of a passage.
    """
    if not criteria or not passages:
        return tuple(() for _ in criteria)
    left, right = _rows(criteria, of_criterion), _rows(passages, of_passage)
    cosines = left @ right.T
    by_criterion = _standing_out(cosines, left, passages, background()["statements"], of_passage)
    by_passage = _standing_out(cosines.T, right, criteria, background()["criteria"], of_criterion).T
    found = np.round((by_criterion + by_passage) / 2, _DIGITS)
    return tuple(tuple(float(value) for value in row) for row in found)


def _rows(texts: Sequence[str], embed: Embed) -> Matrix:
    return np.stack([embed(text) for text in texts]).astype(np.float64)


def _standing_out(
    cosines: Matrix, rows: Matrix, columns: Sequence[str], usual: Mapping[str, tuple[str, ...]], embed: Embed
) -> Matrix:
    """Turns cosines of rows with columns into distances from the usual cosines of each row."""
    languages = [language_of(text) for text in columns]
    found = np.empty_like(cosines)
    for language in sorted(set(languages)):
        others = rows @ _rows(usual[language], embed).T
        mean, spread = others.mean(axis=1, keepdims=True), others.std(axis=1, keepdims=True)
        chosen = [place for place, one in enumerate(languages) if one == language]
        found[:, chosen] = (cosines[:, chosen] - mean) / np.maximum(spread, _FLOOR)
    return found
