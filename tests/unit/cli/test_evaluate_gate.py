"""`bole evaluate` of what is there: a run again, two runs, decisions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bole.cli.evaluate import command
from bole.evaluation.run_file import write_run
from tests.evaluation_runs import evaluation_run, figure

ANSWER = {
    "recommendation": "ADVANCE",
    "criteria": [{"criterion": {"criterion_id": "c1", "text": "Python"}, "level": "LEVEL_MET"}],
    "provenance": {"candidate_id": "k0", "rubric_digest": "d", "engine": "rules"},
}


def evaluate(*arguments: object) -> Result:
    """Runs the command."""
    return CliRunner().invoke(command, [str(one) for one in arguments])


@pytest.fixture
def runs(tmp_path: Path) -> tuple[Path, Path]:
    """A run, and one that is worse."""
    paths = (tmp_path / "old.json", tmp_path / "new.json")
    for path, value in zip(paths, (0.9, 0.5), strict=True):
        path.write_text(write_run(evaluation_run([figure("ndcg@10", value)])), encoding="utf-8")
    return paths


def test_worse_run_ends_with_status_1(runs: tuple[Path, Path], tmp_path: Path) -> None:
    """After the report and the comparison are written."""
    old, new = runs

    ended = evaluate("--run", new, "--compare", old, "--out", tmp_path / "out")

    assert (ended.exit_code, "The gate is broken by 1 figure." in ended.output) == (1, True)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "comparison.md",
        "report.html",
        "report.md",
        "run.json",
    ]


def test_better_run_passes(runs: tuple[Path, Path], tmp_path: Path) -> None:
    """With status 0, in which a pipeline goes on."""
    old, new = runs

    ended = evaluate("--run", old, "--compare", new, "--out", tmp_path / "out")

    assert (ended.exit_code, "The gate holds" in ended.output) == (0, True)


def test_run_on_other_data_is_refused(runs: tuple[Path, Path], tmp_path: Path) -> None:
    """With status 2, which is no verdict."""
    other = tmp_path / "other.json"
    other.write_text(write_run(evaluation_run([], digest="b" * 64)), encoding="utf-8")

    ended = evaluate("--run", runs[0], "--compare", other, "--out", tmp_path / "out")

    assert (ended.exit_code, "its digest differs" in ended.output) == (2, True)


def test_sets_that_cannot_be_compared_are_refused_before_the_work(runs: tuple[Path, Path], tmp_path: Path) -> None:
    """Nobody waits an hour to hear that the gate has no answer."""
    folder = tmp_path / "nurses"
    for part in ("postings", "documents"):
        (folder / part).mkdir(parents=True)
    (folder / "dataset.yaml").write_text("name: nurses\nabout: x\nlicense: x\nlanguages: [en]\n", encoding="utf-8")
    (folder / "postings/p.txt").write_text("Nurse", encoding="utf-8")
    (folder / "documents/d.txt").write_text("Nurse", encoding="utf-8")
    (folder / "labels.csv").write_text("posting_id,document_id,rater_id,grade\np,d,r,1\n", encoding="utf-8")

    ended = evaluate(folder, "--compare", runs[0], "--out", tmp_path / "out")

    assert (ended.exit_code, "This run has no dataset jobs" in ended.output) == (2, True), ended.output
    assert not (tmp_path / "out").exists()


def test_decisions_become_a_report(tmp_path: Path) -> None:
    """From a list of the service and the results of a run; it names no candidate and no reason."""
    decisions, results = tmp_path / "decisions.jsonl", tmp_path / "results.jsonl"
    decisions.write_text(json.dumps({"candidate_id": "k0", "outcome": "HIRED", "reason": "Zebra"}), encoding="utf-8")
    results.write_text(json.dumps({"item_id": "1", "screening": ANSWER}), encoding="utf-8")

    ended = evaluate("--decisions", decisions, "--results", results, "--out", tmp_path / "out")

    assert ended.exit_code == 0, ended.output
    written = (tmp_path / "out/decisions.md").read_text(encoding="utf-8")
    assert "Decisions with an answer in the results: 1." in written
    assert "Zebra" not in written
    assert (tmp_path / "out/decisions.html").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Name datasets to measure on, or a run"),
        (["set", "--run", "x"], "one of them"),
        (["--decisions", "x"], "name --decisions and --results"),
        (["--decisions", "x", "--results", "x", "--compare", "x"], "Leave out --compare"),
        (["--decisions", "no-such-file", "--results", "x"], "--decisions: The path does not exist"),
        (["--run", "no-such-file"], "cannot be read"),
        (["set", "--compare", "no-such-file"], "cannot be read"),
        (["set", "--approaches", "no-such-file"], "The file of approaches cannot be read"),
    ],
    ids=["nothing", "two", "half", "compared", "no-decisions", "no-run", "no-run-before", "no-approaches"],
)
def test_what_cannot_be_done_is_said_before_the_work(tmp_path: Path, arguments: list[str], said: str) -> None:
    """And no folder is made for it."""
    ended = evaluate(*arguments, "--out", tmp_path / "out")

    assert (ended.exit_code, said in ended.output) == (2, True), ended.output
    assert arguments[:1] == ["--decisions"] or not (tmp_path / "out").exists()
