"""The report on decisions of people beside recommendations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bole.domain.decisions import Outcome
from bole.domain.screening import Recommendation
from bole.evaluation.decisions import FEWEST, Answers, Joined, Standing, confusion, decision_figures
from bole.evaluation.figures import Basis, Figure
from bole.evaluation.report.content import Cell, Report, Row, Section, Table
from bole.evaluation.report.tables import by_metric
from bole.evaluation.report.values import MEASURED_HERE, cell_of

_OUTCOMES = (Outcome.ADVANCED, Outcome.HIRED, Outcome.KEPT, Outcome.DECLINED, Outcome.WITHDRAWN)
_LEAD = (
    "Nothing is tuned from these figures: no weight, no threshold and no prompt is changed by them.",
    "Who decided had mostly seen the recommendation, and people lean towards what they have seen.",
    "Agreement is no proof that either side is right.",
)
_COUNTED = (
    "ADVANCE goes with advanced and hired, REVIEW with kept, HOLD with declined.",
    "Who withdrew is in the first table alone: that was not the reviewer's decision.",
    "A recommendation is overruled where somebody to advance was declined, or somebody on hold was advanced.",
    "REVIEW asks a person, so nothing overrules it; to keep somebody in the running overrules nothing.",
)
_BY_CRITERION = (
    "Of the decisions on candidates with such a finding, how many overruled the recommendation.",
    "A high share says where to look, at the rubric as well as at the decisions: it names no cause.",
    f"Groups of fewer than {FEWEST} decisions are not shown.",
)


def decisions_report(joined: Joined, answers: Answers) -> Report:
    """Returns the report; it names no candidate and no reviewer, and repeats no reason."""
    figures = decision_figures(joined, answers)
    whole = [one for one in figures if not one.slice]
    parts = {one.slice: one for one in figures if one.slice}
    agreement = Section(
        anchor="agreement",
        heading="Agreement",
        before=_left_out(joined),
        tables=(_outcomes(joined), *by_metric(whole, "Agreement of decisions and recommendations")),
        notes=_COUNTED,
    )
    overruled = Section(
        anchor="overruled",
        heading="Overruled, by criterion",
        before=_BY_CRITERION,
        tables=(_criteria(parts, answers),),
    )
    return Report(title="Decisions beside recommendations", lead=_LEAD, sections=(agreement, overruled))


def _left_out(joined: Joined) -> tuple[str, ...]:
    counted = f"Decisions with an answer in the results: {len(joined.pairs):,}."
    without = f"Left out, as they have none: {joined.without_answer:,}."
    other = f"Left out, as they were made on another rubric: {joined.other_rubric:,}."
    return (f"{counted} {without} {other}",)


def _outcomes(joined: Joined) -> Table:
    counts = confusion(joined.pairs)
    return Table(
        caption="What was decided, by recommendation",
        corner="Recommendation",
        columns=tuple(one.value for one in _OUTCOMES),
        rows=tuple(
            Row(heading=row.value, cells=tuple(_count(counts.get((row, column), 0)) for column in _OUTCOMES))
            for row in Recommendation
        ),
    )


def _count(value: int) -> Cell:
    return Cell(text=f"{value:,}", basis=Basis.MEASURED, source=MEASURED_HERE)


def _criteria(parts: Mapping[str, Figure], answers: Answers) -> Table:
    shown = [key for key in answers.criteria if any(f"{key}:{one.value}" in parts for one in Standing)]
    return Table(
        caption="Share of recommendations overruled, by finding",
        corner="Criterion",
        columns=tuple(one.value for one in Standing),
        rows=tuple(Row(heading=answers.criteria[key], cells=_cells(key, parts)) for key in shown),
    )


def _cells(criterion: str, parts: Mapping[str, Figure]) -> tuple[Cell | None, ...]:
    found: Sequence[Figure | None] = [parts.get(f"{criterion}:{standing.value}") for standing in Standing]
    return tuple(None if one is None else cell_of(one) for one in found)
