"""The formats that are read, and what a sender's name and type say of a document: hints that can be wrong."""

from __future__ import annotations

from enum import StrEnum
from pathlib import PurePath

from bole.domain.documents import Document
from bole.domain.errors import BoleError, ErrorReason


class MediaType(StrEnum):
    """The formats that are read."""

    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    DOC = "application/msword"
    WORD_XML = "application/xml"
    RTF = "application/rtf"
    ODT = "application/vnd.oasis.opendocument.text"
    HTML = "text/html"
    MHTML = "multipart/related"
    MARKDOWN = "text/markdown"
    PLAIN_TEXT = "text/plain"
    JSON_RESUME = "application/json"
    EML = "message/rfc822"
    MSG = "application/vnd.ms-outlook"
    ZIP = "application/zip"
    SEVEN_ZIP = "application/x-7z-compressed"
    PNG = "image/png"
    JPEG = "image/jpeg"
    GIF = "image/gif"
    BMP = "image/bmp"
    TIFF = "image/tiff"
    WEBP = "image/webp"


PICTURES = frozenset({MediaType.PNG, MediaType.JPEG, MediaType.GIF, MediaType.BMP, MediaType.TIFF, MediaType.WEBP})
ARCHIVES = frozenset({MediaType.ZIP, MediaType.SEVEN_ZIP})
MAILS = frozenset({MediaType.EML, MediaType.MSG})

_DECLARED: dict[str, MediaType] = {
    **{str(media_type): media_type for media_type in MediaType},
    "application/x-pdf": MediaType.PDF,
    "application/xhtml+xml": MediaType.HTML,
    "application/x-mimearchive": MediaType.MHTML,
    "text/rtf": MediaType.RTF,
    "text/xml": MediaType.WORD_XML,
    "text/x-markdown": MediaType.MARKDOWN,
    "application/x-zip-compressed": MediaType.ZIP,
    "image/jpg": MediaType.JPEG,
}
_EXTENSIONS: dict[str, MediaType] = {
    ".pdf": MediaType.PDF,
    ".docx": MediaType.DOCX,
    ".docm": MediaType.DOCX,
    ".doc": MediaType.DOC,
    ".wps": MediaType.DOC,  # Kingsoft writes the same container with the same streams
    ".xml": MediaType.WORD_XML,
    ".rtf": MediaType.RTF,
    ".odt": MediaType.ODT,
    ".html": MediaType.HTML,
    ".htm": MediaType.HTML,
    ".xhtml": MediaType.HTML,
    ".mht": MediaType.MHTML,
    ".mhtml": MediaType.MHTML,
    ".md": MediaType.MARKDOWN,
    ".markdown": MediaType.MARKDOWN,
    ".txt": MediaType.PLAIN_TEXT,
    ".text": MediaType.PLAIN_TEXT,
    ".json": MediaType.JSON_RESUME,
    ".eml": MediaType.EML,
    ".msg": MediaType.MSG,
    ".zip": MediaType.ZIP,
    ".7z": MediaType.SEVEN_ZIP,
    ".png": MediaType.PNG,
    ".jpg": MediaType.JPEG,
    ".jpeg": MediaType.JPEG,
    ".gif": MediaType.GIF,
    ".bmp": MediaType.BMP,
    ".tif": MediaType.TIFF,
    ".tiff": MediaType.TIFF,
    ".webp": MediaType.WEBP,
}
# Names that make a promise about the content but are not read.
_UNREAD_EXTENSIONS = frozenset({".xls", ".xlsx", ".ppt", ".pptx", ".pages", ".heic", ".rar"})


def declared_media_type(document: Document) -> MediaType | None:
    """Returns what the sender says the document is; None when that is nothing, or nothing that is read."""
    essence = document.media_type.partition(";")[0].strip().lower()
    return _DECLARED.get(essence) or _EXTENSIONS.get(_suffix(document))


def promises_other(document: Document) -> bool:
    """Tells whether the sender names a format that is not read, such as `.xls`."""
    return _suffix(document) in _UNREAD_EXTENSIONS


def unsupported(media_type: str, name: str) -> BoleError:
    """Returns the error that names what a document is and what is read instead."""
    return BoleError(
        ErrorReason.MEDIA_TYPE_UNSUPPORTED,
        f"The document is {name}, which is not read. Send PDF, DOCX, HTML, Markdown or plain text.",
        metadata={"media_type": media_type},
    )


def _suffix(document: Document) -> str:
    return PurePath(document.file_name).suffix.lower()
