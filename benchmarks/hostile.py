"""Damaged, encrypted, odd and slow files through one pool of processes: what becomes of them, and of the pool."""

from __future__ import annotations

import asyncio
import os
import resource
import time
from pathlib import Path

from bole.domain.documents import Document, DocumentRole
from bole.domain.errors import BoleError, ErrorReason
from bole.parsing.limits import ParsingLimits
from bole.parsing.parser import parse
from bole.pipeline.workers import WorkerProcesses
from bole.settings import Settings
from documents import SHARED_RESUMES

HOSTILE = SHARED_RESUMES.parent / "hostile"
SUFFIXES = {".pdf", ".docx", ".doc"}
PROCESSES = 2
UNSPECIFIC = {ErrorReason.INTERNAL, ErrorReason.SERVER_OVERLOADED}
GOOD = Document(content=b"Ada Example\nWork Experience\nEngineer, Harbor Ltd, 2019 - Present\nEducation\nBSc 2015\n")
MEBIBYTE = 1024 * 1024


def measure() -> dict[str, float]:
    """Returns the share of files that end as they should, the longest time, and what they cost the pool."""
    files = sorted(path for path in HOSTILE.rglob("*") if path.suffix in SUFFIXES)
    if not files:
        print("The hostile files are not beside the repository: nothing to measure.")
        return {}
    return asyncio.run(_measure(files))


async def _measure(files: list[Path]) -> dict[str, float]:
    settings = Settings()
    workers = WorkerProcesses(
        processes=PROCESSES,
        limit_seconds=settings.document_limit_seconds,
        limit_cpu_seconds=settings.document_limit_cpu_seconds,
        limit_mebibytes=settings.document_limit_mebibytes,
    )
    try:
        known = await _members(workers)
        before = _resident_bytes()
        survived = lost = 0
        worst = 0.0
        for path in files:
            start = time.perf_counter()
            fine = await _ends_well(workers, path.read_bytes())
            worst = max(worst, time.perf_counter() - start)
            members = await _members(workers)
            if members - known:
                print(f"{path.relative_to(HOSTILE)}: cost a process")
                lost += len(members - known)
            known = members
            survived += fine and len(members) == PROCESSES and await _ends_well(workers, GOOD.content)
            if not fine:
                print(f"{path.relative_to(HOSTILE)}: no specific reason")
        return {
            "hostile_survived": survived / len(files),
            "hostile_files": len(files),
            "hostile_seconds_worst": worst,
            "hostile_parent_growth_mebibytes": (_resident_bytes() - before) / MEBIBYTE,
            "hostile_processes_lost": lost,
        }
    finally:
        workers.close()


async def _ends_well(workers: WorkerProcesses, content: bytes) -> bool:
    """Tells whether a document ends in a result or in a reason that names what is wrong with it."""
    document = Document(content=content, role=DocumentRole.PORTFOLIO)
    try:
        await workers.run(parse, document, ParsingLimits())
    except BoleError as error:
        return error.reason not in UNSPECIFIC and "died" not in error.message
    except Exception as error:  # noqa: BLE001  # whatever else comes out is what is counted here
        print(type(error).__name__)
        return False
    return True


async def _members(workers: WorkerProcesses) -> set[int]:
    """Returns the processes of the pool: each is kept busy while the others answer."""
    return set(await asyncio.gather(*(workers.run(_who) for _ in range(PROCESSES))))


def _who() -> int:
    time.sleep(0.05)
    return os.getpid()


def _resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()
