"""Groups whose commands are imported when they run."""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable
from types import ModuleType

import click
import pytest
from click.testing import CliRunner, Result

from bole.cli.lazy import LazyCommands

GROUP = LazyCommands(package="made_up", lazy={"one": "The first.", "two": "The second."})


def test_help_imports_no_command() -> None:
    """It comes at once, in the order of use."""
    result = CliRunner().invoke(GROUP, ["--help"])

    assert result.exit_code == 0
    assert result.output.index("The first.") < result.output.index("The second.")
    assert "made_up.one" not in sys.modules


def test_an_unknown_command_is_refused() -> None:
    """By click, as everywhere."""
    assert "No such command 'three'" in CliRunner().invoke(GROUP, ["three"]).output


Runs = Callable[[Callable[[], None]], Result]


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> Runs:
    """Returns what runs a function as a command."""

    def run(body: Callable[[], None]) -> Result:
        module = ModuleType("made_up.one")
        module.command = click.command(name="one")(body)  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "made_up", ModuleType("made_up"))
        monkeypatch.setitem(sys.modules, "made_up.one", module)
        return CliRunner().invoke(GROUP, ["one"])

    return run


def test_ctrl_c_ends_as_shells_count_it(runs: Runs) -> None:
    """A script tells it from a failure."""

    def interrupted() -> None:
        raise KeyboardInterrupt

    assert runs(interrupted).exit_code == 130


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "cannot write: No space left on device"),
        (UnicodeEncodeError("latin-1", "é…", 1, 2, "ordinal not in range"), "is in latin-1"),
    ],
)
def test_what_cannot_be_written_is_told_in_a_sentence(runs: Runs, error: Exception, told: str) -> None:
    """Not by a traceback."""

    def full() -> None:
        raise error

    ended = runs(full)

    assert ended.exit_code == 2
    assert told in ended.output


def test_other_failures_stay_what_they_are(runs: Runs) -> None:
    """Nothing is told of a disk that is not the cause."""

    def failing() -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    assert isinstance(runs(failing).exception, PermissionError)
