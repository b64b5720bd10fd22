"""What README.md says is what happens."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import readme as readme_tool

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
TINY = ROOT / "tests" / "data" / "models" / "tiny"
SHOWN_ADDRESS = "127.0.0.1:50051"


@contextmanager
def served_on_cpu() -> Iterator[str]:
    """Runs what `make serve-cpu` runs, on the tiny model and a free port, and yields the address of the service."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    command = [sys.executable, str(ROOT / "tools" / "serve_cpu.py"), str(TINY), "--listen", address]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert any(line.startswith("Bole serves on") for line in process.stdout)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=60)


def test_the_answer_is_that_of_the_service() -> None:
    """The request of the README, sent to a real server, gives the answer of the README."""
    text = README.read_text(encoding="utf-8")

    assert readme_tool.current(text) == text


def test_the_page_of_settings_lists_them_all() -> None:
    """As `make readme` writes it."""
    assert readme_tool.SETTINGS.read_text(encoding="utf-8") == readme_tool.settings_page()


def test_every_make_target_of_the_readme_exists() -> None:
    """`make help` lists each of them."""
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    named = set(re.findall(r"\bmake ([a-z-]+)", README.read_text(encoding="utf-8")))
    assert {"run", "test"} <= named
    assert all(f"make {target} " in f"{listed} " for target in named)


def test_the_commands_of_the_readme_work(tmp_path: Path) -> None:
    """Each `bole` line runs on files of the same names, those with a server on `make serve-cpu` of the tiny model."""
    examples = ROOT / "examples"
    (tmp_path / "posting.txt").write_bytes((examples / "job_postings" / "python_backend_zh.txt").read_bytes())
    (tmp_path / "resumes").mkdir()
    resume = examples / "resumes" / "nora_whitfield_en.pdf"
    (tmp_path / "resumes" / "one.pdf").write_bytes(resume.read_bytes())
    commands = re.findall(r"^\.venv/bin/bole (.*)$", README.read_text(encoding="utf-8"), re.MULTILINE)

    with served_on_cpu() as address:
        for command in commands:
            ended = subprocess.run(
                [sys.executable, "-m", "bole", *command.replace(SHOWN_ADDRESS, address).split()],
                cwd=tmp_path,
                capture_output=True,
                text=True,
                timeout=300,
                check=False,
            )
            assert ended.returncode == 0, ended.stderr
    assert len(commands) == 7
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"results.jsonl", "ranking.csv", "report.html"}
