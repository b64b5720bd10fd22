"""A Ray to run on: one of this machine alone for as long as it is needed, or a cluster by its address."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec

from bole.domain.errors import BoleError, ErrorReason

LOCAL = "local"
"""Address that stands for a Ray of this machine alone."""

_CONNECT_SECONDS = 10.0
_OBJECT_STORE_BYTES = 256 * 1024 * 1024
"""What is between stages at a time; where /dev/shm is smaller, Ray keeps it in its folder for temporary files."""

_LONGEST_FOLDER = 24

_QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",  # nobody is told that somebody screens
    "RAY_BACKEND_LOG_LEVEL": "fatal",
}
_PRIVATE = {
    # The one switch that makes all parts of Ray listen on the loopback address: Ray sets it on desktop systems.
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",
    "RAY_AUTH_MODE": "token",
}


@contextmanager
def running_ray(address: str, *, processors: int | None = None) -> Iterator[None]:
    """Connects this process to a Ray while the context lasts; nothing in it may have imported Ray before.

    A local one listens on the loopback address, lets nobody in without a token that only its processes have, keeps its
    files in a folder of its own that is deleted, and ends with the context.

    Args:
        address: `local`, `auto` for the cluster that this machine is a node of, or HOST:PORT of the cluster's head.
        processors: How many a local one takes for itself; None for all.

    Raises:
        BoleError: PART_NOT_INSTALLED without Ray; ARGUMENT_INVALID or SERVER_UNREACHABLE for an address that will not
            do.
    """
    require_ray()
    if address != LOCAL:
        _check(address)
        with _environment(_QUIET), _connected(address=address):
            yield
        return
    environment = _QUIET | _PRIVATE | {"RAY_AUTH_TOKEN": secrets.token_hex(32)}
    with _folder() as folder, _environment(environment):
        # Ray opens its folder to all users; into the one around it nobody else gets.
        place = f"{folder}/r"
        options = {"include_dashboard": False, "object_store_memory": _OBJECT_STORE_BYTES, "_temp_dir": place}
        with _connected(address=LOCAL, num_cpus=processors, **options):
            yield


def require_ray() -> None:
    """Checks that Ray is there.

    Raises:
        BoleError: PART_NOT_INSTALLED.
    """
    if find_spec("ray") is None or find_spec("pyarrow") is None:
        raise BoleError(
            ErrorReason.PART_NOT_INSTALLED,
            "Screening in bulk needs Ray, which is not installed. Install it with: pip install 'bole-screening[bulk]'.",
            metadata={"part": "bulk"},
        )


@contextmanager
def _connected(**options: object) -> Iterator[None]:
    # Ray reads its environment when it is imported.
    ray, data = import_module("ray"), import_module("ray.data")
    logging.getLogger("ray.data").setLevel(logging.CRITICAL)
    try:
        with _silence():
            ray.init(log_to_driver=False, logging_level=logging.CRITICAL, **options)
    except (ConnectionError, RuntimeError, ValueError) as error:
        raise _unreachable(str(options["address"])) from error
    try:
        data.DataContext.get_current().enable_progress_bars = False
        with warnings.catch_warnings():
            # Fewer items than actors: the last ones of a run that goes on are no mistake.
            warnings.filterwarnings("ignore", message="The minimum number of concurrent actors", category=UserWarning)
            yield
    finally:
        ray.shutdown()


def _folder() -> tempfile.TemporaryDirectory[str]:
    """Makes a folder whose name leaves room for those of Ray's sockets in it, which may have 107 bytes in all."""
    usual = tempfile.gettempdir()
    place = usual if len(os.fsencode(usual)) <= _LONGEST_FOLDER else "/tmp"  # noqa: S108  # made anew in it, for us alone
    return tempfile.TemporaryDirectory(prefix="bole-", dir=place, ignore_cleanup_errors=True)


@contextmanager
def _silence() -> Iterator[None]:
    """Lets nothing through to standard error: the C++ side of Ray greets there, whatever it is told."""
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


@contextmanager
def _environment(changes: Mapping[str, str]) -> Iterator[None]:
    """Sets variables, which Ray passes on to its processes, and puts back what was there."""
    before = {name: os.environ.get(name) for name in changes}
    os.environ.update(changes)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _check(address: str) -> None:
    """Finds out in seconds what would take Ray minutes."""
    if "://" in address:
        raise BoleError(
            ErrorReason.ARGUMENT_INVALID,
            "Ray Data does not run through ray://. Start this on a node of the cluster with --address auto, by hand or "
            "with `ray job submit`.",
        )
    host, _, port = address.rpartition(":")
    if address == "auto":
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), _CONNECT_SECONDS).close()
    except (OSError, ValueError) as error:
        raise _unreachable(address) from error


def _unreachable(address: str) -> BoleError:
    return BoleError(
        ErrorReason.SERVER_UNREACHABLE,
        f"No Ray answers at {address}. Name the head of a cluster that this machine is a node of as HOST:PORT, or "
        "leave out --address.",
    )
