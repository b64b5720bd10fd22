"""The gate between two runs."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bole.domain.errors import BoleError
from bole.evaluation.compare import Comparison, Verdict, compare, gate_rules
from bole.evaluation.figures import Figure
from bole.evaluation.metric_words import Better, metric_words
from bole.evaluation.report.comparison import comparison_markdown
from tests.evaluation_runs import RULES, TEST_ENCODER, evaluation_run, figure, queries


def compared(now: Sequence[Figure], before: Sequence[Figure]) -> Comparison:
    """Compares two runs without values of queries."""
    return compare(evaluation_run(now), evaluation_run(before))


@pytest.mark.parametrize(
    ("metric", "before", "now", "verdict", "breaks"),
    [
        ("ndcg@10", 0.90, 0.90, Verdict.SAME, False),
        ("ndcg@10", 0.90, 0.885, Verdict.SAME, False),
        ("ndcg@10", 0.90, 0.85, Verdict.WORSE, True),
        ("ndcg@10", 0.90, 0.95, Verdict.BETTER, False),
        ("flip_rate", 0.10, 0.20, Verdict.WORSE, True),
        ("flip_rate", 0.20, 0.10, Verdict.BETTER, False),
        ("unsupported_quote_rate", 0.0, 0.1, Verdict.WORSE, True),
        ("masking_recall", 0.9, 0.8, Verdict.WORSE, True),
        ("seconds_p50", 0.1, 0.9, Verdict.WORSE, False),
        ("something_new", 1.0, 9.0, Verdict.UNJUDGED, False),
    ],
)
def test_figure_is_judged_by_its_intervals(
    metric: str, before: float, now: float, verdict: Verdict, *, breaks: bool
) -> None:
    """Both intervals reach 0.02 to either side; only figures that the gate names break it."""
    (found,) = compared([figure(metric, now)], [figure(metric, before)]).figures

    assert (found.verdict, bool(found.breaks)) == (verdict, breaks)


@pytest.mark.parametrize(
    ("before", "now", "verdict"),
    [
        ([0.9, 0.2, 0.6, 0.4, 0.7, 0.3], [0.8, 0.1, 0.5, 0.3, 0.6, 0.2], Verdict.WORSE),
        ([0.9, 0.2, 0.6, 0.4, 0.7, 0.3], [0.95, 0.25, 0.65, 0.45, 0.75, 0.35], Verdict.BETTER),
        ([0.9, 0.2, 0.6, 0.4, 0.7, 0.3], [0.2, 0.9, 0.4, 0.6, 0.3, 0.7], Verdict.SAME),
        ([0.9, 0.2, 0.6], [0.8, 0.1, 0.5], Verdict.SAME),
    ],
    ids=["all-lower", "all-higher", "turned", "too-few"],
)
def test_queries_are_compared_one_by_one(before: list[float], now: list[float], verdict: Verdict) -> None:
    """A loss on every query shows though queries differ among themselves far more than the runs do."""
    runs = [
        evaluation_run([figure("ndcg@10", sum(values) / len(values), around=0.3)], per_query=queries(values))
        for values in (now, before)
    ]

    (found,) = compare(*runs).figures

    assert found.verdict is verdict


def test_other_queries_are_not_paired() -> None:
    """Runs that left out different queries fall back to their intervals."""
    before = evaluation_run([figure("ndcg@10", 0.9)], per_query=queries([0.9, 0.9]))
    now = evaluation_run([figure("ndcg@10", 0.8)], per_query=queries([0.8]))

    (found,) = compare(now, before).figures

    assert (found.verdict, found.low) == (Verdict.WORSE, None)


def test_what_is_no_longer_measured_breaks_the_gate() -> None:
    """A figure is not improved by leaving it out."""
    gone = [figure("ndcg@10", None), figure("seconds_p50", None)]
    found = compared(gone, [figure("ndcg@10", 0.9), figure("seconds_p50", 0.1)])

    assert [(one.key[0], one.verdict, one.breaks) for one in found.figures] == [
        ("ndcg@10", Verdict.MISSING, "missing"),
        ("seconds_p50", Verdict.MISSING, ""),
    ]


@pytest.mark.parametrize(
    ("part", "value", "why"),
    [
        ("swap:masked", 0.2, "above the floor"),
        ("swap:masked", 0.05, ""),
        ("swap:employer", 0.2, ""),
    ],
    ids=["above", "within", "read-by-engines"],
)
def test_swap_that_moves_more_than_form_edits_breaks_the_gate(part: str, value: float, why: str) -> None:
    """Whatever the run before did: what is masked has to move nothing."""
    figures = [figure("twin_moved", 0.03, part="floor:form"), figure("twin_moved", value, part=part)]

    found = compared(figures, figures)

    assert [(one.key[3], one.breaks) for one in found.figures if one.breaks] == ([(part, why)] if why else [])


@pytest.mark.parametrize(
    ("metric", "part", "breaks"),
    [
        ("masking_recall", "name:zh", True),
        ("flip_rate", "edit:pdf", True),
        ("twin_moved", "swap:age", True),
        ("twin_moved", "swapped", False),
        ("ndcg@10", "language:zh", False),
    ],
)
def test_rule_says_of_which_slices_it_is(metric: str, part: str, *, breaks: bool) -> None:
    """Of all, of a kind, or of none."""
    worse, better = (0.2, 0.9) if metric in {"masking_recall", "ndcg@10"} else (0.9, 0.2)

    (found,) = compared([figure(metric, worse, part=part)], [figure(metric, better, part=part)]).figures

    assert (found.verdict, bool(found.breaks)) == (Verdict.WORSE, breaks)


def test_baselines_and_slices_of_accuracy_break_nothing() -> None:
    """The gate is for engines; a slice of few cases would break it by chance."""
    found = compared(
        [figure("ndcg@10", 0.5, engine="bm25"), figure("ndcg@10", 0.5, part="language:zh")],
        [figure("ndcg@10", 0.9, engine="bm25"), figure("ndcg@10", 0.9, part="language:zh")],
    )

    assert [one.verdict for one in found.figures] == [Verdict.WORSE, Verdict.WORSE]
    assert found.broken == ()


def test_figure_without_interval_is_not_judged() -> None:
    """One query says nothing of the next."""
    (found,) = compared([figure("ndcg@10", 0.1, around=None)], [figure("ndcg@10", 0.9, around=None)]).figures

    assert (found.verdict, bool(found.breaks)) == (Verdict.UNJUDGED, False)


def test_new_figures_are_welcome() -> None:
    """A run may measure more than the one before."""
    (found,) = compared([figure("ndcg@10", 0.9)], []).figures

    assert (found.verdict, bool(found.breaks)) == (Verdict.NEW, False)


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (evaluation_run([], digest="b" * 64), "its digest differs"),
        (evaluation_run([], dataset="others"), "This run has no dataset jobs"),
        (evaluation_run([], engines=[RULES, TEST_ENCODER]), "measured encoder with a test model"),
    ],
    ids=["digest", "dataset", "test-model"],
)
def test_runs_that_cannot_be_compared_are_refused(now: object, said: str) -> None:
    """Other data or a test model would make a gate of nothing."""
    with pytest.raises(BoleError, match=said):
        compare(now, evaluation_run([]))  # type: ignore[arg-type]


def test_gate_names_metrics_that_can_be_better_or_worse() -> None:
    """A rule on a metric without a direction could never be broken."""
    assert all(metric_words(rule.metric).better is not Better.NEITHER for rule in gate_rules())


def test_table_begins_with_what_breaks_the_gate() -> None:
    """Same figures are counted, not listed."""
    before = [figure("ndcg@10", 0.9), figure("flip_rate", 0.1, part="edit:pdf"), figure("map", 0.5)]
    now = [figure("ndcg@10", 0.95), figure("flip_rate", 0.3, part="edit:pdf"), figure("map", 0.5)]

    written = comparison_markdown(compared(now, before))

    rows = [line.strip("| ").split(" | ") for line in written.splitlines() if line.startswith("| ")][2:]
    assert "**The gate is broken by 1 figure.**" in written
    assert [(row[0], row[5], row[6], row[-1]) for row in rows] == [
        ("Recommendations that flip, edit: pdf", "+0.2", "worse", "broken: worse"),
        ("nDCG@10", "+0.05", "better", "better"),
    ]
    assert rows[0][3:5] == ["10 % (8 to 12 %), n = 30", "30 % (28 to 32 %), n = 30"]
    assert "Figures: 1 better, 1 worse, 1 same." in written
