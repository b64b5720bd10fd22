"""Events as they are sent, and what happens while there are none or nobody reads."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bole.web import server_sent
from bole.web.server_sent import Sent, event_stream


async def events(go_on: asyncio.Event, ended: list[str]) -> AsyncIterator[Sent]:
    try:
        yield Sent("message", '{"a": "\\n"}', "c1")
        await go_on.wait()
        yield Sent("end", "{}")
    finally:
        ended.append("ended")


async def test_events_have_a_kind_data_and_where_to_go_on() -> None:
    go_on, ended = asyncio.Event(), list[str]()
    go_on.set()
    response = event_stream(events(go_on, ended))
    assert response.headers["x-accel-buffering"] == "no"
    assert [part async for part in response.body_iterator] == [
        b'id: c1\nevent: message\ndata: {"a": "\\n"}\n\n',
        b"event: end\ndata: {}\n\n",
    ]


async def test_a_quiet_stream_says_that_it_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_sent, "_QUIET_SECONDS", 0.01)
    go_on, ended = asyncio.Event(), list[str]()
    parts = aiter(event_stream(events(go_on, ended)).body_iterator)
    assert b"c1" in bytes(str(await anext(parts)), "utf-8")
    assert await anext(parts) == b": still here\n\n"
    go_on.set()
    while (part := await anext(parts)) == b": still here\n\n":
        pass
    assert part == b"event: end\ndata: {}\n\n"


async def test_what_is_told_ends_where_nobody_reads() -> None:
    go_on, ended = asyncio.Event(), list[str]()
    parts = aiter(event_stream(events(go_on, ended)).body_iterator)
    await anext(parts)
    reading = asyncio.ensure_future(anext(parts))
    await asyncio.sleep(0)
    reading.cancel()
    await asyncio.wait([reading])
    assert ended == ["ended"]
