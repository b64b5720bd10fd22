"""The GPUs that engines are planned for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from build_engine.errors import BuildError

GPUS = Path(__file__).with_name("gpus.yaml")
MIB = 1024 * 1024
GIB = 1024 * MIB

FP8_CAPABILITY = (8, 9)
"""The first compute capability with FP8 matrix units: Ada and Hopper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gpu:
    """One kind of GPU; gpus.yaml says where the figures are from.

    Attributes:
        name: As on the command line.
        title: As people call it.
        compute_capability: For example `9.0`.
        memory_mib: Memory in MiB.
        bandwidth_gb_s: Memory bandwidth in GB/s.
        bf16_tflops: Dense BF16 peak in TFLOP/s.
        fp8_tflops: Dense FP8 peak in TFLOP/s, 0 without such units.
        link: What joins the GPUs of a machine.
        link_gb_s: Its rate in one direction, GB/s.
        all_reduce_us: Microseconds of a small all-reduce among four of them.
        compute_share: Part of the compute peak that real work reaches, 0 to 1.
        bandwidth_share: Part of the bandwidth that reading keys and values reaches, 0 to 1.
        fitted: True where the two shares were worked out from published throughputs, False where they are assumed.
    """

    name: str
    title: str
    compute_capability: str
    memory_mib: int
    bandwidth_gb_s: float
    bf16_tflops: float
    fp8_tflops: float
    link: str
    link_gb_s: float
    all_reduce_us: float
    compute_share: float
    bandwidth_share: float
    fitted: bool

    @property
    def memory_bytes(self) -> int:
        """Returns the memory in bytes."""
        return self.memory_mib * MIB


def has_fp8(compute_capability: str) -> bool:
    """Says whether GPUs of this compute capability multiply FP8 matrices."""
    return capability(compute_capability) >= FP8_CAPABILITY


def capability(text: str) -> tuple[int, int]:
    """Reads a compute capability, for example `8.9`.

    Raises:
        BuildError: It is none.
    """
    major, _, minor = text.strip().partition(".")
    if not (major.isdigit() and minor.isdigit()):
        raise BuildError(f"{text!r} is no compute capability, such as 8.9.")
    return int(major), int(minor)


@cache
def gpu_names() -> tuple[str, ...]:
    """Returns the names that can be planned for."""
    return tuple(_table())


@cache
def load_gpu(name: str) -> Gpu:
    """Returns a GPU by its name.

    Raises:
        BuildError: There is no such name.
    """
    if name not in _table():
        raise BuildError(f"There is no GPU {name} in {GPUS.name}. There are {', '.join(_table())}.")
    return Gpu(name=name, **_table()[name])


@cache
def _table() -> dict[str, dict[str, Any]]:
    table: dict[str, dict[str, Any]] = yaml.safe_load(GPUS.read_text(encoding="utf-8"))["gpus"]
    return table
