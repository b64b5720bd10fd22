"""Bytes to `ParsedResume`: sniff, read what a person sees, structure."""

from __future__ import annotations

import hashlib
import re

from bole.domain.documents import Document, DocumentRole
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.measuring import Count, Stage, count, stage
from bole.domain.resume import ParsedResume
from bole.domain.spans import Span
from bole.parsing.intake import read_document
from bole.parsing.limits import ParsingLimits
from bole.parsing.media_type import MediaType, declared_media_type
from bole.parsing.readers import Leaf, Reading, empty
from bole.parsing.structure.outline import Structure, structure
from bole.parsing.structure.plausibility import looks_like_resume
from bole.parsing.text.plain_text import read_plain_text
from bole.parsing.text.visible_text import VisibleText

_UNKNOWN = "unknown"
_VISIBLE = re.compile(r"\S")


def parse(document: Document, limits: ParsingLimits) -> ParsedResume:
    """Parses a document into what a person sees of it and what it says.

    An e-mail is one candidate's: its text and what is attached become one resume, page after page.

    Args:
        document: The bytes with hints; the content decides what they are.
        limits: Upper bounds on size, pages and unpacked size.

    Raises:
        BoleError: DOCUMENT_EMPTY, DOCUMENT_TOO_LARGE, DOCUMENT_TOO_LONG, DOCUMENT_ENCRYPTED, DOCUMENT_DAMAGED,
            DOCUMENT_WITHOUT_TEXT, DOCUMENT_NOT_A_RESUME, DOCUMENT_HOLDS_SEVERAL, DOCUMENT_TIMED_OUT,
            PART_NOT_INSTALLED or MEDIA_TYPE_UNSUPPORTED.
    """
    return parse_with_leaves(document, limits)[0]


def parse_with_leaves(document: Document, limits: ParsingLimits) -> tuple[ParsedResume, tuple[Leaf, ...]]:
    """Parses a document as `parse`, and returns also what the pages are of, in their order.

    Raises:
        BoleError: As `parse`.
    """
    with stage(Stage.PARSE):
        try:
            resume, leaves = _parsed(document, limits)
        except BoleError as error:
            declared = declared_media_type(document)
            count(Count.DOCUMENTS, _UNKNOWN if declared is None else str(declared), error.reason.value)
            raise
    count(Count.DOCUMENTS, resume.media_type, "read")
    for finding in resume.hidden_text:
        count(Count.HIDDEN_TEXT, finding.kind.value.lower())
    return resume, leaves


def _parsed(document: Document, limits: ParsingLimits) -> tuple[ParsedResume, tuple[Leaf, ...]]:
    reading = _read(document, limits)
    found = _structured(reading)
    if document.role is DocumentRole.RESUME and not _is_resume(reading, found):
        # What could not be read of a mail or archive is most likely the resume.
        raise reading.failure or BoleError(
            ErrorReason.DOCUMENT_NOT_A_RESUME,
            "The document does not look like a resume: it names neither work, education nor skills. Check the file.",
        )
    resume = _resume(document.content, reading.media_type, reading.visible, found)
    return resume, reading.leaves or (Leaf(document=document, page_count=len(resume.pages)),)


def parse_summary(text: str) -> ParsedResume:
    """Parses a few sentences about a candidate, given as text; whether they look like a resume is not asked.

    Raises:
        BoleError: DOCUMENT_EMPTY when the text is blank, DOCUMENT_TOO_LONG when it is longer than any resume.
    """
    visible = read_plain_text(text, ParsingLimits())
    if not visible.text:
        raise BoleError(ErrorReason.DOCUMENT_EMPTY, "The summary is blank. Send a few sentences about the candidate.")
    return _resume(text.encode("utf-8", errors="replace"), MediaType.PLAIN_TEXT, visible, structure(visible.text))


def read_text(document: Document, limits: ParsingLimits) -> str:
    """Returns the visible text of a document of any supported format, such as a job posting.

    Raises:
        BoleError: As `parse`, but for DOCUMENT_NOT_A_RESUME.
    """
    return _read(document, limits).visible.text


def _structured(reading: Reading) -> Structure:
    """Finds the structure; the text of a mail that only covers what is attached counts as no part of it."""
    text = reading.visible.text
    if reading.letters:
        letters, attached = _apart(text, reading.letters)
        if not _tells(structure(letters)):
            return structure(attached)
    return structure(text)


def _apart(text: str, spans: tuple[Span, ...]) -> tuple[str, str]:
    """Returns what stands in the spans and what stands elsewhere, each with blanks in the place of the other."""
    inside, outside, place = [], [], 0
    for span in (*spans, Span(len(text), len(text))):
        before, within = text[place : span.start], span.of(text)
        inside += [_VISIBLE.sub(" ", before), within]
        outside += [before, _VISIBLE.sub(" ", within)]
        place = span.end
    return "".join(inside), "".join(outside)


def _tells(found: Structure) -> bool:
    """Tells whether a text says of a career more than a covering letter does."""
    profile = found.profile
    headed = any(section.heading is not None for section in found.sections)
    return headed or bool(profile.work or profile.education or profile.claimed_years)


def _is_resume(reading: Reading, found: Structure) -> bool:
    return looks_like_resume(reading.visible.text, found) and (not reading.letters or _tells(found))


def _resume(content: bytes, media_type: MediaType, visible: VisibleText, found: Structure) -> ParsedResume:
    return ParsedResume(
        text=visible.text,
        document_digest=hashlib.sha256(content).hexdigest(),
        media_type=str(media_type),
        pages=visible.pages,
        lines=visible.lines,
        sections=found.sections,
        profile=found.profile,
        languages=found.languages,
        hidden_text=visible.hidden_text,
        unread=visible.unread,
        warnings=visible.warnings,
    )


def _refuse_size(content: bytes, limits: ParsingLimits) -> None:
    if not content.strip(b" \t\r\n\x00"):
        raise empty()
    if len(content) > limits.max_bytes:
        raise BoleError(
            ErrorReason.DOCUMENT_TOO_LARGE,
            f"The document has {len(content)} bytes; at most {limits.max_bytes} are read. Send it without large "
            "pictures or attachments.",
            metadata={"size_bytes": str(len(content)), "max_size_bytes": str(limits.max_bytes)},
        )


def _read(document: Document, limits: ParsingLimits) -> Reading:
    _refuse_size(document.content, limits)
    return read_document(document, limits)
