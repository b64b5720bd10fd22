"""Tells what a document is from its content; names and declared types are hints that can be wrong."""

from __future__ import annotations

import re
import zipfile
from enum import StrEnum
from io import BytesIO
from pathlib import PurePath

from bole.domain.documents import Document
from bole.domain.errors import BoleError, ErrorReason

OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PDF_SIGNATURE_WITHIN = 1024
_TEXT_START = 4096


class MediaType(StrEnum):
    """The formats that are read."""

    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    HTML = "text/html"
    MARKDOWN = "text/markdown"
    PLAIN_TEXT = "text/plain"


_DECLARED: dict[str, MediaType] = {
    **{str(media_type): media_type for media_type in MediaType},
    "application/x-pdf": MediaType.PDF,
    "application/xhtml+xml": MediaType.HTML,
    "text/x-markdown": MediaType.MARKDOWN,
}
_EXTENSIONS: dict[str, MediaType] = {
    ".pdf": MediaType.PDF,
    ".docx": MediaType.DOCX,
    ".docm": MediaType.DOCX,
    ".html": MediaType.HTML,
    ".htm": MediaType.HTML,
    ".xhtml": MediaType.HTML,
    ".md": MediaType.MARKDOWN,
    ".markdown": MediaType.MARKDOWN,
    ".txt": MediaType.PLAIN_TEXT,
    ".text": MediaType.PLAIN_TEXT,
}
# Types and names that make a promise about the content but are not read.
_UNREAD_EXTENSIONS = frozenset(
    {".doc", ".rtf", ".odt", ".wps", ".xls", ".xlsx", ".ppt", ".pptx", ".zip", ".png", ".jpg"}
)
_UNREAD_TYPES = ("application/msword", "application/rtf", "text/rtf", "application/zip", "image/")

