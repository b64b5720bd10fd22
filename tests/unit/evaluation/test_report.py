"""The report of an evaluation as text and as a page."""

from __future__ import annotations

import re
import sys
from dataclasses import replace

import pytest
from lxml import etree, html

from bole.evaluation.approaches import read_approaches
from bole.evaluation.figures import Basis, EvaluationRun
from bole.evaluation.metric_words import metric_words
from bole.evaluation.report.content import Bar, Cell, Chart, Row, Table
from bole.evaluation.report.files import report_files
from bole.evaluation.report.plots import drawn
from bole.evaluation.report.sections import report_of
from bole.evaluation.report.tables import charts
from bole.evaluation.report.values import cell_of
from tests.evaluation_runs import RULES, evaluation_run, figure, full_run, queries

HOSTILE = "<script>alert(1)</script>|**bold**"


@pytest.fixture(scope="module")
def written() -> dict[str, str]:
    """The files of a run that has something in every part."""
    return texts(full_run())


@pytest.fixture(scope="module")
def page(written: dict[str, str]) -> html.HtmlElement:
    """The page of that run."""
    found: html.HtmlElement = html.document_fromstring(written["report.html"])
    return found


def texts(run: EvaluationRun) -> dict[str, str]:
    """Returns the files of a run."""
    return report_files(run, read_approaches())


def cells_of(heading: str) -> tuple[Cell | None, ...]:
    """Returns a row of the first table."""
    table = report_of(full_run(), read_approaches()).sections[0].tables[0]
    return next(row.cells for row in table.rows if row.heading == heading)


@pytest.mark.parametrize(("text", "source"), [("", "x"), ("0.9", ""), (" ", "x"), ("0.9", "\n")])
def test_cell_without_text_or_source_cannot_be_made(text: str, source: str) -> None:
    """A value in the report always says where it comes from."""
    with pytest.raises(ValueError, match="source"):
        Cell(text=text, basis=Basis.MEASURED, source=source)


def test_row_of_another_width_cannot_be_made() -> None:
    """A value never stands under another column's heading."""
    with pytest.raises(ValueError, match="columns"):
        Table(caption="x", corner="y", columns=("a", "b"), rows=(Row(heading="r", cells=(None,)),))


@pytest.mark.parametrize(
    ("metric", "value", "text", "interval"),
    [
        ("ndcg@10", 0.9, "0.900", "0.880 to 0.920"),
        ("flip_rate", 0.125, "12.5 %", "10.5 to 14.5 %"),
        ("seconds_p50", 0.25, "0.25 s", "0.23 to 0.27 s"),
        ("documents_per_second", 1234.56, "1,234.6", "1,234.5 to 1,234.6"),
        ("unknown_to_all", 0.5, "0.500", "0.480 to 0.520"),
        ("kendall_tau", -0.0001, "0.000", "-0.020 to 0.020"),
    ],
)
def test_value_is_written_with_its_unit(metric: str, value: float, text: str, interval: str) -> None:
    """The unit stands once in an interval."""
    cell = cell_of(figure(metric, value))

    assert (cell.text, cell.interval, cell.count) == (text, interval, 30)


def test_figure_without_a_value_says_why() -> None:
    """The words "not measured" do not stand twice."""
    cell = cell_of(figure("ndcg@10", None, note="not measured: no model"))

    assert (cell.text, cell.basis, cell.source) == ("not measured", Basis.NOT_MEASURED, "no model")


def test_first_table_marks_what_was_measured_and_what_not() -> None:
    """Rules are measured; a test model gets no accuracy though the run has a figure; who did not run has no model."""
    rules, encoder, api, triton = cells_of("Accuracy: nDCG@10 on jobs")

    assert rules is not None
    assert (rules.text, rules.interval, rules.count, rules.basis) == ("0.910", "0.890 to 0.930", 30, Basis.MEASURED)
    assert encoder is not None
    assert encoder.basis is Basis.NOT_MEASURED
    assert [one.source for one in (api, triton) if one] == ["no model", "no model"]


def test_accuracy_of_a_test_model_stands_nowhere(written: dict[str, str]) -> None:
    """0.970 is what the run says of it."""
    assert all("0.970" not in text for text in written.values())


