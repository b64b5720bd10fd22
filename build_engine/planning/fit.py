"""Does an engine fit its GPUs, and if not, what does?"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from build_engine.errors import BuildError
from build_engine.planning.memory import RankMemory, rank_memory
from build_engine.specs.gpus import GIB, has_fp8
from build_engine.specs.models import NATIVE_POSITIONS
from build_engine.specs.settings import SHORTEST, EngineSettings, Precision

USUAL_BATCH, USUAL_STEP_TOKENS, USUAL_FRACTION = 128, 8192, 0.9
"""Limits that are taken where none are named."""


def fitting_memory(
    settings: EngineSettings,
    memory_bytes: int,
    compute_capability: str,
    gpus: int,
    precisions: Collection[Precision] = tuple(Precision),
) -> RankMemory:
    """Returns what a rank holds, where one request of the greatest length fits.

    Args:
        settings: The engine.
        memory_bytes: Memory of one GPU.
        compute_capability: Of the GPUs, for example `8.9`.
        gpus: How many of them there are.
        precisions: Those that may be suggested.

    Raises:
        BuildError: There are too few GPUs, they cannot compute in this precision, or their memory is too small; the
            message names what would fit.
    """
    memory = rank_memory(settings, memory_bytes)
    obstacle = _obstacle(settings, memory, compute_capability, gpus)
    if obstacle:
        raise BuildError(f"{obstacle} {_would_fit(settings, memory_bytes, compute_capability, gpus, precisions)}")
    return memory


def _obstacle(settings: EngineSettings, memory: RankMemory, compute_capability: str, gpus: int) -> str:
    """Says why an engine does not fit; empty where it does."""
    if settings.tensor_parallel > gpus:
        return f"--tp {settings.tensor_parallel} needs {settings.tensor_parallel} GPUs, and there are {gpus}."
    if not computes(settings.precision, compute_capability):
        return f"GPUs of compute capability {compute_capability} have no FP8 units (8.9 and later have)."
    if memory.kv_tokens < settings.max_seq_len:
        needed = memory.weights + memory.activations + memory.runtime
        return (
            f"Qwen2.5-{settings.model.name} in {settings.precision} does not fit {settings.tensor_parallel} x "
            f"{memory.total / GIB:.1f} GiB: weights, activations and runtime take about {needed / GIB:.1f} GiB of "
            f"each, and what is left holds {memory.kv_tokens} tokens of the {settings.max_seq_len} of one request."
        )
    return ""


def computes(precision: Precision, compute_capability: str) -> bool:
    """Says whether GPUs of this compute capability multiply in this precision."""
    return precision is not Precision.FP8 or has_fp8(compute_capability)


def _would_fit(
    settings: EngineSettings,
    memory_bytes: int,
    compute_capability: str,
    gpus: int,
    precisions: Collection[Precision],
) -> str:
    """Names what would fit: other splits and precisions of the same model, then shorter texts."""
    found = [
        f"--tp {option.tensor_parallel} --precision {option.precision}"
        for option in _options(settings, compute_capability, gpus)
        if option.precision in precisions and rank_memory(option, memory_bytes).kv_tokens >= settings.max_seq_len
    ]
    if found:
        return f"What would fit: {'; '.join(found)}."
    if settings.tensor_parallel <= gpus and computes(settings.precision, compute_capability):
        limits = _fitting_limits(settings, memory_bytes)
        if limits:
            return f"What would fit: {limits}."
    return "Nothing of this size fits: take a smaller --model, or GPUs with more memory."


def _fitting_limits(settings: EngineSettings, memory_bytes: int) -> str:
    """Names lower limits with which the same engine fits: usual ones, then shorter texts; empty where none do."""
    lower = replace(
        settings,
        max_batch_size=min(settings.max_batch_size, USUAL_BATCH),
        max_num_tokens=min(settings.max_num_tokens, USUAL_STEP_TOKENS),
        kv_memory_fraction=max(settings.kv_memory_fraction, USUAL_FRACTION),
    )
    if rank_memory(lower, memory_bytes).kv_tokens >= settings.max_seq_len:
        return (
            f"--max-batch-size {lower.max_batch_size} --max-num-tokens {lower.max_num_tokens} "
            f"--kv-memory-fraction {lower.kv_memory_fraction:g}"
        )
    longest = rank_memory(settings, memory_bytes).kv_tokens
    if longest < SHORTEST:
        return ""
    short = settings.yarn and longest <= NATIVE_POSITIONS
    return f"--max-seq-len {longest}{', without --yarn' if short else ''}"


def _options(settings: EngineSettings, compute_capability: str, gpus: int) -> Iterator[EngineSettings]:
    for size in settings.model.tensor_parallel_sizes():
        for precision in Precision:
            if size <= gpus and computes(precision, compute_capability):
                try:
                    yield replace(settings, tensor_parallel=size, precision=precision)
                except BuildError:  # INT4 groups that a split cuts through
                    continue
