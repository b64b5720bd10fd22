"""An e-mail that Outlook saved falls into the same parts as any other."""

from __future__ import annotations

import pytest

from bole.domain.documents import Document
from bole.domain.errors import BoleError, ErrorReason
from bole.parsing.mail.mail import Mail
from bole.parsing.mail.msg import read_msg
from tests.unit.parsing.mail.make_mails import compound_file, msg, msg_streams


def test_text_and_attachments_are_found() -> None:
    """Names may be Chinese; contents may be small or large."""
    mail = read_msg(msg("附件是我的简历", [("简历.pdf", b"%PDF" * 3000), ("b.txt", b"B")]))

    ((form,),) = mail.bodies
    assert form.content.decode() == "附件是我的简历"
    attached = [one for one in mail.attachments if isinstance(one, Document)]
    assert [(one.file_name, len(one.content)) for one in attached] == [("简历.pdf", 12_000), ("b.txt", 1)]


def test_html_stands_before_the_plain_text() -> None:
    """Outlook keeps both, the HTML as bytes."""
    html = {"__substg1.0_10130102": b"<p>rich</p>"}

    ((first, second),) = read_msg(compound_file({**msg_streams("plain"), **html})).bodies

    assert (first.content, second.content) == (b"<p>rich</p>", b"plain")
    assert first.media_type.startswith("text/html")


def test_a_message_inside_is_a_mail() -> None:
    """Its properties begin at another place than those of the outermost."""
    inner = msg_streams("inner", [("c.txt", b"C")], header_bytes=24)

    (forwarded,) = read_msg(msg("outer", inner=inner)).attachments

    assert isinstance(forwarded, Mail)
    assert [one.content for one in forwarded.attachments if isinstance(one, Document)] == [b"C"]


def test_a_message_without_anything_is_a_mail() -> None:
    """What is missing is missed later."""
    assert read_msg(msg("")) == Mail()


@pytest.mark.parametrize("content", [b"", b"no container", msg()[:700]])
def test_a_damaged_message_is_told(content: bytes) -> None:
    """Cut off, or something else."""
    with pytest.raises(BoleError) as caught:
        read_msg(content)

    assert caught.value.reason is ErrorReason.DOCUMENT_DAMAGED
