"""Finds columns: a gutter that lines on both sides respect, and that does not merely part labels from values."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise

from bole.parsing.layout.geometry import Rectangle
from bole.parsing.layout.runs import Run

_GUTTER = 5.0
_EDGE, _SAME_EDGE = 3.0, 0.5
_ALIGNED_POINTS = 1.6
_SAME_ROW_POINTS = 4.0
_LABELS = 0.75
_LABELS_PER_LINE = 0.4
_WRAPPED = 0.4
_WRAPPED_POINTS = 110.0
_STRIP = 4.0
_FEW_CROSS = 0.2
_MOST_VALLEYS = 4
_STEP_UP_POINTS = 60.0
_LARGEST_HEAD = 0.3
_LONG_COLUMN = 12
_FEWEST_ROWS = 2
_FEWEST_ROWS_IN_ALL = 5
_MOST_CANDIDATES = 12
_RULED_SIDE = 9.0
_TOUCHING = 2.0
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)|昭和|平成|令和")
_LONGEST_DATE = 24
_LONGEST_LABEL = 26


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of a page: two columns, or, where `right` is empty, one."""

    left: list[Run]
    right: list[Run]


@dataclass(frozen=True, slots=True)
class Layout:
    """Ruled lines, by direction."""

    upright: tuple[Rectangle, ...]
    level: tuple[Rectangle, ...]

    @staticmethod
    def of(rulings: Sequence[Rectangle]) -> Layout:
        """Sorts rulings by direction; level ones from top to bottom, borders of neighbouring cells as one."""
        upright = tuple(area for area in rulings if area.height > area.width and area.height >= _RULED_SIDE)
        level = _borders([area for area in rulings if area.width >= area.height], upright)
        return Layout(upright, tuple(sorted(level, key=lambda area: area.top)))

    def ruled(self, x: float, top: float, bottom: float) -> bool:
        """Tells whether an upright line stands near `x` beside the whole stretch from `top` to `bottom`."""
        return any(
            abs(area.left - x) <= 12 and area.top <= top + 2 and area.bottom >= bottom - 2 for area in self.upright
        )

    def cuts(self, x: float) -> list[float]:
        """Returns the heights at which a level line crosses `x`, from the top."""
        return [area.top for area in self.level if area.left < x - 12 and area.right > x + 12]


def _borders(level: list[Rectangle], upright: Sequence[Rectangle]) -> list[Rectangle]:
    """Joins level lines that meet at an upright one: the borders of cells that are drawn cell by cell."""
    if not upright:
        return level
    corners = sorted(area.left for area in upright)
    joined: list[Rectangle] = []
    for area in sorted(level, key=lambda area: (round(area.top), area.left)):
        last = joined[-1] if joined else None
        near = bisect_left(corners, area.left - _TOUCHING)
        meets = near < len(corners) and corners[near] <= area.left + _TOUCHING
        if last and meets and abs(area.top - last.top) <= 1 and abs(area.left - last.right) <= _TOUCHING:
            joined[-1] = Rectangle(last.left, last.top, area.right, last.bottom)
        else:
            joined.append(area)
    return joined


def find_columns(runs: Sequence[Run], layout: Layout, *, apart: bool = False) -> tuple[Band, ...]:
    """Splits runs, sorted by base line, into bands of one or two columns; empty when there is but one column.

    Args:
        runs: What may stand in columns.
        layout: Ruled lines of the page.
        apart: Only takes for columns what the file wrote one wholly after the other.
    """
    best: tuple[int, list[Band]] = (0, [])
    for x in _apart(_gutters(runs)):
        bands = _bands(runs, x, layout, apart=apart)
        score = sum(_worth(band, layout, x) for band in bands if band.right)
        if score > best[0]:
            best = score, bands
    return tuple(best[1])


def _apart(edges: list[float]) -> list[float]:
    """Leaves out what hardly differs from an edge before it."""
    found: list[float] = []
    for edge in edges:
        if all(abs(edge - one) > _SAME_EDGE for one in found):
            found.append(edge)
    return found


def _worth(band: Band, layout: Layout, x: float) -> int:
    """Weighs a pair of columns: one long pair is worth more than several short ones, and twice if surely two."""
    sure = _written_apart(band.left, band.right) or _parted_by_line(band.left, band.right, layout, x)
    return min(len(band.left), len(band.right)) ** 2 * (2 if sure else 1)


def _parted_by_line(left: list[Run], right: list[Run], layout: Layout, x: float) -> bool:
    """Tells whether an upright line stands between two columns all the way."""
    if not layout.upright:
        return False
    return layout.ruled(x, min(left[0].area.top, right[0].area.top), max(left[-1].baseline, right[-1].baseline))


