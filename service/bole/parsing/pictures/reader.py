"""Reads a picture file: a photo, a screenshot, or the pages of a fax or scanner."""

from __future__ import annotations

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.resume import WarningCode
from bole.parsing.limits import ParsingLimits
from bole.parsing.parts import Part, not_installed
from bole.parsing.pictures.decoding import pages_of
from bole.parsing.pictures.recognised_page import page_points
from bole.parsing.pictures.recogniser import Budget, Recogniser
from bole.parsing.text.visible_text import VisibleText, VisibleTextBuilder


def read_picture(content: bytes, limits: ParsingLimits, budget: Budget | None = None) -> VisibleText:
    """Reads PNG, JPEG, WebP, BMP, GIF (its first picture) or TIFF (every page).

    Pages are as wide as A4, since what pictures say of their size is rarely true.

    Args:
        content: The picture.
        limits: Upper bounds.
        budget: What is left to a document of which the picture is a part; None where it is the document.

    Raises:
        BoleError: PART_NOT_INSTALLED without the extra `ocr`, DOCUMENT_DAMAGED, DOCUMENT_TOO_LARGE, DOCUMENT_TOO_LONG
            (also where none of its pages is within the limits), or DOCUMENT_WITHOUT_TEXT where nothing can be read.
    """
    if not Part.OCR.is_installed():
        raise not_installed(Part.OCR, "Or send a document with text.")
    budget = budget or Budget.of(limits)
    if budget.spent:
        raise _beyond()
    builder = VisibleTextBuilder()
    recogniser = Recogniser(budget)
    count = unread = beyond = 0
    for image in pages_of(content, limits):
        count += 1
        units = page_points(*image.size)
        page = recogniser.read(image, units)
        if page is None:
            builder.end_page(round(image.width * units, 2), round(image.height * units, 2))
        else:
            recogniser.add_page(page, builder, image.width * units, image.height * units)
            builder.add_blank()
        beyond += page is None
        unread += page is None or not page.lines
        builder.refuse_beyond(limits.max_characters)
    if beyond == count:
        raise _beyond()
    if not recogniser.letter_count:
        raise _without_text()
    if unread:
        message = f"{unread} of {count} pages could not be read: they show no print, or are beyond the limit."
        builder.warn(WarningCode.PAGE_UNREADABLE, message)
    recogniser.warn(builder, count)
    return builder.build()


def _beyond() -> BoleError:
    return BoleError(
        ErrorReason.DOCUMENT_TOO_LONG,
        "The picture holds more print than is recognised of one document. Send fewer pages, or a document with text.",
    )


def _without_text() -> BoleError:
    return BoleError(
        ErrorReason.DOCUMENT_WITHOUT_TEXT,
        "The picture shows no text that can be read. Photograph it sharply, upright and filling the frame, or send a "
        "document with text.",
    )
