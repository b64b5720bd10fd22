"""Who may log in to postgres, and how it is asked for its health."""

from __future__ import annotations

import re

from tests.unit.deploy.compose import ROOT, services

FILE = ROOT / "deploy" / "postgres" / "pg_hba.conf"
POSTGRES = services()["postgres"]


def test_nobody_logs_in_from_the_network_without_tls() -> None:
    """Each line but those of its socket is of hostssl; what fits no line is refused. None goes without a password."""
    lines = [line.split() for line in FILE.read_text().splitlines() if line and not line.startswith("#")]
    assert [line[0] for line in lines] == ["local", "hostssl"]
    assert {line[-1] for line in lines} == {"scram-sha-256"}


def test_the_server_reads_that_file() -> None:
    """At each start, not only when its folder is made."""
    (command,) = POSTGRES["command"]
    (read,) = re.findall(r"-c hba_file=(\S+)", command)
    assert f"./{FILE.relative_to(ROOT)}:{read}:ro" in POSTGRES["volumes"]
    assert "-c ssl=on" in command


def test_its_health_is_asked_where_clients_connect() -> None:
    """By its socket it answers while it is still being set up."""
    assert POSTGRES["healthcheck"]["test"][:3] == ["CMD", "pg_isready", "--host=127.0.0.1"]
