"""A plan in words and tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rich.console import Console
from rich.table import Table

from build_engine.planning.comparison import Comparison, Layout
from build_engine.specs.gpus import GIB
from build_engine.specs.models import TENSOR_PARALLEL_SIZES, ModelShape

EXACT = "exact"
ESTIMATE = "estimate"

_MEMORY: tuple[tuple[str, Callable[[Layout], str], str], ...] = (
    ("weights a rank", lambda one: _gib(one.memory.weights), EXACT),
    ("activations a rank", lambda one: _gib(one.memory.activations), ESTIMATE),
    ("runtime a rank", lambda one: _gib(one.memory.runtime), ESTIMATE),
    ("KV cache a rank", lambda one: _gib(one.memory.kv_cache), ESTIMATE),
    ("left free a rank", lambda one: _gib(one.memory.free), ESTIMATE),
    ("KV a token and rank", lambda one: f"{one.memory.kv_bytes_per_token:,} B", EXACT),
    ("KV tokens a replica", lambda one: f"{one.memory.kv_tokens:,}", ESTIMATE),
    (
        "largest batch, longest",
        lambda one: f"{min(one.settings.max_batch_size, one.memory.kv_tokens // one.settings.max_seq_len):,}",
        ESTIMATE,
    ),
)
_SPEED: tuple[tuple[str, Callable[[Layout], str], str], ...] = (
    ("largest batch, these", lambda one: f"{one.speed.batch:,}", ESTIMATE),
    ("alone: first token", lambda one: _milliseconds(one.speed.first_token_alone), ESTIMATE),
    ("alone: between tokens", lambda one: _milliseconds(one.speed.token_alone), ESTIMATE),
    ("alone: whole answer", lambda one: f"{one.speed.answer_alone:.2f} s", ESTIMATE),
    ("loaded: between tokens", lambda one: _milliseconds(one.speed.token_loaded), ESTIMATE),
    ("loaded: resumes an hour", lambda one: f"{one.speed.requests_an_hour:,.0f}", ESTIMATE),
)


def print_plan(plan: Comparison, console: Console) -> None:
    """Prints what a machine holds and how fast it may be, with the source of every figure."""
    settings, load = plan.asked.settings, plan.workload
    console.print(
        f"Qwen2.5-{settings.model.name} ({settings.model.parameters / 1e9:.2f} billion parameters), "
        f"{settings.precision}, on {plan.gpus} x {plan.gpu.title}"
    )
    console.print(
        f"Limits: batch {settings.max_batch_size}, {settings.max_seq_len:,} tokens a request, "
        f"{settings.max_num_tokens:,} a step. Requests: {load.shared_tokens:,} shared (cached) + {load.own_tokens:,} "
        f"own + {load.output_tokens:,} output tokens.\n"
    )
    console.print(_table("Memory", plan, _MEMORY))
    console.print(_table("Speed", plan, _SPEED))
    for line in (*_splits(settings.model), *plan.left_out, *_trade(plan), *_sources(plan)):
        console.print(line)


def _table(title: str, plan: Comparison, rows: tuple[tuple[str, Callable[[Layout], str], str], ...]) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column("")
    for index, layout in enumerate(plan.layouts):
        table.add_column(layout.title + (" (asked)" if index == 0 else ""), justify="right")
    table.add_column("kind")
    for name, show, kind in rows:
        table.add_row(name, *map(show, plan.layouts), kind)
    return table


def _splits(model: ModelShape) -> Iterator[str]:
    """Says how the model can be split, and why not otherwise."""
    yield f"Splits: TP {', '.join(map(str, model.tensor_parallel_sizes()))}."
    for size in TENSOR_PARALLEL_SIZES:
        obstacle = model.tensor_parallel_obstacle(size)
        if obstacle is not None:
            yield f"TP={size} is impossible: {obstacle}."


def _trade(plan: Comparison) -> Iterator[str]:
    """Says what the asked split gains and costs against the one farthest from it, by the figures of the table."""
    idle = plan.gpus - plan.asked.replicas * plan.asked.settings.tensor_parallel
    if idle:
        yield f"{idle} of the {plan.gpus} GPUs would do nothing."
    asked = plan.asked
    others = sorted(plan.others, key=lambda one: one.settings.tensor_parallel)
    if not others:
        return
    other = others[-1] if asked.settings.tensor_parallel == 1 else others[0]
    time = asked.speed.answer_alone / other.speed.answer_alone
    rate = asked.speed.requests_an_hour / other.speed.requests_an_hour
    yield (
        f"{asked.title} against {other.title}: an answer alone takes {time:.2f} of the time, and the machine answers "
        f"{rate:.2f} times as many requests. Take {asked.title if time < 1 else other.title} for latency, "
        f"{asked.title if rate > 1 else other.title} for throughput."
    )


def _sources(plan: Comparison) -> Iterator[str]:
    shares = "fitted to published throughputs" if plan.gpu.fitted else "assumed, not fitted"
    yield (
        f"Estimates: arithmetic on data-sheet figures of {plan.gpu.name} (build_engine/specs/gpus.yaml; shares of the "
        f"peaks {shares}), guided decoding not included; times of a request that is alone are lower bounds. Nothing of "
        "this was measured: `verify` measures a running server."
    )
    if plan.asked.settings.yarn:
        yield (
            "Warning: YaRN stretches all positions, short texts included, and their answers become a little worse "
            "(Qwen2.5 model card). Run `make accept` against the engine before it is used."
        )


def _gib(count: int) -> str:
    return f"{count / GIB:.2f} GiB"


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"
