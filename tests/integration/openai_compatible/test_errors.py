"""What callers are told when a server fails, and what is never said."""

from __future__ import annotations

import gzip
import logging
import traceback
from dataclasses import replace

import pytest

from bole.domain.errors import BoleError, ErrorReason
from tests.integration.openai_compatible.asking import (
    KEY,
    REQUEST,
    WRITTEN,
    always,
    answered,
    client,
    failed,
)
from tests.integration.openai_compatible.server import (
    Reply,
    chat,
    failure,
    serving,
)


@pytest.mark.parametrize(
    ("status", "reason", "said", "calls"),
    [
        (301, ErrorReason.MODEL_CONTRACT_MISMATCH, "BOLE_OPENAI_BASE_URL", 1),
        (307, ErrorReason.MODEL_CONTRACT_MISMATCH, "BOLE_OPENAI_BASE_URL", 1),
        (400, ErrorReason.MODEL_REQUEST_REFUSED, "refused", 1),
        (401, ErrorReason.MODEL_CONTRACT_MISMATCH, "BOLE_OPENAI_API_KEY", 1),
        (403, ErrorReason.MODEL_CONTRACT_MISMATCH, "BOLE_OPENAI_API_KEY", 1),
        (404, ErrorReason.MODEL_CONTRACT_MISMATCH, "BOLE_OPENAI_MODEL", 1),
        (413, ErrorReason.MODEL_REQUEST_REFUSED, "refused", 1),
        (422, ErrorReason.MODEL_REQUEST_REFUSED, "refused", 1),
        (500, ErrorReason.MODEL_REQUEST_REFUSED, "log", 2),
        (501, ErrorReason.MODEL_REQUEST_REFUSED, "log", 2),
    ],
)
async def test_each_status_has_its_reason_and_the_words_of_the_server_stay_there(
    status: int, reason: ErrorReason, said: str, calls: int
) -> None:
    error, asked = await failed(always(failure(status, f"cannot read {WRITTEN} {KEY}", location="http://127.0.0.1:9/")))
    assert (error.reason, len(asked)) == (reason, calls)
    assert said in error.message
    assert error.metadata == {"status": str(status)}
    shown = "".join(traceback.format_exception(error))
    assert WRITTEN not in shown
    assert KEY not in shown


@pytest.mark.parametrize(
    ("status", "reason"),
    [(429, ErrorReason.MODEL_OVERLOADED), (503, ErrorReason.MODEL_UNAVAILABLE), (502, ErrorReason.MODEL_UNAVAILABLE)],
)
async def test_a_server_that_has_no_room_is_asked_a_few_times_more(status: int, reason: ErrorReason) -> None:
    busy = failure(status, "busy")
    assert (await answered(always(busy, busy, chat("fine")))).text == "fine"
    # Six calls wait 3.1 s at the most: the deadline does not decide how this ends.
    error, asked = await failed(always(busy), replace(REQUEST, timeout_seconds=30))
    assert (error.reason, len(asked)) == (reason, 6)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(body=f"<html>{WRITTEN}</html>".encode(), headers={"content-type": "text/html"}),
        Reply(body=f"not json {WRITTEN}".encode()),
        Reply(body={"error": {"message": WRITTEN}}),
        Reply(body=[WRITTEN]),
        Reply(body={"choices": [{"message": {"content": [WRITTEN]}}]}),
        Reply(body=b"\xff\xfe"),
        Reply(body=gzip.compress(b'{"choices": []}'), headers={"content-encoding": "gzip"}),
        Reply(body=b" " * (8 * 1024 * 1024) + b'{"choices": []}'),
    ],
)
async def test_what_does_not_speak_the_api_is_told_so(reply: Reply) -> None:
    error, _ = await failed(always(reply))
    assert error.reason is ErrorReason.MODEL_CONTRACT_MISMATCH
    assert "OpenAI API" in error.message
    assert WRITTEN not in "".join(traceback.format_exception(error))


async def test_a_connection_that_breaks_is_made_again_once() -> None:
    assert (await answered(always(None, chat("fine")))).text == "fine"
    error, asked = await failed(always(None))
    assert (error.reason, len(asked)) == (ErrorReason.MODEL_UNAVAILABLE, 2)


async def test_a_server_that_is_not_there_is_unavailable_and_asked_again_when_it_is() -> None:
    async with serving(always(chat("fine"))) as server:
        pass
    async with client(server) as model:
        for call in (model.connect(), model.generate(REQUEST)):
            with pytest.raises(BoleError, match="away") as error:
                await call
            assert error.value.reason is ErrorReason.MODEL_UNAVAILABLE
        async with serving(always(chat("back")), server.port):
            assert (await model.generate(REQUEST)).text == "back"


async def test_logs_hold_neither_prompts_nor_answers_nor_the_key(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        await answered(always(chat("what it answered")))
        await failed(always(failure(400, WRITTEN)))
    assert caplog.records
    for word in (WRITTEN, KEY, "what it answered", "<resume>"):
        assert word not in caplog.text
