"""Draws the charts of the report."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING

from bole.evaluation.report.content import Bar, Chart
from bole.evaluation.report.inline_svg import FILL, GROUND, INK, inline_svg

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_WIDTH_INCHES = 8.2
_BAR_INCHES = 0.34
_FRAME_INCHES = 0.55
_LABEL_LETTERS = 34
_FAINT = 0.5
_WIDE = 0x2E80


def can_draw() -> bool:
    """Tells whether matplotlib is installed: the extra `evaluate`."""
    try:
        import matplotlib as _  # noqa: F401, PLC0415  # large, and only reports draw
    except ImportError:
        return False
    return True


def drawn(chart: Chart) -> str:
    """Returns a chart as an `svg` element; the same chart gives the same bytes."""
    import matplotlib as mpl  # noqa: PLC0415
    from matplotlib.backends.backend_svg import FigureCanvasSVG  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    written = io.BytesIO()
    settings = mpl.rc_context({"svg.hashsalt": "bole", "svg.fonttype": "none", "hatch.linewidth": 0.8})
    with settings, warnings.catch_warnings():
        # Letters that its own font lacks are measured as boxes; the page draws them in a font that has them.
        warnings.simplefilter("ignore", UserWarning)
        height = _FRAME_INCHES + _BAR_INCHES * len(chart.bars)
        figure = Figure(figsize=(_WIDTH_INCHES, height))
        FigureCanvasSVG(figure)
        _draw(figure.add_axes((_margin(chart.bars), 0.4 / height, 0.42, 1 - 0.5 / height)), chart.bars)
        figure.savefig(written, format="svg", transparent=True, metadata={"Date": None})
    return inline_svg(written.getvalue(), chart.name, chart.spoken)


def _draw(axes: Axes, bars: tuple[Bar, ...]) -> None:
    for place, bar in enumerate(bars):
        axes.barh(
            place,
            bar.value,
            height=0.62,
            facecolor=GROUND if bar.plain else FILL,
            edgecolor=INK if bar.plain else FILL,
            hatch="////" if bar.plain else None,
            alpha=_FAINT,  # so that the whisker stands out from the bar
            linewidth=1,
        )
        if bar.low is not None and bar.high is not None:
            ends = [[max(0.0, bar.value - bar.low)], [max(0.0, bar.high - bar.value)]]
            axes.errorbar(bar.value, place, xerr=ends, color=INK, capsize=3.5, elinewidth=1.4, capthick=1.4)
    _label(axes, bars)


def _label(axes: Axes, bars: tuple[Bar, ...]) -> None:
    places = range(len(bars))
    axes.set_yticks(places, [_short(bar.label) for bar in bars], color=INK, fontsize=10, parse_math=False)
    axes.set_ylim(len(bars) - 0.4, -0.6)
    least = min(0.0, *(bar.value if bar.low is None else bar.low for bar in bars))
    most = max(0.0, *(bar.value if bar.high is None else bar.high for bar in bars))
    axes.set_xlim(least * 1.02, most * 1.02 if most > least else 1.0)
    for place, bar in zip(places, bars, strict=True):
        axes.annotate(
            bar.text,
            (1.015, place),
            xycoords=("axes fraction", "data"),
            va="center",
            color=INK,
            fontsize=9.5,
            parse_math=False,
        )
    axes.tick_params(axis="x", colors=INK, labelsize=9)
    axes.tick_params(axis="y", length=0)
    axes.axvline(0, color=INK, linewidth=1)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(INK)


def _margin(bars: tuple[Bar, ...]) -> float:
    """Returns the room for the labels, as a share of the width; a Chinese letter takes that of two."""
    longest = max(sum(1 if ord(letter) < _WIDE else 2 for letter in _short(bar.label)) for bar in bars)
    return min(0.34, 0.02 + 0.0105 * longest)


def _short(label: str) -> str:
    return label if len(label) <= _LABEL_LETTERS else f"{label[: _LABEL_LETTERS - 1]}…"
