"""One model over all GPUs of a machine, or once on each of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from build_engine.errors import BuildError
from build_engine.planning.fit import fitting_memory
from build_engine.planning.memory import RankMemory
from build_engine.planning.speed import Speed, Workload, estimate
from build_engine.specs.gpus import Gpu
from build_engine.specs.models import TENSOR_PARALLEL_SIZES
from build_engine.specs.settings import EngineSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A way to put a model on a machine: `replicas` engines, each over `settings.tensor_parallel` GPUs."""

    settings: EngineSettings
    replicas: int
    memory: RankMemory
    speed: Speed

    @property
    def title(self) -> str:
        """Returns a short name, for example `4 x TP=1`."""
        return f"{self.replicas} x TP={self.settings.tensor_parallel}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What was asked for, and the other layouts of the same machine that fit; `left_out` says what others lack."""

    gpu: Gpu
    gpus: int
    workload: Workload
    asked: Layout
    others: tuple[Layout, ...]
    left_out: tuple[str, ...]

    @property
    def layouts(self) -> tuple[Layout, ...]:
        """Returns all that fit, what was asked for first."""
        return (self.asked, *self.others)


def compare(settings: EngineSettings, gpu: Gpu, gpus: int, workload: Workload) -> Comparison:
    """Lays a model out as asked, and in all other splits of the machine.

    Raises:
        BuildError: What was asked for does not fit, or its requests are longer than the engine takes.
    """
    tokens = workload.shared_tokens + workload.own_tokens + workload.output_tokens
    if tokens > settings.max_seq_len:
        raise BuildError(
            f"Requests of {tokens} tokens are longer than --max-seq-len {settings.max_seq_len}. Raise it, or state "
            "fewer tokens."
        )
    asked = _layout(settings, gpu, gpus, workload)
    others, left_out = [], []
    for size in TENSOR_PARALLEL_SIZES:
        impossible = settings.model.tensor_parallel_obstacle(size) is not None
        if size == settings.tensor_parallel or size > gpus or gpus % size or impossible:
            continue
        try:
            others.append(_layout(replace(settings, tensor_parallel=size), gpu, gpus, workload))
        except BuildError as error:
            left_out.append(f"TP={size}: {error}")
    return Comparison(
        gpu=gpu, gpus=gpus, workload=workload, asked=asked, others=tuple(others), left_out=tuple(left_out)
    )


def _layout(settings: EngineSettings, gpu: Gpu, gpus: int, workload: Workload) -> Layout:
    memory = fitting_memory(settings, gpu.memory_bytes, gpu.compute_capability, gpus)
    replicas = gpus // settings.tensor_parallel
    speed = estimate(settings, gpu, memory, workload, replicas)
    return Layout(settings=settings, replicas=replicas, memory=memory, speed=speed)
