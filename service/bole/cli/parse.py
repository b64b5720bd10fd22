"""`bole parse`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click
import grpc

from bole.api.json_format import as_dict
from bole.cli import options
from bole.cli.connection import connected, describe, read_settings, run
from bole.domain.errors import BoleError
from bole.sources.reading import shown
from bole.v1 import resume_pb2
from bole.v1 import screening_service_pb2 as pb

if TYPE_CHECKING:
    from bole.v1.screening_service_pb2_grpc import ScreeningServiceAsyncStub


@click.command(name="parse")
@click.argument("files", nargs=-1, required=True, type=options.existing_file)
@click.option("--json", "as_json", is_flag=True, help="Everything that was read, as JSON; a list for several files.")
@options.password
@options.server
def command(files: tuple[Path, ...], *, as_json: bool, password: str, server: str | None) -> None:
    """Show what is read of FILES: the text that a person can see, or all of it with --json.

    A file that cannot be read is reported and does not stop the others. Ends with 1 when none could be read.
    """
    answers = run(lambda: _parse(files, password, server))
    read = [answer for answer in answers if not isinstance(answer, str)]
    for number, (path, answer) in enumerate(zip(files, answers, strict=True), start=1):
        if isinstance(answer, str):
            click.echo(f"File {number} of {len(files)}, {shown(path)}: {answer}", err=True)
    if not read:
        raise SystemExit(1)
    if as_json:
        dicts = [as_dict(one) for one in read]
        click.echo(json.dumps(dicts if len(files) > 1 else dicts[0], ensure_ascii=False, indent=2))
        return
    for one in read:
        click.echo(one.text)


async def _parse(files: tuple[Path, ...], password: str, server: str | None) -> list[resume_pb2.ParsedResume | str]:
    limit_bytes = read_settings().document_limit_bytes
    async with connected(server) as stub:
        return [await _parse_one(stub, path, limit_bytes, password) for path in files]


async def _parse_one(
    stub: ScreeningServiceAsyncStub, path: Path, limit_bytes: int, password: str
) -> resume_pb2.ParsedResume | str:
    """Returns what was read of a file, or why it could not be read."""
    try:
        document = options.document_message(path, limit_bytes, password)
        return (await stub.ParseResume(pb.ParseResumeRequest(document=document))).parsed_resume
    except BoleError as error:
        return f"{error.message} ({error.reason})"
    except grpc.aio.AioRpcError as error:
        return describe(error)
