"""Starts a server on the embedded engine, screens the examples with it, and stops it: what `make run` shows."""

from __future__ import annotations

import contextlib
import csv
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
POSTING = EXAMPLES / "job_postings" / "backend_engineer_zh.txt"
RESUMES = EXAMPLES / "resumes"
OUT = ROOT / "out"
START_SECONDS = 60
BOLE = [sys.executable, "-m", "bole"]


@contextlib.contextmanager
def server() -> Iterator[str]:
    """Runs `bole serve` on a free port while the context lasts and yields its address."""
    with tempfile.TemporaryDirectory(prefix="bole-example-") as folder:
        # What the example's server keeps is none of what this user's own one does.
        environment = os.environ | {"BOLE_DATABASE": f"sqlite:///{folder}/bole.db"}
        process = subprocess.Popen(
            [*BOLE, "serve", "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE, text=True, env=environment
        )
        try:
            yield _address(process)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(START_SECONDS)


def _address(process: subprocess.Popen[str]) -> str:
    line = process.stdout.readline() if process.stdout is not None else ""
    words = line.split()
    if "on" not in words:
        raise SystemExit("The server did not start; what it printed stands above.")
    print(line.strip())
    return words[words.index("on") + 1]


def first_candidate() -> Path:
    """Returns the resume that ranks first in the results."""
    with (OUT / "ranking.csv").open(encoding="utf-8-sig", newline="") as ranking:
        return RESUMES / next(csv.DictReader(ranking))["source"]


def main() -> int:
    """Screens the examples, prints ranking and questions, and returns the exit status."""
    with server() as address:
        common = ["--job-posting", str(POSTING), "--server", address]
        screening = [*BOLE, "screen", *common, "--as-of", "2026-01-31", "--out", str(OUT), str(RESUMES)]
        print("\n$ bole", *screening[3:], flush=True)
        status = subprocess.run(screening, check=False).returncode
        if status:
            return status
        interview = [*BOLE, "interview", *common, str(first_candidate())]
        print("\n$ bole", *interview[3:], flush=True)
        status = subprocess.run(interview, check=False).returncode
    print(f"\nOpen {OUT / 'report.html'} in a browser to read the evidence for every point.")
    return status


if __name__ == "__main__":
    sys.exit(main())
