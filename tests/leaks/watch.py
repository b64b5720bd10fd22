"""Watches a whole test run: what was logged and recorded as spans must hold nothing of the test documents.

Every log record of the service is looked at as any handler might show it, at every level; those of libraries as the
service shows them; spans as a collector receives them. Logs that servers wrote in processes of their own lie in files
of the tests, or in what was captured of standard error.
"""

from __future__ import annotations

import fnmatch
import logging
import os
import re
from pathlib import Path

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from bole.telemetry.logs import OURS, LineFormatter, LogFormat
from tests.leaks.collector import Collector, words_of
from tests.leaks.needles import needles

_OUTPUT = "bole_leaks_seen"
_CHANGING = re.compile(
    r"\d{4}-\d\d-\d\dT[\d:.]+Z|milliseconds[=\":]+ ?[\d.]+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}"
)
"""Times and identifiers: lines that differ in nothing else are looked at once."""
_LOG_LINE = re.compile(
    r"^(?:\{\"time\": \")?\d{4}-\d\d-\d\dT[\d:.]+Z|^Traceback|^\s+File |^\w+(?:\.\w+)*(?:Error|Exception|Warning)\b"
)
"""What a server writes; a command may name a file to its user."""


class LeakWatch:
    """A plugin of pytest, in each of its processes."""

    def __init__(self) -> None:
        """Begins to watch this process."""
        self._seen: dict[str, str] = {}
        self._found: list[str] = []
        self._collector = Collector(self._see_span)
        os.environ["BOLE_OTLP_ENDPOINT"] = self._collector.endpoint
        logging.getLogger().addHandler(_Handler(self))
        logging.getLogger(OURS).setLevel(logging.DEBUG)

    def see(self, text: str, where: str) -> None:
        """Keeps a text to look at in the end.

        Args:
            text: What was logged, in one line or several.
            where: Which test it was, or what else helps to find out how it came.
        """
        for line in text.splitlines():
            self._seen.setdefault(_CHANGING.sub("", line), where)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Takes what servers wrote to standard error."""
        self._see_server(report.capstderr, report.nodeid)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: object) -> None:
        """Takes what another process of the run has seen."""
        output: dict[str, list[tuple[str, str]]] = getattr(node, "workeroutput", {})
        for text, where in output.get(_OUTPUT, ()):
            self._seen.setdefault(text, where)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Looks through all that was seen, or hands it to the process that does."""
        self._collector.close()
        self._see_files(session.config)
        output: dict[str, object] | None = getattr(session.config, "workeroutput", None)
        if output is not None:
            output[_OUTPUT] = list(self._seen.items())
            return
        wanted = needles()
        finds = ((wanted.found_in(text), text, where) for text, where in self._seen.items())
        self._found = [f"{where}: {find!r} in {text!r}" for find, text, where in finds if find]
        if self._found:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Says what was found."""
        if self._found:
            terminalreporter.section("logs and spans hold words of test documents", red=True)
            for line in self._found:
                terminalreporter.line(line)
        elif self._seen:
            terminalreporter.line(f"{len(self._seen)} kinds of log lines and spans hold nothing of the test documents")

    def _see_span(self, span: Span) -> None:
        self.see(words_of(span), "a span")

    def _see_server(self, text: str, where: str) -> None:
        for line in filter(_LOG_LINE.match, text.splitlines()):
            self.see(line, where)

    def _see_files(self, config: pytest.Config) -> None:
        factory = vars(config).get("_tmp_path_factory")
        folder = getattr(factory, "_basetemp", None)  # asking in the usual way would make one
        # Passes over what cannot be listed: tests make folders whose paths are too long.
        for parent, _, names in () if folder is None else os.walk(folder):
            for name in fnmatch.filter(names, "*.log"):
                self._see_server(_read(Path(parent, name)), name)


class _Handler(logging.Handler):
    def __init__(self, watch: LeakWatch) -> None:
        super().__init__()
        self._watch = watch
        self._formatters = (LineFormatter(LogFormat.JSON), logging.Formatter("%(name)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        ours = record.name.partition(".")[0] == OURS
        for formatter in self._formatters if ours else self._formatters[:1]:
            self._watch.see(formatter.format(record), os.environ.get("PYTEST_CURRENT_TEST", ""))


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
    except OSError:
        return ""
