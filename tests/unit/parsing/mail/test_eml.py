"""An e-mail falls into its text, in the forms that the sender offers, and what is attached."""

from __future__ import annotations

import base64
import quopri
from collections.abc import Callable
from email.message import EmailMessage

import pytest

from bole.domain.documents import Document
from bole.domain.errors import BoleError, ErrorReason
from bole.parsing.limits import ParsingLimits
from bole.parsing.mail.eml import read_eml, web_page
from bole.parsing.mail.mail import Mail
from bole.parsing.parser import read_text
from tests.unit.parsing.mail.make_mails import eml


def _attached(mail: Mail) -> list[bytes]:
    return [one.content for one in mail.attachments if isinstance(one, Document)]


def test_the_forms_of_one_text_stay_together_with_html_first() -> None:
    """People see the HTML; the plain text says the same."""
    mail = read_eml(eml("plain", html="<p>rich</p>"))

    (forms,) = mail.bodies
    assert [form.media_type.partition(";")[0] for form in forms] == ["text/html", "text/plain"]
    assert mail.attachments == ()


def test_attachments_keep_their_names_and_bytes() -> None:
    """Also a text that is attached, and a name as Chinese programs write it."""
    content = eml(attachments=[("a.pdf", b"%PDF"), ("b.bin", b"\x00\x01")]).replace(
        b'"a.pdf"', b'"=?gbk?B?vPLA+i5wZGY=?="'
    )

    mail = read_eml(content)

    assert _attached(mail) == [b"%PDF", b"\x00\x01"]
    assert [one.file_name for one in mail.attachments if isinstance(one, Document)] == ["简历.pdf", "b.bin"]


def test_a_text_with_a_name_is_attached() -> None:
    """A resume as a text file is no second body."""
    message = EmailMessage()
    message.set_content("letter")
    message.add_attachment("resume", filename="resume.txt")

    mail = read_eml(message.as_bytes())

    assert len(mail.bodies) == 1
    assert _attached(mail) == [b"resume\n"]


def test_mails_inside_are_mails() -> None:
    """As programs forward them."""
    message = EmailMessage()
    message.set_content("see below")
    inner = EmailMessage()
    inner.set_content("inner letter")
    inner.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="cv.pdf")
    message.add_attachment(inner)

    (forwarded,) = read_eml(message.as_bytes()).attachments

    assert isinstance(forwarded, Mail)
    assert _attached(forwarded) == [b"%PDF"]


@pytest.mark.parametrize(("size", "kept"), [(5_000, False), (100_000, True)])
def test_small_pictures_inside_the_text_are_decoration(size: int, kept: bool) -> None:
    """A logo in a signature is left out, the photo of a page is not."""
    message = EmailMessage()
    message.set_content("plain")
    message.add_alternative('<p>Ada</p><img src="cid:logo@x">', subtype="html")
    (html,) = [part for part in message.iter_parts() if part.get_content_subtype() == "html"]
    assert isinstance(html, EmailMessage)
    html.add_related(bytes(size), maintype="image", subtype="png", cid="<logo@x>")

    assert (len(_attached(read_eml(message.as_bytes()))) == 1) is kept


@pytest.mark.parametrize(
    ("delsp", "text"), [("no", b"Built the order service.\nAda"), ("yes", b"Built theorder service.\nAda")]
)
def test_lines_that_a_program_broke_are_whole_again(delsp: str, text: bytes) -> None:
    """Flowed text marks its soft breaks by a blank; the line before a signature is hard."""
    head = f"From: a\nSubject: b\nContent-Type: text/plain; format=flowed; delsp={delsp}\n\n"
    mail = read_eml(head.encode() + b"Built the \norder service.\nAda\n-- \nsignature\n")

    ((form,),) = mail.bodies
    assert form.content == text + b"\n-- \nsignature\n"


def test_what_programs_add_for_each_other_is_left_out() -> None:
    """Signatures, cards and invitations are nothing of the candidate."""
    message = EmailMessage()
    message.set_content("letter")
    message.add_attachment(b"x", maintype="application", subtype="pkcs7-signature", filename="smime.p7s")
    message.add_attachment("BEGIN:VCARD", subtype="vcard", filename="ada.vcf")
    message.add_attachment("BEGIN:VCALENDAR", subtype="calendar")

    assert read_eml(message.as_bytes()).attachments == ()


