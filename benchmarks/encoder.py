"""Seconds of one core for a resume by the engine `encoder`, and for loading its model.

The model has the shape of all-MiniLM-L6 and knows nothing: how long it takes depends on its shape alone. Its tokens are
whole words and Han characters, of which a real model cuts some in two or three.
"""

from __future__ import annotations

import datetime
import statistics
import tempfile
import time
from pathlib import Path

from bole.bootstrap import reader
from bole.bootstrap.encoder import finder
from bole.domain.documents import Document, DocumentRole
from bole.domain.rubric import JobPosting
from bole.parsing.parser import parse
from bole.pipeline.screening import ScreeningRequest, readings_of, screen_readings
from bole.settings import Settings
from documents import EXAMPLES
from make_model import CORPUS
from tiny_encoder import MINILM, write_encoder

ROUNDS = 5


def measure() -> dict[str, float]:
    """Returns the median over rounds of all example resumes, after one round that fills the caches."""
    with tempfile.TemporaryDirectory(prefix="bole-bench-") as folder:
        write_encoder(CORPUS, Path(folder), MINILM, feed_forward=4 * MINILM.width)
        settings = Settings(engine="encoder", encoder_model=Path(folder))
        ours, encoder = reader(settings), finder(settings)
        if encoder is None:
            raise RuntimeError("these settings name the engine encoder")
        posting = JobPosting(text=(EXAMPLES / "job_postings" / "backend_engineer_en.txt").read_text(encoding="utf-8"))
        request = ScreeningRequest(
            documents=(), rubric=ours.engine.draft_rubric(posting), as_of=datetime.date(2026, 1, 31)
        )
        paths = sorted((EXAMPLES / "resumes").iterdir())
        resumes = [parse(Document(content=path.read_bytes(), file_name=path.name), ours.limits) for path in paths]

        def one_round() -> float:
            """Screens every resume once and returns the processor time in seconds."""
            start = time.process_time()
            for resume in resumes:
                screen_readings(request, readings_of(request, (resume,), (DocumentRole.RESUME,)), encoder, ours)
            return time.process_time() - start

        first = one_round()
        usual = statistics.median(one_round() for _ in range(ROUNDS))
    return {
        "encoder_seconds_per_resume": usual / len(resumes),
        "encoder_first_resumes_extra_seconds": first - usual,
    }