def _holds_line(left: list[Run], right: list[Run], layout: Layout) -> bool:
    """Tells whether upright lines part other columns there: cells of a table are read by them first."""
    if not layout.upright:
        return False
    top, bottom = min(left[0].area.top, right[0].area.top), max(left[-1].baseline, right[-1].baseline)
    start, end = min(run.area.left for run in left), max(run.area.right for run in right)
    return any(start < area.left < end and area.top <= top + 2 and area.bottom >= bottom - 2 for area in layout.upright)


def _gutters(runs: Sequence[Run]) -> list[float]:
    """Returns where right columns may begin: left edges that several runs share and that have text to their left."""
    edges = sorted(run.area.left for run in runs)
    if len(edges) < _FEWEST_ROWS_IN_ALL:
        return []
    found: list[tuple[int, float]] = []
    start = 0
    for index in range(1, len(edges) + 1):
        if index == len(edges) or edges[index] - edges[index - 1] > _EDGE:
            found.append((index - start, edges[start]))
            start = index
    first = edges[0] + _EDGE * 4
    shared = [(-count, x) for count, x in found if count >= _FEWEST_ROWS and x > first]
    return [x - 0.5 for _, x in sorted(shared)[:_MOST_CANDIDATES]] + _valleys(runs) + _steps_up(runs)


def _steps_up(runs: Sequence[Run]) -> list[float]:
    """Returns the left edges of what the file wrote after going up the page, as it does at the head of a column."""
    written = sorted(runs, key=lambda run: run.line)
    edges: list[float] = []
    edge = written[-1].area.left
    for before, run in zip(written[-2::-1], written[::-1], strict=False):
        edge = min(edge, run.area.left)
        up = before.area.top - run.area.bottom > _STEP_UP_POINTS
        if up and (not edges or edge < edges[-1] - _EDGE):
            edges.append(edge)
    return [edge - 0.5 for edge in edges[:_MOST_VALLEYS]]


def _valleys(runs: Sequence[Run]) -> list[float]:
    """Returns the right ends of upright strips that hardly any run crosses; centred columns share no edge."""
    start = min(run.area.left for run in runs)
    changes = [0] * (int((max(run.area.right for run in runs) - start) / _STRIP) + 3)
    for run in runs:
        changes[int((run.area.left - start) / _STRIP)] += 1
        changes[int((run.area.right - start) / _STRIP) + 1] -= 1
    covered = list(accumulate(changes))[:-1]
    few = max(covered) * _FEW_CROSS
    found: list[float] = []
    for low, group in groupby(range(1, len(covered) - 1), key=lambda strip: covered[strip] <= few):
        strips = list(group)
        if not low or strips[-1] == len(covered) - 2:
            continue
        least = min(covered[strip] for strip in strips)
        ends = [strip for strip in strips if covered[strip] == least and covered[strip + 1] != least]
        found += [start + (strip + 1) * _STRIP - 0.5 for strip in ends[:2]]
    return found[:_MOST_VALLEYS]


def _bands(runs: Sequence[Run], x: float, layout: Layout, *, apart: bool) -> list[Band]:
    """Cuts the runs at lines that cross `x` and, in ruled tables, at level rulings; then judges each stretch."""
    cuts = layout.cuts(x) if layout.upright else []
    bands: list[Band] = []
    left: list[Run] = []
    right: list[Run] = []
    below = 0
    for run in runs:
        level = bisect_left(cuts, run.baseline) if cuts else 0
        start, _, end, _ = run.area
        crosses = start < x < end + _GUTTER
        if crosses or level != below:
            _close(bands, left, right, layout, x, apart=apart)
            left, right, below = [], [], level
        if crosses:
            _one_column(bands, [run])
        else:
            (left if start < x else right).append(run)
    _close(bands, left, right, layout, x, apart=apart)
    return bands


def _close(bands: list[Band], left: list[Run], right: list[Run], layout: Layout, x: float, *, apart: bool) -> None:
    sure = not apart or not left or not right or _written_apart(left, right) or _parted_by_line(left, right, layout, x)
    if left and right and sure and _side_by_side(left, right, layout, x):
        top = _top_of_columns(left, right)
        lower = [run for run in left if run.baseline >= top], [run for run in right if run.baseline >= top]
        if min(map(len, lower)) < _FEWEST_ROWS:
            lower = left, right
        elif head := [run for run in (*left, *right) if run.baseline < top]:
            _one_column(bands, sorted(head, key=_place))
        bands.append(Band(*lower))
    elif left or right:
        _one_column(bands, sorted([*left, *right], key=_place))


def _place(run: Run) -> tuple[float, float]:
    return run.baseline, run.area.left


