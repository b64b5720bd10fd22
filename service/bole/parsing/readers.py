"""Reads one document that holds no other, with the reader of its format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from email.message import Message

from bole.domain.documents import Document
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.resume import Warning, WarningCode
from bole.domain.spans import Span
from bole.parsing.data.json_resume import read_json_resume
from bole.parsing.limits import ParsingLimits
from bole.parsing.mail.eml import web_page
from bole.parsing.media_type import PICTURES, MediaType, declared_media_type, promises_other, unsupported
from bole.parsing.office.conversion import docx_of
from bole.parsing.office.protected import is_protected, unlocked
from bole.parsing.pdf.reader import read_pdf
from bole.parsing.pictures.reader import read_picture
from bole.parsing.pictures.recogniser import Budget
from bole.parsing.sniffing import sniff_binary, sniff_text
from bole.parsing.text.encoding import decode
from bole.parsing.text.plain_text import read_plain_text
from bole.parsing.text.visible_text import VisibleText
from bole.parsing.web.html import declared_charset, read_html
from bole.parsing.web.markdown import read_markdown
from bole.parsing.word.reader import read_docx
from bole.parsing.word.word_xml import docx_of_xml

_OLE_START = b"\xd0\xcf\x11\xe0"
_TEXT_READERS: dict[MediaType, Callable[[str, ParsingLimits], VisibleText]] = {
    MediaType.HTML: read_html,
    MediaType.JSON_RESUME: read_json_resume,
    MediaType.MARKDOWN: read_markdown,
    MediaType.PLAIN_TEXT: read_plain_text,
}
_WRITTEN_ALIKE = frozenset({MediaType.MARKDOWN, MediaType.PLAIN_TEXT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A document that holds no other, and how many of the pages are its own."""

    document: Document
    page_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a document is and what a person sees of it; `visible.warnings` has all there is to know of the two."""

    media_type: MediaType
    visible: VisibleText
    letters: tuple[Span, ...] = ()
    """Where the text of mails stands that came with attachments: often a covering sentence to somebody else."""
    failure: BoleError | None = None
    """Why the part could not be read that seems to matter most; None where every part was."""
    leaves: tuple[Leaf, ...] = ()
    """What the pages are of, in their order; empty where all are of the document itself."""


def read_single(document: Document, media_type: MediaType | None, limits: ParsingLimits, budget: Budget) -> Reading:
    """Reads a document that is no container.

    Args:
        document: The document.
        media_type: What `sniff_binary` found; None for text of a kind that is yet to be told.
        limits: Upper bounds.
        budget: What may still be recognised.

    Raises:
        BoleError: As `bole.parsing.parser.parse`.
    """
    if media_type is None:
        return _read_text(document, limits)
    if media_type is MediaType.PDF:
        return Reading(media_type=media_type, visible=read_pdf(document.content, limits, document.password, budget))
    if media_type in PICTURES:
        return Reading(media_type=media_type, visible=read_picture(document.content, limits, budget))
    reader = _BINARY_READERS[media_type]
    return Reading(media_type=media_type, visible=reader(document, limits))


def hint_warnings(document: Document, media_type: MediaType) -> tuple[Warning, ...]:
    """Returns the warning that a document is not what its name or declared type says, if that is so."""
    declared = declared_media_type(document)
    alike = {media_type, declared} <= _WRITTEN_ALIKE
    if (declared in {None, media_type} or alike) and not promises_other(document):
        return ()
    message = f"The content is {media_type}, not what its name or declared type says; it was read as what it is."
    return (Warning(code=WarningCode.MEDIA_TYPE_MISMATCH, message=message),)


def empty() -> BoleError:
    """Returns the error for a document that holds nothing to see."""
    return BoleError(ErrorReason.DOCUMENT_EMPTY, "The document is empty. Check the file and send it again.")


def _read_text(document: Document, limits: ParsingLimits) -> Reading:
    decoded = decode(document.content, _named_charset(document.media_type) or declared_charset(document.content))
    media_type = sniff_text(decoded.text, declared_media_type(document))
    visible = _TEXT_READERS[media_type](decoded.text, limits)
    if not visible.text:
        raise empty()
    if not decoded.sure:
        message = f"The text names no encoding and was read as {decoded.encoding}; some letters may be wrong."
        visible = _with_warning(visible, WarningCode.ENCODING_GUESSED, message)
    return Reading(media_type=media_type, visible=visible)


def _named_charset(media_type: str) -> str:
    """Returns the encoding that a media type names, as in `text/html; charset=gbk`."""
    if ";" not in media_type:
        return ""
    message = Message()
    message["content-type"] = media_type.replace("\r", " ").replace("\n", " ")
    return message.get_content_charset() or ""


def _read_docx(document: Document, limits: ParsingLimits) -> VisibleText:
    content = document.content
    if not content.startswith(_OLE_START):
        return read_docx(content, limits)
    content = unlocked(content, document.password)
    if sniff_binary(content) is not MediaType.DOCX:
        raise unsupported("application/x-ole-storage", "a protected Office document that is no text")
    return read_docx(content, limits)


def _read_doc(document: Document, limits: ParsingLimits) -> VisibleText:
    content = document.content
    if is_protected(content):
        content = unlocked(content, document.password)
    return _converted(replace(document, content=content), MediaType.DOC, limits)


def _read_word_xml(document: Document, limits: ParsingLimits) -> VisibleText:
    return read_docx(docx_of_xml(document.content), limits)


def _read_rtf(document: Document, limits: ParsingLimits) -> VisibleText:
    return _converted(document, MediaType.RTF, limits)


def _read_odt(document: Document, limits: ParsingLimits) -> VisibleText:
    return _converted(document, MediaType.ODT, limits)


def _converted(document: Document, media_type: MediaType, limits: ParsingLimits) -> VisibleText:
    visible = read_docx(docx_of(document.content, media_type, limits), limits)
    message = "The document was converted to DOCX by LibreOffice before it was read; its layout may differ."
    return _with_warning(visible, WarningCode.DOCUMENT_CONVERTED, message)


def _read_web_archive(document: Document, limits: ParsingLimits) -> VisibleText:
    return _read_text(web_page(document.content), limits).visible


_BINARY_READERS: dict[MediaType, Callable[[Document, ParsingLimits], VisibleText]] = {
    MediaType.DOCX: _read_docx,
    MediaType.DOC: _read_doc,
    MediaType.WORD_XML: _read_word_xml,
    MediaType.RTF: _read_rtf,
    MediaType.ODT: _read_odt,
    MediaType.MHTML: _read_web_archive,
}


def _with_warning(visible: VisibleText, code: WarningCode, message: str) -> VisibleText:
    return replace(visible, warnings=(Warning(code=code, message=message), *visible.warnings))
