"""The process of a server, with a plain program in its place."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from triton_process import guarding, has_backend, last_errors, start_process


@pytest.fixture
def process(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A program that runs for long."""
    started = start_process(["sleep", "60"], tmp_path / "log")
    yield started
    started.kill()
    started.wait()


def test_a_guard_that_is_not_needed_any_more_ends_nothing(process: subprocess.Popen[bytes]) -> None:
    """The server is stopped in order after that."""
    with guarding(process, "bole-none"):
        assert process.poll() is None
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(0.3)


def test_a_server_without_a_backend_process_has_none(process: subprocess.Popen[bytes]) -> None:
    """Whatever other servers run on this machine."""
    assert not has_backend(process)


def test_what_is_told_of_a_log_are_its_errors(tmp_path: Path) -> None:
    """Or its last lines where there are none; long lines are cut."""
    log = tmp_path / "log"
    log.write_text("I1125 one\nE1125 two\nI1125 three\n")
    assert last_errors(log) == "E1125 two"
    log.write_text("\n".join(f"I1125 {number}" for number in range(20)) + "x" * 2000)
    assert last_errors(log).startswith("I1125 10\n")
    assert len(last_errors(log)) < 1200
