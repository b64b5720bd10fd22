"""Options that several commands share."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable
from pathlib import Path
from typing import get_args

import click
from google.type import date_pb2

from bole.cli.connection import UserError
from bole.domain.documents import Document
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.rubric import Rubric
from bole.reports.cells import one_line
from bole.rubric.rubric_file import read_rubric
from bole.settings import Engine
from bole.sources.reading import read_file, shown
from bole.v1 import rubric_pb2
from bole.v1 import screening_service_pb2 as pb

server = click.option("--server", metavar="HOST:PORT", help="Server to ask; without it one runs inside the command.")
allow_degraded = click.option(
    "--allow-degraded", is_flag=True, help="Take answers of the embedded engine while the model server is away."
)
engine = click.option(
    "--engine", type=click.Choice(get_args(Engine)), help="Engine that answers; BOLE_ENGINE when left out."
)
language = click.option(
    "--language", default="", metavar="CODE", help="Language of the answer: zh or en; any other is answered in English."
)
as_of = click.option(
    "--as-of",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    help='The day that "present" means, such as 2026-01-31; today when left out.',
)
password = click.option(
    "--password",
    default="",
    envvar="BOLE_DOCUMENT_PASSWORD",
    help="Opens protected files; better given as BOLE_DOCUMENT_PASSWORD, which other users do not see.",
)
force = click.option("--force", is_flag=True, help="Write over files that are there.")
existing_file = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
job_posting = click.option("--job-posting", "posting_path", type=existing_file, help="File with the job posting.")
rubric = click.option("--rubric", "rubric_path", type=existing_file, help="Rubric as `bole rubric --out` writes it.")


def chosen(**settings: str | None) -> dict[str, str]:
    """Returns the settings that options of a command change."""
    return {name: value for name, value in settings.items() if value is not None}


def day(value: datetime.datetime | None) -> datetime.date:
    """Returns the day of the option `--as-of`, today in UTC when it was left out."""
    return value.date() if value is not None else datetime.datetime.now(tz=datetime.UTC).date()


def date_message(value: datetime.date) -> date_pb2.Date:
    """Converts a day."""
    return date_pb2.Date(year=value.year, month=value.month, day=value.day)


def refuse_two_targets(posting_path: Path | None, rubric_path: Path | None) -> None:
    """Refuses a posting and a rubric together, of which only one could count.

    Raises:
        UserError: Both were given.
    """
    if posting_path is not None and rubric_path is not None:
        raise UserError("Say what to compare with once: leave out either --job-posting or --rubric.")


def refuse_missing(paths: Iterable[Path]) -> None:
    """Refuses an argument that names nothing: results without what was mistyped would look whole.

    Raises:
        UserError: It does not exist.
    """
    for path in paths:
        # A link that leads nowhere is a file that cannot be read, as one in a folder is.
        if not os.path.lexists(path):
            raise UserError(f"{one_line(shown(path))} does not exist. Check how it is spelled.")


def document_message(path: Path, limit_bytes: int, password: str = "") -> pb.Document:
    """Reads a document to send, with the password that may open it.

    Raises:
        BoleError: SOURCE_NOT_FOUND, SOURCE_UNREADABLE or DOCUMENT_TOO_LARGE.
    """
    return pb.Document(content=read_file(path, limit_bytes), file_name=shown(Path(path.name)), password=password)


def posting_message(path: Path) -> rubric_pb2.JobPosting:
    """Reads a job posting from a text, Markdown, HTML, DOCX or PDF file.

    Raises:
        UserError: The file cannot be read as a text.
    """
    from bole.parsing.limits import ParsingLimits  # noqa: PLC0415  # half a second that other commands do not spend
    from bole.parsing.parser import read_text  # noqa: PLC0415

    try:
        document = Document(content=path.read_bytes(), file_name=path.name)
        return rubric_pb2.JobPosting(text=read_text(document, ParsingLimits()))
    except BoleError as error:
        if error.reason is ErrorReason.DOCUMENT_EMPTY:
            # The service has its own word for a posting without text.
            return rubric_pb2.JobPosting()
        raise UserError(f"The job posting cannot be read. {error.message} ({error.reason})") from error


def rubric_of(path: Path) -> Rubric:
    """Reads a rubric file.

    Raises:
        UserError: The file is no valid rubric.
    """
    try:
        return read_rubric(path.read_text(encoding="utf-8"))
    except (BoleError, UnicodeDecodeError) as error:
        message = error.message if isinstance(error, BoleError) else "It is not UTF-8 text."
        raise UserError(f"The rubric cannot be read. {message}") from error


def prepare_folder(out: Path) -> None:
    """Finds out before the work that results can be written into a folder after it.

    Raises:
        UserError: It cannot be made or written to.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(
            f"The folder {shown(out)} cannot be made: {error.strerror}. Choose another one with --out."
        ) from error
    if not os.access(out, os.W_OK | os.X_OK):
        raise UserError(f"The folder {shown(out)} cannot be written to. Choose another one with --out.")