def _top_of_columns(left: list[Run], right: list[Run]) -> float:
    """Returns the height from which the file wrote one side wholly before the other, below rows at the head of a page.

    Where it never did, or only far down, the columns begin with their first runs.
    """
    top = min(left[0].baseline, right[0].baseline)
    if _written_apart(left, right):
        return top
    rows = sorted([(run.baseline, run.line, side) for side, runs in enumerate((left, right)) for run in runs])
    spans = [(rows[-1][1], -1), (rows[-1][1], -1)]
    found = len(rows)
    for index in range(len(rows) - 1, -1, -1):
        _, line, side = rows[index]
        low, high = spans[side]
        spans[side] = (min(low, line), max(high, line)) if high >= 0 else (line, line)
        (left_low, left_high), (right_low, right_high) = spans
        if left_high >= 0 and right_high >= 0 and left_low <= right_high and right_low <= left_high:
            break
        found = index
    return rows[found][0] if found <= _LARGEST_HEAD * len(rows) else top


def _one_column(bands: list[Band], runs: list[Run]) -> None:
    if bands and not bands[-1].right:
        bands[-1].left.extend(runs)
    else:
        bands.append(Band(runs, []))


def _side_by_side(left: list[Run], right: list[Run], layout: Layout, x: float) -> bool:
    """Tells columns from rows that have a gap in the middle, such as labels with values or places with dates."""
    few, many = _baselines(left), _baselines(right)
    top, bottom = max(few[0], many[0]), min(few[-1], many[-1])
    if len(few) > len(many):
        few, many = many, few
    if _parted_by_line(left, right, layout, x):
        return len(many) > 1
    too_few = len(few) < _FEWEST_ROWS or len(few) + len(many) < _FEWEST_ROWS_IN_ALL or top > bottom
    if too_few or _holds_line(left, right, layout):
        return False
    if (_dated(left) or _dated(right)) and _aligned(few, many, _SAME_ROW_POINTS) >= _LABELS:
        return False
    if _aligned(few, many) < _LABELS:
        return not _heads_of_blocks(few, many)
    apart = _written_apart(left, right)
    if len(few) < _LONG_COLUMN:
        return (_wrapped(left) and _wrapped(right)) or (apart and _too_long_for_labels(left))
    return apart


def _baselines(runs: list[Run]) -> list[float]:
    found: list[float] = []
    for run in runs:
        if not found or run.baseline - found[-1] > _ALIGNED_POINTS:
            found.append(run.baseline)
    return found


def _aligned(few: list[float], many: list[float], points: float = _ALIGNED_POINTS) -> float:
    """Returns the share of `few` that have one of `many` at their height."""
    met = 0
    for baseline in few:
        index = bisect_left(many, baseline - points)
        met += index < len(many) and many[index] <= baseline + points
    return met / len(few)


def _dated(runs: list[Run]) -> bool:
    """Tells the dates of a timeline, each beside its entry, from a column of text."""
    dates = sum(len(run.text) <= _LONGEST_DATE and _YEAR.search(run.text) is not None for run in runs)
    return dates >= _LABELS * len(runs)


def _heads_of_blocks(few: list[float], many: list[float]) -> bool:
    """Tells labels in the margin, each at the height at which a block begins, from a column of its own."""
    if len(few) > _LABELS_PER_LINE * len(many):
        return False
    steps = [after - before for before, after in pairwise(many)]
    usual = sorted(steps)[len(steps) // 2]
    heads = [many[0], *(many[index + 1] for index, step in enumerate(steps) if step > 1.2 * usual)]
    met = sum(any(abs(baseline - head) < usual * 0.6 for head in heads) for baseline in few)
    return met >= _LABELS * len(few)


def _wrapped(runs: list[Run]) -> bool:
    """Tells running text, whose lines go on in mid-sentence, from lists of labels, places or dates."""
    widest = max(run.area.width for run in runs)
    going_on = sum(
        run.text[0].islower() or (run.area.width >= 0.93 * widest >= _WRAPPED_POINTS and run.text[-1].isalnum())
        for run in runs
    )
    return going_on >= _WRAPPED * len(runs)


def _too_long_for_labels(runs: list[Run]) -> bool:
    """Tells a column of phrases from names of fields, whose values the file wrote after all of them."""
    return len(runs) >= _FEWEST_ROWS_IN_ALL and sum(len(run.text) for run in runs) > _LONGEST_LABEL * len(runs)


def _written_apart(left: list[Run], right: list[Run]) -> bool:
    """Tells whether the file wrote one side wholly before the other."""
    lines_left, lines_right = [run.line for run in left], [run.line for run in right]
    return max(lines_left) < min(lines_right) or max(lines_right) < min(lines_left)
