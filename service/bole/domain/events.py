"""What the service logs: events by name, with fields that an allow-list lets through.

A log outlives what was deleted and is read by people who may not read resumes. So a line holds what the service itself
made (counts, durations, names of reasons, identifiers that it gave) and never what came from outside: no text, no file
name, no message of an exception, at no level.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from enum import Enum, StrEnum
from types import MappingProxyType, TracebackType
from typing import Final, TypeAlias

from bole.domain.errors import BoleError, ErrorReason

REQUEST_ID: Final[ContextVar[str]] = ContextVar("bole_request_id", default="")
"""Identifier of the call that is served, as `loggable_id` lets it through; stands in every line about it."""

Logged: TypeAlias = int | float | str
"""What a field of a line can be."""

DROPPED: Final = "dropped"
"""Key that names what was left out of a line."""


class Event(StrEnum):
    """What can happen. The names are a contract with whoever searches logs: `docs/logs-and-traces.md`."""

    CALL_FINISHED = "call.finished"
    CALL_FAILED = "call.failed"
    MODEL_AWAY = "model.away"
    MODEL_READY = "model.ready"
    MODEL_OUTPUT_INVALID = "model.output_invalid"
    MODEL_REPLICA_LOST = "model.replica_lost"
    MODEL_REPLICA_BACK = "model.replica_back"
    STORAGE_AWAY = "storage.away"
    STORAGE_READY = "storage.ready"
    PART_REFUSED = "part.refused"
    PART_FAILED = "part.failed"
    ACCESS_FILE_READ = "access.file_read"
    ACCESS_FILE_REFUSED = "access.file_refused"
    ACCESS_KEY_READABLE = "access.key_readable"
    ACCESS_AUDIT_FAILED = "access.audit_failed"
    ANSWERS_UNAVAILABLE = "answers.unavailable"
    RETENTION_FAILED = "retention.failed"
    RETENTION_ENDED = "retention.ended"
    CANDIDATE_REVEALED = "candidate.revealed"
    LEDGER_HEAD = "ledger.head"
    BATCH_TAKEN = "batch.taken"
    BATCH_WAITS = "batch.waits"
    BATCH_LEASES = "batch.leases"
    BATCH_LEFT = "batch.left"
    BATCH_FAILED = "batch.failed"
    BATCHES_ENDED = "batches.ended"
    BULK_ITEM_FAILED = "bulk.item_failed"
    BULK_BROKEN = "bulk.broken"
    UNEXPECTED = "service.unexpected"
    FOREIGN = "log.foreign"


class Part(StrEnum):
    """What the service needs from outside."""

    MODEL = "model"
    STORAGE = "storage"


_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,79}")
_METHOD = re.compile(r"/(?:bole|grpc)\.[a-z0-9.]{1,30}\.[A-Za-z]{1,40}/[A-Za-z]{1,40}")
_PLACE = re.compile(r"[A-Za-z0-9_./-]{1,80}:[A-Za-z0-9_]{1,60}:[0-9]{1,6}")
_UUID = re.compile(r"[0-9a-f]{8}(-?)(?:[0-9a-f]{4}\1){3}[0-9a-f]{12}")
_DIGEST = re.compile(r"[0-9a-f]{64}")

_SURROUNDINGS: Final = frozenset(
    {
        ErrorReason.MODEL_CONTRACT_MISMATCH,
        ErrorReason.PART_NOT_INSTALLED,
        ErrorReason.STORAGE_MISMATCH,
        ErrorReason.STORAGE_UNAVAILABLE,
    }
)
"""Reasons whose messages are about model servers, packages and databases: an operator has to read what differs."""


def _number(value: object) -> Logged | None:
    if isinstance(value, float):
        return round(value, 3)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _word(value: object) -> Logged | None:
    if not isinstance(value, Enum):
        return None
    return _matching(_NAME, value.value) or _matching(_NAME, value.name)


def _type(value: object) -> Logged | None:
    return _matching(_NAME, value.__name__) if isinstance(value, type) else None


def _sentence(value: object) -> Logged | None:
    return value.message if isinstance(value, BoleError) and value.reason in _SURROUNDINGS else None


def _matching(pattern: re.Pattern[str], value: object) -> str | None:
    return value if isinstance(value, str) and pattern.fullmatch(value) else None


def _identifier(value: object) -> Logged | None:
    return _matching(_UUID, value) or _matching(_DIGEST, value)


def _method(value: object) -> Logged | None:
    return _matching(_METHOD, value)


def _place(value: object) -> Logged | None:
    return _matching(_PLACE, value)


KEYS: Final[Mapping[str, Callable[[object], Logged | None]]] = MappingProxyType(
    {
        "at": _place,
        "attempts": _number,
        "batch_id": _identifier,
        "code": _word,
        "completion_tokens": _number,
        "count": _number,
        "epoch": _number,
        "exception": _type,
        "fault": _word,
        "item": _number,
        "ledger_head": _identifier,
        "method": _method,
        "milliseconds": _number,
        "model_digest": _identifier,
        "part": _word,
        "prompt_tokens": _number,
        "reason": _word,
        "replica": _number,
        "request_id": _identifier,
        "sentence": _sentence,
        "trace_id": _identifier,
    }
)
"""The allow-list: each key with what lets its values through and turns them into what is written; None is dropped."""


def let_through(fields: Mapping[str, object]) -> dict[str, Logged]:
    """Returns what the allow-list lets through, and names what it drops.

    `error` becomes its type, its place and, of a `BoleError`, its reason; what is None is not there.
    """
    error = fields.get("error")
    if isinstance(error, BaseException):
        fields = {key: value for key, value in fields.items() if key != "error"}
        reason = getattr(error, "reason", None)
        fields |= {"exception": type(error), "at": place_of(error)}
        fields |= {"reason": reason} if isinstance(reason, ErrorReason) else {}
    kept: dict[str, Logged] = {}
    dropped: set[str] = set()
    for key, value in fields.items():
        if value is None:
            continue
        written = KEYS[key](value) if key in KEYS else None
        if written is None:
            dropped.add(key if key in KEYS else "other")
        else:
            kept[key] = written
    if dropped:
        kept[DROPPED] = ",".join(sorted(dropped))
    return kept


class Line:
    """One line of a log; give it to a logger in place of a text: `_LOG.info(Line(Event.BATCH_TAKEN, epoch=1))`.

    Loggers of the service write nothing but lines: a handler that is not ours shows the same fields.
    """

    __slots__ = ("event", "fields")

    def __init__(self, event: Event, **fields: object) -> None:
        """Keeps what the allow-list lets through."""
        self.event = event
        self.fields: Mapping[str, Logged] = MappingProxyType(let_through(fields))

    def __str__(self) -> str:
        """Shows the event and its fields."""
        return " ".join((self.event, *(f"{key}={value}" for key, value in self.fields.items())))


def loggable_id(given: str) -> str:
    """Returns a caller's request id where it is a UUID, in lower case; empty where it may be anything: a file name."""
    return _matching(_UUID, given.lower()) or ""


def mark_place(error: BaseException) -> None:
    """Keeps with an exception where it arose, for another process: tracebacks stay in theirs."""
    error.__dict__[_MARK] = place_of(error)


def place_of(error: BaseException) -> str:
    """Returns where an exception arose, as file, function and line of code; never what it says."""
    marked = getattr(error, "__dict__", {}).get(_MARK)
    return _matching(_PLACE, marked) or _innermost(error.__traceback__)


_MARK = "_bole_place"


def _innermost(traceback: TracebackType | None) -> str:
    if traceback is None:
        return "unknown:unknown:0"
    while traceback.tb_next is not None:
        traceback = traceback.tb_next
    return code_place(traceback.tb_frame.f_code.co_filename, traceback.tb_frame.f_code.co_name, traceback.tb_lineno)


def code_place(path: str, function: str, line: int) -> str:
    """Names a place in code: the last two parts of the file's path, function and line."""
    file = "/".join(path.rsplit("/", 2)[-2:])
    place = f"{file}:{function.strip('<>')}:{line}"
    return _matching(_PLACE, place) or f"unknown:unknown:{line}"
