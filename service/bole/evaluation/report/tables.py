"""Tables and charts of one part of the report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from bole.evaluation.figures import Basis, Figure
from bole.evaluation.metric_words import Unit, metric_order, metric_words
from bole.evaluation.report.content import Bar, Cell, Chart, Row, Table
from bole.evaluation.report.values import MEASURED_HERE, NOT_MEASURED, cell_of, interval_text, value_text

BESIDE = {"bm25": "BM25", "tfidf": "TF-IDF", "random": "random order", "human": "people among themselves"}
"""What is measured beside the engines, by name."""

_MOST_BARS = 30
_ALL = "all data"
_CHANCE = "random"
_PLAIN_KINDS = frozenset({"edit", "swap", "language", "profession"})
"""Kinds of slices that need no word beside their name in a chart."""

_WHOLE = "all of it"


def engines_of(figures: Iterable[Figure]) -> tuple[str, ...]:
    """Returns the engines of figures, those that are measured beside them last."""
    names = dict.fromkeys(figure.engine for figure in figures)
    return (*(name for name in names if name not in BESIDE), *(name for name in BESIDE if name in names))


def measured(figures: Sequence[Figure]) -> tuple[list[Figure], tuple[str, ...]]:
    """Leaves out what has no value at all for one reason, engines and slices; returns the rest, and sentences.

    A sentence takes the place of a row or a column of nothing.
    """
    by_engine: dict[tuple[str, ...], list[Figure]] = {}
    for one in figures:
        by_engine.setdefault((one.engine,), []).append(one)
    kept, said = _with_values(by_engine)
    by_slice: dict[tuple[str, ...], list[Figure]] = {}
    for one in kept:
        by_slice.setdefault((one.engine, one.slice), []).append(one)
    rest, more = _with_values(by_slice)
    return rest, (*said, *more)


def _with_values(groups: Mapping[tuple[str, ...], Sequence[Figure]]) -> tuple[list[Figure], list[str]]:
    kept: list[Figure] = []
    missing: dict[tuple[str, str], list[str]] = {}
    for name, figures in groups.items():
        reasons = {cell_of(one).source for one in figures}
        if len(reasons) == 1 and len(figures) >= len(name) and all(one.value is None for one in figures):
            missing.setdefault((name[0], reasons.pop()), []).extend(map(slice_text, name[1:]))
        else:
            kept.extend(figures)
    return kept, [_missing_sentence(engine, parts, reason) for (engine, reason), parts in missing.items()]


def _missing_sentence(engine: str, parts: Sequence[str], reason: str) -> str:
    named = ", ".join(filter(None, parts))
    return f"{_engine(engine)}{f', {named}' if named else ''}: {NOT_MEASURED}: {reason}"


def by_engine(figures: Sequence[Figure], caption: str) -> tuple[Table]:
    """Returns a table with a row an engine and a column a metric; of figures that differ in nothing else."""
    metrics = _metrics(figures)
    cells = {(one.engine, one.metric): cell_of(one) for one in figures}
    rows = {engine: tuple(cells.get((engine, metric)) for metric in metrics) for engine in engines_of(figures)}
    return (_table(caption, "Approach", map(_title, metrics), {_engine(one): row for one, row in rows.items()}),)


def by_metric(figures: Sequence[Figure], caption: str) -> tuple[Table]:
    """Returns a table with a row a metric and slice, and a column an engine."""
    engines = engines_of(figures)
    cells = {(one.metric, one.slice, one.engine): cell_of(one) for one in figures}
    named = sorted({(one.metric, one.slice) for one in figures}, key=lambda one: (metric_order(one[0]), one[1]))
    rows = {_heading(*one): tuple(cells.get((*one, engine)) for engine in engines) for one in named}
    return (_table(caption, "Figure", map(_engine, engines), rows),)


def by_slice(figures: Sequence[Figure], caption: str) -> tuple[Table]:
    """Returns a table with a row a slice and a column an engine; of figures of one metric."""
    engines = engines_of(figures)
    cells = {(one.slice, one.engine): cell_of(one) for one in figures}
    rows = {slice_text(part): tuple(cells.get((part, engine)) for engine in engines) for part in _slices(figures)}
    return (_table(caption, _title(figures[0].metric), map(_engine, engines), rows),)


def by_slice_of_engine(figures: Sequence[Figure], caption: str) -> tuple[Table, ...]:
    """Returns a table for each engine, with a row a slice and a column a metric."""
    return tuple(_of_engine([one for one in figures if one.engine == name], caption) for name in engines_of(figures))


def _of_engine(figures: Sequence[Figure], caption: str) -> Table:
    metrics = _metrics(figures)
    cells = {(one.slice, one.metric): cell_of(one) for one in figures}
    rows = {
        slice_text(part) or _WHOLE: tuple(cells.get((part, metric)) for metric in metrics) for part in _slices(figures)
    }
    return _table(f"{caption}, {_engine(figures[0].engine)}", "What was changed", map(_title, metrics), rows)


def said_once(table: Table) -> tuple[Table, tuple[str, ...]]:
    """Takes a word that all measured values of a column or of a row share out of its cells; returns it as sentences."""
    columns = [_shared([row.cells[place] for row in table.rows], by_all=True) for place in range(len(table.columns))]
    rows = [replace(row, cells=tuple(map(_without, row.cells, columns))) for row in table.rows]
    words = [_shared(row.cells, by_all=False) for row in rows]
    plain = tuple(
        replace(row, cells=tuple(_without(cell, word) for cell in row.cells))
        for row, word in zip(rows, words, strict=True)
    )
    said = [*zip(table.columns, columns, strict=True), *zip((row.heading for row in rows), words, strict=True)]
    return replace(table, rows=plain), tuple(f"{heading}: {word}" for heading, word in said if word)


def _shared(cells: Sequence[Cell | None], *, by_all: bool) -> str:
    """Returns the word that several measured values share, of all of them or of those that have one; empty for none."""
    known = [cell.source for cell in cells if cell is not None and cell.basis is Basis.MEASURED]
    said = [source for source in known if source != MEASURED_HERE]
    alike = len(said) > 1 and len(set(said)) == 1 and (not by_all or len(said) == len(known))
    return said[0] if alike else ""


def _without(cell: Cell | None, word: str) -> Cell | None:
    return cell if cell is None or not word or cell.source != word else replace(cell, source=MEASURED_HERE)


def _table(caption: str, corner: str, columns: Iterable[str], rows: Mapping[str, tuple[Cell | None, ...]]) -> Table:
    return Table(
        caption=caption,
        corner=corner,
        columns=tuple(columns),
        rows=tuple(Row(heading=heading, cells=cells) for heading, cells in rows.items()),
    )


def _engine(name: str) -> str:
    return BESIDE.get(name, name)


def _title(metric: str) -> str:
    return metric_words(metric).title


def _slices(figures: Iterable[Figure]) -> list[str]:
    """Returns the slices in the order of the run."""
    return list(dict.fromkeys(one.slice for one in figures))


def charts(figures: Sequence[Figure], name: str) -> Iterator[Chart]:
    """Returns a chart for each metric that is drawn, where it has two bars to compare; of slices two slices."""
    drawn = [metric for metric in _metrics(figures) if metric_words(metric).headline]
    for number, metric in enumerate(drawn, start=1):
        known = [one for one in figures if one.metric == metric and one.value is not None]
        slices = _slices(known)
        shown = sorted((one for one in known if not one.slice or _counts(one)), key=lambda one: slices.index(one.slice))
        if _compares(shown):
            cut = f" (the first {_MOST_BARS} of {len(shown)})" if len(shown) > _MOST_BARS else ""
            title = f"{_title(metric)}, {shown[0].dataset or _ALL}{cut}"
            alone = len({one.engine for one in shown}) == 1 and any(one.slice for one in shown)
            bars = tuple(_bar(one, alone=alone) for one in shown[:_MOST_BARS])
            yield Chart(name=f"{name}-{number}", title=title, bars=bars)


def _compares(shown: Sequence[Figure]) -> bool:
    """Tells whether bars stand beside each other: engines on the whole of a set, or slices; one slice is the whole."""
    slices = {one.slice for one in shown}
    return len(shown) > 1 and (slices == {""} or len(slices) > 1)


def _counts(figure: Figure) -> bool:
    """Tells whether a slice is worth a bar: chance has the same everywhere, and one case says nothing."""
    return figure.low is not None and figure.engine != _CHANCE


def slice_text(part: str) -> str:
    """Writes a slice such as `language:zh` for people."""
    return part.replace(":", ": ").replace("_", " ")


def _bar(figure: Figure, *, alone: bool) -> Bar:
    words = metric_words(figure.metric)
    engine = _engine(figure.engine)
    kind, _, name = figure.slice.partition(":")
    part = slice_text(name if kind in _PLAIN_KINDS else figure.slice)
    interval = interval_text(figure, words)
    value = figure.value or 0.0
    scale = 100 if words.unit is Unit.SHARE else 1
    return Bar(
        label=(part if alone else f"{part} ({engine})") if part else engine,
        value=scale * value,
        low=None if figure.low is None else scale * figure.low,
        high=None if figure.high is None else scale * figure.high,
        text=value_text(value, words) + (f" ({interval})" if interval else ""),
        plain=figure.engine in BESIDE,
    )


def _heading(metric: str, part: str) -> str:
    return f"{_title(metric)}, {slice_text(part)}" if part else _title(metric)


def _metrics(figures: Iterable[Figure]) -> list[str]:
    return sorted({figure.metric for figure in figures}, key=metric_order)
