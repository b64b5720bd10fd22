"""What an engine is to be: model, split, precision, limits. Checked once, trusted afterwards."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from build_engine.errors import BuildError
from build_engine.specs.models import NATIVE_POSITIONS, ModelShape

AWQ_GROUP = 128
"""Weights that share a scale with INT4-AWQ; a split must not cut through a group."""

TOKENS_PER_BLOCK = 32
"""Tokens of a block of keys and values, the default of TensorRT-LLM 1.2.1; prefixes are reused in whole blocks."""

SHORTEST = 2048
"""Tokens of prompt and output without which no screening fits: instructions, criteria, a page, an answer."""

MAX_YARN_FACTOR = 4
"""What Qwen publishes for Qwen2.5: 4 x 32,768 tokens."""


class Precision(StrEnum):
    """What weights are kept in, as on the command line."""

    BF16 = "bf16"
    FP8 = "fp8"
    INT4_AWQ = "int4_awq"

    @property
    def weight_bytes(self) -> float:
        """Returns the bytes of a parameter of the layers' matrices, scales of groups included."""
        return {self.BF16: 2.0, self.FP8: 1.0, self.INT4_AWQ: 0.5 + 2 / AWQ_GROUP}[self]

    @property
    def kv_bytes(self) -> int:
        """Returns the bytes of a number in the cache of keys and values: FP8 engines keep that in FP8 too."""
        return 1 if self is Precision.FP8 else 2

    @property
    def is_quantised(self) -> bool:
        """True where the weights have to be calibrated."""
        return self is not Precision.BF16


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineSettings:
    """One engine.

    Attributes:
        model: The model.
        tensor_parallel: GPUs that it is split over.
        precision: What its weights are kept in.
        max_batch_size: Requests that run at the same time.
        max_seq_len: Tokens of prompt and output together.
        max_num_tokens: Tokens of one step; longer prompts are taken in chunks.
        kv_memory_fraction: Part of the free memory that keys and values take, 0 to 1.
        yarn: Positions beyond 32,768 by YaRN.
    """

    model: ModelShape
    tensor_parallel: int = 4
    precision: Precision = Precision.BF16
    max_batch_size: int = 128
    max_seq_len: int = 8192
    max_num_tokens: int = 8192
    kv_memory_fraction: float = 0.9
    yarn: bool = False

    def __post_init__(self) -> None:
        """Checks what belongs together.

        Raises:
            BuildError: What cannot be, and what to write instead.
        """
        for obstacle in (
            self._split_obstacle(),
            self._group_obstacle(),
            self._length_obstacle(),
            self._limit_obstacle(),
        ):
            if obstacle is not None:
                raise BuildError(obstacle)

    @property
    def yarn_factor(self) -> float | None:
        """Returns by what YaRN stretches the positions, or None where they need not be."""
        return math.ceil(self.max_seq_len / NATIVE_POSITIONS) if self.yarn else None

    def _split_obstacle(self) -> str | None:
        obstacle = self.model.tensor_parallel_obstacle(self.tensor_parallel)
        if self.tensor_parallel >= 1 and obstacle is None:
            return None
        sizes = ", ".join(map(str, self.model.tensor_parallel_sizes()))
        return (
            f"Qwen2.5-{self.model.name} cannot be split over {self.tensor_parallel} GPUs: {obstacle}. Use --tp {sizes}."
        )

    def _group_obstacle(self) -> str | None:
        """A rank's part of what is multiplied row by row must be whole groups."""
        if self.precision is not Precision.INT4_AWQ:
            return None
        for name, size in (
            ("attention", self.model.query_heads * self.model.head_size),
            ("MLP", self.model.intermediate_size),
        ):
            if size % (self.tensor_parallel * AWQ_GROUP):
                return (
                    f"int4_awq scales groups of {AWQ_GROUP} weights, and {size} rows of the {name} do not part into "
                    f"whole groups on {self.tensor_parallel} GPUs. Use --precision fp8 or bf16, or another --tp."
                )
        return None

    def _length_obstacle(self) -> str | None:
        if self.max_seq_len < SHORTEST:
            return f"--max-seq-len {self.max_seq_len} is less than the {SHORTEST} tokens that a screening takes."
        longest = NATIVE_POSITIONS * MAX_YARN_FACTOR
        if self.max_seq_len > longest:
            return f"--max-seq-len {self.max_seq_len} is more than the {longest} tokens that Qwen2.5 reaches with YaRN."
        if self.max_seq_len > NATIVE_POSITIONS and not self.yarn:
            return (
                f"--max-seq-len {self.max_seq_len} is more than the {NATIVE_POSITIONS} tokens that Qwen2.5 was trained "
                "for. Add --yarn, which makes answers to short texts a little worse, or ask for less."
            )
        if self.max_seq_len <= NATIVE_POSITIONS and self.yarn:
            return (
                f"--yarn makes short texts worse and is of use only above --max-seq-len {NATIVE_POSITIONS}. Leave it "
                "out."
            )
        return None

    def _limit_obstacle(self) -> str | None:
        if min(self.max_batch_size, self.max_num_tokens) < 1:
            return "--max-batch-size and --max-num-tokens are at least 1."
        if not 0 < self.kv_memory_fraction < 1:
            return "--kv-memory-fraction is between 0 and 1, 0.9 for example."
        if self.max_num_tokens < self.max_batch_size:
            return "--max-num-tokens is at least --max-batch-size: each request of a step takes one token or more."
        return None
