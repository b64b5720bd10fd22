"""What is wrong with mails, archives and old documents comes out as one reason that says what to do."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bole.domain.documents import Document
from bole.domain.errors import BoleError, ErrorReason
from bole.parsing.limits import ParsingLimits
from bole.parsing.parser import parse
from tests.requirements import require_program
from tests.unit.parsing.archives.make_archives import protected_zip, seven_zipped, zipped
from tests.unit.parsing.mail.make_mails import COVER, compound_file, eml, msg
from tests.unit.parsing.make_documents import RESUME_TEXT, resume_docx, resume_pdf

LIMITS = ParsingLimits(max_unpacked_bytes=5_000_000, max_conversion_seconds=6.0)
PERSON = "Quillfeather"
OPENS = "right"
PROGRAM = b"\x7fELF" + bytes(99)
ODT = "application/vnd.oasis.opendocument.text"
MIXED = b"From: a\nSubject: b\nContent-Type: multipart/mixed; boundary=x\n\n"
MHTML = b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: image/png\n\nx\n--x--\n"


def _cut_mail() -> bytes:
    """Returns a mail that ends in the middle of the resume."""
    mail = eml(COVER, [(f"{PERSON}.pdf", resume_pdf(20))])
    return mail[: len(mail) // 2]


def _nested(levels: int) -> bytes:
    archive = zipped(("cv.pdf", resume_pdf()))
    for _ in range(levels):
        archive = zipped(("a.zip", archive))
    return archive


def _endless() -> bytes:
    levels = (f"Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n" for level in range(1_500))
    return f"From: a\nSubject: b\n{''.join(levels)}".encode()


def _many() -> bytes:
    return eml(COVER, [(f"{PERSON}{number}.txt", str(number).encode()) for number in range(60)])


ROWS: dict[str, tuple[Callable[[], bytes], ErrorReason, str]] = {
    "mail cut in the middle": (_cut_mail, ErrorReason.DOCUMENT_DAMAGED, "damaged"),
    "mail without parts": (
        lambda: b"From: a\nSubject: b\nContent-Type: multipart/mixed\n\n", ErrorReason.DOCUMENT_EMPTY, "neither text",
    ),
    "mail with a head only": (lambda: b"From: a\nSubject: b\nMessage-ID: c", ErrorReason.DOCUMENT_EMPTY, "neither"),
    "mail with a program": (
        lambda: eml("", [(f"{PERSON}.pdf", PROGRAM)]), ErrorReason.MEDIA_TYPE_UNSUPPORTED, "program",
    ),
    "mail with only a covering letter": (lambda: eml(COVER), ErrorReason.DOCUMENT_NOT_A_RESUME, "resume"),
    "mail with too many attachments": (_many, ErrorReason.DOCUMENT_TOO_LARGE, "more than 50 files"),
    "mail of endless pieces": (
        lambda: MIXED + b"--x\nContent-Type: text/plain\n\nx\n" * 2_000,
        ErrorReason.DOCUMENT_TOO_LARGE,
        "more than 50 files",
    ),
    "mail nested without end": (_endless, ErrorReason.DOCUMENT_DAMAGED, "cannot be told apart"),
    "mail with endless parameters": (
        lambda: b"From: a\nSubject: b\nContent-Type: text/plain; " + b"a=b; " * 100_000 + b"\n\nx",
        ErrorReason.DOCUMENT_DAMAGED,
        "cannot be told apart",
    ),
    "mail with a bomb": (
        lambda: eml(COVER, [("a.7z", seven_zipped(("bomb", bytes(6_000_000))))]),
        ErrorReason.DOCUMENT_TOO_LARGE,
        "unpack",
    ),
    "Outlook message that is none": (
        lambda: compound_file({"__nothing": b"x"}), ErrorReason.MEDIA_TYPE_UNSUPPORTED, "old Office document",
    ),
    "Outlook message cut in the middle": (
        lambda: msg(RESUME_TEXT, [("a", bytes(20_000))])[:9_000], ErrorReason.DOCUMENT_DAMAGED, "damaged",
    ),
    "web archive without a page": (lambda: MHTML, ErrorReason.DOCUMENT_DAMAGED, "holds no page"),
    "zip with nothing": (zipped, ErrorReason.DOCUMENT_EMPTY, "neither text nor a file"),
    "zip with a protected file": (
        lambda: protected_zip(OPENS, "utf-8", ("a.txt", RESUME_TEXT.encode())),
        ErrorReason.DOCUMENT_ENCRYPTED,
        "Send its password",
    ),
    "zip of two resumes": (
        lambda: zipped((f"{PERSON}.pdf", resume_pdf()), ("b", resume_docx())),
        ErrorReason.DOCUMENT_HOLDS_SEVERAL,
        "by itself",
    ),
    "zip nested too deep": (lambda: _nested(5), ErrorReason.MEDIA_TYPE_UNSUPPORTED, "3 deep"),
    "7z cut in the middle": (
        lambda: seven_zipped((f"{PERSON}.pdf", resume_pdf()))[:-40], ErrorReason.DOCUMENT_DAMAGED, "damaged",
    ),
    "7z with a password": (
        lambda: seven_zipped(("a.txt", RESUME_TEXT.encode()), password=OPENS),
        ErrorReason.DOCUMENT_ENCRYPTED,
        "Send its password",
    ),
    "OpenDocument that is cut": (
        lambda: zipped(("mimetype", ODT.encode()), ("content.xml", b"x" * 999))[:-40],
        ErrorReason.DOCUMENT_DAMAGED,
        "damaged",
    ),
    "DOC that is cut": (
        lambda: compound_file({"WordDocument": bytes(20_000)})[:5_000], ErrorReason.DOCUMENT_DAMAGED, "damaged",
    ),
    "JSON of something else": (
        lambda: b'[{"name": "Quillfeather"}]', ErrorReason.MEDIA_TYPE_UNSUPPORTED, "no JSON Resume",
    ),
}  # fmt: skip

CONVERTED: dict[str, tuple[Callable[[], bytes], frozenset[ErrorReason]]] = {
    "RTF of rubbish": (
        lambda: b"{\\rtf1 " + bytes(range(1, 256)) * 40,
        frozenset({ErrorReason.DOCUMENT_DAMAGED, ErrorReason.DOCUMENT_NOT_A_RESUME, ErrorReason.DOCUMENT_WITHOUT_TEXT}),
    ),
    "RTF with groups in groups": (
        lambda: b"{\\rtf1 " + b"{\\b " * 3_000,
        frozenset({ErrorReason.DOCUMENT_DAMAGED, ErrorReason.DOCUMENT_WITHOUT_TEXT, ErrorReason.DOCUMENT_TIMED_OUT}),
    ),
    "OpenDocument without its text": (
        lambda: zipped(("mimetype", ODT.encode()), ("content.xml", b"<broken")),
        frozenset({ErrorReason.DOCUMENT_DAMAGED}),
    ),
    "DOC of rubbish": (
        lambda: compound_file({"WordDocument": bytes(range(256)) * 40, "1Table": bytes(5000)}),
        frozenset({ErrorReason.DOCUMENT_DAMAGED, ErrorReason.DOCUMENT_WITHOUT_TEXT, ErrorReason.DOCUMENT_ENCRYPTED}),
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_bad_input_names_its_reason(name: str) -> None:
    """The reason is specific and the sentence helps; nothing of the document is in it."""
    make, reason, words = ROWS[name]

    error = _refusal(make())

    assert error.reason is reason
    assert words in error.message


@pytest.mark.parametrize("name", CONVERTED)
def test_bad_input_of_libreoffice_ends_in_a_reason(name: str) -> None:
    """What it makes of rubbish is its own matter; an answer comes."""
    require_program("soffice", package="libreoffice-writer-nogui")
    make, reasons = CONVERTED[name]

    assert _refusal(make()).reason in reasons


def _refusal(content: bytes) -> BoleError:
    with pytest.raises(BoleError) as caught:
        parse(Document(content=content, file_name=f"{PERSON}.pdf"), LIMITS)
    assert PERSON not in f"{caught.value.message} {caught.value.metadata}"
    return caught.value
