"""The one place that decides what a log shows: lines of the service as text or JSON, and nothing of what others say.

Libraries put what they work on into their messages: a line that a parser cannot read, the values of a statement, a
prompt that was refused. So of a foreign record only the logger's name, its level and the place in code are shown, and
of an exception its type and place.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import sys
import threading
import time
import warnings
from enum import StrEnum
from types import TracebackType
from typing import IO, Any, Final, TextIO

from opentelemetry import trace

from bole.domain.events import REQUEST_ID, Event, Line, Logged, code_place

OURS: Final = "bole"
_LOG = logging.getLogger("bole.telemetry")
_LOGGER = re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,79}")


class LogFormat(StrEnum):
    """How lines are written."""

    TEXT = "text"
    JSON = "json"


class LogLevel(StrEnum):
    """From which level on the service's own lines are written; those of libraries from WARNING on."""

    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


class LineFormatter(logging.Formatter):
    """Writes a record as one line, in UTC; a record that holds no `Line` loses its message, arguments and traceback."""

    def __init__(self, form: LogFormat) -> None:
        """Keeps the form of the line."""
        super().__init__()
        self._write = _json if form is LogFormat.JSON else _text

    def format(self, record: logging.LogRecord) -> str:
        """Returns the line; never the message of a record that is not of this service."""
        line = record.msg if isinstance(record.msg, Line) else _foreign(record)
        return self._write(record, line.event, {**_about(), **line.fields})


def configure_logs(form: LogFormat, level: LogLevel, stream: IO[str] | None = None) -> None:
    """Sends all that is logged in this process to `stream` (standard error), and all that would be printed there.

    Takes the place of whatever was configured before. Warnings of Python, exceptions that nobody caught, in threads
    and destructors too, become lines as well; those of tasks do once `watch_tasks` was called.
    """
    handler = logging.StreamHandler(stream)
    handler.setFormatter(LineFormatter(form))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level]))
    logging.getLogger(OURS).setLevel(level.value)
    logging.raiseExceptions = False  # a handler that fails would print the record with its arguments
    warnings.showwarning = _tell_warning
    sys.excepthook = _tell_exception
    sys.unraisablehook = _tell_unraisable
    threading.excepthook = _tell_thread


def watch_tasks(loop: asyncio.AbstractEventLoop) -> None:
    """Has what goes wrong in tasks and callbacks of a loop told as lines."""
    loop.set_exception_handler(_tell_task)


def _foreign(record: logging.LogRecord) -> Line:
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        return Line(Event.FOREIGN, error=error)
    return Line(Event.FOREIGN, at=code_place(record.pathname, record.funcName or "", record.lineno))


def _about() -> dict[str, Logged]:
    """Returns which call and which trace a line belongs to."""
    span = trace.get_current_span().get_span_context()
    ids = {"request_id": REQUEST_ID.get(), "trace_id": trace.format_trace_id(span.trace_id) if span.is_valid else ""}
    return {key: value for key, value in ids.items() if value}


def _text(record: logging.LogRecord, event: Event, fields: dict[str, Logged]) -> str:
    pairs = (f"{key}={_quoted(value)}" for key, value in fields.items())
    return " ".join((_instant(record.created), record.levelname, _name(record), event, *pairs))


def _json(record: logging.LogRecord, event: Event, fields: dict[str, Logged]) -> str:
    head = {"time": _instant(record.created), "level": record.levelname, "logger": _name(record), "event": event.value}
    return json.dumps(head | fields, ensure_ascii=False)


def _name(record: logging.LogRecord) -> str:
    return record.name if _LOGGER.fullmatch(record.name) else "other"


def _quoted(value: Logged) -> Logged:
    """Puts a sentence in quotes, so that it ends where it ends."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) and " " in value else value


def _instant(seconds: float) -> str:
    whole = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))
    return f"{whole}.{int(seconds % 1 * 1000):03d}Z"


def _tell_warning(  # noqa: PLR0917  # as Python calls it
    message: Warning | str,  # noqa: ARG001  # a library may quote in it what it works on
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,  # noqa: ARG001  # all that is told goes one way
    line: str | None = None,  # noqa: ARG001
) -> None:
    _LOG.warning(Line(Event.UNEXPECTED, exception=category, at=code_place(filename, "", lineno)))


def _tell_exception(kind: type[BaseException], error: BaseException, _traceback: TracebackType | None) -> None:
    _LOG.critical(Line(Event.UNEXPECTED, exception=kind, error=error))


def _tell_unraisable(unraisable: sys.UnraisableHookArgs) -> None:
    _LOG.error(Line(Event.UNEXPECTED, exception=unraisable.exc_type, error=unraisable.exc_value))


def _tell_thread(failed: threading.ExceptHookArgs) -> None:
    _LOG.error(Line(Event.UNEXPECTED, exception=failed.exc_type, error=failed.exc_value))


def _tell_task(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    _LOG.error(Line(Event.UNEXPECTED, error=context.get("exception")))
