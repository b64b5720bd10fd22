"""What holds for all tests: the skips are counted by reason at the end."""

from collections import Counter

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints how many tests were skipped, and for what they lack."""
    skipped: list[pytest.TestReport | pytest.CollectReport] = terminalreporter.stats.get("skipped", [])
    if not skipped:
        return
    counts = Counter(_reason(report) for report in skipped)
    terminalreporter.section(f"{len(skipped)} skipped")
    for reason, count in sorted(counts.items()):
        terminalreporter.line(f"{count:5d}  {reason}")


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    """Returns the words that the skip gave, without the place."""
    match report.longrepr:
        case (_, _, str(reason)):
            return reason.removeprefix("Skipped: ")
        case other:
            return str(other)
