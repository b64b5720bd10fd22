"""Pages whose text runs up or down or stands on its head: read as a person reads them, with the page turned upright."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bole.parsing.layout.geometry import Matrix, PageGeometry, Rectangle
from bole.parsing.layout.lines import Line
from bole.parsing.layout.reading_order import reading_order
from bole.parsing.layout.runs import Run


def reading_order_of_turned(
    runs: Sequence[Run], rulings: Sequence[Rectangle], page: PageGeometry, quarter_turns: int
) -> tuple[Line, ...]:
    """Orders the runs of one page into lines, as `reading_order`; places stay those on the shown page.

    Args:
        runs: Pieces of text in the order in which the file wrote them.
        rulings: Thin lines on the page.
        page: How the page is shown.
        quarter_turns: By which its text is turned clockwise, 0..3.
    """
    if not quarter_turns:
        return reading_order(runs, rulings, page.width)
    wide, high = page.width, page.height
    upright = _upright(quarter_turns, wide, high)
    if quarter_turns % 2:
        wide, high = high, wide
    back = _upright(4 - quarter_turns, wide, high)
    turned = [_turned(run, upright) for run in runs]
    lines = reading_order(turned, [upright.rectangle(*area) for area in rulings], wide)
    return tuple(replace(line, area=back.rectangle(*line.area)) for line in lines)


def _upright(quarter_turns: int, width: float, height: float) -> Matrix:
    """Returns the map from a page of this size to the page on which text so turned stands upright."""
    match quarter_turns:
        case 1:
            return Matrix(0, -1, 1, 0, 0, width)
        case 2:
            return Matrix(-1, 0, 0, -1, width, height)
        case _:
            return Matrix(0, 1, -1, 0, height, 0)


def _turned(run: Run, upright: Matrix) -> Run:
    area = upright.rectangle(*run.area)
    return Run(run.text, area, area.top if area.height > area.width else area.bottom, run.line)
