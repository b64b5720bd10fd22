"""The machine: room on its disks, its limits, and its clock."""

from __future__ import annotations

import resource
import shutil
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import bole
from bole.bootstrap.surroundings import written_folders
from bole.cli.doctor.findings import Finding, bad, good, warning
from bole.settings import Settings

_LEAST_FREE_BYTES = 1024**3
_OWN_FILES = 128
"""Files that the service has open beside one for each call and watch."""
_FOLDERS = {
    "temporary": "the folder of temporary files (TMPDIR)",
    "database": "the folder of BOLE_DATABASE",
    "audit": "the folder of BOLE_AUDIT_LOG, without which no call is answered,",
}
_DAY = 24 * 3600.0


def disks(settings: Settings) -> Iterator[Finding]:
    """Looks for room where the service writes."""
    for name, folder in written_folders(settings).items():
        free = shutil.disk_usage(_existing(folder)).free
        if free < _LEAST_FREE_BYTES:
            yield warning("disk", f"{_FOLDERS[name]} has {free // 1024**2} MiB left: make room.")
        else:
            yield good("disk", f"{_FOLDERS[name]} has {free / 1024**3:.1f} GiB left")


def open_files(settings: Settings) -> Iterator[Finding]:
    """Compares how many files a process may open with the connections that the settings allow."""
    needed = settings.call_limit + settings.stream_limit + settings.watch_limit + _OWN_FILES
    allowed = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if allowed != resource.RLIM_INFINITY and allowed < needed:
        yield warning(
            "files",
            f"A process may open {allowed} files, and with these limits of calls, streams and watches the service may "
            f"need {needed}: raise `ulimit -n` (LimitNOFILE of systemd).",
        )
    else:
        yield good("files", f"{'any number' if allowed == resource.RLIM_INFINITY else allowed} may be open")


def clock(_settings: Settings) -> Iterator[Finding]:
    """Compares the time with that of files that are older than now."""
    now = time.time()
    newest = max(path.stat().st_mtime for path in (Path(bole.__file__), Path(tempfile.gettempdir())))
    if now < newest - _DAY:
        yield bad(
            "clock",
            f"It says {_shown(now)}, and there are files of {_shown(newest)}: set it, or certificates and tokens are "
            "judged by a wrong time.",
        )
    else:
        yield good("clock", f"it says {_shown(now)}")


def _shown(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, tz=UTC):%Y-%m-%d %H:%M} UTC"


def _existing(folder: Path) -> Path:
    """Returns the folder, or the nearest one above it that is there already."""
    return next(place for place in (folder, *folder.parents) if place.is_dir())
