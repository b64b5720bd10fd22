"""The report of an evaluation: Markdown, and a page with charts."""

from bole.evaluation.report.files import REPORT_NAMES, write_report

__all__ = ["REPORT_NAMES", "write_report"]