# First bytes of formats that are recognised in order to be refused by name.
_REFUSED: tuple[tuple[bytes, str, str], ...] = (
    (b"{\\rtf", "application/rtf", "an RTF document"),
    (b"\x89PNG\r\n\x1a\n", "image/png", "a PNG picture"),
    (b"\xff\xd8\xff", "image/jpeg", "a JPEG picture"),
    (b"GIF8", "image/gif", "a GIF picture"),
    (b"BM", "image/bmp", "a BMP picture"),
    (b"II*\x00", "image/tiff", "a TIFF picture"),
    (b"MM\x00*", "image/tiff", "a TIFF picture"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed", "a 7z archive"),
    (b"Rar!\x1a\x07", "application/vnd.rar", "a RAR archive"),
    (b"\x1f\x8b", "application/gzip", "a gzip archive"),
    (b"MZ", "application/vnd.microsoft.portable-executable", "a Windows program"),
    (b"\x7fELF", "application/x-executable", "a Linux program"),
    (b"%!PS", "application/postscript", "a PostScript document"),
    (b"SQLite format 3\x00", "application/vnd.sqlite3", "a database"),
)
_TEXT_LIKE = frozenset({b"BM", b"MZ"})  # such letters may also begin a text
_ODF = "application/vnd.oasis.opendocument"
_HTML_START = re.compile(
    r"(?:\s|<!--.*?-->|<\?xml[^>]*>)*<(?:!doctype\s+html|html|head|body|title|meta)\b", re.IGNORECASE | re.DOTALL
)
_HTML_TAG = re.compile(r"</(?:p|div|span|table|tr|td|h[1-6]|li|ul|b|strong|section|a)>|<br\s*/?>", re.IGNORECASE)
_MHTML_START = re.compile(rb"(?:[\w-]+:[^\n]*\n[ \t]?){0,30}?content-type:\s*multipart/related", re.IGNORECASE)
_MARKDOWN_HEADING = re.compile(r"^#{1,6} \S", re.MULTILINE)
_MARKDOWN_OTHER = re.compile(r"^\s*[-*+] \S|\*\*[^*\n]+\*\*|\[[^\]\n]+\]\([^)\n]+\)", re.MULTILINE)


def declared_media_type(document: Document) -> MediaType | None:
    """Returns what the sender says the document is; None when that is nothing, or nothing that is read."""
    essence = document.media_type.partition(";")[0].strip().lower()
    suffix = PurePath(document.file_name).suffix.lower()
    return _DECLARED.get(essence) or _EXTENSIONS.get(suffix)


def promises_other(document: Document) -> bool:
    """Tells whether the sender names a format that is not read, such as `.doc`."""
    essence = document.media_type.strip().lower()
    suffix = PurePath(document.file_name).suffix.lower()
    return suffix in _UNREAD_EXTENSIONS or essence.startswith(_UNREAD_TYPES)


def sniff_binary(content: bytes) -> MediaType | None:
    """Recognises PDF and DOCX; None means text of some kind.

    Raises:
        BoleError: MEDIA_TYPE_UNSUPPORTED, DOCUMENT_ENCRYPTED or DOCUMENT_DAMAGED.
    """
    if b"%PDF" in content[:_PDF_SIGNATURE_WITHIN]:
        return MediaType.PDF
    if content.startswith(OLE_SIGNATURE):
        raise _ole(content)
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip(content)
    for signature, media_type, name in _REFUSED:
        if content.startswith(signature) and not (signature in _TEXT_LIKE and b"\x00" not in content[:1024]):
            raise unsupported(media_type, name)
    _refuse_by_place(content)
    return None


def sniff_text(text: str, declared: MediaType | None) -> MediaType:
    """Tells HTML, Markdown and plain text apart.

    Args:
        text: The decoded document.
        declared: What the sender says; decides between Markdown and plain text.
    """
    start = text[:_TEXT_START]
    if _HTML_START.match(start) or (start.lstrip().startswith("<") and len(_HTML_TAG.findall(start)) >= 3):
        return MediaType.HTML
    if declared in {MediaType.MARKDOWN, MediaType.PLAIN_TEXT}:
        return declared
    marked = len(_MARKDOWN_HEADING.findall(text)) >= 2 and len(_MARKDOWN_OTHER.findall(text)) >= 2
    return MediaType.MARKDOWN if marked else MediaType.PLAIN_TEXT


def unsupported(media_type: str, name: str) -> BoleError:
    """Returns the error that names what a document is and what is read instead."""
    return BoleError(
        ErrorReason.MEDIA_TYPE_UNSUPPORTED,
        f"The document is {name}, which is not read. Send PDF, DOCX, HTML, Markdown or plain text.",
        metadata={"media_type": media_type},
    )


def _ole(content: bytes) -> BoleError:
    """Tells the old container formats apart by the names of their streams."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return BoleError(
            ErrorReason.DOCUMENT_ENCRYPTED,
            "The Word document is protected by a password. Save it without a password.",
        )
    if "WordDocument".encode("utf-16-le") in content:
        return unsupported("application/msword", "a Word document of the format before 2007 (.doc)")
    return unsupported("application/x-ole-storage", "an old Office document")


def _zip(content: bytes) -> MediaType:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
            kind = archive.read("mimetype")[:100].decode("ascii", "replace") if _small(archive, "mimetype") else ""
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        raise BoleError(
            ErrorReason.DOCUMENT_DAMAGED,
            "The document is damaged: its container cannot be opened. Save it again from the program that made it.",
        ) from None
    if any(name.startswith("word/") and name.endswith(".xml") for name in names):
        return MediaType.DOCX
    if kind.startswith(_ODF):
        raise unsupported(kind.strip(), "an OpenDocument file")
    if "xl/workbook.xml" in names:
        raise unsupported("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "an Excel workbook")
    if "ppt/presentation.xml" in names:
        raise unsupported("application/vnd.openxmlformats-officedocument.presentationml.presentation", "a PowerPoint")
    raise unsupported("application/zip", "a zip archive")


def _small(archive: zipfile.ZipFile, name: str) -> bool:
    return name in archive.namelist() and archive.getinfo(name).file_size <= 1000


def _refuse_by_place(content: bytes) -> None:
    """Refuses formats whose mark does not stand at the very start."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        raise unsupported("image/webp", "a WebP picture")
    if content[4:8] == b"ftyp" and content[8:12] in {b"heic", b"heix", b"mif1", b"avif"}:
        raise unsupported("image/heic", "a HEIC picture")
    if content[257:262] == b"ustar":
        raise unsupported("application/x-tar", "a tar archive")
    if _MHTML_START.match(content[:_TEXT_START]):
        raise unsupported("multipart/related", "a web archive (MHTML)")
