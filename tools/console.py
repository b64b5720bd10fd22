"""Opens the console on this machine with two screenings of examples/ in it: what `make console` does."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from bole.cli.connection import batches_of
from bole.v1 import batch_service_pb2, rubric_pb2, screening_service_pb2
from bole.web.naming import new_item_id

ROOT = Path(__file__).resolve().parents[1]
RESUMES = ROOT / "examples" / "resumes"
POSTINGS = tuple(ROOT / "examples" / "job_postings" / f"backend_engineer_{language}.txt" for language in ("en", "zh"))
DATABASE = "BOLE_DATABASE"


async def add_examples() -> None:
    """Puts a screening of the resumes for each posting into the database; the console works on them once it runs."""
    async with batches_of(None) as batches:
        for posting in POSTINGS:
            await batches.CreateBatch(
                batch_service_pb2.CreateBatchRequest(
                    job_posting=rubric_pb2.JobPosting(text=posting.read_text(encoding="utf-8")),
                    items=[_item(resume) for resume in sorted(RESUMES.iterdir())],
                )
            )


def _item(resume: Path) -> batch_service_pb2.NewBatchItem:
    """Returns a resume as the console would have sent it: under an identifier that tells nobody's name."""
    content = resume.read_bytes()
    document = screening_service_pb2.Document(content=content, file_name=resume.name)
    return batch_service_pb2.NewBatchItem(item_id=new_item_id(resume.name, content), documents=[document])


def main(arguments: Sequence[str] | None = None) -> int:
    """Prepares the database where there is none yet, and goes on as `bole web`."""
    parser = argparse.ArgumentParser(prog="console", description=__doc__)
    parser.add_argument("--folder", type=Path, default=ROOT / "out" / "console", help="where screenings are kept")
    asked, passed_on = parser.parse_known_args(arguments)
    os.environ.setdefault("BOLE_LOG_LEVEL", "WARNING")  # or the address would go by
    os.environ.setdefault("BOLE_WEB_REPORTS", str(ROOT / "out"))  # where `make run` and `make evaluate` write theirs
    if DATABASE not in os.environ and "--server" not in passed_on:
        database = asked.folder.resolve() / "bole.db"
        os.environ[DATABASE] = f"sqlite:///{database}"
        if not database.exists():
            asked.folder.mkdir(parents=True, exist_ok=True)
            asyncio.run(add_examples())
        print(f"Two screenings of {RESUMES.parent} are in it; what you add is kept in {asked.folder}.")
    print(f"To begin one of your own: paste {POSTINGS[0]}, then drop the folder {RESUMES}. Ctrl-C closes.", flush=True)
    os.execv(sys.executable, [sys.executable, "-m", "bole", "web", *passed_on])  # noqa: S606  # takes this one's place


if __name__ == "__main__":
    main()
