"""`bole candidate report`."""

from __future__ import annotations

from pathlib import Path

import click

from bole.cli import options
from bole.cli.connection import reviews_of, run
from bole.cli.whole_file import refuse_existing, whole_file
from bole.sources.reading import shown
from bole.v1 import review_service_pb2 as pb

_HTML = frozenset({".html", ".htm"})


@click.command(name="report")
@click.argument("candidate_id", metavar="CANDIDATE")
@click.option("--batch", "batch_id", default="", metavar="ID", help="Of this batch; the newest answer when left out.")
@click.option("--language", default="", metavar="CODE", help="zh or en; that of the answer when left out.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write, a page where it ends in .html and else text; standard output when left out.",
)
@options.force
@options.server
def command(
    *, candidate_id: str, batch_id: str, language: str, out: Path | None, force: bool, server: str | None
) -> None:
    """Write the report to an applicant: what was read, what counted, who decides, and how to contest it."""
    if out is not None:
        refuse_existing(out, force=force)
    request = pb.GetApplicantReportRequest(candidate_id=candidate_id, batch_id=batch_id, language_code=language)
    report = run(lambda: _report(request, server))
    if out is None:
        click.echo(report.text, nl=False)
        return
    with whole_file(out) as unfinished:
        unfinished.write_text(report.html if out.suffix.lower() in _HTML else report.text, encoding="utf-8")
    click.echo(f"Written: {shown(out)}.")


async def _report(request: pb.GetApplicantReportRequest, server: str | None) -> pb.GetApplicantReportResponse:
    async with reviews_of(server) as stub:
        return await stub.GetApplicantReport(request)
