"""The memory of one rank: weights, activations, and what is left for keys and values. Bytes throughout.

Weights and keys and values are exact. Activations and the runtime's own memory are estimates: TensorRT-LLM tells the
real figures in its log when an engine is loaded.
"""

from __future__ import annotations

from dataclasses import dataclass

from build_engine.specs.settings import TOKENS_PER_BLOCK, EngineSettings

RUNTIME_BYTES = 2_000_000_000
"""CUDA context, buffers of NCCL and cuBLAS, CUDA graphs, sampling and guided decoding: a cautious estimate."""

_ACTIVATION_BYTES = 2
_LOGIT_BYTES = 4
_LOGIT_COPIES = 2
"""Logits in FP32, and a workspace of the same size in which they are sampled from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RankMemory:
    """What stands in the memory of one rank, in bytes.

    Attributes:
        total: All there is.
        weights: Weights.
        activations: The largest step and its logits; an estimate.
        runtime: What the process takes besides; an estimate.
        kv_bytes_per_token: Keys and values of a token.
        kv_tokens: Tokens whose keys and values fit, whole blocks; 0 where the rest does not fit at all.
    """

    total: int
    weights: int
    activations: int
    runtime: int
    kv_bytes_per_token: int
    kv_tokens: int

    @property
    def kv_cache(self) -> int:
        """Returns the bytes of all keys and values."""
        return self.kv_tokens * self.kv_bytes_per_token

    @property
    def free(self) -> int:
        """Returns what nothing uses; below 0 where the rest does not fit."""
        return self.total - self.weights - self.activations - self.runtime - self.kv_cache


def rank_memory(settings: EngineSettings, total: int) -> RankMemory:
    """Returns what a rank of an engine holds on a GPU with `total` bytes."""
    weights, activations = weight_bytes(settings), activation_bytes(settings)
    per_token = kv_bytes_per_token(settings)
    left = total - weights - activations - RUNTIME_BYTES
    blocks = int(max(0, left) * settings.kv_memory_fraction) // (per_token * TOKENS_PER_BLOCK)
    return RankMemory(
        total=total,
        weights=weights,
        activations=activations,
        runtime=RUNTIME_BYTES,
        kv_bytes_per_token=per_token,
        kv_tokens=blocks * TOKENS_PER_BLOCK,
    )


def weight_bytes(settings: EngineSettings) -> int:
    """Returns the weights of one rank.

    Matrices of the layers, embedding and output projection are split: convert_checkpoint.py is told to split the
    embedding, and quantize.py always does (ModelOpt's export sets use_parallel_embedding). Biases and norms are hardly
    anything and counted whole; heads of keys and values are repeated where they are fewer than ranks. All but the
    matrices of the layers stays in BF16.
    """
    model, ranks = settings.model, settings.tensor_parallel
    repeated = model.heads_of_keys_at(ranks) * ranks - model.kv_heads
    linear = model.linear_parameters + model.layers * 2 * model.hidden_size * repeated * model.head_size
    tables = model.embedding_parameters / ranks * (1 if model.tied_embeddings else 2)
    return round(linear / ranks * settings.precision.weight_bytes + 2 * (tables + model.small_parameters))


def kv_bytes_per_token(settings: EngineSettings) -> int:
    """Returns the keys and values of one token on one rank."""
    model = settings.model
    heads = model.heads_of_keys_at(settings.tensor_parallel)
    return 2 * model.layers * heads * model.head_size * settings.precision.kv_bytes


def activation_bytes(settings: EngineSettings) -> int:
    """Estimates the activations of the largest step: the widest layer for all its tokens, and the logits of a batch."""
    model, ranks = settings.model, settings.tensor_parallel
    attention = (model.query_heads + 2 * model.kv_heads) * model.head_size / ranks
    widest = 6 * model.hidden_size + 3 * model.intermediate_size / ranks + attention
    logits = settings.max_batch_size * model.vocab_size * _LOGIT_BYTES * _LOGIT_COPIES
    return round(settings.max_num_tokens * widest * _ACTIVATION_BYTES + logits)
