"""The group of commands."""

from __future__ import annotations

import os

import click

from bole.cli.lazy import LazyCommands

# The core of gRPC writes a line of its own for every handshake that fails. It is read when a command loads gRPC.
os.environ.setdefault("GRPC_VERBOSITY", "ERROR")

_COMMANDS = {
    "serve": "Start the gRPC server.",
    "web": "Open the console for browsers.",
    "parse": "Show what is read of documents.",
    "rubric": "Draft a rubric from a job posting.",
    "screen": "Screen resumes against a job posting.",
    "batch": "Screen thousands of resumes as work that survives crashes.",
    "bulk": "Screen on many machines, into Parquet files.",
    "evaluate": "Measure engines on labelled data.",
    "interview": "Write interview questions for a candidate.",
    "roles": "Show what is asked of people of a trade, and check roles of your own.",
    "decision": "Keep what people decide on candidates.",
    "candidate": "Do what candidates ask for.",
    "audit": "Check the ledger of decisions; impact ratios for a bias audit.",
    "key": "Make keys that callers show.",
    "doctor": "Check that all works that the settings ask for.",
}


@click.group(
    cls=LazyCommands,
    package="bole.cli",
    lazy=_COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="bole-screening", prog_name="bole")
def main() -> None:
    """Bole screens resumes against a job posting and prepares interviews. A person decides."""
