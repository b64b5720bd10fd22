"""What holds for all tests: services keep nothing of them, and the skips are counted by reason at the end."""

import atexit
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.leaks.watch import LeakWatch
from tests.postgresql import PostgreSqlServer, running_postgresql

_TALK_TO_SERVERS = {"integration", "e2e"}
"""Folders of tests."""


def pytest_configure(config: pytest.Config) -> None:
    """Gives `bole serve` a place for what it keeps that is gone with the tests."""
    folder = tempfile.mkdtemp(prefix="bole-tests-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["XDG_STATE_HOME"] = folder
    config.pluginmanager.register(LeakWatch(), "bole-leaks")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Lets a test that talks to real servers be run once more (decision 0052)."""
    for item in items:
        if _TALK_TO_SERVERS & set(item.path.parts):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSqlServer]:
    """A running PostgreSQL server; a test makes databases of its own on it, and leaves it running."""
    with running_postgresql() as server:
        yield server


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
