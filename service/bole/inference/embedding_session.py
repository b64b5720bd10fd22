"""A sentence-embedding model loaded into this process: text to a vector of length 1."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

from bole.inference.embedding_folder import EmbeddingModel, embedding_model, mismatch

Vector = npt.NDArray[np.float32]

_INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_ERRORS = 3
"""Severity from which ONNX Runtime may write to the log of the process."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddingSession:
    """A loaded model; texts go through it one by one, so that no vector depends on what else is asked."""

    model: EmbeddingModel
    _session: onnxruntime.InferenceSession = field(repr=False, compare=False)
    _tokenizer: Tokenizer = field(repr=False, compare=False)

    def vector(self, text: str) -> Vector:
        """Returns the vector of a text, cut to the tokens that the model reads.

        Raises:
            BoleError: MODEL_CONTRACT_MISMATCH where the model cannot take the text, or answers with something else than
                numbers for each token.
        """
        encoded = self._tokenizer.encode(text)
        shape = (1, len(encoded.ids))
        values = (encoded.ids, np.ones(shape, dtype=np.int64), encoded.type_ids)
        feeds = {
            one.name: np.array(values[_INPUTS.index(one.name)], dtype=np.int64).reshape(shape)
            for one in self._session.get_inputs()
        }
        try:
            found = np.asarray(self._session.run(self._output_names(), feeds)[0], dtype=np.float32)
        except Exception as error:  # the runtime raises nothing narrower
            raise mismatch("The embedding model does not take the tokens of its tokenizer") from error
        return self._pooled(found, shape[1])

    def _output_names(self) -> list[str]:
        return [self._session.get_outputs()[0].name]

    def _pooled(self, found: npt.NDArray[np.float32], tokens: int) -> Vector:
        if found.ndim != 3 or found.shape[:2] != (1, tokens) or not np.isfinite(found).all():
            raise mismatch("The first output of the embedding model is not one vector of numbers for each token")
        pooled = found[0].mean(axis=0) if self.model.pooling == "mean" else found[0, 0]
        length = float(np.linalg.norm(pooled))
        if not length:
            raise mismatch("The embedding model answers with zeros")
        vector: Vector = pooled / np.float32(length)
        return vector


@lru_cache(maxsize=1)
def load_session(model: EmbeddingModel) -> EmbeddingSession:
    """Loads a model, once in a process.

    Raises:
        BoleError: MODEL_CONTRACT_MISMATCH where the files cannot be used, do not fit together, or are others by now.
    """
    if embedding_model(Path(model.folder)) != model:
        raise mismatch("The files of the embedding model are others than when the service was started")
    session = EmbeddingSession(model=model, _session=_runtime(model.graph), _tokenizer=_tokenizer(model))
    session.vector("2019-2024: Python, SQL")
    return session


def _runtime(graph: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # as many processes work as there are processors
    options.enable_mem_pattern = False  # every text has another length
    options.enable_cpu_mem_arena = False  # what one text took is given back before the next
    options.log_severity_level = _ERRORS
    try:
        session = onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the runtime raises nothing narrower
        raise mismatch("The ONNX file of the embedding model cannot be loaded") from error
    asked = {one.name for one in session.get_inputs()}
    if "input_ids" not in asked or asked - set(_INPUTS):
        raise mismatch(f"The embedding model asks for {', '.join(sorted(asked))}: {', '.join(_INPUTS)} expected")
    return session


def _tokenizer(model: EmbeddingModel) -> Tokenizer:
    try:
        tokenizer = Tokenizer.from_buffer(model.tokenizer.read_bytes())
    except Exception as error:  # the library raises nothing narrower
        raise mismatch("The tokenizer file of the embedding model is not a tokenizer.json") from error
    known = tokenizer.get_vocab_size(with_added_tokens=True)
    if model.vocab_size and known > model.vocab_size:
        raise mismatch(f"The tokenizer has {known} tokens, and the embedding model knows only {model.vocab_size}")
    tokenizer.no_padding()
    tokenizer.enable_truncation(model.most_tokens)
    return tokenizer
