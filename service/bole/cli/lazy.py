"""Groups whose commands are imported when they run, so that help comes at once, and how commands end."""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any

import click

INTERRUPTED = 130
"""Exit status of a command that Ctrl-C has ended."""
TERMINATED = 143
"""Exit status of a command that SIGTERM has ended."""

_UNWRITABLE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF})


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
        """Runs a command; Ctrl-C ends it as shells count that, unless the command has more to say of it.

        SIGTERM ends it as Ctrl-C does, so that nothing is left behind. What cannot be written ends it with a sentence.
        """
        if ctx.parent is not None:
            return super().invoke(ctx)
        try:
            with _ended_by_sigterm():
                return super().invoke(ctx)
        except KeyboardInterrupt:
            raise click.exceptions.Exit(INTERRUPTED) from None
        except (OSError, UnicodeEncodeError) as error:
            _refuse_unwritable(error)
            raise

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Returns the names in the order of use."""
        return list(self._lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Imports the command, None when there is none of the name."""
        if cmd_name not in self._lazy:
            return None
        command: click.Command = import_module(f"{self._package}.{cmd_name.replace('-', '_')}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes names and one line each, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self._lazy.items()))


@contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    ended = False

    def end(*_: object) -> None:
        nonlocal ended
        ended = True
        if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as in what a script runs in the background
            raise SystemExit(TERMINATED)
        signal.raise_signal(signal.SIGINT)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
        if ended:
            raise SystemExit(TERMINATED)


def _refuse_unwritable(error: OSError | UnicodeEncodeError) -> None:
    """Ends a command whose output nobody takes; click itself ends it in silence after a broken pipe.

    Raises:
        UserError: A full disk, a closed standard output, or one in which some characters cannot be written.
    """
    from bole.cli.connection import UserError  # noqa: PLC0415  # half a second that help does not spend

    if isinstance(error, UnicodeEncodeError):
        if error.encoding.startswith("utf"):
            return
        raise UserError(
            f"Standard output is in {error.encoding}, which cannot hold all of the text. Set PYTHONIOENCODING=utf-8."
        ) from error
    if error.errno in _UNWRITABLE:
        # What is still in its buffer would fail once more at the very end.
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise UserError(
            f"The command cannot write: {error.strerror}. Make room, or send the output elsewhere."
        ) from error
