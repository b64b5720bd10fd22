"""Groups whose commands are imported when they run, so that help comes at once."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

INTERRUPTED = 130
"""Exit status of a command that Ctrl-C has ended."""


class LazyCommands(click.Group):
    """Commands by name, each the `command` of the module of that name."""

    def __init__(self, *args: Any, package: str = "", lazy: Mapping[str, str] | None = None, **kwargs: Any) -> None:  # noqa: ANN401  # click's own
        """Makes a group.

        Args:
            args: Those of click.
            package: Where the modules lie.
            lazy: One line for each name, in the order of use.
            kwargs: Those of click.
        """
        super().__init__(*args, **kwargs)
        self._package = package
        self._lazy = dict(lazy or {})

    def invoke(self, ctx: click.Context) -> object:
        """Runs a command; Ctrl-C ends it as shells count that, unless the command has more to say of it."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise click.exceptions.Exit(INTERRUPTED) from None

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Returns the names in the order of use."""
        return list(self._lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Imports the command, None when there is none of the name."""
        if cmd_name not in self._lazy:
            return None
        command: click.Command = import_module(f"{self._package}.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes names and one line each, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self._lazy.items()))
