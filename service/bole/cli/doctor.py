"""`bole doctor`."""

from __future__ import annotations

import platform
import sys
from importlib.metadata import version

import click

from bole.bootstrap import language_model
from bole.cli.connection import connected, read_settings, run
from bole.parsing.parts import Part
from bole.settings import Settings
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
    for part in Part:
        found = "installed" if part.is_installed() else f"missing: {part.install}"
        click.echo(f"reads     {part.reads}: {found}")
    model_works = run(lambda: _model(settings))
    criteria = run(_draft)
    click.echo(f"service   {'answers' if criteria else 'drafts no criteria: reinstall bole-screening'}")
    sys.exit(0 if criteria and model_works else 1)


async def _model(settings: Settings) -> bool:
    """Says which model is served, or everything that keeps the service from using it, a line each."""
    model = language_model(settings)
    if model is None:
        return True
    try:
        differences = await model.differences()
        for difference in differences:
            click.echo(f"model     {difference}")
        if not differences:
            served = await model.connect()
            click.echo(
                f"model     {served.model_digest[:16] or 'unnamed'}, takes {served.max_seq_len} tokens, "
                f"{served.max_batch_size} requests at a time on each server"
            )
            click.echo(f"premises  {'what is sent leaves them' if model.leaves_premises else 'nothing leaves them'}")
        return not differences
    finally:
        await model.close()


async def _draft() -> int:
    """Drafts by the embedded engine, which every other engine needs too."""
    async with connected(None, engine="rules") as stub:
        answer = await stub.DraftRubric(pb.DraftRubricRequest(job_posting=rubric_pb2.JobPosting(text=_PROBE)))
    return len(answer.rubric.criteria)
