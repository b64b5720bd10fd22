"""Labels along the side are read before what they name."""

from __future__ import annotations

from bole.parsing.layout.geometry import Rectangle
from bole.parsing.layout.reading_order import reading_order
from bole.parsing.layout.runs import Run


def _run(text: str, baseline: float, line: int) -> Run:
    return Run(text, Rectangle(100, baseline - 10, 100 + 5 * len(text), baseline), baseline, line)


def _label(text: str, top: float, bottom: float, line: int) -> Run:
    return Run(text, Rectangle(50, top, 62, bottom), top, line)


def test_an_upright_label_in_the_middle_of_its_block_is_read_before_it() -> None:
    """Wherever the file wrote it."""
    rows = [_run(f"row {row}", 100 + 15 * row + 40 * (row // 4), row) for row in range(8)]
    labels = [_label("Work", 110, 140, 20), _label("Study", 210, 245, 21)]

    assert [line.text for line in reading_order([*rows, *labels], (), 595)] == [
        "Work", "row 0", "row 1", "row 2", "row 3", "Study", "row 4", "row 5", "row 6", "row 7",
    ]  # fmt: skip


def test_an_upright_label_far_below_the_head_of_a_long_block_stays() -> None:
    """It names what stands beside it."""
    rows = [_run(f"row {row}", 100 + 15 * row, row) for row in range(20)]

    found = [line.text for line in reading_order([*rows, _label("Later", 300, 330, 20)], (), 595)]
    assert found.index("row 12") < found.index("Later") < found.index("row 15")


def test_a_page_of_nothing_but_upright_text_is_read() -> None:
    """There is no block that a label could name."""
    labels = [_label("Turned", 100, 200, 0), _label("text", 300, 360, 1)]

    assert [line.text for line in reading_order(labels, (), 595)] == ["Turned", "text"]
