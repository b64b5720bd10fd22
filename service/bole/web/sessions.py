"""Who is signed in: kept in the memory of the console, and found by a cookie that says nothing by itself."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

MOST_SESSIONS = 10_000
"""Where there are more, the longest unused one ends in which nobody signed in, else the longest unused."""


@dataclass(slots=True, kw_only=True)
class Session:
    """What the console knows of a browser between two requests.

    Attributes:
        session_id: What the cookie holds.
        csrf_token: What every form of the session carries.
        began, seen: Times of the clock.
        secret: The API key or token that the person signed in with; None where they have not.
        reviewer: Name that a person gave for their decisions, where the service does not know who calls.
        revealed: Items (batch, item) whose identity the person has asked to see.
        sees_decisions: False once the service said that the person may not see decisions.
    """

    session_id: str
    csrf_token: str
    began: float
    seen: float
    secret: str | None = None
    reviewer: str = ""
    revealed: set[tuple[str, str]] = field(default_factory=set)
    sees_decisions: bool = True


@dataclass(slots=True, kw_only=True)
class Sessions:
    """The sessions; for use from one event loop."""

    idle_seconds: float
    session_seconds: float
    clock: Callable[[], float] = time.monotonic
    _held: dict[str, Session] = field(default_factory=dict)

    def find(self, session_id: str, *, by_person: bool = True) -> Session | None:
        """Returns a session that has not ended, and notes that it is used; None without one.

        Where somebody is signed in, only what is done `by_person` is use: a page that asks by itself is none.
        """
        session = self._held.get(session_id)
        if session is None:
            return None
        now = self.clock()
        if now - session.seen > self.idle_seconds or now - session.began > self.session_seconds:
            del self._held[session_id]
            return None
        if not by_person and session.secret is not None:
            return session
        session.seen = now
        self._held[session_id] = self._held.pop(session_id)  # the last one is the one used last
        return session

    def begin(self, *, secret: str | None = None) -> Session:
        """Begins a session under an identifier that nobody has seen."""
        now = self.clock()
        session = Session(
            session_id=secrets.token_urlsafe(32),
            csrf_token=secrets.token_urlsafe(32),
            began=now,
            seen=now,
            secret=secret,
        )
        if len(self._held) >= MOST_SESSIONS:
            unsigned = (key for key, held in self._held.items() if held.secret is None)
            del self._held[next(unsigned, next(iter(self._held)))]
        self._held[session.session_id] = session
        return session

    def end(self, session_id: str) -> None:
        """Ends a session; one that is not there has ended."""
        self._held.pop(session_id, None)
