"""`bole parse`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from bole.api.json_format import as_dict
from bole.cli import options
from bole.cli.connection import connected, run
from bole.v1 import screening_service_pb2 as pb


@click.command(name="parse")
@click.argument("files", nargs=-1, required=True, type=options.existing_file)
@click.option("--json", "as_json", is_flag=True, help="Everything that was read, as JSON; a list for several files.")
@options.server
def command(files: tuple[Path, ...], *, as_json: bool, server: str | None) -> None:
    """Show what is read of FILES: the text that a person can see, or all of it with --json."""
    parsed = run(lambda: _parse(files, server))
    if not as_json:
        for one in parsed:
            click.echo(one.parsed_resume.text)
        return
    dicts = [as_dict(one.parsed_resume) for one in parsed]
    click.echo(json.dumps(dicts if len(dicts) > 1 else dicts[0], ensure_ascii=False, indent=2))


async def _parse(files: tuple[Path, ...], server: str | None) -> list[pb.ParseResumeResponse]:
    async with connected(server) as stub:
        return [
            await stub.ParseResume(
                pb.ParseResumeRequest(document=pb.Document(content=path.read_bytes(), file_name=path.name))
            )
            for path in files
        ]
