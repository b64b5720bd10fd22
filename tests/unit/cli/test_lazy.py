"""Groups whose commands are imported when they run."""

from __future__ import annotations

import sys
from types import ModuleType

import click
import pytest
from click.testing import CliRunner

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


def test_ctrl_c_ends_as_shells_count_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A script tells it from a failure."""
    module = ModuleType("made_up.one")

    @click.command(name="one")
    def interrupted() -> None:
        raise KeyboardInterrupt

    module.command = interrupted  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "made_up", ModuleType("made_up"))
    monkeypatch.setitem(sys.modules, "made_up.one", module)

    assert CliRunner().invoke(GROUP, ["one"]).exit_code == 130
