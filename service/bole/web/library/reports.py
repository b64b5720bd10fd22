"""HTML reports that the operator put where the console finds them: shown as they are, and able to do nothing."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import os
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from bole.web.guard import DOCUMENT_POLICY
from bole.web.pages import calls_of, options_of, page

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

    Links are not followed, so that nothing leads out of the folder. What begins with a dot is left out, and so is what
    cannot be read, or has a name that no page can show.
    """
    home = folder.resolve()
    found: list[ReportFile] = []
    for path in islice(_html_files(home), MOST_REPORTS):
        with contextlib.suppress(OSError):  # it is gone meanwhile
            written = datetime.datetime.fromtimestamp(path.stat().st_mtime, datetime.UTC)
            found.append(ReportFile(name=path.relative_to(home).as_posix(), path=path, day=f"{written:%Y-%m-%d}"))
    return tuple(sorted(found, key=lambda one: one.name))


async def report_list(request: Request) -> Response:
    """Lists the reports."""
    return page(request, "library/reports.html.jinja", reports=await _reports(request))


async def report(request: Request) -> Response:
    """Shows a report inside of the console."""
    return page(request, "library/report.html.jinja", report=await _named(request))


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
    await calls_of(request).introduce()
    return await asyncio.to_thread(found_reports, folder)


def _html_files(home: Path) -> Iterator[Path]:
    """Yields regular files below a folder, those of higher folders first."""
    waiting, left = deque([(home, 1)]), _MOST_LOOKED_AT
    while waiting:
        folder, depth = waiting.popleft()
        entries = _entries(folder, left)
        left -= len(entries)
        for entry in entries:
            if entry.is_dir(follow_symlinks=False) and depth < _DEEPEST:
                waiting.append((Path(entry.path), depth + 1))
            elif entry.is_file(follow_symlinks=False) and Path(entry.name).suffix.lower() in {".html", ".htm"}:
                yield Path(entry.path)


def _entries(folder: Path, most: int) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            found = list(islice(entries, most))
    except OSError:
        return []
    return sorted(
        (one for one in found if one.name.isprintable() and not one.name.startswith(".")), key=lambda one: one.name
    )
