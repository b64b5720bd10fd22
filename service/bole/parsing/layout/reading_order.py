"""Puts the runs of a page into the order in which a person reads them: columns, sidebars, ruled tables, rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from bole.parsing.layout.columns import Band, Layout, find_columns
from bole.parsing.layout.geometry import Rectangle, around
from bole.parsing.layout.hyphens import join_hyphenated
from bole.parsing.layout.lines import Line
from bole.parsing.layout.right_to_left import mostly_right_to_left
from bole.parsing.layout.runs import Run
from bole.parsing.layout.side_labels import place_side_labels
from bole.parsing.layout.stacked import join_stacked

_DEEPEST = 6
_SAME_ROW = 0.4
_BLANK_LINE = 1.1


def reading_order(runs: Sequence[Run], rulings: Sequence[Rectangle], width: float) -> tuple[Line, ...]:
    """Orders the runs of one page into lines.

    Args:
        runs: Pieces of text in the order in which the file wrote them.
        rulings: Thin lines on the page.
        width: Width of the page in points.
    """
    mirrored = mostly_right_to_left(run.text for run in runs)
    if mirrored:
        runs = [_mirror(run, width) for run in runs]
        rulings = [_mirrored(area, width) for area in rulings]
    blocks = _blocks(sorted(place_side_labels(join_stacked(runs)), key=_place), Layout.of(rulings), 0)
    lines = join_hyphenated([line for block in blocks for line in _lines(block)])
    return tuple(replace(line, area=_mirrored(line.area, width)) for line in lines) if mirrored else tuple(lines)


def _blocks(runs: list[Run], layout: Layout, depth: int, *, apart: bool = False) -> Iterable[list[Run]]:
    """Splits runs, sorted from top to bottom, into blocks that are read row by row."""
    bands = find_columns(runs, layout, apart=apart) if depth < _DEEPEST else ()
    for band in bands or (Band(runs, []),):
        if band.right:
            yield from _blocks(band.left, layout, depth + 1)
            yield from _blocks(band.right, layout, depth + 1)
        elif bands and len(band.left) < len(runs):
            yield from _blocks(band.left, layout, depth + 1, apart=True)
        else:
            yield band.left


def _lines(block: list[Run]) -> list[Line]:
    lines: list[Line] = []
    for row in _rows(block):
        area = around([run.area for run in row])
        apart = not lines or area.top - lines[-1].area.bottom > _BLANK_LINE * max(area.height, lines[-1].area.height)
        lines.append(Line(_joined(row), area, apart))
    return lines


def _rows(block: list[Run]) -> list[list[Run]]:
    """Gathers runs that share a base line, from left to right."""
    rows: list[list[Run]] = []
    for run in sorted(block, key=lambda run: run.baseline):
        last = rows[-1][-1] if rows else None
        if last and run.baseline - rows[-1][0].baseline <= _SAME_ROW * max(4.0, min(run.area.height, last.area.height)):
            rows[-1].append(run)
        else:
            rows.append([run])
    return [sorted(row, key=_across) for row in rows]


def _joined(row: list[Run]) -> str:
    parts = [row[0].text]
    for before, run in pairwise(row):
        gap = run.area.left - before.area.right
        height = max(before.area.height, run.area.height)
        if before.line == run.line or gap > 0.15 * height:
            parts.append("   " if gap > 2 * height else " ")
        parts.append(run.text)
    return "".join(parts)


def _place(run: Run) -> tuple[float, float]:
    return run.baseline, run.area.left


def _across(run: Run) -> float:
    return run.area.left


def _mirror(run: Run, width: float) -> Run:
    return Run(run.text, _mirrored(run.area, width), run.baseline, run.line)


def _mirrored(area: Rectangle, width: float) -> Rectangle:
    return Rectangle(width - area.right, area.top, width - area.left, area.bottom)
