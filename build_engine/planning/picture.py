"""A plan as a picture: what stands in the memory of a rank."""

from __future__ import annotations

from pathlib import Path

from build_engine.errors import BuildError
from build_engine.planning.comparison import Comparison, Layout
from build_engine.specs.gpus import GIB

FORMATS = (".svg", ".png", ".pdf")

_COLOURS = {
    "weights": "#3b5b92",
    "activations (estimate)": "#c98b2b",
    "runtime (estimate)": "#8c8c8c",
    "keys and values (estimate)": "#4f9d69",
    "free": "#e8e8e8",
}


def check_format(file: Path) -> None:
    """Refuses a file whose ending names no format.

    Raises:
        BuildError: It does not.
    """
    if file.suffix not in FORMATS:
        raise BuildError(f"A picture ends in {', '.join(FORMATS)}, not in {file.suffix or 'nothing'}.")


def draw_plan(plan: Comparison, file: Path) -> None:
    """Writes the picture; its ending names the format.

    Raises:
        BuildError: matplotlib is not installed, or the format is not known.
    """
    check_format(file)
    try:
        from matplotlib.figure import Figure  # noqa: PLC0415 (heavy, and only for pictures)
    except ImportError as error:
        raise BuildError("--picture needs matplotlib: pip install 'bole-screening[plots]'.") from error
    figure = Figure(figsize=(9, 1.6 + 0.6 * len(plan.layouts)), layout="constrained")
    axes = figure.add_subplot()
    for row, layout in enumerate(plan.layouts):
        left = 0.0
        for part, gib in _parts(layout).items():
            axes.barh(row, gib, left=left, color=_COLOURS[part], label=part if row == 0 else None)
            left += gib
    axes.set_yticks(range(len(plan.layouts)), [_label(layout) for layout in plan.layouts])
    axes.invert_yaxis()
    axes.set_xlabel("GiB a GPU")
    axes.set_title(
        f"Qwen2.5-{plan.asked.settings.model.name}, {plan.asked.settings.precision}, {plan.gpus} x {plan.gpu.title}"
    )
    figure.legend(loc="outside lower center", ncols=len(_COLOURS), fontsize="small", frameon=False)
    try:
        figure.savefig(file, metadata={"Date": None} if file.suffix == ".svg" else None)
    except OSError as error:
        raise BuildError(f"{file} cannot be written ({error.strerror}). Name another file with --picture.") from error


def _parts(layout: Layout) -> dict[str, float]:
    memory = layout.memory
    sizes = (memory.weights, memory.activations, memory.runtime, memory.kv_cache, memory.free)
    return {part: size / GIB for part, size in zip(_COLOURS, sizes, strict=True)}


def _label(layout: Layout) -> str:
    return f"{layout.title}\n{layout.memory.kv_tokens:,} tokens"
