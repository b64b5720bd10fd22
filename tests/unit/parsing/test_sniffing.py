"""The content decides what a document is."""

from __future__ import annotations

import io
import zipfile

import pytest

from bole.domain.errors import BoleError, ErrorReason
from bole.parsing.media_type import MediaType
from bole.parsing.sniffing import sniff_binary, sniff_text
from tests.unit.parsing.mail.make_mails import compound_file, eml, msg
from tests.unit.parsing.make_documents import resume_docx, resume_pdf


def _zip(**files: str | bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_iwa", ".iwa"), content)
    return stream.getvalue()


ODT = "application/vnd.oasis.opendocument.text"
MHTML = b"MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n boundary=x\r\n\r\n--x--\r\n"


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"junk\n" + resume_pdf(), MediaType.PDF),
        (resume_docx(), MediaType.DOCX),
        (compound_file({"WordDocument": bytes(100)}), MediaType.DOC),
        (compound_file({"EncryptedPackage": bytes(100), "EncryptionInfo": b"x"}), MediaType.DOCX),
        (msg(attachments=[("cv.doc", compound_file({"WordDocument": bytes(100)}))]), MediaType.MSG),
        (b"{\\rtf1\\ansi hello}", MediaType.RTF),
        (_zip(mimetype=ODT), MediaType.ODT),
        (_zip(readme="hello"), MediaType.ZIP),
        (_zip(cv=resume_pdf()), MediaType.ZIP),
        (b"7z\xbc\xaf\x27\x1c" + resume_pdf(), MediaType.SEVEN_ZIP),
        (eml(), MediaType.EML),
        (b"\r\n" + eml(), MediaType.EML),
        (b"From jobs@example.org Mon Jan 1 00:00:00 2026\n" + eml(), MediaType.EML),
        (MHTML, MediaType.MHTML),
        (b"\xef\xbb\xbf\r\n" + MHTML, MediaType.MHTML),
        (b"From: <Saved by Blink>\nSubject: CV\n" + MHTML, MediaType.MHTML),
        (b"MIME-Version: 1.0\nContent-Type: text/html; charset=gbk\n\n<p>x</p>", MediaType.MHTML),
        (b"\x89PNG\r\n\x1a\n\x00\x00", MediaType.PNG),
        (b"\xff\xd8\xff\xe0\x00", MediaType.JPEG),
        (b"RIFF\x00\x00\x00\x00WEBP", MediaType.WEBP),
    ],
)
def test_a_format_is_recognised_whatever_its_name(content: bytes, found: MediaType) -> None:
    """Marks at the start, streams of a container, lines of a head."""
    assert sniff_binary(content) is found


@pytest.mark.parametrize(
    "text",
    [
        "some text",
        "BMW engineer",
        "MZ Consulting, Prague",
        "Name: Ada\nE-mail: ada@example.com\n\nWork experience\n",
        "Date: 2026-01-01\nTo: whom it may concern\n\nI am a cook.\n",
        "{Curly} Example\nWork",
    ],
)
def test_text_is_no_other_format(text: str) -> None:
    """Letters and lines that begin other formats may also begin a text."""
    assert sniff_binary(text.encode()) is None


def test_what_is_said_to_be_a_mail_needs_less_to_be_one() -> None:
    """Mails that people saved by hand have lost most of their head."""
    content = b"Subject: Application\n\nMy resume is below.\n"

    assert sniff_binary(content) is None
    assert sniff_binary(content, MediaType.EML) is MediaType.EML


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"\x00\x00\x00\x18ftypheic", "image/heic"),
        (b"MZ\x90\x00\x03\x00", "application/vnd.microsoft.portable-executable"),
        (b"\x7fELF\x02\x01", "application/x-executable"),
        (b"Rar!\x1a\x07\x00", "application/vnd.rar"),
        (b"\x1f\x8b\x08", "application/gzip"),
        (_zip(xl__workbook_xml="<a/>"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (_zip(Index__Document_iwa="x"), "application/vnd.apple.pages"),
        (_zip(mimetype="application/vnd.oasis.opendocument.graphics"), "application/vnd.oasis.opendocument.graphics"),
        (compound_file({"Workbook": b"x"}), "application/vnd.ms-excel"),
        (compound_file({"Contents": b"x"}), "application/x-ole-storage"),
    ],
)
def test_other_formats_are_refused_by_name(content: bytes, media_type: str) -> None:
    """The error names what it is and what is read."""
    with pytest.raises(BoleError) as caught:
        sniff_binary(content)

    assert caught.value.reason is ErrorReason.MEDIA_TYPE_UNSUPPORTED
    assert caught.value.metadata["media_type"] == media_type
    assert "PDF, DOCX, HTML, Markdown or plain text" in caught.value.message


