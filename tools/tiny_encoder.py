"""A sentence-embedding model small enough for tests: words of a corpus with vectors drawn at random.

Texts that share words are alike, and so are those with words of one row of `SAME`; nothing else means anything.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from onnx_encoder import Array, Bert, bert_model

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
SAME = (("beekeeping", "apiary", "apiaries", "养", "蜂"), ("glazing", "windowpanes", "玻", "璃"))
"""Words with one vector, in both languages: what a real model has learned, this one is told."""

SHAPE = Bert(layers=1, heads=4, width=64, epsilon=0.1)
MINILM = Bert(layers=6, heads=12, width=384, epsilon=0.1)
"""Of all-MiniLM-L6: what takes as long as a real small model, and knows as little as the tiny one."""

_WORDS = 1000
_PLACES = 128
_SCALE = 0.2
"""Of the weights of the layer: it changes the vectors of words a little."""
_WORD = re.compile(r"[a-z]+|[\u4e00-\u9fff]")


def write_encoder(corpus: Path, folder: Path, shape: Bert = SHAPE, feed_forward: int = SHAPE.width) -> None:
    """Writes a model folder as docs/encoder.md describes it, the same bytes every time."""
    (folder / "1_Pooling").mkdir(parents=True, exist_ok=True)
    vocabulary = _vocabulary(corpus.read_text(encoding="utf-8"))
    _tokenizer(vocabulary).save(str(folder / "tokenizer.json"))
    model = bert_model(shape, _weights(vocabulary, shape, feed_forward))
    (folder / "model.onnx").write_bytes(model.SerializeToString(deterministic=True))
    for name, said in {
        "config.json": {"model_type": "bert", "vocab_size": len(vocabulary), "max_position_embeddings": _PLACES},
        "1_Pooling/config.json": {"pooling_mode_cls_token": False, "pooling_mode_mean_tokens": True},
        "bole.json": {"bole_test_model": True, "languages": ["zh", "en"], "threshold": 3.0},
    }.items():
        (folder / name).write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")


def _vocabulary(text: str) -> dict[str, int]:
    counts = Counter(_WORD.findall(text.lower()))
    common = sorted(counts, key=lambda word: (-counts[word], word))[:_WORDS]
    told = [word for row in SAME for word in row]
    return {word: place for place, word in enumerate(dict.fromkeys([*SPECIAL, *told, *common]))}


def _tokenizer(vocabulary: Mapping[str, int]) -> Tokenizer:
    tokenizer = Tokenizer(models.WordLevel(vocab=dict(vocabulary), unk_token=SPECIAL[1]))
    tokenizer.add_special_tokens(list(SPECIAL))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[(name, vocabulary[name]) for name in ("[CLS]", "[SEP]")]
    )
    return tokenizer


def _weights(vocabulary: Mapping[str, int], shape: Bert, feed_forward: int) -> dict[str, Array]:
    draw = np.random.Generator(np.random.PCG64(20250601))

    def uniform(*shape: int, scale: float) -> Array:
        """Draws from a uniform distribution, whose bits do not depend on the processor or on numpy's version."""
        return (draw.random(shape, dtype=np.float32) - np.float32(0.5)) * np.float32(2 * scale)

    width = shape.width
    words = uniform(len(vocabulary), width, scale=1.0)
    words[: len(SPECIAL)] *= np.float32(0.05)
    for row in SAME:
        words[[vocabulary[word] for word in row]] = words[vocabulary[row[0]]]
    weights = {
        "embeddings.word_embeddings.weight": words,
        "embeddings.position_embeddings.weight": np.zeros((_PLACES, width), dtype=np.float32),
        "embeddings.token_type_embeddings.weight": np.zeros((2, width), dtype=np.float32),
    }
    for layer in (f"encoder.layer.{place}" for place in range(shape.layers)):
        for name in ("self.query", "self.key", "self.value", "output.dense"):
            weights |= _dense(f"{layer}.attention.{name}", uniform(width, width, scale=_SCALE))
        weights |= _dense(f"{layer}.intermediate.dense", uniform(feed_forward, width, scale=_SCALE))
        weights |= _dense(f"{layer}.output.dense", uniform(width, feed_forward, scale=_SCALE))
        weights |= _norm(f"{layer}.attention.output", width) | _norm(f"{layer}.output", width)
    return weights | _norm("embeddings", width)


def _norm(prefix: str, width: int) -> dict[str, Array]:
    ones, zeros = np.ones(width, dtype=np.float32), np.zeros(width, dtype=np.float32)
    return {f"{prefix}.LayerNorm.weight": ones, f"{prefix}.LayerNorm.bias": zeros}


def _dense(prefix: str, matrix: Array) -> dict[str, Array]:
    return {f"{prefix}.weight": matrix, f"{prefix}.bias": np.zeros(matrix.shape[0], dtype=np.float32)}
