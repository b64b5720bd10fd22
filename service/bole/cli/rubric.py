"""`bole rubric`."""

from __future__ import annotations

from pathlib import Path

import click

from bole.api.stored_rubrics import rubric as stored_rubric
from bole.cli import options
from bole.cli.connection import UserError, connected, run
from bole.rubric.rubric_file import write_rubric
from bole.v1 import screening_service_pb2 as pb


@click.command(name="rubric")
@click.option(
    "--job-posting", "posting_path", type=options.existing_file, required=True, help="File with the job posting."
)
@options.engine
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="File to write; standard output otherwise."
)
@options.server
@options.allow_degraded
def command(
    *, posting_path: Path, engine: str | None, out: Path | None, server: str | None, allow_degraded: bool
) -> None:
    """Draft a rubric from a job posting, to be read, edited and passed to `bole screen --rubric`."""
    drafted = run(lambda: _draft(posting_path, server, engine, allow_degraded=allow_degraded))
    text = write_rubric(stored_rubric(drafted.rubric))
    if out is None:
        click.echo(text, nl=False)
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UserError(f"The rubric cannot be written: {error.strerror}. Choose another file with --out.") from error
    for refused in drafted.rubric.refused_criteria:
        click.echo(f"Left out ({refused.reason}): {refused.text} -> {refused.lawful_alternative}", err=True)


async def _draft(
    posting_path: Path, server: str | None, engine: str | None, *, allow_degraded: bool
) -> pb.DraftRubricResponse:
    async with connected(server, **options.chosen(engine=engine)) as stub:
        request = pb.DraftRubricRequest(
            job_posting=options.posting_message(posting_path), allow_degraded=allow_degraded
        )
        return await stub.DraftRubric(request)
