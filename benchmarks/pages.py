"""What a picture of a page costs: the first pages of real resumes, as they are and masked, one after another."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from bole.domain.documents import Document
from bole.domain.errors import BoleError
from bole.parsing.limits import ParsingLimits
from bole.parsing.painter import paint
from bole.pipeline.personal_places import page_bars
from documents import pdf_resumes

T = TypeVar("T")

WIDTH = 1_200
LIMITS = ParsingLimits(max_ocr_pages=0)
"""Without recognition, whose figures stand elsewhere: a page that needs it takes seconds."""


def measure() -> dict[str, float]:
    """Returns the medians: milliseconds of a page and of the bars of a document, thousands of bytes of a picture."""
    shown, masked, bars, sizes = [], [], [], []
    for path in pdf_resumes():
        document = Document(content=path.read_bytes())
        try:
            seconds, hidden = _timed(partial(page_bars, document, (), LIMITS))
        except BoleError:
            continue
        bars.append(seconds)
        seconds, page = _timed(partial(paint, document, 1, WIDTH, LIMITS))
        shown.append(seconds)
        sizes.append(len(page.png) / 1_000)
        seconds, _ = _timed(partial(paint, document, 1, WIDTH, LIMITS, hidden))
        masked.append(seconds)
    return {
        "render_page_ms_p50": 1_000 * statistics.median(shown),
        "render_masked_page_ms_p50": 1_000 * statistics.median(masked),
        "page_bars_ms_p50": 1_000 * statistics.median(bars),
        "page_kilobytes_p50": statistics.median(sizes),
    }


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


if __name__ == "__main__":
    for name, value in measure().items():
        print(f"{name}: {value:g}")
