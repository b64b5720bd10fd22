"""The group of commands; a command's module is imported when it runs, so that help comes at once."""

from __future__ import annotations

from importlib import import_module

import click

_COMMANDS = {
    "serve": "Start the gRPC server.",
    "parse": "Show what is read of documents.",
    "rubric": "Draft a rubric from a job posting.",
    "screen": "Screen resumes against a job posting.",
    "interview": "Write interview questions for a candidate.",
    "doctor": "Check that this machine has what Bole needs.",
}


class LazyCommands(click.Group):
    """Commands by name, each from the module of the same name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Returns the names in the order of use."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Imports the command, None when there is none of the name."""
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"bole.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes names and one line each, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(cls=LazyCommands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="bole-screening", prog_name="bole")
def main() -> None:
    """Bole screens resumes against a job posting and prepares interviews. A person decides."""
