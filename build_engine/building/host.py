"""What this machine has: GPUs, driver, versions, room. The only module that asks it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from build_engine.errors import BuildError

SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 (where Linux keeps it)
QUERY = (
    "nvidia-smi",
    "--query-gpu=index,uuid,name,compute_cap,memory.total,driver_version",
    "--format=csv,noheader,nounits",
)
_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class HostGpu:
    """A GPU as nvidia-smi tells it."""

    index: str
    uuid: str
    name: str
    compute_capability: str
    memory_mib: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """What a build finds.

    Attributes:
        gpus: Those that programs see: `CUDA_VISIBLE_DEVICES` counts.
        driver: Version of NVIDIA's driver, empty without one.
        tensorrt_llm: Installed version, empty where there is none.
        tensorrt: The same of TensorRT.
        missing_programs: Which of the programs and scripts that were asked for are missing.
        free_disk: Bytes free where the engine will lie.
        shared_memory: Bytes of /dev/shm.
    """

    gpus: tuple[HostGpu, ...]
    driver: str
    tensorrt_llm: str
    tensorrt: str
    missing_programs: tuple[str, ...]
    free_disk: int
    shared_memory: int


def look(root: Path, programs: Sequence[str]) -> Host:
    """Asks the machine.

    Args:
        root: Where the engine will lie; it need not be there yet.
        programs: Programs on the PATH, or paths of scripts, that the build starts.
    """
    gpus, driver = _gpus()
    return Host(
        gpus=gpus,
        driver=driver,
        tensorrt_llm=installed("tensorrt_llm"),
        tensorrt=installed("tensorrt"),
        missing_programs=tuple(program for program in programs if not _is_there(program)),
        free_disk=free_bytes(root),
        shared_memory=shutil.disk_usage(SHARED_MEMORY).total if SHARED_MEMORY.is_dir() else 0,
    )


def installed(package: str) -> str:
    """Returns the version of a Python package without importing it, empty where it is not installed."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def free_bytes(path: Path) -> int:
    """Returns the bytes that are free on the disk where a path is or will be."""
    there = next(parent for parent in (path.absolute(), *path.absolute().parents) if parent.exists())
    return shutil.disk_usage(there).free


def _is_there(program: str) -> bool:
    return Path(program).is_file() if "/" in program else shutil.which(program) is not None


def _gpus() -> tuple[tuple[HostGpu, ...], str]:
    """Returns the GPUs that can be used and the driver's version; nothing where there is no driver."""
    if shutil.which(QUERY[0]) is None:
        return (), ""
    try:
        answer = subprocess.run(QUERY, capture_output=True, text=True, check=True, timeout=_SECONDS).stdout
    except (subprocess.SubprocessError, OSError) as error:
        raise BuildError("nvidia-smi fails. Run it by hand: the driver is not loaded, or a GPU is lost.") from error
    rows = [[cell.strip() for cell in line.split(",")] for line in answer.splitlines() if line.strip()]
    if any(len(row) != 6 or not row[4].isdigit() for row in rows):
        raise BuildError("nvidia-smi answers what cannot be read. Run it by hand: a GPU may be lost.")
    gpus = tuple(
        HostGpu(index=row[0], uuid=row[1], name=row[2], compute_capability=row[3], memory_mib=int(row[4]))
        for row in rows
    )
    return _visible(gpus), rows[0][5] if rows else ""


def _visible(gpus: tuple[HostGpu, ...]) -> tuple[HostGpu, ...]:
    """Leaves out GPUs that CUDA_VISIBLE_DEVICES hides; nvidia-smi shows them all the same.

    As CUDA reads it: indexes or beginnings of UUIDs, up to the first that is none.
    """
    shown = os.environ.get("CUDA_VISIBLE_DEVICES")
    if shown is None:
        return gpus
    found = []
    for part in (name.strip() for name in shown.split(",")):
        named = [gpu for gpu in gpus if part and (gpu.index == part or gpu.uuid.startswith(part))]
        if not named:
            break
        found.append(named[0])
    return tuple(found)
