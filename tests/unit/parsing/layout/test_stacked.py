"""Characters one below the other are one label."""

from __future__ import annotations

import pytest

from bole.parsing.layout.geometry import Rectangle
from bole.parsing.layout.reading_order import reading_order
from bole.parsing.layout.runs import Run
from bole.parsing.layout.stacked import join_stacked


def _run(text: str, left: float, baseline: float, line: int) -> Run:
    return Run(text, Rectangle(left, baseline - 10, left + 10 * len(text), baseline), baseline, line)


@pytest.mark.parametrize("label", ["教育经历", "職歴", "경력"])
def test_a_stacked_label_is_read_before_the_rows_it_stands_beside(label: str) -> None:
    """As the first cell of a form."""
    stacked = [_run(character, 50, 110 + 16 * row, row) for row, character in enumerate(label)]
    rows = [_run(f"2019.0{row} Lakeside", 100, 110 + 20 * row, 20 + row) for row in range(3)]

    assert [line.text for line in reading_order([*stacked, *rows], (), 595)] == [
        label, "2019.00 Lakeside", "2019.01 Lakeside", "2019.02 Lakeside",
    ]  # fmt: skip


def test_characters_of_cells_in_one_row_or_far_apart_stay_single() -> None:
    """The year and month of a form's head, and a column of answers."""
    row = [_run(character, 50 + 60 * number, 100, number) for number, character in enumerate("年月日")]
    column = [_run(character, 50, 200 + 60 * number, 3 + number) for number, character in enumerate("男女")]

    assert join_stacked([*row, *column]) == [*row, *column]
