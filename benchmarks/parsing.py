"""Bytes to a complete `ParsedResume`, against pdfplumber's `extract_text` on the same files in the same run."""

from __future__ import annotations

import io
import logging
import re
import time
from collections import Counter
from functools import lru_cache

import pdfplumber

from bole.domain.documents import Document
from bole.domain.errors import BoleError
from bole.domain.resume import ParsedResume, WarningCode
from bole.parsing.limits import ParsingLimits
from bole.parsing.parser import parse
from bole.parsing.pdf.reader import fallback_page_count
from documents import pdf_resumes

ROUNDS = 3


def measure() -> dict[str, float]:
    """Returns speed-up, word recall and the share of pages that fell back; refused files count in none of them.

    Files whose letters only optical recognition can tell count in none of them either: pdfplumber reads their codes.
    """
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    ours = theirs = 0.0
    found = apart = expected = pages = refused = recognised = 0
    files = [path.read_bytes() for path in pdf_resumes()]
    fell_back = fallback_page_count()
    for content in files:
        timed = _ours(content)
        if timed is None:
            refused += 1
            continue
        seconds, resume = timed
        if any(warning.code is WarningCode.TEXT_RECOGNIZED for warning in resume.warnings):
            recognised += 1
            continue
        ours += seconds
        seconds, reference, count = _theirs(content)
        theirs += seconds
        pages += count
        wanted, ours_words = Counter(_words(reference)), _words(resume.text)
        same = wanted & Counter(ours_words)
        expected += wanted.total()
        found += same.total()
        apart += sum(count for word, count in (wanted - same).items() if _written_apart(word, ours_words))
    return {
        "parse_speedup_vs_pdfplumber": theirs / ours,
        "parse_word_recall_vs_pdfplumber": (found + apart) / expected,
        "parse_word_recall_same_spacing": found / expected,
        "parse_ms_per_page": ours / pages * 1000,
        "parse_pages_per_second_per_core": pages / ours,
        "parse_pages": pages,
        "parse_files_refused": refused,
        "parse_files_recognised": recognised,
        "parse_fallback_page_share": (fallback_page_count() - fell_back) / (ROUNDS * pages),
    }


def _ours(content: bytes) -> tuple[float, ParsedResume] | None:
    best = float("inf")
    resume: ParsedResume | None = None
    for _ in range(ROUNDS):
        start = time.perf_counter()
        try:
            resume = parse(Document(content=content), ParsingLimits())
        except BoleError:
            return None
        best = min(best, time.perf_counter() - start)
    return (best, resume) if resume else None


def _theirs(content: bytes) -> tuple[float, str, int]:
    start = time.perf_counter()
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        texts = [page.extract_text() or "" for page in pdf.pages]
    return time.perf_counter() - start, "\n".join(texts), len(texts)


def _words(text: str) -> list[str]:
    """Splits into Latin words and single Han characters; codes that pdfplumber could not name are no words."""
    return re.findall(r"[^\W_\u3400-\u9fff]+|[\u3400-\u9fff]", re.sub(r"\(cid:\d+\)", " ", text).lower())


def _written_apart(word: str, ours: list[str]) -> bool:
    """Tells whether a word of the reference is a run of our whole words: pdfplumber glues what is set tightly."""
    return f"\0{word}\0" in _glued(tuple(ours), len(word))


@lru_cache(maxsize=64)
def _glued(ours: tuple[str, ...], longest: int) -> str:
    """Returns every run of our words of `longest` characters, written together, between zero bytes."""
    runs = set()
    for start in range(len(ours)):
        length, end = 0, start
        while end < len(ours) and length < longest:
            length += len(ours[end])
            end += 1
        if length == longest:
            runs.add("".join(ours[start:end]))
    return "\0" + "\0".join(sorted(runs)) + "\0"
