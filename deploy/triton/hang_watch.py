"""Whether a server that is ready still answers: a model that hangs leaves all of Triton's health endpoints true."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Thread
from typing import TypeVar

from guided_request import ANSWER, AnsweredError, NoAnswerError

_LOG = logging.getLogger("entrypoint")

AGAIN_SECONDS = 1.0
Result = TypeVar("Result")


@dataclass(slots=True, kw_only=True)
class HangWatch:
    """Asks again and again in the background; who looks never waits.

    Attributes:
        ask: Returns the answer to a guided request; raises AnsweredError or NoAnswerError.
        every_seconds: Time between an answer and the next request.
        within_seconds: Longest time without an answer.
    """

    ask: Callable[[], str]
    every_seconds: float
    within_seconds: float
    _asked: Future[str] | None = field(default=None, init=False)
    _next: float = field(default=0.0, init=False)
    _unanswered_since: float | None = field(default=None, init=False)

    def begin(self) -> None:
        """Notes that the server has just answered."""
        self._next = time.monotonic() + self.every_seconds

    def is_hung(self) -> bool:
        """Says whether a request has had no answer in its time; begins one where it is time for it."""
        now = time.monotonic()
        if self._asked is not None and self._asked.done():
            self._note(self._asked, now)
        if self._asked is None and now >= self._next:
            self._asked = in_background(self.ask)
            self._unanswered_since = now if self._unanswered_since is None else self._unanswered_since
        return self._unanswered_since is not None and now - self._unanswered_since > self.within_seconds

    def _note(self, asked: Future[str], now: float) -> None:
        """An error is an answer too: a queue that is full, for example."""
        self._asked = None
        error = asked.exception()
        if isinstance(error, NoAnswerError):
            self._next = now + AGAIN_SECONDS
            return
        if isinstance(error, AnsweredError):
            _LOG.warning("A guided request was answered with an error: %s", error)
        elif error is not None:
            _LOG.warning("A guided request failed in an unexpected way: %r", error)
        elif asked.result() != ANSWER:
            _LOG.warning("A guided request was answered with %r, where only %r is allowed.", asked.result(), ANSWER)
        self._unanswered_since = None
        self._next = now + self.every_seconds


def in_background(work: Callable[[], Result]) -> Future[Result]:
    """Does work in a thread that nobody waits for at the end."""
    future: Future[Result] = Future()

    def do() -> None:
        try:
            future.set_result(work())
        except Exception as error:  # noqa: BLE001 (told by who looks at the future)
            future.set_exception(error)

    Thread(target=do, daemon=True).start()
    return future
