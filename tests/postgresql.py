"""A PostgreSQL server of the tests' own: the programs of the system, on a free port and in a folder of its own."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

from tests.requirements import require_file

USER = "bole"
PASSWORD = "not-to-be-seen"  # noqa: S105  # of a server that lives as long as the tests
_SECONDS = 30.0
"""How long the server may take to start or to end; about one is usual."""


def programs() -> Path:
    """Returns the folder of the newest PostgreSQL: Debian keeps each version in one of its own, none on the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    on_path = shutil.which("initdb")
    default = Path(on_path) if on_path else Path("/usr/lib/postgresql/bin/initdb")
    return require_file(found[-1] if found else default, "postgresql").resolve().parent


class PostgreSqlServer:
    """Keeps its data from one start to the next. Its writes are not forced to disk: the machine outlives the tests."""

    def __init__(self, folder: Path) -> None:
        """Makes the data of a new server in a folder that the user of the server may enter."""
        self._programs = programs()
        self._folder = folder
        self._data = folder / "data"
        self._port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        password = folder / "password"
        password.write_text(PASSWORD)
        if os.geteuid() == 0:
            for path in (password, folder):
                shutil.chown(path, "nobody", "nogroup")
        options = ["--encoding=UTF8", "--no-locale", "--no-sync", "--auth=scram-sha-256", f"--username={USER}"]
        self._run("initdb", "--pgdata", str(self._data), f"--pwfile={password}", *options)

    def address(self, database: str = "postgres", *, user: str = USER, password: str = PASSWORD) -> str:
        """Returns what `BOLE_DATABASE` is set to."""
        return f"postgresql://{user}:{password}@127.0.0.1:{self._port}/{database}"

    def start(self) -> None:
        """Starts the server and waits until it answers; after `kill` it mends its data first."""
        deadline = time.monotonic() + _SECONDS
        while not self._answers():
            if time.monotonic() > deadline:
                raise TimeoutError((self._folder / "log").read_text())
            if self._process is None or self._process.poll() is not None:  # children of a killed one have yet to end
                self._process = self._launch()
            time.sleep(0.02)

    def stop(self) -> None:
        """Ends the server and its connections, at once: the next start mends what is not written yet."""
        self._end(signal.SIGQUIT)

    def kill(self) -> None:
        """Ends the server as `kill -9` does."""
        self._end(signal.SIGKILL)

    def new_database(self) -> str:
        """Makes an empty database and returns its address."""
        name = f"test_{uuid.uuid4().hex}"
        self.execute(f"CREATE DATABASE {name}")
        return self.address(name)

    def new_schema(self) -> str:
        """Makes a user with an empty schema of its own, and returns the address at which it finds that.

        Next to nothing beside `new_database`, which copies some megabytes.
        """
        name = f"test_{uuid.uuid4().hex}"
        self.execute(f"CREATE ROLE {name} LOGIN PASSWORD '{PASSWORD}'; CREATE SCHEMA AUTHORIZATION {name}")
        return self.address(user=name)

    def execute(self, statement: str, database: str = "postgres") -> str:
        """Runs one statement as `psql` does, and returns what it prints."""
        return self._run("psql", "--no-psqlrc", "-qAt", "-c", statement, self.address(database))

    def _launch(self) -> subprocess.Popen[bytes]:
        options = {
            "listen_addresses": "127.0.0.1",
            "port": str(self._port),
            "unix_socket_directories": "",
            "fsync": "off",
            "max_connections": "60",
        }
        arguments = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        with (self._folder / "log").open("ab") as log:
            return subprocess.Popen(
                [*_as_owner(), self._programs / "postgres", "-D", self._data, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self._folder,
            )

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(timeout=_SECONDS)
            self._process = None

    def _answers(self) -> bool:
        command = [str(self._programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self._port)]
        return self._process is not None and subprocess.run(command, check=False).returncode == 0

    def _run(self, program: str, *arguments: str) -> str:
        done: subprocess.CompletedProcess[str] = subprocess.run(
            [*_as_owner(), self._programs / program, *arguments],
            capture_output=True,
            text=True,
            cwd=self._folder,
            timeout=_SECONDS,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr}")
        return done.stdout.strip()


def _as_owner() -> list[str]:
    """Returns what runs a command as who owns the server: PostgreSQL refuses to run as root.

    Not the `user` of `subprocess`: with that it forks, and what gRPC does in the child of a fork may break it.
    """
    return ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--"] if os.geteuid() == 0 else []


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextlib.contextmanager
def running_postgresql() -> Iterator[PostgreSqlServer]:
    """Gives a server that is started, and ends it; its folder is not below pytest's, which only root may enter."""
    with tempfile.TemporaryDirectory(prefix="bole-postgresql-", ignore_cleanup_errors=True) as folder:
        server = PostgreSqlServer(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop()
