"""`bole evaluate`."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import get_args

import click

from bole.cli import options
from bole.cli.connection import read_settings, run
from bole.cli.evaluate.data import read_datasets
from bole.cli.evaluate.engines import chosen_engines
from bole.cli.evaluate.measuring import Work, measured
from bole.cli.evaluate.writing import assumptions, write_results
from bole.evaluation.evaluating import Plan
from bole.settings import Engine


@click.command(name="evaluate")
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="DATASET...")
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
    type=click.Path(dir_okay=False, path_type=Path),
    help="What costs are assumed from, in the place of ours: see docs/evaluate.md.",
)
@options.rubric
@options.as_of
@options.server
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder for run.json, report.md and report.html.",
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
    rubric_path: Path | None,
    as_of: datetime.datetime | None,
    server: str | None,
    out: Path,
) -> None:
    """Measure engines on labelled data, side by side.

    A DATASET is a folder with dataset.yaml, postings/, documents/ and labels.csv; docs/evaluate.md says what stands in
    them. Engines without a model are named in the report as not measured.
    """
    assumed = assumptions(approaches)
    settings = read_settings()
    work = Work(
        datasets=read_datasets(folders, split, settings.document_limit_bytes),
        engines=chosen_engines(settings, engines, test_models, server, at_a_time),
        server=server,
        as_of=options.day(as_of),
        plan=Plan(seed=seed),
        rubric=None if rubric_path is None else options.rubric_of(rubric_path),
    )
    options.prepare_folder(out)
    finished = run(lambda: measured(work))
    write_results(finished, assumed, out)
