"""`bole evaluate --compare`: the gate that a release passes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from bole.cli.connection import UserError
from bole.cli.evaluate.writing import write_text
from bole.domain.errors import BoleError
from bole.evaluation.compare import check_data, compare
from bole.evaluation.dataset import Dataset
from bole.evaluation.figures import EvaluationRun
from bole.evaluation.report.comparison import comparison_markdown, verdict_line

BROKEN = 1
"""Exit status where a figure of the gate is worse than before."""


def check_sets(datasets: Sequence[Dataset], before: EvaluationRun) -> None:
    """Finds out before the work whether its run can be compared with the one before.

    Raises:
        UserError: A set is missing, or has changed.
    """
    try:
        check_data([one.measured() for one in datasets], before)
    except BoleError as error:
        raise UserError(f"{error.message} ({error.reason})") from error


def hold_gate(now: EvaluationRun, before: EvaluationRun, out: Path) -> None:
    """Writes comparison.md and says whether the gate holds.

    Raises:
        Exit: With `BROKEN`, it does not.
        UserError: The runs cannot be compared.
    """
    try:
        comparison = compare(now, before)
    except BoleError as error:
        raise UserError(f"{error.message} ({error.reason})") from error
    write_text(out / "comparison.md", comparison_markdown(comparison))
    click.echo(verdict_line(comparison))
    if comparison.broken:
        raise click.exceptions.Exit(BROKEN)
