"""`bole evaluate --decisions`: what people decided beside what was recommended."""

from __future__ import annotations

from pathlib import Path

from bole.cli.connection import UserError
from bole.cli.evaluate.writing import write_text
from bole.domain.errors import BoleError
from bole.evaluation.decision_files import read_answers, read_decisions
from bole.evaluation.decisions import join
from bole.evaluation.report.decisions import decisions_report
from bole.evaluation.report.markdown import as_markdown
from bole.evaluation.report.page import as_html


def report_decisions(decisions: Path, results: Path, out: Path) -> None:
    """Writes decisions.md and decisions.html.

    Raises:
        UserError: A file cannot be read, or does not fit.
    """
    try:
        recorded = read_decisions(decisions)
    except BoleError as error:
        raise UserError(f"--decisions: {error.message} ({error.reason})") from error
    try:
        answers = read_answers(results)
    except BoleError as error:
        raise UserError(f"--results: {error.message} ({error.reason})") from error
    report = decisions_report(join(recorded, answers), answers)
    write_text(out / "decisions.md", as_markdown(report))
    write_text(out / "decisions.html", as_html(report))
