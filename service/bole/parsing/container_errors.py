"""What is wrong with mails and archives as a whole."""

from __future__ import annotations

from bole.domain.errors import BoleError, ErrorReason
from bole.parsing.limits import ParsingLimits
from bole.parsing.text.visible_text import VisibleText


def refuse_beyond(visible: VisibleText, limits: ParsingLimits) -> None:
    """Refuses parts that each are within the limits and together are not."""
    for count, most, what in (
        (len(visible.pages), limits.max_pages, "page"),
        (len(visible.text), limits.max_characters, "character"),
    ):
        if count > most:
            raise BoleError(
                ErrorReason.DOCUMENT_TOO_LONG,
                f"The document and what it holds have more than {most} {what}s. Send only the resume.",
                metadata={f"{what}_count": str(count), f"max_{what}_count": str(most)},
            )


def nothing_inside() -> BoleError:
    """Returns the error for a mail or archive in which nothing is."""
    return BoleError(
        ErrorReason.DOCUMENT_EMPTY,
        "The document holds neither text nor a file. Check it and send the resume by itself.",
    )


def several() -> BoleError:
    """Returns the error for an archive that may hold several candidates."""
    return BoleError(
        ErrorReason.DOCUMENT_HOLDS_SEVERAL,
        "The archive holds several documents, and one candidate is asked about. Send each candidate by itself; "
        "`bole screen` takes archives of many candidates.",
    )


def too_many(limits: ParsingLimits) -> BoleError:
    """Returns the error for a document that holds more parts than are read."""
    return BoleError(
        ErrorReason.DOCUMENT_TOO_LARGE,
        f"The document holds more than {limits.max_parts} files. Send only the resume.",
        metadata={"max_part_count": str(limits.max_parts)},
    )


def too_deep(limits: ParsingLimits) -> BoleError:
    """Returns the error for a part that lies deeper than is opened."""
    return BoleError(
        ErrorReason.MEDIA_TYPE_UNSUPPORTED,
        f"Mails and archives inside each other are opened {limits.max_nesting} deep, and this one goes deeper. Send "
        "the resume by itself.",
        metadata={"max_nesting": str(limits.max_nesting)},
    )
