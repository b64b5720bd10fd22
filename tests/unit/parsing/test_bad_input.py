"""What is wrong with a document comes out as one reason that says what to do."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from bole.domain.documents import Document, DocumentRole
from bole.domain.errors import BoleError, ErrorReason
from bole.parsing.limits import ParsingLimits
from bole.parsing.parser import parse
from tests.unit.parsing.mail.make_mails import compound_file
from tests.unit.parsing.make_documents import docx, package, paragraph, pdf, picture_pdf, resume_docx, resume_pdf

PERSON = "Quillfeather"


def _bomb() -> bytes:
    return docx(paragraph("a" * 40_000_000))


def _many_entries() -> bytes:
    return package({"word/document.xml": "<x/>", **{f"word/media/{number}": "" for number in range(2_100)}})


def _oversized() -> bytes:
    stream = io.BytesIO(resume_docx())
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("word/media/big", "w") as entry:
        for _ in range(201):
            entry.write(bytes(1_000_000))
    return stream.getvalue()


def _encrypted_docx() -> bytes:
    return compound_file({"EncryptedPackage": bytes(600), "EncryptionInfo": bytes(600)})


def _deep_docx() -> bytes:
    return docx("<w:sdt><w:sdtContent>" * 900 + paragraph("deep") + "</w:sdtContent></w:sdt>" * 900)


ROWS: dict[str, tuple[Callable[[], bytes], ErrorReason, str]] = {
    "no bytes": (lambda: b"", ErrorReason.DOCUMENT_EMPTY, "empty"),
    "blanks only": (lambda: b" \r\n\t\n", ErrorReason.DOCUMENT_EMPTY, "empty"),
    "mark of UTF-8 only": (lambda: b"\xef\xbb\xbf \n", ErrorReason.DOCUMENT_EMPTY, "empty"),
    "50 MB": (lambda: b"resume " * 7_500_000, ErrorReason.DOCUMENT_TOO_LARGE, "at most"),
    "2,000 pages": (lambda: resume_pdf(page_count=2_000), ErrorReason.DOCUMENT_TOO_LONG, "2000 pages"),
    "endless text": (lambda: b"word " * 300_000, ErrorReason.DOCUMENT_TOO_LONG, "characters"),
    "PDF with a password": (lambda: resume_pdf(user_key="pw"), ErrorReason.DOCUMENT_ENCRYPTED, "without a password"),
    "DOCX with a password": (_encrypted_docx, ErrorReason.DOCUMENT_ENCRYPTED, "without a password"),
    "PDF cut in the middle": (lambda: resume_pdf()[:900], ErrorReason.DOCUMENT_DAMAGED, "Save it again"),
    "PDF without its end": (lambda: resume_pdf(30)[:-300], ErrorReason.DOCUMENT_DAMAGED, "cut off"),
    "PDF head and junk": (lambda: b"%PDF-1.7\n" + b"x" * 500 + b"\n%%EOF", ErrorReason.DOCUMENT_DAMAGED, "damaged"),
    "DOCX cut in the middle": (lambda: resume_docx()[:800], ErrorReason.DOCUMENT_DAMAGED, "damaged"),
    "DOCX with broken XML": (
        lambda: package({"word/document.xml": "<w:document"}), ErrorReason.DOCUMENT_DAMAGED, "damaged",
    ),
    "DOCX without its text": (
        lambda: package({"word/other.xml": "<x/>"}), ErrorReason.DOCUMENT_DAMAGED, "damaged",
    ),
    "DOCX nested without end": (_deep_docx, ErrorReason.DOCUMENT_DAMAGED, "damaged"),
    "DOCX with a bomb": (_bomb, ErrorReason.DOCUMENT_TOO_LARGE, "unpacks"),
    "DOCX with too many entries": (_many_entries, ErrorReason.DOCUMENT_TOO_LARGE, "unpacks"),
    "DOCX that unpacks too far": (_oversized, ErrorReason.DOCUMENT_TOO_LARGE, "unpacks"),
    "PDF that is a picture": (picture_pdf, ErrorReason.DOCUMENT_WITHOUT_TEXT, "scan"),
    "PDF with an empty page": (
        lambda: pdf(lambda canvas: canvas.showPage()), ErrorReason.DOCUMENT_WITHOUT_TEXT, "no text",
    ),
    "DOCX with an empty page": (lambda: docx(""), ErrorReason.DOCUMENT_WITHOUT_TEXT, "text"),
    "a damaged picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), ErrorReason.DOCUMENT_DAMAGED, "picture"),
    "a program": (lambda: b"\x7fELF" + bytes(100), ErrorReason.MEDIA_TYPE_UNSUPPORTED, "program"),
    "bytes of no format": (lambda: bytes(range(256)) * 40, ErrorReason.MEDIA_TYPE_UNSUPPORTED, "Send PDF"),
    "a recipe": (
        lambda: b"Pancakes\nMix flour, milk and two eggs.\nFry in butter until golden.\n" * 3,
        ErrorReason.DOCUMENT_NOT_A_RESUME,
        "resume",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_bad_input_names_its_reason(name: str) -> None:
    """The reason is specific and the sentence helps; nothing of the document is in it."""
    make, reason, words = ROWS[name]
    with pytest.raises(BoleError) as caught:
        parse(Document(content=make(), file_name=f"{PERSON}.pdf"), ParsingLimits())

    assert caught.value.reason is reason
    assert words in caught.value.message
    assert PERSON not in f"{caught.value.message} {caught.value.metadata}"


def test_other_roles_need_not_look_like_a_resume() -> None:
    """A cover letter is a letter."""
    letter = Document(content=b"Dear team,\nI would like to join you.\nAda", role=DocumentRole.COVER_LETTER)

    assert parse(letter, ParsingLimits()).text.startswith("Dear team")
