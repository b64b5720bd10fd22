"""`bole screen`."""

from __future__ import annotations

import datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bole.api import messages
from bole.cli import options
from bole.cli.connection import UserError, connected, read_settings, run
from bole.cli.results import Kit, Run, result_files, write_results
from bole.cli.screening_run import first_kit, screened
from bole.reports.ranking import rank
from bole.reports.ranking_table import ranking_table
from bole.sources.reading import shown
from bole.sources.sources import Source, sources
from bole.v1 import screening_service_pb2 as pb


@click.command(name="screen")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@options.job_posting
@options.rubric
@options.as_of
@options.language
@options.server
@options.allow_degraded
@options.password
@click.option("--blind", is_flag=True, help="Leave names, contacts and file names out of ranking and report.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder for results.jsonl, ranking.csv and report.html.",
)
def command(
    *,
    paths: tuple[Path, ...],
    posting_path: Path | None,
    rubric_path: Path | None,
    as_of: datetime.datetime | None,
    language: str,
    server: str | None,
    allow_degraded: bool,
    password: str,
    out: Path,
    blind: bool,
) -> None:
    """Screen the resumes under PATH... (files, folders, zip and 7z archives) and rank them.

    A file that cannot be read is reported and does not stop the others. The report holds interview questions for the
    candidate who ranks first. Ends with 1 when none could be screened.
    """
    config = _config(posting_path, rubric_path, options.day(as_of), language)
    config.allow_degraded = allow_degraded
    options.prepare_folder(out)
    found = sources(paths, read_settings().document_limit_bytes, leave_out=result_files(out), password=password)
    if not found:
        raise UserError("There is no file under the paths. Name resumes, a folder or an archive of them.")
    finished, kit = run(lambda: _screen(found, config, server))
    write_results(finished, kit, out, blind=blind)
    _print_ranking(finished, blind=blind)
    click.echo(f"Written: {', '.join(shown(path) for path in reversed(result_files(out)))}")
    if all(candidate.screening is None for candidate in finished.candidates):
        raise SystemExit(1)


def _config(
    posting_path: Path | None, rubric_path: Path | None, as_of: datetime.date, language: str
) -> pb.ScreenResumesConfig:
    options.refuse_two_targets(posting_path, rubric_path)
    config = pb.ScreenResumesConfig(
        as_of=options.date_message(as_of), output_language_code=language, include_contact=True
    )
    if rubric_path is not None:
        config.rubric.CopyFrom(messages.rubric(options.rubric_of(rubric_path)))
    elif posting_path is not None:
        config.job_posting.CopyFrom(options.posting_message(posting_path))
    else:
        raise UserError("Say what to screen against: --job-posting FILE or --rubric FILE.")
    return config


async def _screen(
    found: tuple[Source, ...], config: pb.ScreenResumesConfig, server: str | None
) -> tuple[Run, Kit | None]:
    console = Console(stderr=True)
    columns = (TextColumn("Screening"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    async with connected(server) as stub:
        with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
            task = progress.add_task("", total=len(found))
            finished = await screened(stub, found, config, on_item=lambda: progress.advance(task))
        return finished, await first_kit(stub, found, finished, config)


def _print_ranking(finished: Run, *, blind: bool) -> None:
    console = Console()
    language = finished.language_code
    console.print(ranking_table(rank(finished.candidates), language_code=language, width=console.width, blind=blind))
