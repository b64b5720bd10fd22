"""The table that the report opens with: four approaches, each cell with where it comes from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from bole.evaluation.approaches import Approach, Approaches
from bole.evaluation.figures import Basis, EvaluationRun, Figure
from bole.evaluation.report.content import Cell, Row, Table
from bole.evaluation.report.costs import cost_once, cost_per_1000
from bole.evaluation.report.upkeep import upkeep_cells
from bole.evaluation.report.values import cell_of, estimate, not_measured

HEADLINE = "ndcg@10"
"""The metric that stands for accuracy in the first table."""

_VALID = "valid_output_rate"
_SECONDS = "seconds_mean"


def approach_table(run: EvaluationRun, assumed: Approaches) -> Table:
    """Returns the table; approaches are columns."""
    upkeep = upkeep_cells()
    makers: list[tuple[str, Callable[[Approach], Cell]]] = [
        *_accuracy(run),
        ("Languages", lambda one: _languages(run, one)),
        ("Valid structured output", lambda one: _figure(run, one, _VALID)),
        ("Cost, once", lambda one: cost_once(one, assumed)),
        ("Cost per 1,000 resumes", lambda one: _cost(run, one, assumed)),
        ("Maintenance: one more profession", lambda one: upkeep[one.engine]),
    ]
    rows = [Row(heading=heading, cells=tuple(map(make, assumed.approaches))) for heading, make in makers]
    return Table(
        caption="Four ways to screen, on the same data",
        corner="What is compared",
        columns=tuple(one.title for one in assumed.approaches),
        rows=tuple(rows),
        marked=True,
    )


def find(run: EvaluationRun, metric: str, engine: str, dataset: str = "", part: str = "") -> Figure | None:
    """Returns the figure of a metric, None where the run has none; without a dataset the one over none or over all."""
    wanted = (metric, engine, dataset, part)
    return next((one for one in run.figures if (one.metric, one.engine, one.dataset, one.slice) == wanted), None)


def _accuracy(run: EvaluationRun) -> Iterator[tuple[str, Callable[[Approach], Cell]]]:
    for dataset in run.datasets:
        yield f"Accuracy: nDCG@10 on {dataset.name}", _on(run, dataset.name)


def _on(run: EvaluationRun, dataset: str) -> Callable[[Approach], Cell]:
    return lambda one: _figure(run, one, HEADLINE, dataset)


def _figure(run: EvaluationRun, approach: Approach, metric: str, dataset: str = "") -> Cell:
    if all(engine.name != approach.engine for engine in run.engines):
        return not_measured(approach.absent)
    found = find(run, metric, approach.engine, dataset) or _single(run, metric, approach.engine)
    return not_measured("the run holds no such figure") if found is None else cell_of(found)


def _single(run: EvaluationRun, metric: str, engine: str) -> Figure | None:
    """Returns the figure of the largest dataset, where none is over all of them; never one of accuracy."""
    if metric == HEADLINE:
        return None
    found = [one for one in run.figures if (one.metric, one.engine, one.slice) == (metric, engine, "")]
    return max(found, key=lambda one: one.n, default=None)


def _languages(run: EvaluationRun, approach: Approach) -> Cell:
    """Returns the languages that accuracy was measured in, else those that the approach is said to know."""
    cases: Counter[str] = Counter()
    for one in run.figures:
        if (one.metric, one.engine) == (HEADLINE, approach.engine) and one.value is not None:
            part, _, code = one.slice.partition(":")
            cases[code] += one.n if part == "language" else 0
    measured = {code: count for code, count in sorted(cases.items()) if count}
    if not measured:
        return estimate(approach.languages, approach.languages_source)
    text = ", ".join(f"{code} (n = {count})" for code, count in measured.items())
    source = "languages of the labelled documents; see the part on languages for the figures"
    return Cell(text=text, basis=Basis.MEASURED, source=source)


def _cost(run: EvaluationRun, approach: Approach, assumed: Approaches) -> Cell:
    busy = _single(run, _SECONDS, approach.engine)
    return cost_per_1000(approach, assumed, None if busy is None else busy.value)
