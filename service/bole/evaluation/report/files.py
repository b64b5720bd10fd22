"""Writes the report of a run into a folder."""

from __future__ import annotations

from pathlib import Path

from bole.evaluation.approaches import read_approaches
from bole.evaluation.figures import EvaluationRun
from bole.evaluation.report.markdown import as_markdown
from bole.evaluation.report.page import as_html
from bole.evaluation.report.sections import report_of

REPORT_NAMES = ("report.md", "report.html")


def report_texts(run: EvaluationRun, approaches: Path | None = None) -> dict[str, str]:
    """Returns the report by file name; the same run gives the same texts.

    Args:
        run: What was measured.
        approaches: A file of assumptions in the place of the product's.

    Raises:
        BoleError: The file of assumptions cannot be read, or does not fit.
    """
    report = report_of(run, read_approaches(approaches))
    return dict(zip(REPORT_NAMES, (as_markdown(report), as_html(report)), strict=True))


def write_report(run: EvaluationRun, folder: Path, approaches: Path | None = None) -> None:
    """Writes the report into a folder that is there; arguments and errors are those of `report_texts`.

    Raises:
        OSError: A file cannot be written.
    """
    for name, text in report_texts(run, approaches).items():
        (folder / name).write_text(text, encoding="utf-8")
