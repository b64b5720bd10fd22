"""Writes figures as text, and turns them into cells."""

from __future__ import annotations

from bole.evaluation.figures import Basis, Figure
from bole.evaluation.metric_words import MetricWords, Unit, metric_words
from bole.evaluation.report.content import Cell

NOT_MEASURED = "not measured"
MEASURED_HERE = "measured in this run"
"""The source of a measured value that needs no further word."""
_LARGE = 10
_NO_REASON = "the run gives no reason"


def cell_of(figure: Figure) -> Cell:
    """Returns the cell of a figure; one without a value says that it was not measured, and why."""
    if figure.basis is Basis.NOT_MEASURED or figure.value is None:
        return not_measured(figure.note or _NO_REASON)
    words = metric_words(figure.metric)
    return Cell(
        text=value_text(figure.value, words),
        basis=figure.basis,
        source=figure.note or (MEASURED_HERE if figure.basis is Basis.MEASURED else _NO_REASON),
        interval=interval_text(figure, words),
        count=figure.n,
    )


def not_measured(why: str) -> Cell:
    """Returns a cell without a value."""
    return Cell(text=NOT_MEASURED, basis=Basis.NOT_MEASURED, source=why.removeprefix(f"{NOT_MEASURED}: "))


def estimate(text: str, rests_on: str) -> Cell:
    """Returns the cell of an estimate."""
    return Cell(text=text, basis=Basis.ESTIMATE, source=rests_on)


def value_text(value: float, words: MetricWords) -> str:
    """Writes a value with its unit."""
    match words.unit:
        case Unit.SHARE:
            return f"{_plain(100 * value, 1)} %"
        case Unit.POINTS:
            return f"{_plain(value, 2)} points"
        case Unit.SECONDS:
            return f"{_plain(value, 3)} s"
        case Unit.COUNT:
            return f"{value:,.0f}"
        case Unit.NUMBER:
            return f"{_unsigned_zero(value):.3f}" if abs(value) < _LARGE else f"{value:,.1f}"


def interval_text(figure: Figure, words: MetricWords) -> str:
    """Writes the interval of a figure, empty where it has none."""
    if figure.low is None or figure.high is None:
        return ""
    low, high = value_text(figure.low, words), value_text(figure.high, words)
    number, blank, unit = high.partition(" ")
    return f"{low.removesuffix(blank + unit)} to {number}{blank}{unit}"


def range_text(low: float, high: float) -> str:
    """Writes a range of an estimate with two digits that count."""
    first, last = _two_digits(low), _two_digits(high)
    return first if first == last else f"{first} to {last}"


def _two_digits(value: float) -> str:
    if value == 0:
        return "0"
    rounded = float(f"{value:.2g}")
    return f"{rounded:,.0f}" if rounded >= 10 else f"{rounded:g}"


def _plain(value: float, decimals: int) -> str:
    written = f"{_unsigned_zero(value):.{decimals}f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def _unsigned_zero(value: float) -> float:
    return value if abs(value) >= 0.0005 else 0.0