def test_cost_is_an_estimate_from_measured_seconds() -> None:
    """1,000 resumes of 0.36 s are 0.1 hours, at 0.05 to 0.25 USD; an API takes 7,500,000 tokens at 1.3 to 9.3."""
    rules, encoder, api, triton = cells_of("Cost per 1,000 resumes")

    found = [one.text for one in (rules, encoder, api, triton) if one]
    assert found == ["0.005 to 0.025 USD", "0.0028 to 0.35 USD", "9.8 to 70 USD", "0.56 to 13 USD"]
    assert all(one is not None and one.basis is Basis.ESTIMATE for one in (rules, encoder, api, triton))
    assert rules is not None
    assert "measured in this run" in rules.source
    assert encoder is not None
    assert "assumed" in encoder.source


def test_maintenance_is_counted_in_the_library() -> None:
    """Rules and models by a count over roles; the encoder by an estimate."""
    rules, encoder, api, triton = cells_of("Maintenance: one more profession")

    assert rules is not None
    assert re.fullmatch(r"[1-9][\d.]* skill-table entries and 1 line of titles", rules.text)
    assert (rules.basis, rules.count > 0) == (Basis.MEASURED, True)
    assert encoder is not None
    assert encoder.basis is Basis.ESTIMATE
    assert api == triton


def test_languages_are_those_that_were_measured() -> None:
    """Of an engine that was not measured, what is said of it, marked as an estimate."""
    rules, encoder, *_ = cells_of("Languages")

    assert rules is not None
    assert (rules.text, rules.basis) == ("zh (n = 9)", Basis.MEASURED)
    assert encoder is not None
    assert encoder.basis is Basis.ESTIMATE


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ([0.9, 0.92, 0.91] * 2, "better than BM25, beyond the interval, on 1 of 1 sets, and worse on 0."),
        ([0.8, 0.83, 0.81] * 2, "on 0 of 1 sets, and worse on 0."),
        ([0.7, 0.73, 0.71] * 2, "on 0 of 1 sets, and worse on 1."),
        ([0.7, 0.73, 0.71] * 2, "jobs: -0.100 nDCG@10 (-0.100 to -0.100), n = 6"),
        ([0.9, 0.92, 0.91], "on 0 of 1 sets, and worse on 0."),
    ],
    ids=["better", "same", "worse", "by how much", "too few to tell"],
)
def test_gain_over_word_overlap_is_said_whatever_it_is(rules: list[float], said: str) -> None:
    """Where an engine does no better than counting words, its report says so."""
    per_query = (*queries(rules), *queries([0.8, 0.83, 0.81] * 2, engine="bm25"))
    run = evaluation_run([figure("ndcg@10", 0.9)], per_query=per_query)

    assert said in "\n".join(note for section in report_of(run, read_approaches()).sections for note in section.notes)


def test_parts_without_figures_say_so() -> None:
    """An empty run makes a report that claims nothing."""
    report = texts(evaluation_run([], engines=(RULES,)))["report.md"]

    assert report.count("Not measured in this run.") == 4
    assert "The run holds no figure of accuracy." in report


def test_same_run_gives_the_same_bytes(written: dict[str, str]) -> None:
    """No dates, no random identifiers."""
    assert texts(full_run()) == written


def test_texts_of_a_run_are_no_markup() -> None:
    """Names of datasets and professions are other people's words."""
    run = evaluation_run(
        [figure("ndcg@10", 0.9, dataset=HOSTILE), figure("ndcg@10", 0.9, dataset=HOSTILE, part=f"language:{HOSTILE}")],
        dataset=HOSTILE,
    )
    written = texts(run)

    assert "<script" not in written["report.html"]
    assert HOSTILE not in written["report.md"]
    widths = {line.count(" | ") for line in written["report.md"].splitlines() if line.startswith("| Accuracy")}
    assert widths == {4}


def test_page_is_well_formed_and_asks_for_nothing(written: dict[str, str]) -> None:
    """The body parses as XML, styles nothing in place, and names no address."""
    text = written["report.html"]
    body = text[text.index("<body>") : text.index("</html>")]

    etree.fromstring(body)
    assert " style=" not in body
    assert not re.findall(r"(?:src|href)=\"(?!#|data:,)[^\"]*\"", text)


