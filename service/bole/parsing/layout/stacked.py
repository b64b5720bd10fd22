"""Labels whose Chinese, Japanese or Korean characters stand one below the other, as beside the rows of a form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from bole.parsing.layout.geometry import Rectangle
from bole.parsing.layout.runs import Run

_CHARACTER = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SAME_COLUMN = 2.5
_WIDEST_STEP = 3.0


def join_stacked(runs: Sequence[Run]) -> list[Run]:
    """Joins characters that the file wrote one below the other into one run at the height of the first."""
    joined: list[Run] = []
    stack: list[Run] = []
    for run in runs:
        if stack and not (_single(run) and _below(stack, run)):
            joined += _closed(stack)
            stack = []
        if _single(run):
            stack.append(run)
        else:
            joined.append(run)
    return joined + _closed(stack) if stack else joined


def _single(run: Run) -> bool:
    return len(run.text) == 1 and _CHARACTER.match(run.text) is not None


def _below(stack: list[Run], run: Run) -> bool:
    """Tells whether a character stands under the last of a stack, at the steps of the others."""
    last = stack[-1].area
    step = run.area.top - last.top
    if abs(run.area.left - last.left) > _SAME_COLUMN or not 0.5 * last.height < step < _WIDEST_STEP * last.height:
        return False
    steps = [after.area.top - before.area.top for before, after in pairwise(stack[-2:])]
    return all(abs(step - one) < last.height for one in steps)


def _closed(stack: list[Run]) -> list[Run]:
    if len(stack) == 1:
        return stack
    top, bottom = stack[0].area, stack[-1].area
    area = Rectangle(min(one.area.left for one in stack), top.top, max(one.area.right for one in stack), bottom.bottom)
    return [Run("".join(one.text for one in stack), area, top.top, stack[0].line)]
