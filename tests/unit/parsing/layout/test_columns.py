"""Columns are told from rows with a gap."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bole.parsing.layout.geometry import Rectangle
from bole.parsing.layout.reading_order import reading_order
from bole.parsing.layout.runs import Run


def _run(text: str, left: float, baseline: float, line: int) -> Run:
    return Run(text, Rectangle(left, baseline - 8, left + 5.5 * len(text), baseline), baseline, line)


def _texts(runs: list[Run]) -> list[str]:
    return [line.text for line in reading_order(runs, (), 595)]


def test_three_columns_are_read_one_after_the_other() -> None:
    """Each column is split off in turn."""
    columns = [
        [_run(f"c{column}r{row}", 50 + column * 180, 100 + row * (13 + column), 3 * row + column) for row in range(8)]
        for column in range(3)
    ]
    runs = [run for row in zip(*columns, strict=True) for run in row]

    assert _texts(runs) == [f"c{column}r{row}" for column in range(3) for row in range(8)]


def test_prose_in_two_columns_on_one_grid_is_not_read_across() -> None:
    """Lines at equal heights that go on in mid-sentence are columns."""
    left = [_run("wide prose of some length here", 50, 100 + row * 12, row * 2) for row in range(8)]
    right = [_run("other prose that also goes on", 300, 100 + row * 12, row * 2 + 1) for row in range(8)]

    assert _texts([*left, *right]) == [run.text for run in (*left, *right)]


def test_headings_in_the_margin_stay_with_their_blocks() -> None:
    """A label beside the first line of a block is read before it."""
    body = [_run(f"line {row}", 160, 100 + row * 13 + (row // 5) * 20, row) for row in range(15)]
    labels = [
        _run(name, 50, 102.5 + number * 85, 20 + number) for number, name in enumerate(("Work", "Study", "Skills"))
    ]
    found = " ".join(_texts([*body, *labels])).split("line")

    assert [part for part in found if any(name in part for name in ("Work", "Study", "Skills"))] == [
        "Work   ", " 4 Study   ", " 9 Skills   ",
    ]  # fmt: skip


def test_right_to_left_pages_begin_with_the_right_column() -> None:
    """The page is mirrored for Arabic and Hebrew."""
    right = [_run("العمود الأيمن", 350, 100 + row * 13, row) for row in range(6)]
    left = [_run("العمود الأيسر", 80, 100 + row * 15, 10 + row) for row in range(6)]

    assert _texts([*left, *right]) == ["العمود الأيمن"] * 6 + ["العمود الأيسر"] * 6


@given(
    st.lists(
        st.tuples(st.integers(0, 500), st.integers(0, 800), st.text("abcd ", min_size=1, max_size=30)), max_size=40
    )
)
def test_no_word_is_lost_or_doubled(places: list[tuple[int, int, str]]) -> None:
    """Whatever the layout, every run comes out once."""
    runs = [_run(text.replace(" ", "x"), left, down, number) for number, (left, down, text) in enumerate(places)]

    letters = sorted("".join(_texts(runs)).replace(" ", ""))
    assert letters == sorted("".join(run.text for run in runs))


def test_a_timeline_beside_an_infographic_is_a_column() -> None:
    """The file wrote it after all else, below a head that spans the page."""
    head = [_run("Ada Example", 50, 40, 0), _run("ada@example.com", 330, 40, 1)]
    left = [_run(f"box {row} of text", 50, 100 + 17 * row, 2 + row) for row in range(14)]
    right = [_run(f"entry of {2020 - row}", 330, 95 + 31 * row, 16 + row) for row in range(9)]

    assert _texts([*head, *left, *right])[1:] == [run.text for run in (*left, *right)]


def test_dates_beside_their_entries_are_rows() -> None:
    """Also where the file writes all dates apart and they stand a little higher than the titles."""
    dates = [_run(f"Mar 20{10 + row} - 20{11 + row}", 50, 100 + 60 * row, 20 + row) for row in range(4)]
    entries = [
        _run(text, 200, 103 + 60 * row + 14 * number, 3 * row + number)
        for row in range(4)
        for number, text in enumerate((f"Title {row}", "built a service that", "went on for years"))
    ]

    found = " ".join(_texts([*entries, *dates]))
    assert [found.index(f"20{10 + row} -") for row in range(4)] == sorted(
        found.index(f"20{10 + row} -") for row in range(4)
    )
    assert all(found.index(f"20{10 + row} -") < found.index(f"Title {row}") for row in range(4))
    assert all(found.index(f"Title {row}") < found.index(f"20{11 + row} -") for row in range(3))


def test_phrases_on_the_grid_of_another_column_are_no_labels() -> None:
    """The file wrote all of the left column first, and names of fields are shorter."""
    left = [_run(f"a phrase of the left column {row}", 50, 100 + 16 * row, row) for row in range(6)]
    right = [_run(f"word {row}", 330, 100 + 16 * row, 6 + row) for row in range(8)]

    assert _texts([*left, *right]) == [run.text for run in (*left, *right)]


def test_cells_are_told_by_their_lines_rather_than_by_gaps() -> None:
    """A wide cell whose lines are short, beside one whose text begins higher, with a line inside of the wide one."""
    upright = [Rectangle(x, 80, x + 0.5, 200) for x in (40, 120, 400, 560)]
    level = [Rectangle(40, y, 560, y + 0.5) for y in (80, 200)] + [Rectangle(120, 105, 400, 105.5)]
    wide = ["Harbor Ltd", "Order service", "Duties:", "- services", "- databases"]
    runs = [
        *(_run(text, 130, 98 + 20 * row, row) for row, text in enumerate(wide)),
        *(_run(f"tool {row}", 410, 96 + 12 * row, 5 + row) for row in range(8)),
    ]

    found = [line.text for line in reading_order(runs, [*upright, *level], 595)]
    assert found == [*wide, *(f"tool {row}" for row in range(8))]


def test_borders_drawn_cell_by_cell_part_the_rows_of_a_table() -> None:
    """Labels on the left, values of several lines on the right."""
    heights = (80, 130, 155, 180)
    upright = [Rectangle(x, top, x + 0.5, bottom) for x in (40, 200, 560) for top, bottom in pairwise(heights)]
    level = [
        Rectangle(*edge, right, edge[1] + 0.5) for y in heights for edge, right in (((40, y), 200), ((200, y), 560))
    ]
    values = ["Steel bars and", "angles for floors", "as listed"]
    runs = [
        _run("Product", 45, 95, 0), *(_run(text, 205, 93 + 14 * row, row) for row, text in enumerate(values)),
        _run("Number of it", 45, 145, 4), _run("20300", 205, 144, 5),
        _run("Listed", 45, 170, 6), _run("by the office", 205, 169, 7),
    ]  # fmt: skip

    found = [line.text for line in reading_order(runs, [*upright, *level], 595)]
    assert found == ["Product", *values, "Number of it   20300", "Listed   by the office"]
