"""Reads the pictures of one document within its limits, and says what a reader should know of that."""

from __future__ import annotations

import ctypes
import os
from dataclasses import dataclass, field
from functools import cache

from PIL import Image

from bole.domain.measuring import Stage, stage
from bole.domain.resume import WarningCode
from bole.parsing.layout.geometry import box_of
from bole.parsing.limits import ParsingLimits
from bole.parsing.pictures.recognised_page import RecognisedPage, recognised_page
from bole.parsing.text.visible_text import VisibleTextBuilder

_MOST_COLUMNS = 250_000
"""Of one document: about six full pages, or twenty seconds of one core."""
_SHORT_SIDE = 1654
"""Pixels: A4 at 200 an inch, at which seven points are read as well as ten."""
_MUCH_UNREAD = 0.15
"""Share of the length of all lines on a page."""
_UNSURE = 0.85
_M_ARENA_MAX, _M_MMAP_THRESHOLD = -8, -3
_LARGE_BLOCK = 8 * 1024 * 1024
"""Bytes; a block of this size goes back to the system as soon as it is freed."""
_SCRIPTS = "Latin, Greek, Chinese and Japanese"


@dataclass(slots=True)
class Budget:
    """How much may still be recognised of a document with all of its parts."""

    pages: int
    columns: int = _MOST_COLUMNS

    @classmethod
    def of(cls, limits: ParsingLimits) -> Budget:
        """Returns the budget of a document of which nothing was read yet."""
        return cls(limits.max_ocr_pages)

    @property
    def spent(self) -> bool:
        """Whether nothing more is recognised, so that no picture need be made ready for it."""
        return self.pages <= 0 or self.columns <= 0


@dataclass(slots=True)
class Recogniser:
    """Reads the pictures of a document, or of one part of it, until the budget is spent."""

    budget: Budget
    taken: list[RecognisedPage] = field(default_factory=list)
    """Pages whose text is what recognition read."""

    def read(self, image: Image.Image, units: float) -> RecognisedPage | None:
        """Reads a picture.

        Args:
            image: `RGB`, at about 200 pixels an inch of the page that it shows (`reading_size`).
            units: Units of the page, such as points, for each pixel of the picture.

        Returns:
            What the page says; None where a limit of the document is reached.

        Raises:
            MemoryError: The process has no room for it.
        """
        if self.budget.spent:
            return None
        _keep_small()
        from bole.parsing.pictures.recognition import recognise  # noqa: PLC0415  # its packages are an extra

        with stage(Stage.OCR):
            found = recognise(image, self.budget.columns)
        self.budget.columns -= found.columns
        if not found.complete:
            return None
        self.budget.pages -= 1
        return recognised_page(found.pieces, image.size, units)

    def add_page(self, page: RecognisedPage, builder: VisibleTextBuilder, width: float, height: float) -> None:
        """Adds a page that says what recognition read.

        Args:
            page: As `read` returned it.
            builder: Where the document is put together.
            width: Of the page, in points.
            height: Of the page, in points.
        """
        self.taken.append(page)
        for line in page.lines:
            if line.apart:
                builder.add_blank()
            builder.add_line(line.text, box_of(line.area))
        for unseen in page.unseen:
            builder.hide(unseen.kind, unseen.text, box_of(unseen.area))
        builder.end_page(round(width, 2), round(height, 2), ocr_confidence=page.confidence)

    @property
    def letter_count(self) -> int:
        """Letters and digits of all pages that were added."""
        return sum(page.letter_count for page in self.taken)

    def warn(self, builder: VisibleTextBuilder, page_count: int) -> None:
        """Adds what a reader should know of the pages that were recognised; nothing where there are none.

        Args:
            builder: Where the document is put together.
            page_count: Pages of the whole document.
        """
        read = [page for page in self.taken if page.confidence is not None]
        letters = self.letter_count
        if letters:
            sure = sum((page.confidence or 0.0) * page.letter_count for page in read) / letters
            told = "letters may be wrong" if sure >= _UNSURE else "that is low: compare them with the original"
            builder.warn(
                WarningCode.TEXT_RECOGNIZED,
                f"{len(read)} of {page_count} pages were read by optical recognition (confidence {sure:.2f}); {told}.",
            )
        partly = sum(page.unread_share >= _MUCH_UNREAD for page in read)
        if partly:
            builder.warn(
                WarningCode.PAGE_UNREADABLE,
                f"Parts of {partly} of {page_count} pages could not be read: their print is too poor, or in a script "
                f"other than {_SCRIPTS}, which are all that optical recognition knows.",
            )


@cache
def _keep_small() -> None:
    """Keeps the address space of this process small, which is what the memory of a document is limited by.

    Unasked, OpenBLAS starts a thread for each processor when numpy is imported, and each thread of the runtime takes
    64 MiB of addresses for itself; large blocks that were freed stay taken. Together that is twice what a page needs.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # of glibc
    if mallopt:
        mallopt(_M_ARENA_MAX, 1)
        mallopt(_M_MMAP_THRESHOLD, _LARGE_BLOCK)


def reading_size(width: float, height: float) -> float:
    """Returns the factor that brings a picture or page to the size in which it is read."""
    return _SHORT_SIDE / max(1.0, min(width, height))
