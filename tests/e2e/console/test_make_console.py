"""What `make console` opens."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import httpx2

ROOT = Path(__file__).resolve().parents[3]


def test_the_door_opens_on_the_examples(tmp_path: Path) -> None:
    """It prints an address, behind which the screenings of both postings stand."""
    environment = {name: value for name, value in os.environ.items() if name != "BOLE_DATABASE"} | {
        "BOLE_PROCESSES": "1"
    }
    command = [sys.executable, "tools/console.py", "--folder", str(tmp_path), "--listen", "127.0.0.1:0"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            found = next(filter(None, (re.search(r"http://\S+", line) for line in process.stdout)))
            shown = httpx2.get(f"{found[0]}batches", timeout=60).text
        finally:
            process.terminate()
            process.wait(60)
    assert process.returncode == 0
    assert len(set(re.findall(r'href="/batches/([^/"?#]+)"', shown))) == 2
