"""`bole batch create`."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as UploadProgress

from bole.cli import options
from bole.cli.batch import asking, coming_back, wording
from bole.cli.batch.progress import Progress
from bole.cli.batch.upload import MOST_BYTES, Upload
from bole.cli.batch.watching import FINAL, Watch
from bole.cli.connection import UserError, batches_of, read_settings, run
from bole.cli.lazy import INTERRUPTED
from bole.cli.patience import Patience
from bole.reports.cells import one_line
from bole.sources.sources import Source, sources
from bole.v1 import batch_service_pb2 as pb

if TYPE_CHECKING:
    from bole.v1.batch_service_pb2_grpc import BatchServiceAsyncStub


@click.command(name="create")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@options.job_posting
@options.rubric
@options.as_of
@options.language
@click.option(
    "--priority",
    type=click.Choice(list(asking.PRIORITIES)),
    default="normal",
    help="Which batches go first.",
    show_default=True,
)
@click.option("--best", type=click.IntRange(1), metavar="K", help="The rules order all, the model reads the best K.")
@click.option(
    "--controls", type=click.IntRange(0), metavar="N", help="With --best: it also reads N of the others; 30 by default."
)
@options.allow_degraded
@click.option("--label", "pairs", multiple=True, metavar="KEY=VALUE", help="A label of yours; may be given again.")
@click.option("--request-id", default="", metavar="ID", help="Name of what is asked; made from it when left out.")
@click.option("--detach", is_flag=True, help="Do not wait until the batch has ended.")
@options.server
def command(
    *,
    paths: tuple[str, ...],
    posting_path: Path | None,
    rubric_path: Path | None,
    as_of: datetime.datetime | None,
    language: str,
    priority: str,
    best: int | None,
    controls: int | None,
    allow_degraded: bool,
    pairs: tuple[str, ...],
    request_id: str,
    detach: bool,
    server: str | None,
) -> None:
    """Send the resumes under PATH... (files, folders, zip and 7z archives) as a batch and follow it.

    A PATH that begins with file: is not read here but by the server, below the folders of its BOLE_BATCH_ROOTS. Without
    --server the batch is kept in the local database (BOLE_DATABASE) and worked on as long as this command runs; `bole
    batch watch` goes on with it. The same command on the same files goes on with the same batch, whatever ended it.

    A PATH that does not exist is refused. A file that cannot be read is reported and does not stop the others. Ends
    with 1 when none could be screened.
    """
    here, uris = asking.paths_and_uris(paths)
    options.refuse_missing(here)
    settings = read_settings()
    found = sources(here, settings.document_limit_bytes)
    if not found and not uris:
        raise UserError("There is no file under the paths. Name resumes, a folder or an archive of them.")
    request = asking.new_batch(
        target=asking.target(posting_path, rubric_path),
        as_of=as_of,
        language=language,
        priority=priority,
        cut=asking.two_stage(best, controls),
        allow_degraded=allow_degraded,
        labels=asking.labels(pairs),
        uris=uris,
        accepts_items=bool(found),
    )
    request.request_id = request_id or asking.request_id(request, found)
    creation = _Creation(request, found, most_bytes=min(MOST_BYTES, settings.message_limit_bytes // 2))
    try:
        run(lambda: creation.run(server, detach=detach))
    except KeyboardInterrupt:
        creation.interrupted(server)
        raise SystemExit(INTERRUPTED) from None
    except UserError:
        creation.broken_off()
        raise
    creation.ended(server)


class _Creation:
    """One batch from its files to its end; knows at every moment how far it has come."""

    def __init__(self, request: pb.CreateBatchRequest, found: tuple[Source, ...], *, most_bytes: int) -> None:
        """Begins before the first call."""
        self._request = request
        self._files = len(found)
        self._upload = Upload(found, most_bytes=most_bytes)
        self._batch: pb.Batch | None = None

    async def run(self, server: str | None, *, detach: bool) -> None:
        """Makes the batch, sends its files, and follows it unless that is not wanted."""
        readable = await self._upload.begin()
        if not readable and not self._request.source_uris:
            return
        async with batches_of(server, works=True) as stub:
            created = await Patience().answered(lambda: stub.CreateBatch(self._request))
            self._batch = created.batch
            self._introduce(created.batch)
            if created.batch.accepts_items:
                await self._send(stub, created.batch.batch_id)
            if not detach:
                watch = Watch(batch_id=created.batch.batch_id)
                with Progress() as progress:
                    self._batch = await watch.follow(stub, Patience(tell=progress.say), on_batch=progress.show)

    def interrupted(self, server: str | None) -> None:
        """Says what Ctrl-C has left behind."""
        if self._batch is None:
            click.echo("Stopped before the batch was made. The same command begins with it.", err=True)
        elif self._batch.accepts_items:
            self.broken_off()
        else:
            coming_back.report(self._upload.left_out)
            coming_back.detached(self._batch.batch_id, server)

    def broken_off(self) -> None:
        """Says that a batch waits for files, where one does: nobody else would know of it."""
        if self._batch is not None and self._batch.accepts_items:
            click.echo(
                f"Batch {self._batch.batch_id} waits for the rest of {self._files:,} files. The same command goes on "
                "with it, `bole batch delete` ends it.",
                err=True,
            )

    def ended(self, server: str | None) -> None:
        """Says how it has ended, or that it goes on alone.

        Raises:
            SystemExit: With 1 when nothing could be read or screened.
        """
        if self._batch is None:
            coming_back.report(self._upload.left_out)
            click.echo("No batch was made.", err=True)
            raise SystemExit(1)
        if self._batch.state in FINAL:
            coming_back.ended(self._batch, server, self._upload.left_out)
            return
        coming_back.report(self._upload.left_out)
        coming_back.detached(self._batch.batch_id, server)

    def _introduce(self, batch: pb.Batch) -> None:
        known = batch.state != pb.Batch.QUEUED or batch.accepts_items != self._request.accepts_items
        if not known and not (self._request.accepts_items and batch.counts.total_count):
            click.echo(f"Batch {batch.batch_id} (request {self._request.request_id}): {one_line(batch.title) or '-'}")
            return
        click.echo(
            f"Batch {batch.batch_id} (request {self._request.request_id}) is there already, made at "
            f"{wording.minute(batch.create_time)}: the same was asked of the same files. For another one, give "
            "--request-id a name that is new."
        )
        missing = self._files - batch.counts.total_count
        if not batch.accepts_items and missing > 0 and not self._request.source_uris:
            click.echo(f"{missing:,} of the files are not in it: they could not be read.", err=True)

    async def _send(self, stub: BatchServiceAsyncStub, batch_id: str) -> None:
        console = Console(stderr=True)
        columns = (TextColumn("Sending"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with UploadProgress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
            task = progress.add_task("", total=self._files)
            self._batch = await self._upload.send(
                stub,
                batch_id,
                Patience(tell=console.print),
                lambda: progress.update(task, completed=self._upload.sent),
            )
