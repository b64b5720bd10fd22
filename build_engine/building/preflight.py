"""Can this machine build and serve this engine? A pure function of what `host` found."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from build_engine.building.commands import IMAGE, Kind
from build_engine.building.host import Host
from build_engine.errors import BuildError
from build_engine.planning.fit import fitting_memory
from build_engine.planning.memory import weight_bytes
from build_engine.specs.gpus import MIB, capability
from build_engine.specs.settings import EngineSettings, Precision

NEWEST_VERSION = (1, 2, 1)
"""The last stable TensorRT-LLM that builds engines: the TensorRT backend was removed in July 2026."""

OLDEST_DRIVER = 580
"""The first driver for CUDA 13, which the pinned image brings."""

TESTED_DRIVER = 590
"""What the image was made for. Between the two, data-centre GPUs run with its compatibility libraries."""

OLDEST_CAPABILITY = (8, 0)
"""Ampere, the first architecture that multiplies in BF16."""

SHARED_MEMORY_BYTES = 1_000_000_000
"""What NCCL and Triton's processes exchange data through; containers get 64 MB by themselves."""

_GB = 1_000_000_000
_DISK_RESERVE = 2 * _GB


def check(host: Host, settings: EngineSettings, kind: Kind, disk: int) -> list[str]:
    """Returns warnings; what cannot work is an error, all of it in one.

    Args:
        host: What the machine has.
        settings: The engine.
        kind: How it will be served.
        disk: Bytes that the build will write; see `needed_disk`.

    Raises:
        BuildError: Everything that stands in the way, a sentence each with what to do.
    """
    found = [
        *_gpu_obstacles(host, settings, kind),
        *_version_obstacles(host, kind),
        *_program_obstacles(host),
        *_room_obstacles(host, settings, disk),
    ]
    if found:
        raise BuildError(" ".join(found))
    return list(_warnings(host))


def needed_disk(settings: EngineSettings, kind: Kind, steps: Collection[str]) -> int:
    """Returns the bytes that steps write, named as in the journal, and a reserve; an engine of the LLM API is small."""
    engine = settings.tensor_parallel * weight_bytes(settings)
    sizes = {
        "weights": 2 * settings.model.parameters,
        "checkpoint": engine,
        "engine": engine if kind is Kind.ENGINE else 0,
    }
    return sum(sizes.get(step, 0) for step in steps) + _DISK_RESERVE


def version_numbers(version: str) -> tuple[int, ...]:
    """Returns the numbers a version begins with, for example (1, 3, 0) of 1.3.0rc20."""
    match = re.match(r"\d+(?:\.\d+)*", version)
    return tuple(map(int, match.group().split("."))) if match else ()


def too_new(version: str) -> str:
    """Returns what to say of a TensorRT-LLM that builds no engines any more."""
    return (
        f"TensorRT-LLM {version} is newer than 1.2.1, the last that builds engines. Use the image {IMAGE}, "
        "or --kind llmapi, which serves the weights with the PyTorch "
        "backend of newer versions."
    )


def _gpu_obstacles(host: Host, settings: EngineSettings, kind: Kind) -> Iterator[str]:
    if not host.gpus:
        yield (
            "There is no GPU: nvidia-smi is missing or shows none, or CUDA_VISIBLE_DEVICES hides them. In a container, "
            "start it with --gpus all; `plan` and --dry-run work without."
        )
        return
    kinds = sorted({(gpu.name, gpu.compute_capability, gpu.memory_mib) for gpu in host.gpus})
    if len(kinds) > 1:
        names = ", ".join(f"{name} ({memory} MiB)" for name, _, memory in kinds)
        yield f"The GPUs are of different kinds: {names}. Choose those of one kind with CUDA_VISIBLE_DEVICES."
        return
    gpu = host.gpus[0]
    if capability(gpu.compute_capability) < OLDEST_CAPABILITY:
        yield f"{gpu.name} has compute capability {gpu.compute_capability}: BF16 needs 8.0 (Ampere) or later."
        return
    try:
        precisions = tuple(Precision) if kind is Kind.ENGINE else (Precision.BF16,)
        fitting_memory(settings, gpu.memory_mib * MIB, gpu.compute_capability, len(host.gpus), precisions)
    except BuildError as error:
        yield str(error)


def _version_obstacles(host: Host, kind: Kind) -> Iterator[str]:
    if not host.tensorrt_llm:
        yield f"TensorRT-LLM is not installed here. Run this in the image {IMAGE}."
    elif kind is Kind.ENGINE and version_numbers(host.tensorrt_llm) > NEWEST_VERSION:
        yield too_new(host.tensorrt_llm)
    driver = version_numbers(host.driver)
    if driver and driver[0] < OLDEST_DRIVER:
        yield f"The driver {host.driver} is too old for CUDA 13: install {OLDEST_DRIVER} or newer on the host."


def _program_obstacles(host: Host) -> Iterator[str]:
    if host.missing_programs:
        yield (
            f"Missing: {', '.join(host.missing_programs)}. Scripts come with the image under /app/examples; elsewhere "
            "clone the tag v1.2.1 of NVIDIA/TensorRT-LLM and name its folder with --examples."
        )


def _room_obstacles(host: Host, settings: EngineSettings, disk: int) -> Iterator[str]:
    if host.free_disk < disk:
        yield (
            f"The disk has {host.free_disk / _GB:.1f} GB free, and the build writes about {disk / _GB:.1f} GB. Make "
            "room, or choose another --out."
        )
    if settings.tensor_parallel > 1 and host.shared_memory < SHARED_MEMORY_BYTES:
        yield f"Shared memory (/dev/shm): {host.shared_memory / _GB:.2f} GB. Start the container with --shm-size=2g."


def _warnings(host: Host) -> Iterator[str]:
    driver = version_numbers(host.driver)
    if driver and driver[0] < TESTED_DRIVER:
        yield (
            f"The driver {host.driver} is older than the {TESTED_DRIVER} that the image was made for. Its own "
            "libraries for that help data-centre GPUs only, and only behind the image's own entrypoint. Better update "
            "the driver."
        )
