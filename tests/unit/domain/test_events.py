"""What a log line lets through, and what it drops."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import grpc
import pytest

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.events import KEYS, Event, Line, Part, loggable_id, mark_place, place_of

SOURCE = Path(__file__).resolve().parents[3] / "service" / "bole"
RESUME = "Ada Example, led the order service at Harbor Ltd"
UUID = "123e4567-e89b-12d3-a456-426614174000"

KEPT: dict[str, tuple[object, object]] = {
    "at": ("parsing/parser.py:parse:12", "parsing/parser.py:parse:12"),
    "attempts": (2, 2),
    "batch_id": (UUID, UUID),
    "code": (grpc.StatusCode.OK, "OK"),
    "completion_tokens": (7, 7),
    "count": (3, 3),
    "epoch": (1, 1),
    "exception": (ValueError, "ValueError"),
    "fault": (Part.MODEL, "model"),
    "item": (12, 12),
    "ledger_head": ("0" * 64, "0" * 64),
    "method": ("/bole.v1.ScreeningService/ScreenResume", "/bole.v1.ScreeningService/ScreenResume"),
    "milliseconds": (12.34567, 12.346),
    "model_digest": ("a" * 64, "a" * 64),
    "part": (Part.STORAGE, "storage"),
    "prompt_tokens": (9, 9),
    "reason": (ErrorReason.DOCUMENT_EMPTY, "DOCUMENT_EMPTY"),
    "replica": (1, 1),
    "request_id": (UUID, UUID),
    "sentence": (BoleError(ErrorReason.STORAGE_UNAVAILABLE, "Start it."), "Start it."),
    "trace_id": ("0" * 32, "0" * 32),
}


def test_every_key_lets_something_through() -> None:
    assert KEPT.keys() == KEYS.keys()


@pytest.mark.parametrize("key", KEYS)
def test_a_key_lets_its_kind_through(key: str) -> None:
    given, written = KEPT[key]

    assert dict(Line(Event.UNEXPECTED, **{key: given}).fields) == {key: written}


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize(
    "value",
    [
        RESUME,
        "Ada",
        "林小满",
        "resume.pdf",
        "13800000000",
        "6222021234567890",
        RESUME.encode(),
        (1, RESUME),
        {"name": RESUME},
        ValueError(RESUME),
        BoleError(ErrorReason.DOCUMENT_DAMAGED, RESUME),
        True,
        f"{UUID}\nforged",
    ],
    ids=repr,
)
def test_no_key_lets_words_through(key: str, value: object) -> None:
    line = Line(Event.UNEXPECTED, **{key: value})

    assert dict(line.fields) == {"dropped": key}
    assert str(line) == f"service.unexpected dropped={key}"


def test_a_key_that_is_not_on_the_list_is_dropped_with_its_name() -> None:
    """The name may be a word of a resume, where somebody logs what a mapping holds."""
    line = Line(Event.UNEXPECTED, count=1, Ada=1, file_name="resume.pdf")

    assert str(line) == "service.unexpected count=1 dropped=other"


def test_an_exception_becomes_its_type_and_place() -> None:
    with pytest.raises(ValueError, match="Ada") as caught:
        int(RESUME)

    line = str(Line(Event.CALL_FAILED, error=caught.value))

    assert re.fullmatch(
        r"call\.failed exception=ValueError at=domain/test_events\.py:test_an_exception_becomes_its_type_and_place:\d+",
        line,
    )


def test_of_an_error_of_the_service_the_reason_is_told() -> None:
    line = Line(Event.CALL_FAILED, error=BoleError(ErrorReason.DOCUMENT_DAMAGED, RESUME))
    assert line.fields["reason"] == "DOCUMENT_DAMAGED"

    with pytest.raises(UnicodeDecodeError) as caught:
        b"\xff".decode()
    assert Line(Event.CALL_FAILED, error=caught.value).fields.keys() == {"exception", "at"}


def test_a_place_that_was_marked_in_another_process_is_told() -> None:
    error = ValueError(RESUME)
    try:
        raise error
    except ValueError:
        mark_place(error)

    assert place_of(error.with_traceback(None)).startswith("domain/test_events.py:")
    error.__dict__["_bole_place"] = RESUME
    assert place_of(error).startswith("unknown")


def test_only_a_uuid_of_a_caller_is_logged() -> None:
    assert loggable_id(UUID.upper()) == UUID
    assert loggable_id(UUID.replace("-", "")) == UUID.replace("-", "")
    for given in ("", "Ada Example", "resume-1.pdf", f"{UUID}1", f"{UUID}\n", "20240131-1"):
        assert not loggable_id(given)


def test_the_service_logs_nothing_but_lines() -> None:
    """A text would lose what it says, and print it where another handler is set."""
    texts = [
        f"{file.relative_to(SOURCE)}:{node.lineno}"
        for file in SOURCE.rglob("*.py")
        if "getLogger" in (text := file.read_text(encoding="utf-8"))
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "_LOG"
        and not (isinstance(node.args[0], ast.Call) and ast.unparse(node.args[0].func) == "Line")
    ]

    assert texts == []
