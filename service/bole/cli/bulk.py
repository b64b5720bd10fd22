"""`bole bulk`."""

from __future__ import annotations

import datetime
import hashlib
import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bole.api.stored_rubrics import rubric as stored_rubric
from bole.bulk.cluster import require_ray, running_ray
from bole.cli import options
from bole.cli.connection import UserError, connected, read_settings, run
from bole.cli.lazy import INTERRUPTED
from bole.domain.errors import BoleError
from bole.domain.rubric import Rubric
from bole.v1 import screening_service_pb2 as pb

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bole.bulk.plan import Actors, BulkPlan
    from bole.bulk.record import AskedRun
    from bole.bulk.work import BulkProgress

_URI = re.compile("file:|[a-z0-9+.-]+://", re.IGNORECASE)

# What a run needs beside `cluster` is an extra, and imported once it is known to be there.


@click.command(name="bulk")
@click.argument("places", nargs=-1, required=True, metavar="PATH_OR_URI...")
@options.job_posting
@options.rubric
@options.as_of
@options.language
@options.engine
@click.option("--out", required=True, metavar="DIR_OR_URI", help="Folder for the Parquet files of this run.")
@click.option(
    "--address",
    default="local",
    show_default=True,
    metavar="local|auto|HOST:PORT",
    help="Ray to run on: this machine alone, the cluster that it is a node of, or that with this head.",
)
@click.option(
    "--parse-actors", type=click.IntRange(1, 100_000), help="Actors that read documents; one a processor when left out."
)
@click.option(
    "--screen-actors",
    type=click.IntRange(1, 10_000),
    default=1,
    show_default=True,
    help="Actors that ask the model; each knows all addresses of BOLE_TRITON_ADDRESSES.",
)
@click.option(
    "--patience",
    type=click.FloatRange(1),
    default=600,
    show_default=True,
    metavar="SECONDS",
    help="How long a model server may be away before items are left open.",
)
def command(
    *,
    places: tuple[str, ...],
    posting_path: Path | None,
    rubric_path: Path | None,
    as_of: datetime.datetime | None,
    language: str,
    engine: str | None,
    out: str,
    address: str,
    parse_actors: int | None,
    screen_actors: int,
    patience: float,
) -> None:
    """Screen the resumes under PATH_OR_URI... on Ray, on this machine or on a cluster, into Parquet files.

    Folders, archives and files are named by their paths, objects by URIs such as s3://bucket/folder; a file whose name
    ends in .parquet holds a resume in each row. A run that was stopped goes on where it stopped when the same command
    is given again. Ends with 1 when none could be screened, or some are still open.
    """
    settings = read_settings(**options.chosen(engine=engine))
    options.refuse_missing(Path(place) for place in places if not _URI.match(place))
    try:
        require_ray()
        from bole.bootstrap.bulk import bulk_plan  # noqa: PLC0415
        from bole.bulk.plan import Actors  # noqa: PLC0415

        asked = _asked(posting_path, rubric_path, settings.engine, as_of and as_of.date(), language)
        progress = _screen(
            places,
            out,
            asked,
            partial(bulk_plan, settings, patience_seconds=patience),
            address=address,
            actors=Actors(parse=parse_actors, screen=screen_actors),
        )
    except BoleError as error:
        raise UserError(f"{error.message} ({error.reason})") from error
    except KeyboardInterrupt:
        click.echo("Stopped. What has finished is kept; the same command goes on with the rest.", err=True)
        raise SystemExit(INTERRUPTED) from None
    _report(progress, out)


def _asked(
    posting_path: Path | None, rubric_path: Path | None, engine: str, as_of: datetime.date | None, language: str
) -> AskedRun:
    from bole.bulk.record import AskedRun  # noqa: PLC0415

    options.refuse_two_targets(posting_path, rubric_path)
    if rubric_path is not None:
        rubric = options.rubric_of(rubric_path)
        digest = rubric.rubric_digest

        def draft() -> Rubric:
            return rubric

    elif posting_path is not None:
        posting = options.posting_message(posting_path)
        digest = hashlib.sha256(posting.text.encode()).hexdigest()

        def draft() -> Rubric:
            return run(lambda: _drafted(pb.DraftRubricRequest(job_posting=posting), engine))

    else:
        raise UserError("Say what to screen against: --job-posting FILE or --rubric FILE.")
    return AskedRun(target_digest=digest, draft=draft, engine=engine, as_of=as_of, language_code=language)


async def _drafted(request: pb.DraftRubricRequest, engine: str) -> Rubric:
    async with connected(None, engine=engine) as stub:
        return stored_rubric((await stub.DraftRubric(request)).rubric)


def _screen(
    places: tuple[str, ...],
    out: str,
    asked: AskedRun,
    planned: Callable[..., BulkPlan],
    *,
    address: str,
    actors: Actors,
) -> BulkProgress:
    from bole.bulk.folder import Folder  # noqa: PLC0415
    from bole.bulk.listing import listed  # noqa: PLC0415
    from bole.bulk.record import opened  # noqa: PLC0415
    from bole.bulk.work import BulkProgress, worked  # noqa: PLC0415

    listing = listed(places, leave_out=out)
    if not listing.item_ids:
        raise UserError("There is nothing to screen. Name resumes, folders, archives or Parquet files of resumes.")
    folder = Folder(place=out)
    record, rubric = opened(folder, asked)
    plan = planned(rubric=rubric, as_of=record.day, language_code=record.language_code)
    progress = BulkProgress(total=len(listing.item_ids), before=0)
    console = Console(stderr=True)
    columns = (TextColumn("Screening"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with running_ray(address), Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=progress.total)
        for progress in worked(plan, record, listing, folder, actors):
            bar.update(task, completed=progress.before + progress.counts.total())
    return progress


def _report(progress: BulkProgress, out: str) -> None:
    """Says what has become of the items.

    Raises:
        SystemExit: With 1 when none could be screened, or some are still open.
    """
    if progress.before:
        click.echo(f"Finished before: {progress.before:,}.")
    click.echo(f"Screened: {progress.screened:,}. Failed: {_told(progress.failures)}.")
    if progress.open:
        click.echo(f"Still open: {_told(progress.open)}. The same command takes them up again.")
    click.echo(f"Written to {out}: ranking.parquet, and all answers in results/.")
    if progress.open or not (progress.before or progress.screened):
        raise SystemExit(1)


def _told(reasons: Mapping[str, int]) -> str:
    told = ", ".join(f"{reason} {count:,}" for reason, count in reasons.items())
    return f"{sum(reasons.values()):,}" + (f" ({told})" if told else "")
