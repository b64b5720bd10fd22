"""Tells what a document is from its content."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from itertools import islice

from bole.domain.errors import BoleError, ErrorReason
from bole.parsing.mail.headers import mail_media_type
from bole.parsing.media_type import MediaType, unsupported
from bole.parsing.office.containers import OLE_SIGNATURE, ole_media_type
from bole.parsing.protection import locked_for_good
from bole.parsing.word.word_xml import is_word_xml

_PDF_SIGNATURE_WITHIN = 1024
_TEXT_START = 4096

_SEVEN_ZIP = b"7z\xbc\xaf\x27\x1c"
_SIGNATURES: tuple[tuple[bytes, MediaType], ...] = (
    (b"{\\rtf", MediaType.RTF),
    (_SEVEN_ZIP, MediaType.SEVEN_ZIP),
    (b"\x89PNG\r\n\x1a\n", MediaType.PNG),
    (b"\xff\xd8\xff", MediaType.JPEG),
    (b"GIF8", MediaType.GIF),
    (b"BM", MediaType.BMP),
    (b"II*\x00", MediaType.TIFF),
    (b"MM\x00*", MediaType.TIFF),
)
# First bytes of formats that are recognised in order to be refused by name.
_REFUSED: tuple[tuple[bytes, str, str], ...] = (
    (b"Rar!\x1a\x07", "application/vnd.rar", "a RAR archive"),
    (b"\x1f\x8b", "application/gzip", "a gzip archive"),
    (b"MZ", "application/vnd.microsoft.portable-executable", "a Windows program"),
    (b"\x7fELF", "application/x-executable", "a Linux program"),
    (b"%!PS", "application/postscript", "a PostScript document"),
    (b"SQLite format 3\x00", "application/vnd.sqlite3", "a database"),
)
_TEXT_LIKE = frozenset({b"BM", b"MZ"})  # such letters may also begin a text
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif"})
_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
_ODF = "application/vnd.oasis.opendocument"
_ODF_ENCRYPTION = b":encryption-data"
_HTML_START = re.compile(
    r"(?:\s|(?><!--.*?-->)|<\?xml[^>]*>)*+<(?:!doctype\s+html|html|head|body|title|meta)\b", re.IGNORECASE | re.DOTALL
)
_HTML_TAG = re.compile(r"</(?:p|div|span|table|tr|td|h[1-6]|li|ul|b|strong|section|a)>|<br\s*/?>", re.IGNORECASE)
_ANY_MARK = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>|&#?\w+;", re.IGNORECASE)
_JSON_START = re.compile(r'\s*(?:\{\s*(?:"|\})|\[\s*[\[{"\]\d])')
_MARKDOWN_HEADING = re.compile(r"^#{1,6} \S", re.MULTILINE)
_MARKDOWN_OTHER = re.compile(r"^[ \t]*+[-*+] \S|\*\*[^*\n]+\*\*|\[[^\[\]\n]+\]\([^)\n]{1,1000}\)", re.MULTILINE)


def sniff_binary(content: bytes, declared: MediaType | None = None) -> MediaType | None:
    """Recognises every format but those that are plainly text, for which it returns None.

    Args:
        content: The document.
        declared: What the sender says; decides whether a single line like `Subject: ...` makes an e-mail.

    Raises:
        BoleError: MEDIA_TYPE_UNSUPPORTED or DOCUMENT_DAMAGED.
    """
    if content.startswith(OLE_SIGNATURE):
        return ole_media_type(content)
    if content.startswith(_ZIP_STARTS):
        return _zip(content)
    # After containers, whose first file may be a PDF that is stored as it is.
    if b"%PDF" in content[:_PDF_SIGNATURE_WITHIN] and not content.startswith(_SEVEN_ZIP):
        return MediaType.PDF
    for signature, found in _SIGNATURES:
        if _begins(content, signature):
            return found
    for signature, media_type, name in _REFUSED:
        if _begins(content, signature):
            raise unsupported(media_type, name)
    if is_word_xml(content):
        return MediaType.WORD_XML
    return _by_place(content) or mail_media_type(content, declared)


def sniff_text(text: str, declared: MediaType | None) -> MediaType:
    """Tells HTML, JSON, Markdown and plain text apart.

    Args:
        text: The decoded document.
        declared: What the sender says; decides between Markdown and plain text, whether a few marks mean HTML and
            whether braces mean JSON.
    """
    start = text[:_TEXT_START]
    if _HTML_START.match(start) or (start.lstrip().startswith("<") and len(_HTML_TAG.findall(start)) >= 3):
        return MediaType.HTML
    if declared is MediaType.HTML and _ANY_MARK.search(text):
        return MediaType.HTML
    if _looks_like_json(text, declared):
        return MediaType.JSON_RESUME
    if declared in {MediaType.MARKDOWN, MediaType.PLAIN_TEXT}:
        return declared
    marked = all(len(list(islice(marks.finditer(text), 2))) == 2 for marks in (_MARKDOWN_HEADING, _MARKDOWN_OTHER))
    return MediaType.MARKDOWN if marked else MediaType.PLAIN_TEXT


def _looks_like_json(text: str, declared: MediaType | None) -> bool:
    if declared is MediaType.JSON_RESUME:
        return text.lstrip().startswith(("{", "["))
    return bool(_JSON_START.match(text)) and text.rstrip().endswith(("}", "]"))


def _begins(content: bytes, signature: bytes) -> bool:
    return content.startswith(signature) and not (signature in _TEXT_LIKE and b"\x00" not in content[:1024])


def _by_place(content: bytes) -> MediaType | None:
    """Recognises formats whose mark does not stand at the very start."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return MediaType.WEBP
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        raise unsupported("image/heic", "a HEIC picture")
    if content[257:262] == b"ustar":
        raise unsupported("application/x-tar", "a tar archive")
    return None


