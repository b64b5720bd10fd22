"""How much of the source text of PDFs is found, and in which order: ours beside pdfplumber and pypdfium2.

`python benchmarks/reading_order.py` prints the figures of each file.
"""

from __future__ import annotations

import io
import logging
import re
import statistics
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
import pdfplumber
import pypdfium2

from bole.domain.documents import Document, DocumentRole
from bole.domain.errors import BoleError
from bole.parsing.limits import ParsingLimits
from bole.parsing.parser import read_text
from documents import SHARED_RESUMES, pdf_resumes
from source_text import source_text

_MOST_WORDS = 4_000
"""Bounds the cost of the edit distance, which grows with the square."""

# Pages on which text stands side by side in columns, sidebars or boxes over several lines; looked at by eye.
_MULTICOLUMN = frozenset(
    {
        "GeorgeHoneywood_alta-typst__example",
        "jankapunkt_latexcv__infographics__main",
        "jankapunkt_latexcv__sidebar__main",
        "jankapunkt_latexcv__sidebarleft__main",
        "liantze_AltaCV__legacy__sample-old",
        "liantze_AltaCV__mmayer",
        "liantze_AltaCV__sample",
        "there4_markdown-resume__examples__output__blockish",
        "there4_markdown-resume__examples__output__modern",
        "there4_markdown-resume__examples__output__swissen",
    }
)


def measure() -> dict[str, float]:
    """Returns the mean over the files of word recall and of the order of words, for each tool."""
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    figures: dict[str, float] = {}
    rows = _rows()
    groups = {"": rows, "_multicolumn": {name: row for name, row in rows.items() if name in _MULTICOLUMN}}
    for group, chosen in groups.items():
        for number, tool in enumerate(_TOOLS):
            for part, figure in enumerate(("word_recall", "reading_order")):
                if chosen:
                    figures[f"{figure}{group}{tool}"] = statistics.fmean(row[number][part] for row in chosen.values())
    return figures


def _rows() -> dict[str, list[tuple[float, float]]]:
    """Returns recall and order for each tool, by name of the file."""
    found = {}
    for path in pdf_resumes():
        source = source_text(path, SHARED_RESUMES / "source")
        if source is None:
            continue
        wanted = words(source)
        content = path.read_bytes()
        try:
            found[path.stem] = [_compare(wanted, words(read(content))) for read in _TOOLS.values()]
        except BoleError as error:  # its letters have no names: no text to compare
            print(f"refused by us and left out for all: {path.stem} ({error.reason})")
    return found


def _ours(content: bytes) -> str:
    return read_text(Document(content=content, role=DocumentRole.PORTFOLIO), ParsingLimits())


def _pdfplumber(content: bytes) -> str:
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        return "\n".join(page.extract_text() or "" for page in pdf.pages)


def _pypdfium2(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


_TOOLS: dict[str, Callable[[bytes], str]] = {"": _ours, "_pdfplumber": _pdfplumber, "_pypdfium2": _pypdfium2}


def words(text: str) -> list[str]:
    """Splits into words in lower case, and into single characters where no blanks part words."""
    text = unicodedata.normalize("NFC", text.replace("\u00ad", "").replace("\u200c", " ")).lower()
    text = re.sub(r"\d", lambda digit: str(unicodedata.decimal(digit[0])), text)  # fonts draw 6 as ۶
    return re.findall(r"[^\W_\u3040-\u30ff\u3400-\u9fff]+|[\u3040-\u30ff\u3400-\u9fff]", text)


def _compare(wanted: list[str], found: list[str]) -> tuple[float, float]:
    """Returns the share of the wanted words that were found, and how alike the order of the common ones is."""
    common = Counter(wanted) & Counter(found)
    recall = common.total() / max(1, len(wanted))
    return recall, _likeness(_only(wanted, common), _only(found, common))


def _only(sequence: Sequence[str], common: Counter[str]) -> list[str]:
    """Keeps the common words, each as often as both have it."""
    left = Counter(common)
    kept = []
    for word in sequence:
        if left[word] > 0:
            left[word] -= 1
            kept.append(word)
    return kept[:_MOST_WORDS]


def _likeness(one: Sequence[str], other: Sequence[str]) -> float:
    """Returns 1 - edit distance / length, 0..1."""
    if not one or not other:
        return 0.0
    numbers = {word: number for number, word in enumerate(dict.fromkeys((*one, *other)))}
    across = np.array([numbers[word] for word in other])
    steps = np.arange(len(other) + 1)
    row = steps.copy()
    for count, word in enumerate(one, start=1):
        best = np.minimum(row[1:] + 1, row[:-1] + (across != numbers[word]))
        below = np.concatenate(([count], best))
        row = np.minimum.accumulate(below - steps) + steps  # what insertions before a place cost
    return 1.0 - float(row[-1]) / max(len(one), len(other))


def main() -> int:
    """Prints recall and order of each file and tool, the worst order of ours first."""
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    print("recall and order: ours, pdfplumber, pypdfium2 (* several columns)")
    for name, row in sorted(_rows().items(), key=lambda item: item[1][0][1]):
        print("  ".join(f"{recall:.3f} {order:.3f}" for recall, order in row), name, "*" * (name in _MULTICOLUMN))
    return 0


if __name__ == "__main__":
    sys.exit(main())
