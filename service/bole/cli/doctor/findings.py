"""What was found of one thing that the service needs, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from bole.domain.errors import BoleError
from bole.settings import Settings


class State(StrEnum):
    """How it is."""

    GOOD = "good"
    WARNING = "warning"
    """The service works; somebody should know all the same."""
    BAD = "bad"
    """Something that the settings ask for does not work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of what was found.

    Attributes:
        about: What was looked at, in a word.
        state: How it is.
        text: What was found, and where it is not good what to do. Names settings and paths; no secret, nothing of
            people.
    """

    about: str
    state: State
    text: str


Check = Callable[[Settings], Iterable[Finding]]
"""Looks at one thing. What it raises as `BoleError` is what is bad."""


def good(about: str, text: str) -> Finding:
    """Returns what is as it should be."""
    return Finding(about=about, state=State.GOOD, text=text)


def warning(about: str, text: str) -> Finding:
    """Returns what somebody should know."""
    return Finding(about=about, state=State.WARNING, text=text)


def bad(about: str, text: str) -> Finding:
    """Returns what does not work."""
    return Finding(about=about, state=State.BAD, text=text)


def found_by(about: str, check: Check, settings: Settings) -> list[Finding]:
    """Returns what a check finds; a failure of its own is bad news about the same thing."""
    try:
        return list(check(settings))
    except BoleError as error:
        return [bad(about, error.message)]
    except OSError as error:
        return [bad(about, f"This cannot be looked at: {error.strerror or type(error).__name__}.")]
