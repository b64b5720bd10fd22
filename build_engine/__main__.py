"""`python -m build_engine`: the sub-commands, and errors as one line."""

from __future__ import annotations

import sys

import click

from build_engine.build import build
from build_engine.errors import BuildError
from build_engine.plan import plan
from build_engine.render import render
from build_engine.verify import verify

CONTEXT = {"help_option_names": ["-h", "--help"], "show_default": True, "max_content_width": 120}


@click.group(context_settings=CONTEXT)
def main() -> None:
    """Qwen2.5 to a TensorRT-LLM engine that Triton serves."""


for command in (plan, build, render, verify):
    main.add_command(command)


def run() -> None:
    """Runs a command; what a person can mend is told in one line, with exit code 1."""
    try:
        main(prog_name="python -m build_engine")
    except BuildError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(1)
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        click.echo(
            f"Error: {place}{error.strerror}. Check the path, who may use it, and the room on the disk.", err=True
        )
        sys.exit(1)


if __name__ == "__main__":
    run()
