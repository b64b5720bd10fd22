"""HTML reports that the operator put where the console finds them: shown as they are, and able to do nothing."""

from __future__ import annotations

import asyncio
import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from bole.web.guard import DOCUMENT_POLICY
from bole.web.pages import options_of, page
from bole.web.strangers import refuse_strangers

MOST_REPORTS = 500
"""More are not listed: such a folder is not one of reports."""

_MOST_LOOKED_AT = 20_000
_DEEPEST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFile:
    """A report: `name` is its path below the folder with slashes, `day` when it was written, in UTC."""

    name: str
    path: Path
    day: str


def found_reports(folder: Path) -> tuple[ReportFile, ...]:
    """Returns the HTML files of a folder and of folders in it, by name.

    What begins with a dot is left out, and so is what leads out of the folder. A folder that cannot be read has none.
    """
    home = folder.resolve()
    found: list[ReportFile] = []
    for path in _html_files(home):
        written = datetime.datetime.fromtimestamp(path.stat().st_mtime, datetime.UTC)
        found.append(ReportFile(name=path.relative_to(home).as_posix(), path=path, day=f"{written:%Y-%m-%d}"))
        if len(found) == MOST_REPORTS:
            break
    return tuple(sorted(found, key=lambda one: one.name))


async def report_list(request: Request) -> Response:
    """Lists the reports."""
    return page(request, "reports.html.jinja", reports=await _reports(request))


async def report(request: Request) -> Response:
    """Shows a report inside of the console."""
    return page(request, "report.html.jinja", report=await _named(request))


async def report_file(request: Request) -> Response:
    """Returns a report itself, under a policy that lets it run nothing and ask for nothing."""
    found = await _named(request)
    return FileResponse(
        found.path, media_type="text/html; charset=utf-8", headers={"content-security-policy": DOCUMENT_POLICY}
    )


async def _named(request: Request) -> ReportFile:
    """Returns the report of the address. It is looked up among those that are there: no path is made of the name."""
    name = request.path_params["name"]
    for one in await _reports(request):
        if one.name == name:
            return one
    raise HTTPException(404)


async def _reports(request: Request) -> tuple[ReportFile, ...]:
    folder = options_of(request).reports
    if folder is None:
        raise HTTPException(404)
    await refuse_strangers(request)
    return await asyncio.to_thread(found_reports, folder)


def _html_files(home: Path) -> Iterator[Path]:
    """Yields regular files below a folder, breadth first; links are not followed."""
    folders, looked_at = [home], 0
    while folders:
        folder = folders.pop(0)
        for path in _entries(folder):
            looked_at += 1
            if looked_at > _MOST_LOOKED_AT:
                return
            if path.name.startswith(".") or path.is_symlink():
                continue
            if path.is_dir() and len(path.relative_to(home).parts) < _DEEPEST:
                folders.append(path)
            elif path.suffix.lower() in {".html", ".htm"} and path.is_file():
                yield path


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []
