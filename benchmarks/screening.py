"""Screenings a second on one core, from parsed resumes to complete answers."""

from __future__ import annotations

import datetime
import time

from bole.bootstrap import reader
from bole.domain.documents import Document, DocumentRole
from bole.domain.rubric import JobPosting
from bole.parsing.parser import parse
from bole.pipeline.screening import ScreeningRequest, screen_parsed
from bole.settings import Settings
from documents import EXAMPLES

SECONDS = 10.0


def measure() -> dict[str, float]:
    """Returns the rate over the example resumes in turn, after one round that fills the caches."""
    ours = reader(Settings())
    posting = JobPosting(text=(EXAMPLES / "job_postings" / "backend_engineer_en.txt").read_text(encoding="utf-8"))
    rubric = ours.engine.draft_rubric(posting)
    paths = sorted((EXAMPLES / "resumes").iterdir())
    resumes = [parse(Document(content=path.read_bytes(), file_name=path.name), ours.limits) for path in paths]
    request = ScreeningRequest(documents=(), rubric=rubric, as_of=datetime.date(2026, 1, 31))
    done = 0
    for resume in resumes:
        screen_parsed(request, (resume,), (DocumentRole.RESUME,), ours)
    start = time.perf_counter()
    while time.perf_counter() - start < SECONDS:
        screen_parsed(request, (resumes[done % len(resumes)],), (DocumentRole.RESUME,), ours)
        done += 1
    return {"rules_screenings_per_second": done / (time.perf_counter() - start), "rules_criteria": len(rubric.criteria)}
