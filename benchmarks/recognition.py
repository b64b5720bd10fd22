"""Optical recognition of pictures of real resumes, against the text of the PDFs that they were made from."""

from __future__ import annotations

import io
import re
import time
from collections import Counter

import pypdfium2

from bole.parsing.limits import ParsingLimits
from bole.parsing.pdf.reader import read_pdf
from bole.parsing.pictures.reader import read_picture
from documents import pdf_resumes

DOTS_PER_INCH = 150
EVERY = 10
"""Resumes, in the order of their names, of which one is measured: a page takes seconds."""


def measure() -> dict[str, float]:
    """Returns the share of words that are read, of read words that are there, and pages a second on one core.

    The first page of each resume is made a picture as a scanner makes it. The reference is the text of the PDF that is
    seen: letters that are set apart for looks and words parted at line ends are whole words in both.
    """
    found = expected = read = pages = 0
    seconds = 0.0
    for path in pdf_resumes()[::EVERY]:
        picture, text = _first_page(path.read_bytes())
        wanted = Counter(_words(text))
        start = time.process_time()
        words = Counter(_words(read_picture(picture, ParsingLimits()).text))
        if pages:  # the first loads the models
            seconds += time.process_time() - start
        pages += 1
        found += (wanted & words).total()
        expected += wanted.total()
        read += words.total()
    return {
        "ocr_word_recall": found / expected,
        "ocr_word_precision": found / read,
        "ocr_pages_per_second": (pages - 1) / seconds,
        "ocr_pages": pages,
    }


def _first_page(content: bytes) -> tuple[bytes, str]:
    """Returns the first page as JPEG and its text."""
    visible = read_pdf(content, ParsingLimits())
    stream = io.BytesIO()
    pypdfium2.PdfDocument(content)[0].render(scale=DOTS_PER_INCH / 72).to_pil().convert("RGB").save(
        stream, "JPEG", quality=85
    )
    return stream.getvalue(), visible.pages[0].span.of(visible.text)


def _words(text: str) -> list[str]:
    """Splits into words, and Chinese and Japanese into single characters."""
    return re.findall(r"[^\W_\u3040-\u30ff\u3400-\u9fff]+|[\u3040-\u30ff\u3400-\u9fff]", text.lower())
