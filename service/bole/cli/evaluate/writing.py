"""What an evaluation leaves behind."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from bole.cli.connection import UserError
from bole.cli.whole_file import whole_file
from bole.domain.errors import BoleError
from bole.domain.rubric import Rubric
from bole.evaluation.approaches import Approaches, read_approaches
from bole.evaluation.figures import EvaluationRun
from bole.evaluation.report.files import report_files
from bole.evaluation.run_file import read_run, write_run
from bole.rubric.rubric_file import write_rubric
from bole.sources.reading import shown

RUN = "run.json"


def assumptions(path: Path | None) -> Approaches:
    """Reads what estimates of cost rest on.

    Raises:
        UserError: The file does not fit.
    """
    try:
        return read_approaches(path)
    except BoleError as error:
        raise UserError(f"{error.message} ({error.reason})") from error


def finished_run(path: Path) -> EvaluationRun:
    """Reads a run.

    Raises:
        UserError: The file holds none that this version reads.
    """
    try:
        return read_run(path)
    except BoleError as error:
        raise UserError(f"The run {shown(path)} cannot be read. {error.message} ({error.reason})") from error


def write_results(run: EvaluationRun, assumed: Approaches, out: Path) -> None:
    """Writes the run and its report, and says where.

    Raises:
        UserError: They cannot be written.
    """
    for name, text in {RUN: write_run(run), **report_files(run, assumed)}.items():
        write_text(out / name, text)


def write_rubrics(rubrics: Mapping[str, Rubric], out: Path) -> None:
    """Writes a rubric that states its noise for each engine, and says where.

    Raises:
        UserError: They cannot be written.
    """
    for engine, rubric in rubrics.items():
        write_text(out / f"rubric-{engine}.yaml", write_rubric(rubric))


def write_text(path: Path, text: str) -> None:
    """Writes a file, whole or not at all, and says where.

    Raises:
        UserError: It cannot be written.
    """
    with whole_file(path) as unfinished:
        unfinished.write_text(text, encoding="utf-8")
    click.echo(f"Written: {shown(path)}")
