"""Sessions end: by doing nothing, by their age, by signing out, and where there are too many."""

from __future__ import annotations

import pytest
from starlette.types import Receive, Scope, Send

from bole.web import sessions
from bole.web.guard import Guard
from bole.web.options import WebOptions
from bole.web.sessions import Sessions

KEY = "a key of tests"


class Clock:
    """A clock that a test sets: calling it returns `now`."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        """Returns the time that was set."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def held(clock: Clock) -> Sessions:
    return Sessions(idle_seconds=10, session_seconds=25, clock=clock)


def test_a_session_ends_where_nothing_is_done(held: Sessions, clock: Clock) -> None:
    session = held.begin(secret=KEY)
    clock.now = 10
    assert held.find(session.session_id) is session
    clock.now = 20.5
    assert held.find(session.session_id) is None
    assert held.find(session.session_id) is None


async def test_what_a_page_asks_by_itself_keeps_no_session(held: Sessions, clock: Clock) -> None:
    session, given = held.begin(secret=KEY), []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001
        given.append(scope["session"])

    guard = Guard(app, options=WebOptions(hosts=frozenset({"here"})), sessions=held)
    headers = [(b"host", b"here"), (b"cookie", f"bole_session={session.session_id}".encode())]
    for clock.now, path in ((8, "/batches"), (16, "/batches/b/ranking"), (17, "/batches/b/events"), (19, "/batches")):
        await guard({"type": "http", "path": path, "headers": headers}, receive=None, send=None)  # type: ignore[arg-type]
    assert given[:3] == [session] * 3
    assert given[3] is not session


def test_a_session_ends_by_its_age_however_much_is_done(held: Sessions, clock: Clock) -> None:
    session = held.begin(secret=KEY)
    for clock.now in (8, 16, 24):
        assert held.find(session.session_id) is session
    clock.now = 25.5
    assert held.find(session.session_id) is None


def test_nobody_chooses_or_guesses_an_identifier(held: Sessions) -> None:
    first, second = held.begin(), held.begin()
    assert held.find("chosen by somebody") is None
    assert len({first.session_id, second.session_id, first.csrf_token, second.csrf_token}) == 4
    assert len(first.session_id) >= 43


def test_strangers_do_not_push_out_who_is_signed_in(held: Sessions, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "MOST_SESSIONS", 3)
    signed_in = held.begin(secret=KEY)
    stranger, *later = (held.begin() for _ in range(3))
    assert held.find(signed_in.session_id) is signed_in
    assert held.find(stranger.session_id) is None
    assert all(held.find(one.session_id) is one for one in later)


def test_among_those_who_are_signed_in_the_longest_unused_ends(held: Sessions, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "MOST_SESSIONS", 2)
    first, second = held.begin(secret=KEY), held.begin(secret=KEY)
    held.find(first.session_id)
    held.begin(secret=KEY)
    assert held.find(second.session_id) is None
    assert held.find(first.session_id) is first
