"""The `PassageMatcher` over a sentence-embedding model in a folder of this machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from bole.inference.embedding_folder import EmbeddingModel
from bole.inference.embedding_session import Vector, load_session
from bole.inference.likeness import background, likeness

_USUAL_THRESHOLD = 5.0
_CRITERIA = 1024
"""Vectors of criteria kept in a process, beside those of the background; none of a resume is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalMatcher:
    """A `PassageMatcher`; the model is loaded once in every process that asks it."""

    model: EmbeddingModel

    @property
    def digest(self) -> str:
        """SHA-256 over the model's files, in lower-case hex."""
        return self.model.digest

    @property
    def languages(self) -> tuple[str, ...]:
        """Primary BCP-47 languages that the model reads."""
        return self.model.languages

    @property
    def threshold(self) -> float:
        """Likeness from which a passage supports a criterion."""
        return self.model.threshold or _USUAL_THRESHOLD

    def likeness(self, criteria: Sequence[str], passages: Sequence[str]) -> tuple[tuple[float, ...], ...]:
        """Returns for each criterion how alike each passage is to it.

        Raises:
            BoleError: MODEL_CONTRACT_MISMATCH where the model cannot be used, or is another one by now.
        """
        model = self.model
        return likeness(
            criteria, passages, of_criterion=partial(_criterion, model), of_passage=partial(_passage, model)
        )

    def load(self) -> None:
        """Loads the model into this process, and embeds what every answer needs.

        Raises:
            BoleError: As `likeness`.
        """
        _usual(self.model)
        for texts in background()["criteria"].values():
            for text in texts:
                _criterion(self.model, text)


@lru_cache(maxsize=_CRITERIA)
def _criterion(model: EmbeddingModel, text: str) -> Vector:
    return load_session(model).vector(model.criterion_prefix + text)


def _passage(model: EmbeddingModel, text: str) -> Vector:
    usual = _usual(model).get(text)
    return load_session(model).vector(model.passage_prefix + text) if usual is None else usual


@lru_cache(maxsize=1)
def _usual(model: EmbeddingModel) -> Mapping[str, Vector]:
    """Embeds the statements of the background, which every answer needs."""
    session = load_session(model)
    texts = (text for said in background()["statements"].values() for text in said)
    return {text: session.vector(model.passage_prefix + text) for text in texts}
