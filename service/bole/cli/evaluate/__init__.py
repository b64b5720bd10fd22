"""`bole evaluate`."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import get_args

import click

from bole.cli import options
from bole.cli.connection import UserError, read_settings, run
from bole.cli.evaluate.comparing import check_sets, hold_gate
from bole.cli.evaluate.data import read_datasets
from bole.cli.evaluate.deciding import report_decisions
from bole.cli.evaluate.engines import chosen_engines
from bole.cli.evaluate.measuring import Finished, Work, measured
from bole.cli.evaluate.studies import with_studies
from bole.cli.evaluate.writing import assumptions, finished_run, write_results, write_rubrics
from bole.evaluation.evaluating import Plan
from bole.settings import Engine

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(name="evaluate")
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path), metavar="DATASET...")
@click.option(
    "--engine",
    "engines",
    multiple=True,
    type=click.Choice(get_args(Engine)),
    help="Engine to measure, once for each; all that the settings name a model for when left out.",
)
@click.option(
    "--test-model",
    "test_models",
    multiple=True,
    type=click.Choice((*get_args(Engine), "server")),
    help="Engine behind which a model for tests stands: it gets no figure of accuracy or speed.",
)
@click.option("--split", default="", help='Part of the labels: "judge" where a set has it when left out, or "all".')
@click.option("--at-a-time", type=click.IntRange(1, 1024), help="Documents in progress at an engine.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of the intervals: the same gives the same ones.")
@click.option(
    "--approaches",
    type=_FILE,
    help="What costs are assumed from, in the place of ours: see docs/evaluate.md.",
)
@click.option("--run", "run_path", type=_FILE, help="A run.json that is there, in the place of measuring.")
@click.option(
    "--compare", "compare_path", type=_FILE, help="A run.json of before: exit status 1 where this one is worse."
)
@click.option("--decisions", "decisions_path", type=_FILE, help="Recorded decisions, to be put beside --results.")
@click.option("--results", "results_path", type=_FILE, help="The results.jsonl that the decisions were made on.")
@click.option("--noise", is_flag=True, help="Measure how far edits move scores that change nothing of substance.")
@click.option("--fairness", is_flag=True, help="Measure how far scores follow names, age, schools and the like.")
@options.rubric
@options.as_of
@options.server
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder for run.json, report.md and report.html, or what else is written.",
)
def command(
    *,
    folders: tuple[Path, ...],
    engines: tuple[str, ...],
    test_models: tuple[str, ...],
    split: str,
    at_a_time: int | None,
    seed: int,
    approaches: Path | None,
    run_path: Path | None,
    compare_path: Path | None,
    decisions_path: Path | None,
    results_path: Path | None,
    noise: bool,
    fairness: bool,
    rubric_path: Path | None,
    as_of: datetime.datetime | None,
    server: str | None,
    out: Path,
) -> None:
    """Measure engines on labelled data, side by side.

    A DATASET is a folder with dataset.yaml, postings/, documents/ and labels.csv; docs/evaluate.md says what stands in
    them. Engines without a model are named in the report as not measured.

    With --decisions it measures nothing: it puts what people decided beside what was recommended.
    """
    _check_task(folders, run_path, decisions_path, results_path, compare_path)
    if not folders and (noise or fairness or engines):
        raise UserError(
            "Without datasets nothing is measured. Leave out --noise, --fairness and --engine, or name sets."
        )
    if decisions_path is not None and results_path is not None:
        options.prepare_folder(out)
        report_decisions(decisions_path, results_path, out)
        return
    assumed = assumptions(approaches)
    before = None if compare_path is None else finished_run(compare_path)
    past = None if run_path is None else finished_run(run_path)
    settings = read_settings()
    work = Work(
        datasets=read_datasets(folders, split, settings.document_limit_bytes),
        engines=chosen_engines(settings, engines, test_models, server, at_a_time),
        server=server,
        as_of=options.day(as_of),
        plan=with_studies(Plan(seed=seed), noise=noise, fairness=fairness),
        rubric=None if rubric_path is None else options.rubric_of(rubric_path),
        states_noise=noise,
        masking=fairness,
    )
    if before is not None and past is None:
        check_sets(work.datasets, before)
    options.prepare_folder(out)
    finished = Finished(run=past) if past is not None else run(lambda: measured(work))
    write_results(finished.run, assumed, out)
    write_rubrics(finished.rubrics, out)
    if before is not None:
        hold_gate(finished.run, before, out)


def _check_task(
    folders: tuple[Path, ...],
    run_path: Path | None,
    decisions_path: Path | None,
    results_path: Path | None,
    compare_path: Path | None,
) -> None:
    """Finds out what is asked for.

    Raises:
        UserError: Nothing, or two things that do not go together.
    """
    if (decisions_path is None) is not (results_path is None):
        raise UserError("Decisions are put beside the answers that they were made on: name --decisions and --results.")
    tasks = [bool(folders), run_path is not None, decisions_path is not None]
    if sum(tasks) != 1:
        raise UserError("Name datasets to measure on, or a run with --run, or --decisions with --results: one of them.")
    if decisions_path is not None and compare_path is not None:
        raise UserError("Decisions are compared with nothing. Leave out --compare.")
