"""Reads the pages of a PDF that are pictures, or whose text says nothing of what is seen, by optical recognition."""

from __future__ import annotations

from collections.abc import Sequence
from ctypes import c_void_p
from dataclasses import dataclass

from bole.domain.resume import HiddenTextKind, WarningCode
from bole.parsing.layout.geometry import PageGeometry
from bole.parsing.layout.lines import Line
from bole.parsing.layout.runs import Run
from bole.parsing.parts import Part
from bole.parsing.pdf.objects import PageObjects
from bole.parsing.pdf.rendering import render
from bole.parsing.pdf.text import HiddenRun
from bole.parsing.pictures.layer import check_layer
from bole.parsing.pictures.recognised_page import RecognisedPage
from bole.parsing.pictures.recogniser import Budget, Recogniser, reading_size
from bole.parsing.text.visible_text import VisibleTextBuilder

_HARDLY_ANY_LETTERS = 10
_FEW_LETTERS = 100
"""Such as the number of a page or the name of a scanner program, printed on a scan."""
_PICTURE_SHARE = 0.5
_MUCH_MORE = 1.5
_LEAST_CHECKED = 0.5
_MOST_SCALE = 8.0


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """A page as it is to be read instead of as its text says."""

    lines: tuple[Line, ...]
    hidden: tuple[HiddenRun, ...]
    recognised: RecognisedPage
    """What recognition read; `lines` are its own."""


@dataclass(slots=True)
class Scans:
    """Looks at the pages of one document that may have to be recognised."""

    recogniser: Recogniser
    unchecked: int = 0
    """Pages whose unseen text could not be compared with the picture that it stands on."""

    @classmethod
    def of(cls, budget: Budget) -> Scans:
        """Returns what looks at the pages of one document, or one part of it."""
        return cls(Recogniser(budget))

    def recognised_page(self, page: c_void_p, geometry: PageGeometry) -> ScannedPage | None:
        """Reads a page as a picture.

        Args:
            page: Handle of `FPDF_LoadPage`.
            geometry: How the page is shown.

        Returns:
            What it says; None where nothing can be read, a limit is reached, or the extra `ocr` is not installed.
        """
        found = self._look(page, geometry)
        return _scanned(found) if found and found.lines else None

    def instead_of(
        self, runs: Sequence[Run], page: c_void_p, geometry: PageGeometry, objects: PageObjects
    ) -> ScannedPage | None:
        """Reads a page with little text as a picture and returns what it says where that is much more.

        Args:
            runs: The text of the page that is seen.
            page: Handle of `FPDF_LoadPage`.
            geometry: How the page is shown.
            objects: What the page paints.
        """
        letters = _letter_count(runs)
        if not _may_be_picture(letters, geometry, objects):
            return None
        found = self._look(page, geometry)
        return _scanned(found) if found and found.letter_count > _MUCH_MORE * letters else None

    def checked_layer(self, runs: Sequence[Run], page: c_void_p, geometry: PageGeometry) -> ScannedPage | None:
        """Compares a layer of unseen text with the picture that it stands on.

        Args:
            runs: The layer.
            page: Handle of `FPDF_LoadPage`.
            geometry: How the page is shown.

        Returns:
            What the picture says, with what the layer has beside that; None where the layer may be read.
        """
        found = self._look(page, geometry)
        if found is None:
            self.unchecked += 1
            return None
        check = check_layer(runs, found.lines)
        if check.agrees and found.letter_count <= _MUCH_MORE * _letter_count(runs):
            self.unchecked += check.checked_share < _LEAST_CHECKED
            return None
        hidden = [HiddenRun(HiddenTextKind.SCAN_MISMATCH, text, area) for text, area in check.missing]
        return _scanned(found, hidden)

    def warn(self, builder: VisibleTextBuilder, page_count: int) -> None:
        """Adds what a reader should know of the pages that were recognised; nothing where there are none."""
        self.recogniser.warn(builder, page_count)
        if self.unchecked:
            message = f"The text behind the scans of {self.unchecked} of {page_count} pages was read as the file gives "
            message += "it: it could not be compared with the pictures that it stands on."
            builder.warn(WarningCode.TEXT_RECOGNIZED, message)

    def _look(self, page: c_void_p, geometry: PageGeometry) -> RecognisedPage | None:
        if self.recogniser.budget.spent or not Part.OCR.is_installed():
            return None
        scale = min(_MOST_SCALE, reading_size(geometry.width, geometry.height))
        image = render(page, geometry, scale=scale, mode="RGB").image
        return self.recogniser.read(image, geometry.width / image.width)


def _scanned(found: RecognisedPage, hidden: Sequence[HiddenRun] = ()) -> ScannedPage:
    faint = [HiddenRun(unseen.kind, unseen.text, unseen.area) for unseen in found.unseen]
    return ScannedPage(found.lines, (*hidden, *faint), found)


def _may_be_picture(letters: int, geometry: PageGeometry, objects: PageObjects) -> bool:
    """Tells whether a page shows more than its text says: scans, also in strips, and letters drawn as shapes."""
    if letters < _HARDLY_ANY_LETTERS:
        return bool(objects.areas)
    page = max(1.0, geometry.width * geometry.height)
    pictures = sum(one.area.width * one.area.height for one in objects.areas if one.image)
    return letters < _FEW_LETTERS and pictures >= _PICTURE_SHARE * page


def _letter_count(runs: Sequence[Run]) -> int:
    return sum(sum(map(str.isalnum, run.text)) for run in runs)
