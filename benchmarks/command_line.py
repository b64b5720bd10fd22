"""How long `bole --help` takes, as a whole process."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

RUNS = 11


def measure() -> dict[str, float]:
    """Returns the median of several runs in seconds."""
    return {"cli_help_seconds": statistics.median(_run() for _ in range(RUNS))}


def _run() -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "bole", "--help"], stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start
