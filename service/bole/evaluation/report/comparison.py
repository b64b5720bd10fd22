"""Writes the comparison of two runs as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from bole.evaluation.compare import Compared, Comparison, Verdict, counts
from bole.evaluation.figures import EvaluationRun, Figure
from bole.evaluation.metric_words import metric_words
from bole.evaluation.report.markdown import plain, table_row
from bole.evaluation.report.tables import BESIDE, slice_text
from bole.evaluation.report.values import interval_text, value_text

_HOW_SURE = (
    "A change counts where its 95 % interval leaves zero out, query by query; where the runs keep no values of "
    "queries, where each value lies outside the interval of the other. Of a hundred figures that did not change, about "
    "five look as if they did."
)
_COLUMNS = ("Figure", "Approach", "Dataset", "Before", "Now", "Change", "Verdict", "Gate")


def comparison_markdown(comparison: Comparison) -> str:
    """Returns what the gate says, then every figure that is not the same."""
    return "\n".join(_lines(comparison)) + "\n"


def verdict_line(comparison: Comparison) -> str:
    """Returns in a sentence whether the release may go out."""
    broken = len(comparison.broken)
    if not broken:
        return "The gate holds: no figure that it names is worse beyond its interval, or above its floor."
    return f"The gate is broken by {broken} {'figure' if broken == 1 else 'figures'}."


def _lines(comparison: Comparison) -> Iterator[str]:
    yield from ("# Compared with the run before", "", f"**{verdict_line(comparison)}**", "")
    yield from (f"- Before: {_made(comparison.before)}", f"- Now: {_made(comparison.now)}", "")
    changed = [one for one in comparison.figures if one.breaks or one.verdict is not Verdict.SAME]
    changed.sort(key=lambda one: not one.breaks)
    if changed:
        yield from (table_row(*_COLUMNS), "|" + " --- |" * len(_COLUMNS))
        yield from (table_row(*_row(one)) for one in changed)
        yield ""
    found = counts(comparison.figures)
    listed = ", ".join(f"{found[verdict]} {verdict.value.lower()}" for verdict in Verdict if found[verdict])
    yield f"Figures: {listed or 'none'}."
    yield from ("", _HOW_SURE)


def _made(run: EvaluationRun) -> str:
    engines = ", ".join(f"{one.name} {one.model_digest[:12]}".strip() for one in run.engines)
    return plain(f"version {run.bole_version}, {run.made_on.isoformat()}, {engines or 'no engine'}")


def _row(one: Compared) -> tuple[str, ...]:
    metric, engine, dataset, part = one.key
    title = metric_words(metric).title
    return (
        f"{title}, {slice_text(part)}" if part else title,
        BESIDE.get(engine, engine),
        dataset or "all data",
        _value(one.before),
        _value(one.now),
        _change(one),
        one.verdict.value.lower(),
        f"broken: {one.breaks}" if one.breaks else "",
    )


def _value(figure: Figure | None) -> str:
    if figure is None or figure.value is None:
        return "not measured"
    words = metric_words(figure.metric)
    interval = interval_text(figure, words)
    return value_text(figure.value, words) + (f" ({interval})" if interval else "") + f", n = {figure.n:,}"


def _change(one: Compared) -> str:
    if one.change is None:
        return "–"
    interval = "" if one.low is None or one.high is None else f" ({one.low:+.4g} to {one.high:+.4g})"
    return f"{one.change:+.4g}{interval}"
