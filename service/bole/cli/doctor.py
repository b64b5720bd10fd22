"""`bole doctor`."""

from __future__ import annotations

import platform
import sys
from importlib.metadata import version

import click

from bole.cli.connection import connected, read_settings, run
from bole.v1 import rubric_pb2
from bole.v1 import screening_service_pb2 as pb

_PROBE = "Backend engineer. Requirements: 3 years of Python experience; SQL."


@click.command(name="doctor")
def command() -> None:
    """Check that this machine has what Bole needs: ends with 1 when something is missing."""
    settings = read_settings()
    click.echo(f"bole      {version('bole-screening')}")
    click.echo(f"python    {platform.python_version()} on {platform.system()} {platform.machine()}")
    click.echo(f"grpcio    {version('grpcio')}, protobuf {version('protobuf')}, pypdfium2 {version('pypdfium2')}")
    click.echo(f"engine    {settings.engine}, {settings.processes} worker processes")
    criteria = run(_draft)
    click.echo(f"service   {'answers' if criteria else 'drafts no criteria: reinstall bole-screening'}")
    sys.exit(0 if criteria else 1)


async def _draft() -> int:
    async with connected(None) as stub:
        answer = await stub.DraftRubric(pb.DraftRubricRequest(job_posting=rubric_pb2.JobPosting(text=_PROBE)))
    return len(answer.rubric.criteria)
