"""The report of a run as files."""

from __future__ import annotations

from bole.evaluation.approaches import Approaches
from bole.evaluation.figures import EvaluationRun
from bole.evaluation.report.markdown import as_markdown
from bole.evaluation.report.page import as_html
from bole.evaluation.report.sections import report_of


def report_files(run: EvaluationRun, assumed: Approaches) -> dict[str, str]:
    """Returns report.md and report.html by name; the same run and assumptions give the same texts."""
    report = report_of(run, assumed)
    return {"report.md": as_markdown(report), "report.html": as_html(report)}