@pytest.mark.parametrize("content", [b"PK\x03\x04" + bytes(50), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(50)])
def test_a_container_that_cannot_be_opened_is_damaged(content: bytes) -> None:
    """Nobody can tell what it was."""
    with pytest.raises(BoleError) as caught:
        sniff_binary(content)

    assert caught.value.reason is ErrorReason.DOCUMENT_DAMAGED


def test_a_protected_open_document_is_refused() -> None:
    """Its manifest says that its parts are encrypted."""
    manifest = '<m:manifest xmlns:m="m"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'
    with pytest.raises(BoleError) as caught:
        sniff_binary(_zip(mimetype=ODT, **{"META-INF__manifest_xml": manifest}))

    assert caught.value.reason is ErrorReason.DOCUMENT_ENCRYPTED
    assert "without a password" in caught.value.message


@pytest.mark.parametrize(
    ("text", "declared", "found"),
    [
        ("<!DOCTYPE html><html><body>x</body></html>", None, MediaType.HTML),
        ("\n<!-- made by us -->\n<html>", MediaType.PLAIN_TEXT, MediaType.HTML),
        ("<div><p>a</p><p>b</p></div>", None, MediaType.HTML),
        ("Hello<br>Ada &amp; co", MediaType.HTML, MediaType.HTML),
        ("Hello Ada", MediaType.HTML, MediaType.PLAIN_TEXT),
        ("I know the tag <html> well", None, MediaType.PLAIN_TEXT),
        ("# Ada\n\n## Work\n\n- built **things**\n- [site](https://example.com)", None, MediaType.MARKDOWN),
        ("# Ada\n\n## Work\n\n- built **things**\n- more", MediaType.PLAIN_TEXT, MediaType.PLAIN_TEXT),
        ("Ada\nWork", MediaType.MARKDOWN, MediaType.MARKDOWN),
        ("- one\n- two\nC# and *", None, MediaType.PLAIN_TEXT),
        ('{"basics": {}}', None, MediaType.JSON_RESUME),
        ('[{"basics": {}}]', None, MediaType.JSON_RESUME),
        ("{broken", MediaType.JSON_RESUME, MediaType.JSON_RESUME),
        ("{Curly} Example\nWork", None, MediaType.PLAIN_TEXT),
        ("[Ada Example]\nWork", None, MediaType.PLAIN_TEXT),
    ],
)
def test_kinds_of_text_are_told_apart(text: str, declared: MediaType | None, found: MediaType) -> None:
    """Markdown needs a name or clear marks; HTML needs tags at its start, or a name and some marks."""
    assert sniff_text(text, declared) is found


@pytest.mark.parametrize(
    "text",
    ["<!-- -->" * 500 + "x", "<!---->" * 1000 + "<?a?>" * 100, "# a\n# b\n" + "[" * 200_000, "[a](" * 200_000],
)  # fmt: skip
def test_marks_without_end_take_no_time(text: str) -> None:
    """Each piece is looked at once, however many ways there are to part them."""
    assert sniff_binary(text.encode()) is None
    assert sniff_text(text, None) is MediaType.PLAIN_TEXT


def test_blank_lines_take_no_time() -> None:
    """Bullets are looked for within their line."""
    text = "# Ada\n## Work\n" + (" " * 1000 + "\n") * 4000

    assert sniff_text(text, None) is MediaType.PLAIN_TEXT
    assert sniff_text(text + "- a\n  - b", None) is MediaType.MARKDOWN
