"""The process of a Triton server: how it is started and guarded, and what can be seen of it from outside."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import sysconfig
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path

LOG_LINES = 10
LOG_LINE_LENGTH = 1000
"""How much of a server's log is shown when it does not start."""

ERROR_LINE = re.compile(r"[EF]\d{4} |error")
BACKEND = "triton_python_b"
"""What the kernel calls a process of the Python backend: the first 15 characters of its file's name."""

GUARD = 'read -r _; kill -s KILL -- "-$1"; rm -f -- "/dev/shm/$2"*'
"""Waits until its input ends, which it does with the process that holds the other end, however that one ends."""

_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
"""Opens addresses of this machine: the environment's proxies lead elsewhere."""


def read_url(url: str, *, timeout: float) -> bytes:
    """Reads what a server of this machine answers, without a proxy.

    Raises:
        OSError: It cannot be reached, or answers with an error.
    """
    with _DIRECT.open(url, timeout=timeout) as answer:
        content: bytes = answer.read()
    return content


def start_process(arguments: Sequence[str], log: Path) -> subprocess.Popen[bytes]:
    """Starts a server in a process group of its own, which its backend processes join.

    Others on this machine cannot read the files that it writes.
    """
    site_packages = sysconfig.get_path("purelib")
    libraries = [f"{site_packages}/nvidia_pytriton.libs", str(sysconfig.get_config_var("LIBDIR"))]
    environment = os.environ | {
        "LD_LIBRARY_PATH": ":".join([*libraries, os.environ.get("LD_LIBRARY_PATH", "")]).rstrip(":"),
        "PATH": f"{Path(sys.executable).parent}:{os.environ.get('PATH', '')}",
        "PYTHONPATH": site_packages,
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    with os.fdopen(_open_private(log), "wb") as file:
        return subprocess.Popen(
            arguments,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            umask=0o077,
        )


@contextlib.contextmanager
def guarding(process: subprocess.Popen[bytes], shared_memory: str) -> Iterator[None]:
    """Sees to it that a server does not outlive this program, should that be killed while the context lasts.

    Args:
        process: What `start_process` returned.
        shared_memory: What the names of its shared memory begin with, which is removed too.
    """
    guard = subprocess.Popen(
        ["/bin/sh", "-c", GUARD, "guard", str(process.pid), shared_memory],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        guard.kill()  # before its input ends
        guard.wait()
        if guard.stdin is not None:
            guard.stdin.close()


def shared_memory_of(prefix: str) -> list[Path]:
    """Returns the files of shared memory whose names begin with `prefix`."""
    return list(Path("/dev/shm").glob(f"{prefix}*"))  # noqa: S108 (where Linux keeps it)


def hide_shared_memory(prefix: str) -> None:
    """Lets only its owner read the shared memory of a server that is ready: prompts will stand in it.

    The server gives its files the same mode whatever the umask; they are all there once it is ready.
    """
    for file in shared_memory_of(prefix):
        file.chmod(0o600)


def signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Sends a signal to a server and its backend processes."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def has_backend(process: subprocess.Popen[bytes]) -> bool:
    """Says whether a backend process of a server runs. Triton itself stays ready when it has ended."""
    return any(_is_backend(entry, process.pid) for entry in Path("/proc").glob("[0-9]*"))


def last_errors(log: Path) -> str:
    """Returns the last errors of a log, or its last lines where it has none."""
    lines = log.read_text(errors="replace").splitlines()
    errors = [line for line in lines if ERROR_LINE.match(line)]
    return "\n".join(line[:LOG_LINE_LENGTH] for line in (errors or lines)[-LOG_LINES:])


def _open_private(path: Path) -> int:
    """Empties a file that only its owner can read from now on, also where it was there before."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.fchmod(descriptor, 0o600)
    return descriptor


def _is_backend(entry: Path, group: int) -> bool:
    try:
        name, _, rest = (entry / "stat").read_text().partition("(")[2].rpartition(") ")
    except OSError:  # it has ended meanwhile
        return False
    state, _parent, its_group = rest.split()[:3]
    return name == BACKEND and state != "Z" and int(its_group) == group