def test_a_mail_for_its_recipient_only_is_encrypted() -> None:
    """Nothing in it can be read here."""
    with pytest.raises(BoleError) as caught:
        read_eml(b"From: a\nSubject: b\nContent-Type: application/pkcs7-mime; name=smime.p7m\n\nMIIB\n")

    assert caught.value.reason is ErrorReason.DOCUMENT_ENCRYPTED


@pytest.mark.parametrize("cut", [1, 2, 3, 4, 5])
def test_an_attachment_that_was_cut_off_keeps_its_beginning(cut: int) -> None:
    """Wherever the cut falls, its encoding is never taken for text."""
    content = eml("", [("a.bin", b"ABCDEFGHI" * 9)])
    end = content.index(b"\n\n--", content.index(b"QUJD"))

    (attached,) = _attached(read_eml(content[: end - cut]))

    assert len(attached) > 70
    assert (b"ABCDEFGHI" * 9).startswith(attached)


PAGE = "<html><head><meta charset=gb2312></head><body><p>张伟 的简历</p><img src='https://example.com/x.png'></body></html>"
ARCHIVES = {
    "quoted-printable in GBK": ("text/html; charset=gb2312", "quoted-printable", PAGE.encode("gbk")),
    "base64 in UTF-8": ("text/html; charset=utf-8", "base64", PAGE.encode()),
    "base64 in UTF-16": ("text/html; charset=unicode", "base64", PAGE.encode("utf-16")),
    "bare bytes that name no encoding": ("text/html", "8bit", PAGE.encode("gbk")),
}


@pytest.mark.parametrize("name", ARCHIVES)
def test_the_page_of_a_web_archive_is_read_in_its_encoding(name: str) -> None:
    """Recruiting sites export such files as `.doc`."""
    kind, encoding, content = ARCHIVES[name]
    archive = _archive(kind, encoding, content)

    assert read_text(Document(content=archive, file_name="简历.doc"), ParsingLimits()) == "张伟 的简历"


def test_the_root_of_a_web_archive_is_its_page() -> None:
    """Not the first frame or advertisement."""
    head = b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x; start="<root>"\n\n'
    frame = b"--x\nContent-Type: text/html\nContent-ID: <frame>\n\n<p>frame</p>\n"
    root = b"--x\nContent-Type: text/html\nContent-ID: <root>\n\n<p>root</p>\n--x--\n"

    assert web_page(head + frame + root).content.strip() == b"<p>root</p>"


def test_a_web_archive_without_a_page_is_damaged() -> None:
    """Only pictures are in it."""
    with pytest.raises(BoleError) as caught:
        web_page(
            b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: image/png\n\nx\n"
        )

    assert caught.value.reason is ErrorReason.DOCUMENT_DAMAGED


@pytest.mark.parametrize("read", [read_eml, web_page])
def test_pieces_without_end_are_counted_before_they_are_taken_apart(read: Callable[[bytes], object]) -> None:
    """A mail of many pictures is far from the limit; one of very many pieces is no mail."""
    head = b'From: a@b.example\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="x y"\n\n'
    piece = b"--x y\nContent-Type: text/html\n\n<p>a</p>\n-- \n--no mark\n"

    assert read(head + piece * 4_000 + b"--x y--\n")
    with pytest.raises(BoleError, match="more than 5000 pieces") as caught:
        read(head + piece * 400_000)
    assert caught.value.reason is ErrorReason.DOCUMENT_TOO_LARGE


def _archive(kind: str, encoding: str, content: bytes) -> bytes:
    encoded = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring}.get(encoding, bytes)(content)
    return (
        b"From: <Saved by a recruiting site>\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; type="text/html"; boundary="--b"\r\n\r\n'
        b"----b\r\nContent-Type: " + kind.encode() + b"\r\nContent-Transfer-Encoding: " + encoding.encode()
        + b"\r\nContent-Location: https://example.com/\r\n\r\n" + encoded
        + b"\r\n----b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw==\r\n----b--\r\n"
    )  # fmt: skip
