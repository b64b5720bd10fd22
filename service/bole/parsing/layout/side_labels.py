"""Labels that run along the side of a block: read before the block that they name."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from bole.parsing.layout.runs import Run

_UPRIGHT = 2.0
_BLOCK_GAP = 1.5
_FARTHEST = 2.0


def place_side_labels(runs: Sequence[Run]) -> list[Run]:
    """Moves the base line of each upright run a little above the first row of the block that it stands beside."""
    labels = [run for run in runs if _upright(run)]
    rows = sorted((run for run in runs if not _upright(run)), key=lambda run: run.baseline)
    if not labels or not rows:
        return list(runs)
    heads = _heads(rows)
    return [_placed(run, rows, heads) if _upright(run) else run for run in runs]


def _upright(run: Run) -> bool:
    return run.area.height > _UPRIGHT * run.area.width and len(run.text) > 1


def _heads(rows: list[Run]) -> list[int]:
    """Returns which rows begin a block: those below a gap well above the usual step."""
    steps = [after.baseline - before.baseline for before, after in pairwise(rows)]
    lines = sorted(step for step in steps if step > 1)
    usual = lines[len(lines) // 2] if lines else 0.0
    return [0, *(index for index, step in enumerate(steps, start=1) if step > _BLOCK_GAP * usual)]


def _placed(label: Run, rows: list[Run], heads: list[int]) -> Run:
    """Returns the label at the head of the block in which its middle lies, unless that is far from it."""
    middle = (label.area.top + label.area.bottom) / 2
    below = bisect_left([rows[head].area.top for head in heads], middle)
    if below == 0:
        return label
    first = rows[heads[below - 1]]
    if label.area.top - first.area.top > _FARTHEST * label.area.height:
        return label
    return Run(label.text, label.area, first.baseline - first.area.height / 2, label.line)
