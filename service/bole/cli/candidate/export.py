"""`bole candidate export`."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path, PurePath

import click

from bole.api.json_format import as_dict
from bole.cli import options
from bole.cli.connection import reviews_of, run
from bole.cli.whole_file import refuse_existing, whole_file
from bole.sources.reading import shown
from bole.v1 import review_service_pb2 as pb

_KIND = re.compile(r"[a-z_]{1,32}")
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,8}")


@click.command(name="export")
@click.argument("candidate_id", metavar="CANDIDATE")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Zip archive to write.")
@options.force
@options.server
def command(*, candidate_id: str, out: Path, force: bool, server: str | None) -> None:
    """Write all that is held on a candidate: their documents, answers, decisions and terms, in one zip archive.

    index.json says what each file is, where it comes from and when it was written. The archive is personal data.
    """
    refuse_existing(out, force=force)
    count = run(lambda: _export(pb.ExportCandidateRequest(candidate_id=candidate_id), out, server))
    click.echo(f"Written: {shown(out)}, {count:,} records.")


async def _export(request: pb.ExportCandidateRequest, out: Path, server: str | None) -> int:
    index: list[dict[str, object]] = []
    async with reviews_of(server) as stub:
        with whole_file(out) as unfinished, zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
            unfinished.chmod(0o600)
            async for record in stub.ExportCandidate(request):
                name = _name(len(index) + 1, record)
                archive.writestr(name, record.content)
                index.append({"file": name} | _described(record))
            archive.writestr("index.json", json.dumps(index, ensure_ascii=False, indent=1))
    return len(index)


def _name(number: int, record: pb.ExportCandidateResponse) -> str:
    """Names a file of the archive; of what a caller has named it only the ending is taken, and only a plain one."""
    kind = record.kind if _KIND.fullmatch(record.kind) else "record"
    ending = PurePath(record.file_name).suffix if record.file_name else ".json"
    return f"{number:04d}-{kind}{ending if _ENDING.fullmatch(ending) else ''}"


def _described(record: pb.ExportCandidateResponse) -> dict[str, object]:
    described = as_dict(record)
    del described["content"]
    return described
