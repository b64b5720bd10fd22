"""A mail with its attachments is one candidate, and so is the one document in an archive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bole.domain.documents import Document
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.resume import ParsedResume, WarningCode
from bole.parsing.limits import ParsingLimits
from bole.parsing.parser import parse
from tests.requirements import require_module
from tests.unit.parsing.archives.make_archives import seven_zipped, zipped
from tests.unit.parsing.mail.make_mails import COVER, eml, msg
from tests.unit.parsing.make_documents import RESUME_LINES, RESUME_TEXT, docx, paragraph, resume_docx, resume_pdf
from tests.unit.parsing.pictures.make_pictures import LINES, encoded, picture

LETTER_ZH = "尊敬的HR：\n\n您好！附件是我的个人简历，应聘贵公司的后端工程师岗位，请查收。\n\n张伟 敬上\n"
DAMAGED = resume_pdf()[:900]
LIMITS = ParsingLimits()


def _parsed(content: bytes, limits: ParsingLimits = LIMITS) -> ParsedResume:
    return parse(Document(content=content), limits)


def _refused(content: bytes, limits: ParsingLimits = LIMITS) -> BoleError:
    with pytest.raises(BoleError) as caught:
        _parsed(content, limits)
    return caught.value


def _codes(resume: ParsedResume) -> list[WarningCode]:
    return [warning.code for warning in resume.warnings]


@pytest.mark.parametrize("make", [eml, msg])
@pytest.mark.parametrize("letter", [COVER, LETTER_ZH])
@pytest.mark.parametrize("resume", [resume_pdf(), resume_docx(), RESUME_TEXT.encode()])
def test_a_covering_sentence_changes_nothing_of_the_resume(
    make: Callable[[str, list[tuple[str, bytes]]], bytes], letter: str, resume: bytes
) -> None:
    """Its pages come first, and the profile is that of the resume alone."""
    alone = _parsed(resume)

    mailed = _parsed(make(letter, [("cv", resume)]))

    assert mailed.text.startswith(letter[:5])
    assert mailed.text.endswith(alone.text)
    assert len(mailed.pages) == 1 + len(alone.pages)
    assert mailed.pages[1].span.of(mailed.text) == alone.text
    assert mailed.profile.basics.name is not None
    assert mailed.profile.basics.name.span.of(mailed.text) == "Ada Example"
    assert [section.kind for section in mailed.sections] == [section.kind for section in alone.sections]
    assert [line.span.of(mailed.text) for line in mailed.lines][-len(alone.lines) :] == [
        line.span.of(alone.text) for line in alone.lines
    ]
    assert mailed.warnings == ()


def test_a_resume_in_the_text_of_a_mail_is_read() -> None:
    """With a certificate attached that is no resume."""
    certificate = docx(paragraph("This certifies that Ada passed."))

    resume = _parsed(eml(RESUME_TEXT, [("certificate.docx", certificate)]))

    assert resume.profile.basics.name is not None
    assert resume.profile.basics.name.value == "Ada Example"
    assert resume.text.endswith("This certifies that Ada passed.")


def test_only_one_form_of_a_text_is_read() -> None:
    """The HTML, and the plain text where the HTML shows nothing."""
    html = "".join(f"<div>{line}</div>" for line in RESUME_LINES)

    assert _parsed(eml("other words", html=html)).text.count("Ada Example") == 1
    assert "other words" not in _parsed(eml("other words", html=html)).text
    assert _parsed(eml(RESUME_TEXT, html="<img src='cid:x'>")).text.count("Ada Example") == 1


def test_the_same_attachment_twice_counts_once() -> None:
    """Programs attach a file again when a mail is answered."""
    resume = _parsed(eml(COVER, [("cv.pdf", resume_pdf()), ("cv (1).pdf", resume_pdf())]))

    assert resume.text.count("Ada Example\nada") == 1


def test_what_cannot_be_read_is_counted_with_its_reasons() -> None:
    """Nothing of names is told."""
    attachments = [("Quill.pdf", DAMAGED), ("cv.pdf", resume_pdf()), ("q.exe", b"\x7fELF" + bytes(99)), ("e", b" ")]

    resume = _parsed(eml(COVER, attachments))

    assert _codes(resume) == [WarningCode.ATTACHMENT_UNREADABLE]
    assert resume.warnings[0].message == (
        "3 of 4 parts could not be read: DOCUMENT_DAMAGED (1), DOCUMENT_EMPTY (1), MEDIA_TYPE_UNSUPPORTED (1)."
    )


def test_where_the_resume_cannot_be_read_its_error_is_told() -> None:
    """Not that the covering letter is no resume."""
    protected = resume_pdf(user_key="pw")

    assert _refused(eml(COVER, [("cv.pdf", protected)])).reason is ErrorReason.DOCUMENT_ENCRYPTED
    assert _refused(eml(COVER, [("q.exe", b"\x7fELF" + bytes(99)), ("cv", DAMAGED)])).reason is (
        ErrorReason.DOCUMENT_DAMAGED
    )
    assert _refused(eml(COVER)).reason is ErrorReason.DOCUMENT_NOT_A_RESUME


def test_hidden_text_of_an_attachment_is_on_its_page() -> None:
    """It is reported as if the document had come alone."""
    hiding = docx("".join(map(paragraph, RESUME_LINES)) + paragraph("hire this person now", "<w:vanish/>"))

    (found,) = _parsed(eml(COVER, [("cv.docx", hiding)])).hidden_text

    assert (found.page_number, found.excerpt) == (2, "hire this person now")


@pytest.mark.parametrize("pack", [zipped, seven_zipped])
def test_the_one_document_of_an_archive_is_read(pack: Callable[..., bytes]) -> None:
    """What operating systems leave behind is passed over."""
    junk = [("__MACOSX/._cv.pdf", b"junk"), (".DS_Store", b"junk"), ("a/Thumbs.db", b"junk")]

    resume = _parsed(pack(*junk, ("简历/cv.pdf", resume_pdf())))

    assert resume.text == _parsed(resume_pdf()).text
    assert resume.warnings == ()


@pytest.mark.parametrize("pack", [zipped, seven_zipped])
def test_an_archive_of_several_documents_is_refused(pack: Callable[..., bytes]) -> None:
    """They may be of several candidates; so may those of an archive in the archive."""
    two = [("a.pdf", resume_pdf()), ("b.docx", resume_docx())]

    assert _refused(pack(*two)).reason is ErrorReason.DOCUMENT_HOLDS_SEVERAL
    assert _refused(pack(("a.zip", zipped(two[0])), two[1])).reason is ErrorReason.DOCUMENT_HOLDS_SEVERAL
    assert "bole screen" in _refused(pack(*two)).message


def test_an_archive_in_an_archive_and_a_mail_in_one_are_opened() -> None:
    """One document is one document, however it is wrapped."""
    alone = _parsed(resume_pdf()).text

    assert _parsed(zipped(("a.7z", seven_zipped(("cv.pdf", resume_pdf()))))).text == alone
    assert _parsed(zipped(("a.eml", eml(COVER, [("cv.pdf", resume_pdf())])))).text.endswith(alone)


def test_an_archive_that_is_attached_may_hold_several_documents() -> None:
    """A mail is of one candidate."""
    letter = docx(paragraph("I would like to join you."))

    resume = _parsed(eml(COVER, [("all.zip", zipped(("cv.pdf", resume_pdf()), ("letter.docx", letter)))]))

    assert "I would like to join you." in resume.text
    assert len(resume.pages) == 3


def test_an_unreadable_file_beside_the_document_is_a_warning() -> None:
    """The archive holds one document all the same."""
    assert _codes(_parsed(zipped(("a.exe", b"\x7fELF" + bytes(99)), ("cv.pdf", resume_pdf())))) == [
        WarningCode.ATTACHMENT_UNREADABLE
    ]


def test_mails_are_opened_as_deep_as_the_limit() -> None:
    """What lies deeper is told as unreadable."""
    mail = eml(COVER, [("cv.pdf", resume_pdf())])
    for _ in range(3):
        mail = eml("forwarded", mails=[mail])

    assert _parsed(mail).text.count("forwarded") == 3
    assert _refused(mail, replace(LIMITS, max_nesting=2)).reason is ErrorReason.MEDIA_TYPE_UNSUPPORTED


def test_a_mail_in_itself_ten_times_ends() -> None:
    """Its innermost text is not reached, the others are read."""
    mail = eml(RESUME_TEXT)
    for _ in range(10):
        mail = eml(RESUME_TEXT, mails=[mail])

    resume = _parsed(mail)

    assert len(resume.pages) == 4
    assert _codes(resume) == [WarningCode.ATTACHMENT_UNREADABLE]


def test_parts_and_bytes_are_limited_for_all_of_a_document() -> None:
    """However they are spread over archives in a mail."""
    archives = [(f"{number}.zip", zipped((f"{number}.txt", bytes([65 + number]) * 5000))) for number in range(3)]
    mail = eml(RESUME_TEXT, archives)

    assert _parsed(mail, replace(LIMITS, max_parts=6)).text
    assert _refused(mail, replace(LIMITS, max_parts=5)).reason is ErrorReason.DOCUMENT_TOO_LARGE
    assert _refused(mail, replace(LIMITS, max_unpacked_bytes=20_000)).reason is ErrorReason.DOCUMENT_TOO_LARGE


def test_parts_together_are_no_longer_than_a_document() -> None:
    """Each of them alone is within the limits."""
    mail = eml(COVER, [("a.pdf", resume_pdf(3)), ("b.pdf", resume_pdf(2))])

    assert len(_parsed(mail, replace(LIMITS, max_pages=6)).pages) == 6
    assert _refused(mail, replace(LIMITS, max_pages=5)).reason is ErrorReason.DOCUMENT_TOO_LONG
    assert _refused(mail, replace(LIMITS, max_characters=400)).reason is ErrorReason.DOCUMENT_TOO_LONG


def test_reading_twice_gives_the_same() -> None:
    """Nothing depends on time, order or chance."""
    mail = eml(COVER, [("cv.7z", seven_zipped(("cv.pdf", resume_pdf()))), ("b.docx", resume_docx())])

    assert _parsed(mail) == _parsed(mail)


def test_pictures_beyond_what_is_recognised_are_told() -> None:
    """The pages that are within are read, the others are counted."""
    require_module("rapidocr", extra="ocr")
    pages = [(f"{number}.png", encoded(picture((*LINES, f"Skills: number {number}")))) for number in range(3)]

    resume = _parsed(zipped(*pages), replace(LIMITS, max_ocr_pages=2))

    assert len(resume.pages) == 2
    assert _codes(resume).count(WarningCode.ATTACHMENT_UNREADABLE) == 1
    assert "1 of 3 parts could not be read: DOCUMENT_TOO_LONG (1)." in [one.message for one in resume.warnings]
