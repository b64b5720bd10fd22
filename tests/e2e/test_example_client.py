"""The Python client under examples/ against a real server."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.test_lifecycle import started

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
CLIENTS = {"python": "python/screen.py", "go": "go/main.go", "java": "java/Screen.java"}


def test_the_python_client_shows_unary_stream_and_error(tmp_path: Path) -> None:
    """Scores of the good resume twice, and the reason of the bad one."""
    empty = tmp_path / "empty.pdf"
    empty.touch()
    arguments = [
        EXAMPLES / "job_postings" / "python_backend_zh.txt",
        EXAMPLES / "resumes" / "zhang_wei_zh.txt",
        empty,
    ]
    with started() as (_, address):
        ended = subprocess.run(
            [sys.executable, EXAMPLES / "clients" / CLIENTS["python"], address, *arguments],
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )

    lines = ended.stdout.splitlines()
    assert lines[0].startswith("unary    83  ADVANCE")
    assert sorted(line.split()[1] for line in lines[1:]) == ["83", "failed:"]
    assert "DOCUMENT_EMPTY" in ended.stdout


@pytest.mark.parametrize("language", CLIENTS)
def test_a_client_stays_short(language: str) -> None:
    """Under 60 lines each, so that a newcomer reads it whole."""
    assert len((EXAMPLES / "clients" / CLIENTS[language]).read_text(encoding="utf-8").splitlines()) < 60
