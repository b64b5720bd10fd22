"""A password opens what is protected; a missing and a wrong one are told apart."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from bole.domain.documents import Document
from bole.domain.errors import BoleError, ErrorReason
from bole.parsing.limits import ParsingLimits
from bole.parsing.parser import parse, read_text
from tests.requirements import require_data, require_program
from tests.unit.parsing.archives.make_archives import protected_zip, seven_zipped, zipped
from tests.unit.parsing.mail.make_mails import COVER, eml, msg
from tests.unit.parsing.make_documents import RESUME_TEXT, resume_docx, resume_pdf
from tests.unit.parsing.office.make_office import word_resume

LIMITS = ParsingLimits()
OPENS = "right"


def _protected_docx() -> bytes:
    stream = io.BytesIO()
    OOXMLFile(io.BytesIO(word_resume())).encrypt(OPENS, stream)
    return stream.getvalue()


FORMATS: dict[str, Callable[[], bytes]] = {
    "PDF": lambda: resume_pdf(user_key=OPENS),
    "DOCX": _protected_docx,
    "zip": lambda: protected_zip(OPENS, "utf-8", ("cv.txt", RESUME_TEXT.encode())),
    "7z": lambda: seven_zipped(("cv.txt", RESUME_TEXT.encode()), password=OPENS),
    "7z without names": lambda: seven_zipped(("cv.txt", RESUME_TEXT.encode()), password=OPENS, hide_names=True),
    "PDF in a mail": lambda: eml(COVER, [("cv.pdf", resume_pdf(user_key=OPENS))]),
    "DOCX in an Outlook message": lambda: msg(COVER, [("cv.docx", _protected_docx())]),
    "PDF in a zip": lambda: zipped(("cv.pdf", resume_pdf(user_key=OPENS))),
}


@pytest.mark.parametrize("name", FORMATS)
def test_a_password_opens_each_format(name: str) -> None:
    """The text is the same as without protection."""
    content = FORMATS[name]()

    resume = parse(Document(content=content, password=OPENS), LIMITS)

    assert "Built the order service in Python and Flask" in resume.text
    assert resume.warnings == ()


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(("password", "told"), [("", "missing"), ("wrong", "wrong")])
def test_a_missing_and_a_wrong_password_are_told_apart(name: str, password: str, told: str) -> None:
    """In the message and in the metadata, which hold nothing of the password."""
    with pytest.raises(BoleError) as caught:
        parse(Document(content=FORMATS[name](), password=password), LIMITS)

    assert caught.value.reason is ErrorReason.DOCUMENT_ENCRYPTED
    assert caught.value.metadata == {"password": told}
    assert ("does not open" in caught.value.message) is (told == "wrong")


@pytest.mark.parametrize("content", [resume_pdf(), resume_docx(), zipped(("a", resume_docx())), RESUME_TEXT.encode()])
def test_a_password_that_is_not_needed_is_no_matter(content: bytes) -> None:
    """One password goes with many files."""
    assert parse(Document(content=content, password=OPENS), LIMITS).text


REAL = {
    "docx/encrypted/nolze_msoffcrypto-tool__ecma376standard_password.docx": "Password1234_",
    "docx/encrypted/nolze_msoffcrypto-tool__example_password.docx": "Password1234_",
    "pdf/needs_password/jsvine_pdfplumber__password-example.pdf": "test",
    "pdf/needs_password/pdfminer_pdfminer.six__aes-256-r6.pdf": "usersecret",
    "pdf/needs_password/py-pdf_sample-files__libreoffice-writer-password.pdf": "openpassword",
}


@pytest.mark.parametrize("path", REAL)
def test_real_protected_documents_open(path: str) -> None:
    """Old and new kinds of protection, of several programs."""
    content = require_data(f"hostile/{path}").read_bytes()

    assert read_text(Document(content=content, password=REAL[path]), LIMITS)


@pytest.mark.parametrize("password", ["SªSL\xadprep", "SaSLprep", "ＳaＳＬprep"])
def test_a_password_is_the_same_in_every_spelling_of_unicode(password: str) -> None:
    """As PDF 2.0 wants it: keyboards differ in how they write it."""
    content = require_data("hostile/pdf/needs_password/mozilla_pdf.js__saslprep-r6.pdf").read_bytes()

    assert read_text(Document(content=content, password=password), LIMITS) == "Hello pdf.js world"


def test_a_real_protected_doc_opens() -> None:
    """Word's own cipher before 2007; LibreOffice then reads what was inside."""
    require_program("soffice", package="libreoffice-writer-nogui")
    content = require_data("hostile/docx/encrypted/nolze_msoffcrypto-tool__rc4cryptoapi_password.doc").read_bytes()

    assert read_text(Document(content=content, password="Password1234_"), LIMITS)  # noqa: S106
