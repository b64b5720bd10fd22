"""What a log shows: lines of the service, and of everything else no word."""

from __future__ import annotations

import asyncio
import gc
import io
import json
import logging
import re
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from opentelemetry import trace

from bole.domain.events import REQUEST_ID, Event, Line
from bole.telemetry.logs import LogFormat, LogLevel, configure_logs, watch_tasks

RESUME = "Ada Example, led the order service at Harbor Ltd"
UUID = "123e4567-e89b-12d3-a456-426614174000"
LOG = logging.getLogger("bole.test")

Configured = Callable[[LogFormat, LogLevel], io.StringIO]


@pytest.fixture
def configured(monkeypatch: pytest.MonkeyPatch) -> Iterator[Configured]:
    """Configures the logs of this process for one test."""
    root, ours = logging.getLogger(), logging.getLogger("bole")
    before = (root.handlers[:], root.level, ours.level)
    monkeypatch.setattr(logging, "raiseExceptions", logging.raiseExceptions)
    monkeypatch.setattr(warnings, "showwarning", warnings.showwarning)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    for hook in ("excepthook", "unraisablehook"):
        monkeypatch.setattr(sys, hook, getattr(sys, hook))

    def configure(form: LogFormat, level: LogLevel) -> io.StringIO:
        written = io.StringIO()
        configure_logs(form, level, written)
        return written

    yield configure
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    ours.setLevel(before[2])


def test_text_is_one_line_with_time_level_logger_event_and_fields(configured: Configured) -> None:
    written = configured(LogFormat.TEXT, LogLevel.INFO)

    LOG.info(Line(Event.BATCH_TAKEN, batch_id=UUID, epoch=2))

    assert re.fullmatch(
        rf"\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{{3}}Z INFO bole\.test batch\.taken batch_id={UUID} epoch=2\n",
        written.getvalue(),
    )


def test_json_is_one_object_a_line_with_call_and_trace(configured: Configured) -> None:
    written = configured(LogFormat.JSON, LogLevel.INFO)
    context = trace.SpanContext(trace_id=0xABC, span_id=1, is_remote=False)
    token = REQUEST_ID.set(UUID)

    with trace.use_span(trace.NonRecordingSpan(context)):
        LOG.warning(Line(Event.MODEL_REPLICA_LOST, replica=1))
    REQUEST_ID.reset(token)

    told = json.loads(written.getvalue())
    assert told.pop("time").endswith("Z")
    assert told == {
        "level": "WARNING",
        "logger": "bole.test",
        "event": "model.replica_lost",
        "request_id": UUID,
        "trace_id": f"{0xABC:032x}",
        "replica": 1,
    }


def test_the_level_is_that_of_the_service_and_libraries_tell_warnings_alone(configured: Configured) -> None:
    written = configured(LogFormat.TEXT, LogLevel.DEBUG)

    LOG.debug(Line(Event.STORAGE_READY))
    logging.getLogger("aiosqlite").info(RESUME)
    assert written.getvalue().count("\n") == 1

    written = configured(LogFormat.TEXT, LogLevel.ERROR)
    LOG.warning(Line(Event.STORAGE_AWAY))
    logging.getLogger("grpc").warning(RESUME)
    assert not written.getvalue()


def _raised() -> Exception:
    try:
        _raise()
    except ValueError as error:
        return error
    raise AssertionError


def _in_a_thread() -> None:
    thread = threading.Thread(target=_raise)
    thread.start()
    thread.join()


def _raise() -> None:
    raise ValueError(RESUME)


class _Broken:
    def __del__(self) -> None:
        raise ValueError(RESUME)


def _in_a_destructor() -> None:
    _Broken()
    gc.collect()


def _in_a_task() -> None:
    async def run() -> None:
        watch_tasks(asyncio.get_running_loop())
        task = asyncio.create_task(asyncio.to_thread(_raise))
        await asyncio.wait([task])
        del task
        gc.collect()

    asyncio.run(run())


def _chained() -> Exception:
    error = KeyError(RESUME)
    error.__cause__ = _raised()
    return error


FOREIGN: dict[str, Callable[[], object]] = {
    "a message": lambda: logging.getLogger("pdfminer.psparser").warning(RESUME),
    "arguments": lambda: logging.getLogger("sqlalchemy.engine.Engine").warning("%s", RESUME),
    "arguments that do not fit": lambda: logging.getLogger("grpc").error("%d", RESUME),
    "an exception": lambda: logging.getLogger("grpc._cython.cygrpc").error("x", exc_info=_raised()),
    "an exception with a cause": lambda: logging.getLogger("asyncio").critical(RESUME, exc_info=_chained()),
    "a stack": lambda: logging.getLogger("uvicorn").error(RESUME, stack_info=True),
    "more fields": lambda: logging.getLogger("openai").error("x", extra={"prompt": RESUME}),
    "the name of a logger": lambda: logging.getLogger(RESUME.replace(".", "")).error("x"),
    "a text of our own": lambda: LOG.error(RESUME),
    "a warning": lambda: warnings.warn(RESUME, UserWarning, stacklevel=1),
    "what nobody caught": lambda: sys.excepthook(ValueError, _raised(), None),
    "a thread": _in_a_thread,
    "a destructor": _in_a_destructor,
    "a task": _in_a_task,
}


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("form", LogFormat)
@pytest.mark.parametrize("happen", FOREIGN.values(), ids=FOREIGN)
def test_nothing_of_what_others_say_is_shown(
    configured: Configured, capfd: pytest.CaptureFixture[str], happen: Callable[[], object], form: LogFormat
) -> None:
    """It is told all the same that they said something, and where."""
    written = configured(form, LogLevel.DEBUG)

    with suppress(ValueError):
        happen()

    (line,) = written.getvalue().splitlines()
    assert not re.search("Ada|Harbor|order service", line + "".join(capfd.readouterr()))
    assert re.search(r"(at[=\": ]+)[\w./-]+:\w+:\d+", line)
