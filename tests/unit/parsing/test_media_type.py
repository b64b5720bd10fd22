"""The content decides what a document is."""

from __future__ import annotations

import io
import zipfile

import pytest

from bole.domain.documents import Document
from bole.domain.errors import BoleError, ErrorReason
from bole.parsing.media_type import MediaType, declared_media_type, promises_other, sniff_binary, sniff_text
from tests.unit.parsing.make_documents import resume_docx, resume_pdf


def _zip(**files: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return stream.getvalue()


def test_pdf_and_docx_are_recognised() -> None:
    """A PDF may have junk before its mark."""
    assert sniff_binary(b"junk\n" + resume_pdf()) is MediaType.PDF
    assert sniff_binary(resume_docx()) is MediaType.DOCX
    assert sniff_binary(b"some text") is None


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"{\\rtf1\\ansi hello}", "application/rtf"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "image/png"),
        (b"\xff\xd8\xff\xe0\x00", "image/jpeg"),
        (b"RIFF\x00\x00\x00\x00WEBP", "image/webp"),
        (b"\x00\x00\x00\x18ftypheic", "image/heic"),
        (b"MZ\x90\x00\x03\x00", "application/vnd.microsoft.portable-executable"),
        (b"\x7fELF\x02\x01", "application/x-executable"),
        (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
        (b"\x1f\x8b\x08", "application/gzip"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n", "multipart/related"),
        (_zip(readme="hello"), "application/zip"),
        (_zip(xl__workbook_xml="<a/>"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (_zip(mimetype="application/vnd.oasis.opendocument.text"), "application/vnd.oasis.opendocument.text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "application/msword"),
    ],
)
def test_other_formats_are_refused_by_name(content: bytes, media_type: str) -> None:
    """The error names what it is and what is read."""
    with pytest.raises(BoleError) as caught:
        sniff_binary(content)

    assert caught.value.reason is ErrorReason.MEDIA_TYPE_UNSUPPORTED
    assert caught.value.metadata["media_type"] == media_type
    assert "PDF, DOCX, HTML, Markdown or plain text" in caught.value.message


@pytest.mark.parametrize("text", ["BMW engineer", "MZ Consulting, Prague"])
def test_letters_that_begin_other_formats_may_begin_a_text(text: str) -> None:
    """A text holds no zero byte."""
    assert sniff_binary(text.encode()) is None


@pytest.mark.parametrize(
    ("text", "declared", "found"),
    [
        ("<!DOCTYPE html><html><body>x</body></html>", None, MediaType.HTML),
        ("\n<!-- made by us -->\n<html>", MediaType.PLAIN_TEXT, MediaType.HTML),
        ("<div><p>a</p><p>b</p></div>", None, MediaType.HTML),
        ("I know the tag <html> well", None, MediaType.PLAIN_TEXT),
        ("# Ada\n\n## Work\n\n- built **things**\n- [site](https://example.com)", None, MediaType.MARKDOWN),
        ("# Ada\n\n## Work\n\n- built **things**\n- more", MediaType.PLAIN_TEXT, MediaType.PLAIN_TEXT),
        ("Ada\nWork", MediaType.MARKDOWN, MediaType.MARKDOWN),
        ("- one\n- two\nC# and *", None, MediaType.PLAIN_TEXT),
    ],
)
def test_kinds_of_text_are_told_apart(text: str, declared: MediaType | None, found: MediaType) -> None:
    """Markdown needs a name or clear marks; HTML needs tags at its start."""
    assert sniff_text(text, declared) is found


def test_hints_are_read_from_type_and_name() -> None:
    """The type goes before the name; formats that are not read are no hint but a promise."""
    assert declared_media_type(Document(content=b"", media_type="text/HTML; charset=gbk")) is MediaType.HTML
    assert declared_media_type(Document(content=b"", file_name="cv.final.PDF")) is MediaType.PDF
    assert declared_media_type(Document(content=b"", media_type="application/octet-stream")) is None
    assert promises_other(Document(content=b"", file_name="cv.doc"))
    assert not promises_other(Document(content=b"", file_name="cv.pdf"))