def test_page_can_be_read_without_seeing_it(page: html.HtmlElement) -> None:
    """Headings in order, headers with a scope, names for regions and pictures, identifiers once each."""
    assert [element.tag for element in page.iter("h1", "h2")][:1] == ["h1"]
    assert len(page.findall(".//h1")) == 1
    assert {cell.get("scope") for cell in page.iter("th")} == {"col", "row"}
    assert all(table.find("caption") is not None for table in page.iter("table"))
    names = page.xpath("//@id")
    assert len(names) == len(set(names))
    assert set(page.xpath("//@aria-labelledby")) <= set(names)
    assert {link.removeprefix("#") for link in page.xpath("//a/@href")} <= set(names)
    assert all(region.get("aria-label") for region in page.xpath("//*[@role='region']"))


def test_charts_say_their_values_in_words(page: html.HtmlElement) -> None:
    """Each picture has a title with all of its values."""
    pictures = page.xpath("//*[local-name()='svg']")

    assert len(pictures) >= 2
    assert {picture.get("role") for picture in pictures} == {"img"}
    said = [picture.xpath("string(*[local-name()='title'])") for picture in pictures]
    assert said[0] == (
        "nDCG@10, jobs. rules: 0.910 (0.890 to 0.930); BM25: 0.850 (0.830 to 0.870); "
        "random order: 0.500 (0.480 to 0.520)."
    )


def test_word_on_a_column_of_swaps_is_said_once() -> None:
    """Below the table, with the sets that it holds for; a cell of its own keeps its word."""
    figures = [
        *[figure("twin_p", 0.5, part=f"swap:{name}", around=None, note="by permutation") for name in ("age", "school")],
        figure("twin_moved", 0.0, part="swap:age"),
        figure("twin_moved", 0.1, part="swap:polish", note="written by us"),
        figure("twin_moved", None, part="swap:address", note="nothing changed"),
        figure("twin_shift", None, part="swap:address", note="nothing changed"),
    ]
    report = texts(evaluation_run(figures))["report.md"]

    assert f"- {metric_words('twin_p').title}: by permutation (jobs)" in report
    assert report.count("by permutation") == 1
    assert "- rules, swap: address: not measured: nothing changed (jobs)" in report
    assert "| swap: polish | 10 % (8 to 12 %), n = 30 [measured: written by us] | – |" in report


def test_slices_are_drawn_where_they_can_be_compared() -> None:
    """Not one language that is the whole, not slices of one case; and a chart says where it stops."""
    values = {"language:en": 0.9, **{f"profession:p{number:02}": number / 40 for number in range(40)}}
    figures = [figure("ndcg@10", value, part=part) for part, value in values.items()]
    lone = figure("ndcg@10", 0.5, part="profession:alone", around=None)

    (chart,) = charts([*figures, lone], "slices")

    assert (chart.title, len(chart.bars), chart.bars[0].label) == ("nDCG@10, jobs (the first 30 of 41)", 30, "en")
    assert list(charts(figures[:1], "slices")) == []
    assert list(charts([figure("ndcg@10", 0.9, part="language:en"), lone], "slices")) == []


def test_shift_below_zero_is_drawn() -> None:
    """Zero stands within the picture."""
    picture = drawn(
        Chart(name="a", title="x", bars=(Bar(label="up", value=2, low=1, high=3), Bar(label="down", value=-2)))
    )

    assert "−2" in picture


def test_baselines_are_hatched_and_not_only_of_another_colour() -> None:
    """Who does not tell colours apart tells an engine from a baseline."""
    bars = (Bar(label="rules", value=0.9), Bar(label="BM25", value=0.8, plain=True))

    assert "<pattern" in drawn(Chart(name="a", title="x", bars=bars))
    assert "<pattern" not in drawn(Chart(name="a", title="x", bars=bars[:1]))


def test_report_without_matplotlib_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tables hold every value that the charts show."""
    monkeypatch.setitem(sys.modules, "matplotlib", None)

    written = texts(full_run())["report.html"]

    assert "<svg" not in written
    assert "they need matplotlib, which the extra `evaluate` installs" in written
    assert "0.910" in written


def test_engine_that_was_measured_nowhere_takes_a_sentence() -> None:
    """No column of "not measured" a hundred times."""
    run = full_run()
    report = texts(replace(run, figures=(*run.figures, figure("map", None, engine="triton"))))["report.md"]

    assert "- triton: not measured: no model (jobs)" in report
    assert "| triton |" not in report
