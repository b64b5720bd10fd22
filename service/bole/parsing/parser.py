"""Bytes to `ParsedResume`: sniff, read what a person sees, structure."""

from __future__ import annotations

import hashlib

from bole.domain.documents import Document, DocumentRole
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.resume import ParsedResume, Warning, WarningCode
from bole.parsing.limits import ParsingLimits
from bole.parsing.media_type import MediaType, declared_media_type, promises_other, sniff_binary, sniff_text
from bole.parsing.pdf.reader import read_pdf
from bole.parsing.structure.outline import Structure, structure
from bole.parsing.structure.plausibility import looks_like_resume
from bole.parsing.text.encoding import decode
from bole.parsing.text.plain_text import read_plain_text
from bole.parsing.text.visible_text import VisibleText
from bole.parsing.web.html import declared_charset, read_html
from bole.parsing.web.markdown import read_markdown
from bole.parsing.word.reader import read_docx

_BINARY_READERS = {MediaType.PDF: read_pdf, MediaType.DOCX: read_docx}
_TEXT_READERS = {
    MediaType.HTML: read_html,
    MediaType.MARKDOWN: read_markdown,
    MediaType.PLAIN_TEXT: read_plain_text,
}
_WRITTEN_ALIKE = frozenset({MediaType.MARKDOWN, MediaType.PLAIN_TEXT})


def parse(document: Document, limits: ParsingLimits) -> ParsedResume:
    """Parses a document into what a person sees of it and what it says.

    Args:
        document: The bytes with hints; the content decides what they are.
        limits: Upper bounds on size, pages and unpacked size.

    Raises:
        BoleError: DOCUMENT_EMPTY, DOCUMENT_TOO_LARGE, DOCUMENT_TOO_LONG, DOCUMENT_ENCRYPTED, DOCUMENT_DAMAGED,
            DOCUMENT_WITHOUT_TEXT, DOCUMENT_NOT_A_RESUME or MEDIA_TYPE_UNSUPPORTED.
    """
    media_type, visible, warnings = _read(document, limits)
    found = structure(visible.text)
    if document.role is DocumentRole.RESUME and not looks_like_resume(visible.text, found):
        raise BoleError(
            ErrorReason.DOCUMENT_NOT_A_RESUME,
            "The document does not look like a resume: it names neither work, education nor skills. Check the file.",
        )
    return _resume(document.content, media_type, visible, found, warnings)


def parse_summary(text: str) -> ParsedResume:
    """Parses a few sentences about a candidate, given as text; whether they look like a resume is not asked.

    Raises:
        BoleError: DOCUMENT_EMPTY when the text is blank, DOCUMENT_TOO_LONG when it is longer than any resume.
    """
    visible = read_plain_text(text, ParsingLimits())
    if not visible.text:
        raise BoleError(ErrorReason.DOCUMENT_EMPTY, "The summary is blank. Send a few sentences about the candidate.")
    return _resume(text.encode("utf-8", errors="replace"), MediaType.PLAIN_TEXT, visible, structure(visible.text), [])


def read_text(document: Document, limits: ParsingLimits) -> str:
    """Returns the visible text of a document of any supported format, such as a job posting.

    Raises:
        BoleError: As `parse`, but for DOCUMENT_NOT_A_RESUME.
    """
    _, visible, _ = _read(document, limits)
    return visible.text


def _resume(
    content: bytes, media_type: MediaType, visible: VisibleText, found: Structure, warnings: list[Warning]
) -> ParsedResume:
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
        warnings=(*warnings, *visible.warnings),
    )


def _refuse_size(content: bytes, limits: ParsingLimits) -> None:
    if not content.strip(b" \t\r\n\x00"):
        raise _empty()
    if len(content) > limits.max_bytes:
        raise BoleError(
            ErrorReason.DOCUMENT_TOO_LARGE,
            f"The document has {len(content)} bytes; at most {limits.max_bytes} are read. Send it without large "
            "pictures or attachments.",
            metadata={"size_bytes": str(len(content)), "max_size_bytes": str(limits.max_bytes)},
        )


def _empty() -> BoleError:
    return BoleError(ErrorReason.DOCUMENT_EMPTY, "The document is empty. Check the file and send it again.")


def _read(document: Document, limits: ParsingLimits) -> tuple[MediaType, VisibleText, list[Warning]]:
    """Returns what the document is, its visible text, and what a reader should know of the two."""
    _refuse_size(document.content, limits)
    declared = declared_media_type(document)
    binary = sniff_binary(document.content)
    warnings: list[Warning] = []
    if binary is not None:
        media_type, visible = binary, _BINARY_READERS[binary](document.content, limits)
    else:
        media_type, visible = _read_text(document.content, declared, limits, warnings)
    alike = {media_type, declared} <= _WRITTEN_ALIKE
    if (declared not in {None, media_type} and not alike) or promises_other(document):
        message = f"The content is {media_type}, not what its name or declared type says; it was read as what it is."
        warnings.append(Warning(code=WarningCode.MEDIA_TYPE_MISMATCH, message=message))
    return media_type, visible, warnings


def _read_text(
    content: bytes, declared: MediaType | None, limits: ParsingLimits, warnings: list[Warning]
) -> tuple[MediaType, VisibleText]:
    decoded = decode(content, declared_charset(content))
    if not decoded.sure:
        message = f"The text names no encoding and was read as {decoded.encoding}; some letters may be wrong."
        warnings.append(Warning(code=WarningCode.ENCODING_GUESSED, message=message))
    media_type = sniff_text(decoded.text, declared)
    visible = _TEXT_READERS[media_type](decoded.text, limits)
    if not visible.text:
        raise _empty()
    return media_type, visible