def _zip(content: bytes) -> MediaType:
    """Tells apart what comes in a zip container."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
            kind = _small_part(archive, "mimetype", 1000).decode("ascii", "replace").strip()
            manifest = _small_part(archive, "META-INF/manifest.xml", 1_000_000) if kind.startswith(_ODF) else b""
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError, LookupError):
        raise BoleError(
            ErrorReason.DOCUMENT_DAMAGED,
            "The document is damaged: its container cannot be opened. Save it again from the program that made it.",
        ) from None
    if any(name.startswith("word/") and name.endswith(".xml") for name in names):
        return MediaType.DOCX
    if kind.startswith(_ODF):
        return _open_document(kind, manifest)
    if kind == "application/epub+zip":
        raise unsupported(kind, "an e-book")
    if "xl/workbook.xml" in names:
        raise unsupported("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "an Excel workbook")
    if "ppt/presentation.xml" in names:
        raise unsupported("application/vnd.openxmlformats-officedocument.presentationml.presentation", "a PowerPoint")
    if "Index/Document.iwa" in names or "Index.zip" in names:
        raise unsupported("application/vnd.apple.pages", "an Apple Pages document")
    return MediaType.ZIP


def _small_part(archive: zipfile.ZipFile, name: str, limit_bytes: int) -> bytes:
    """Returns a part of a container; nothing where it is missing or larger than it ever is."""
    if name not in archive.NameToInfo or archive.getinfo(name).file_size > limit_bytes:
        return b""
    with archive.open(name) as part:
        return part.read(limit_bytes)


def _open_document(kind: str, manifest: bytes) -> MediaType:
    if _ODF_ENCRYPTION in manifest:
        raise locked_for_good("OpenDocument file")
    if kind not in {MediaType.ODT, f"{MediaType.ODT}-template"}:
        raise unsupported(kind[:100], "an OpenDocument file that is no text")
    return MediaType.ODT
