"""`bole bulk` as a process of its own, as it is used, and what it leaves behind."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pyarrow import parquet

from bole.bootstrap import reader
from bole.domain.rubric import JobPosting, Rubric
from bole.rubric.rubric_file import write_rubric
from bole.settings import Settings

if TYPE_CHECKING:
    import pyarrow as pa

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
RESUMES = EXAMPLES / "resumes"
DAY = "2026-01-31"
SECONDS = 110


@dataclass(frozen=True, slots=True, kw_only=True)
class Ray:
    """A Ray that runs, its folder, and what lets others in."""

    address: str
    folder: str
    environment: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulk:
    """Runs of one rubric into one folder."""

    folder: Path
    ray: Ray | None
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def out(self) -> Path:
        """Where results go."""
        return self.folder / "out"

    def arguments(self, *arguments: str | Path) -> list[str]:
        """Returns a whole command."""
        rubric = self.folder / "rubric.yaml"
        if not rubric.exists():
            rubric.write_text(write_rubric(backend_rubric()), encoding="utf-8")
        address = [] if self.ray is None else ["--address", self.ray.address]
        given = [str(one) for one in arguments]
        target = [] if "--job-posting" in given or "--rubric" in given else ["--rubric", str(rubric)]
        day = [] if "--as-of" in given else ["--as-of", DAY]
        fixed = ["--out", str(self.out), "--parse-actors", "1"]
        return [sys.executable, "-m", "bole", "bulk", *fixed, *day, *address, *target, *given]

    def run(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Runs to the end."""
        return subprocess.run(
            self.arguments(*arguments),
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )

    def start(self, *arguments: str | Path) -> subprocess.Popen[str]:
        """Starts in a group of processes of its own, as a shell does."""
        return subprocess.Popen(
            self.arguments(*arguments),
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            process_group=0,
        )

    def environment(self) -> dict[str, str]:
        """Returns the variables of the command."""
        ours = {name: value for name, value in os.environ.items() if not name.startswith(("BOLE_", "RAY_"))}
        return ours | (dict(self.ray.environment) if self.ray else {}) | dict(self.settings)

    def parts(self, below: str = "results") -> list[Path]:
        """Returns the files of results, or of what is open."""
        return sorted((self.out / below).glob("part-*.parquet"))

    def results(self) -> pa.Table:
        """Returns the finished items, in order of their sources."""
        return parquet.read_table(self.out / "results").sort_by("source")

    def ranking(self) -> pa.Table:
        """Returns the ranking."""
        return parquet.read_table(self.out / "ranking.parquet")


def backend_rubric() -> Rubric:
    """Returns the rubric of the English backend posting."""
    text = (EXAMPLES / "job_postings" / "backend_engineer_en.txt").read_text(encoding="utf-8")
    return reader(Settings()).engine.draft_rubric(JobPosting(text=text))
