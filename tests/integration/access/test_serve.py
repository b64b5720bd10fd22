"""`bole serve` as an operator starts it: where it refuses to listen, and that it calls nobody."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bole.bootstrap import running_server
from bole.domain.errors import BoleError
from bole.settings import Settings
from tests.integration.access.serving import Office

BOLE = [sys.executable, "-m", "bole"]
EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
WATCHING = Path(__file__).resolve().parent / "watching"
POSTING = EXAMPLES / "job_postings" / "backend_engineer_en.txt"
LOOPBACK = re.compile(r"0100007F|00000000000000000000000001000000|0000000000000000FFFF00000100007F|0{8}|0{32}")


def environment(**settings: object) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BOLE_")}
    return kept | {name: str(value) for name, value in settings.items()}


def office_in(folder: Path) -> Office:
    office = Office(folder=folder)
    office.give_key("ats", "acme", ["caller"])
    office.open()
    return office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return office_in(tmp_path)


def secured(office: Office) -> dict[str, object]:
    return {
        "BOLE_SERVER_CERTIFICATE": office.folder / "server.pem",
        "BOLE_SERVER_KEY": office.folder / "server.key",
        "BOLE_API_KEYS": office.folder / "keys.yaml",
        "BOLE_DATABASE": f"sqlite:///{office.folder / 'bole.db'}",
        "BOLE_AUDIT_LOG": office.folder / "audit.jsonl",
        "BOLE_CANDIDATE_ID_KEY": "a key of tests",
        "BOLE_PROCESSES": 1,
    }


@contextmanager
def started(settings: Mapping[str, object], *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Runs `bole serve` while the context lasts and yields its process and port."""
    command = [*BOLE, "serve", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment(**settings)) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline().split(" on ")[1].split()[0].rpartition(":")[2]
        finally:
            process.terminate()
            process.wait(60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operated:
    """A process of `bole serve` as an operator sets it up; `tried` gets what Python's sockets are asked for."""

    office: Office
    pid: int
    port: str
    tried: Path


@pytest.fixture(scope="module")
def operated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operated]:
    office = office_in(tmp_path_factory.mktemp("office"))
    tried = office.folder / "tried"
    watched = {"PYTHONPATH": WATCHING, "WATCHED_CONNECTIONS": tried}
    with started(secured(office) | watched, "--listen", "0.0.0.0:0") as (process, port):
        yield Operated(office=office, pid=process.pid, port=port, tried=tried)


TLS = {"server_certificate": "server.pem", "server_key": "server.key"}


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"api_keys": "keys.yaml"}, "which needs TLS \\(BOLE_SERVER_CERTIFICATE"),
        (TLS, "which needs callers who show who they are"),
        (TLS | {"api_keys": "none.yaml"}, "none.yaml cannot be read: No such file"),
        (TLS | {"api_keys": "server.key"}, "BOLE_API_KEYS cannot be used: "),
        (TLS | {"server_key": "ca.pem", "api_keys": "keys.yaml"}, "ca.pem is no private key"),
        (TLS | {"api_keys": "keys.yaml", "audit_log": "none/audit.jsonl"}, "audit.jsonl cannot be written"),
    ],
)
async def test_a_server_does_not_listen_openly_by_mistake(settings: dict[str, str], said: str, office: Office) -> None:
    """It ends before anything begins, and says what to set."""
    files = {name: office.folder / file for name, file in settings.items()}
    given = Settings(candidate_id_key="a key of tests", **files)  # type: ignore[arg-type]  # as from the environment

    with pytest.raises(BoleError, match=said):
        async with running_server(given, "0.0.0.0:0"):
            pytest.fail("it listens")


async def test_a_socket_is_for_its_owner_alone_where_nobody_is_asked(tmp_path: Path) -> None:
    """Where callers are asked who they are, its group may reach it too."""
    address = tmp_path / "bole.sock"
    async with running_server(Settings(processes=1), f"unix:{address}"):
        mode = os.stat(address).st_mode  # noqa: PTH116  # a look at a socket does not block

    assert mode & 0o777 == 0o600


async def test_a_server_listens_openly_where_that_is_said() -> None:
    async with running_server(Settings(allow_open_listening=True, processes=1), "0.0.0.0:0") as (_, port):
        assert port


def test_with_tls_and_keys_it_listens_openly_and_calls_nobody(operated: Operated, tmp_path: Path) -> None:
    """A command screens over TLS with its key; no process of the service tries to reach another machine.

    What Python's sockets are asked for is written down by an audit hook; what gRPC's own sockets are connected to
    stands in the tables of the kernel.
    """
    office, tried = operated.office, operated.tried
    shown = {"BOLE_SERVER_AUTHORITY": office.folder / "ca.pem", "BOLE_API_KEY": office.keys["ats"].text}
    resume = EXAMPLES / "resumes" / "nora_whitfield_en.pdf"
    screen = [*BOLE, "screen", "--server", f"127.0.0.1:{operated.port}", "--job-posting", str(POSTING)]
    screened = subprocess.run(
        [*screen, "--out", str(tmp_path / "out"), str(resume)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=environment(**shown),
    )
    peers = peers_of(operated.pid)

    assert screened.returncode == 0, screened.stderr
    assert (tmp_path / "out" / "ranking.csv").is_file()
    assert not tried.exists(), tried.read_text()
    assert [peer for peer in peers if not LOOPBACK.fullmatch(peer)] == []
    assert peers


def test_a_server_that_dies_leaves_no_copy_of_its_memory(operated: Operated) -> None:
    limits = Path(f"/proc/{operated.pid}/limits").read_text().splitlines()

    assert [line.split()[4:6] for line in limits if line.startswith("Max core file size")] == [["0", "0"]]


def test_the_hook_sees_who_is_called(tmp_path: Path) -> None:
    """What the test above rests on."""
    tried = tmp_path / "tried"
    call = "import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.connect(('192.0.2.1', 9))"
    settings = {"PYTHONPATH": WATCHING, "WATCHED_CONNECTIONS": tried}
    subprocess.run([sys.executable, "-c", call], timeout=60, check=False, env=environment(**settings))

    assert tried.read_text() == "socket.connect ('192.0.2.1', 9)\n"


def peers_of(pid: int) -> list[str]:
    """Returns the far ends of all connections of a process and its children, as hexadecimal addresses."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    sockets = {link for one in (str(pid), *children) for link in links_of(one) if link.startswith("socket:")}
    rows = [
        line.split()
        for table in ("tcp", "tcp6", "udp", "udp6")
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]
    ]
    return [row[2].partition(":")[0] for row in rows if f"socket:[{row[9]}]" in sockets]


def links_of(pid: str) -> list[str]:
    links: list[str] = []
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        try:
            links.append(str(descriptor.readlink()))
        except FileNotFoundError:
            continue
    return links
