"""Screenings a second of one core (processor time), from parsed resumes to complete answers."""

from __future__ import annotations

import datetime
import statistics
import time

from bole.bootstrap import reader
from bole.domain.documents import Document, DocumentRole
from bole.domain.rubric import JobPosting
from bole.parsing.parser import parse
from bole.pipeline.screening import ScreeningRequest, readings_of, screen_readings
from bole.settings import Settings
from documents import EXAMPLES

ROUNDS = 80


def measure() -> dict[str, float]:
    """Returns the rate over rounds of all example resumes, after one round that fills the caches."""
    ours = reader(Settings())
    posting = JobPosting(text=(EXAMPLES / "job_postings" / "backend_engineer_en.txt").read_text(encoding="utf-8"))
    rubric = ours.engine.draft_rubric(posting)
    paths = sorted((EXAMPLES / "resumes").iterdir())
    resumes = [parse(Document(content=path.read_bytes(), file_name=path.name), ours.limits) for path in paths]
    request = ScreeningRequest(documents=(), rubric=rubric, as_of=datetime.date(2026, 1, 31))

    def one_round() -> float:
        """Screens every resume once and returns the processor time in seconds."""
        start = time.process_time()
        for resume in resumes:
            screen_readings(request, readings_of(request, (resume,), (DocumentRole.RESUME,)), ours.engine, ours)
        return time.process_time() - start

    one_round()
    rounds = sorted(one_round() for _ in range(ROUNDS))
    # The median, because on a shared machine single rounds take up to twice as long.
    return {
        "rules_screenings_per_second": len(resumes) / statistics.median(rounds),
        "rules_screenings_per_second_slowest_round": len(resumes) / rounds[-1],
        "rules_screenings_per_second_fastest_round": len(resumes) / rounds[0],
        "rules_criteria": len(rubric.criteria),
    }
