"""Puts the parts of the report together, from the figures of a run alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from bole.evaluation.approaches import Approaches
from bole.evaluation.figures import Basis, EvaluationRun, Figure
from bole.evaluation.metric_words import Part, metric_words
from bole.evaluation.pairs import Difference, by_query, difference
from bole.evaluation.report.approach_table import HEADLINE, approach_table
from bole.evaluation.report.content import Chart, Report, Section, Table
from bole.evaluation.report.costs import assumptions
from bole.evaluation.report.tables import (
    by_engine,
    by_metric,
    by_slice,
    by_slice_of_engine,
    charts,
    measured,
    said_once,
)
from bole.evaluation.report.upkeep import PROCEDURE

_TITLE = "How well it screens"
_LEAD = (
    "Each value is measured in this run, an estimate with what it rests on, or not measured, with the reason.",
    "Ranges in brackets are 95 % intervals. n is the number of cases: postings for accuracy, else documents or pairs.",
    "Engines order by recommendation, then by rank score; a tie counts with the mean over all its orders.",
)
_PARTS = {
    Part.NOISE: ("noise", "Noise: edits that should change nothing"),
    Part.FAIRNESS: ("fairness", "Fairness: twins that differ in one thing"),
    Part.OUTPUT: ("output", "Output: quotes that do not hold, failures, language"),
    Part.SPEED: ("speed", "Latency and cost"),
    Part.OTHER: ("other", "Further figures"),
}
_NOTES = {
    Part.FAIRNESS: (
        "The floor is edits of form of the same resumes: a swap that moves no more than they do shows nothing.",
        "A p value is the chance of a shift as large where the swap means nothing.",
    ),
    Part.SPEED: ("What a document costs is an estimate: the first table says of what prices.",),
}
_OF_CHANGES = frozenset({Part.NOISE, Part.FAIRNESS})
_BASELINE = "bm25"
_ALL = "all data"


def report_of(run: EvaluationRun, assumed: Approaches) -> Report:
    """Returns the whole report; figures of accuracy of a test model are left out of it."""
    run = _without_test_models(run)
    sections = [
        _opening(run, assumed),
        _accuracy(run),
        _slices(run),
        *_parts(run),
        _limits(run),
        _estimates(assumed),
        _made_from(run),
    ]
    return Report(title=_TITLE, lead=_LEAD, sections=tuple(one for one in sections if one is not None))


def _without_test_models(run: EvaluationRun) -> EvaluationRun:
    test_models = {engine.name for engine in run.engines if engine.is_test_model}
    kept = (
        one
        for one in run.figures
        if one.engine not in test_models
        or one.basis is Basis.NOT_MEASURED
        or metric_words(one.metric).part is not Part.ACCURACY
    )
    return replace(run, figures=tuple(kept))


def _opening(run: EvaluationRun, assumed: Approaches) -> Section:
    about = tuple(f"{one.title} (engine {one.engine}): {one.about}." for one in assumed.approaches)
    return Section(
        anchor="approaches",
        heading="Four approaches",
        tables=(approach_table(run, assumed),),
        notes=(*about, PROCEDURE),
    )


def _accuracy(run: EvaluationRun) -> Section:
    whole = [one for one in run.figures if metric_words(one.metric).part is Part.ACCURACY and not one.slice]
    before = (
        "Beside every engine: BM25 and TF-IDF over the words of the posting, a random order, people among themselves."
    )
    return _section(
        whole,
        anchor="accuracy",
        heading="Accuracy by dataset",
        before=before if whole else "The run holds no figure of accuracy.",
        table=by_engine,
        notes=tuple(_gains(run)),
    )


def _slices(run: EvaluationRun) -> Section | None:
    found = [one for one in run.figures if one.metric == HEADLINE and one.slice]
    if not found:
        return None
    return _section(
        found,
        anchor="slices",
        heading="By language and profession",
        before="A slice with few cases says little. The other measures of slices stand in run.json.",
        table=by_slice,
    )


def _parts(run: EvaluationRun) -> Iterator[Section]:
    for part, (anchor, heading) in _PARTS.items():
        found = [one for one in run.figures if metric_words(one.metric).part is part]
        if found:
            table = by_slice_of_engine if part in _OF_CHANGES else by_metric
            yield _section(found, anchor=anchor, heading=heading, table=table, notes=_NOTES.get(part, ()))
        elif part is not Part.OTHER:
            yield Section(anchor=anchor, heading=heading, before=("Not measured in this run.",))


def _section(
    found: Sequence[Figure],
    *,
    anchor: str,
    heading: str,
    table: Callable[[Sequence[Figure], str], tuple[Table, ...]],
    before: str = "",
    notes: tuple[str, ...] = (),
) -> Section:
    """Returns a section with charts and a table a dataset; what was not measured at all is said in its notes."""
    drawn: list[Chart] = []
    tables: list[Table] = []
    said: dict[str, list[str]] = {}
    for name in dict.fromkeys(one.dataset for one in found):
        kept, missing = measured([one for one in found if one.dataset == name])
        if kept:
            drawn += charts(kept, f"{anchor}-{len(tables) + 1}")
        for one in table(kept, _caption(heading, name)) if kept else ():
            shown, sources = said_once(one)
            tables.append(shown)
            missing = (*missing, *sources)
        for sentence in dict.fromkeys(missing):
            said.setdefault(sentence, []).append(name or _ALL)
    return Section(
        anchor=anchor,
        heading=heading,
        before=(before,) if before else (),
        charts=tuple(drawn),
        tables=tuple(tables),
        notes=(*notes, *(f"{sentence} ({', '.join(names)})" for sentence, names in said.items())),
    )


def _caption(heading: str, dataset: str) -> str:
    subject = heading.partition(":")[0].removesuffix(" by dataset")
    return f"{subject} on {dataset}" if dataset else f"{subject}, {_ALL}"


def _gains(run: EvaluationRun) -> Iterator[str]:
    """Says for every engine on how many sets it orders better or worse than BM25, and by how much on each."""
    for engine in [one.name for one in run.engines if not one.is_test_model]:
        steps = [(one.name, _gain(run, engine, one.name)) for one in run.datasets]
        known = [(name, step) for name, step in steps if step is not None]
        if not known:
            continue
        ahead = sum(step.told_apart and step.value > 0 for _, step in known)
        behind = sum(step.told_apart and step.value < 0 for _, step in known)
        listed = "; ".join(f"{name}: {_step_text(step)}" for name, step in known)
        better = f"{engine} orders better than BM25, beyond the interval, on {ahead} of {len(known)} sets"
        yield f"{better}, and worse on {behind}. {listed}."


def _gain(run: EvaluationRun, engine: str, dataset: str) -> Difference | None:
    """Returns the gain over BM25 query by query."""
    series = [by_query(run.per_query, metric=HEADLINE, engine=name, dataset=dataset) for name in (engine, _BASELINE)]
    return difference(series[0], series[1])


def _step_text(step: Difference) -> str:
    interval = "" if step.low is None or step.high is None else f" ({step.low:+.3f} to {step.high:+.3f})"
    return f"{step.value:+.3f} nDCG@10{interval}, n = {step.n}"


def _limits(run: EvaluationRun) -> Section:
    about = tuple(f"{one.name}: {one.about}" for one in run.datasets if one.about)
    test_models = [one.name for one in run.engines if one.is_test_model]
    of_test_models = tuple(f"{name} ran with a test model: no figure of accuracy is given." for name in test_models)
    return Section(
        anchor="limits",
        heading="What these figures do not say",
        notes=(
            *about,
            *of_test_models,
            "Labelled sets are not your applicants. Measure on documents of your own before you rely on a figure.",
            "People decide. No figure here says that a person may be turned away without being read.",
        ),
    )


def _estimates(assumed: Approaches) -> Section:
    before = "Put your own in a copy of approaches.yaml, and name it with --approaches."
    return Section(
        anchor="estimates", heading="What estimates rest on", before=(before,), notes=tuple(assumptions(assumed))
    )


def _made_from(run: EvaluationRun) -> Section:
    engines = tuple(
        f"Engine {one.name}{' (test model)' if one.is_test_model else ''}: {one.model_digest or 'no model'}"
        for one in run.engines
    )
    sets = tuple(
        f"Dataset {one.name}: {one.postings} postings, {one.documents} documents, {one.labels} labels, {one.digest}"
        for one in run.datasets
    )
    made = f"Made on {run.made_on.isoformat()} with version {run.bole_version}."
    return Section(anchor="made-from", heading="What it was made from", before=(made,), notes=(*engines, *sets))
