"""How long a GPU takes: a prompt's tokens, and one decoding step of a batch. The figures stand in gpus.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

GPUS = Path(__file__).with_name("gpus.yaml")

_MICRO = 1e-6
_NANO = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class GpuTiming:
    """One GPU, or several as one, with one model.

    Attributes:
        prefill_seconds_per_token: For each token of a prompt that is not taken from the cache.
        step_seconds: Reading all weights once: what a decoding step takes at least.
        step_seconds_per_request: More for each request of the batch.
        step_seconds_per_context_token: More for each token whose keys and values are read.
        kv_cache_blocks: Blocks of 32 tokens that fit beside the weights.
    """

    prefill_seconds_per_token: float
    step_seconds: float
    step_seconds_per_request: float
    step_seconds_per_context_token: float
    kv_cache_blocks: int

    def prefill(self, computed_tokens: int) -> float:
        """Returns the seconds from the start of a prompt to its first token: at least those of a step."""
        return max(self.step_seconds, computed_tokens * self.prefill_seconds_per_token)

    def step(self, requests: int, context_tokens: float) -> float:
        """Returns the seconds of a decoding step, which gives each request of the batch one token."""
        return (
            self.step_seconds
            + requests * self.step_seconds_per_request
            + context_tokens * self.step_seconds_per_context_token
        )


def load_timing(gpu: str, path: Path = GPUS) -> GpuTiming:
    """Reads the figures of a GPU by its name in the file.

    Raises:
        ValueError: There is no such GPU; the message names those that there are.
    """
    gpus: dict[str, dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))["gpus"]
    if gpu not in gpus:
        raise ValueError(f"gpu: {gpu} is not one of {', '.join(gpus)}")
    figures = gpus[gpu]
    return GpuTiming(
        prefill_seconds_per_token=figures["prefill_us_per_token"] * _MICRO,
        step_seconds=figures["step_us"] * _MICRO,
        step_seconds_per_request=figures["step_us_per_request"] * _MICRO,
        step_seconds_per_context_token=figures["step_ns_per_context_token"] * _NANO,
        kv_cache_blocks=figures["kv_cache_blocks"],
    )
