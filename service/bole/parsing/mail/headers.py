"""Tells e-mails and web archives from other text by the lines that they begin with."""

from __future__ import annotations

import re

from bole.parsing.media_type import MediaType

_HEAD_WITHIN = 32_768
_LINE = re.compile(rb"([!-9;-~]+):(?:[^\r\n]|\r?\n[ \t])*(?:\r?\n|\r|$)")
_MAILS_ONLY = frozenset(
    {b"received", b"message-id", b"return-path", b"delivered-to", b"mime-version", b"x-mailer", b"x-received"}
)
_USUAL = frozenset({b"from", b"to", b"subject", b"date", b"cc", b"reply-to", b"content-type"}) | _MAILS_ONLY
_DELIVERED = frozenset({b"to", b"cc", b"received", b"return-path", b"delivered-to", b"message-id", b"reply-to"})
_WEB_ARCHIVE = re.compile(rb"^content-type:\s*(?:multipart/related|text/html)\b", re.IGNORECASE | re.MULTILINE)
_MBOX_LINE = re.compile(rb"From [^\r\n]*\r?\n")


def mail_media_type(content: bytes, declared: MediaType | None) -> MediaType | None:
    """Recognises an e-mail or a web archive; None for any other text.

    Args:
        content: The document.
        declared: What the sender says: a text that is said to be a mail needs less to be one.
    """
    head = mail_start(content)[:_HEAD_WITHIN]
    found: set[bytes] = set()
    place = 0
    while line := _LINE.match(head, place):
        found.add(line.group(1).lower())
        place = line.end()
    if place < len(head) and head[place : place + 1] not in {b"\r", b"\n"}:
        return None
    if not found & _DELIVERED and _WEB_ARCHIVE.search(head[:place]):
        return MediaType.MHTML
    sure = len(found & _USUAL) > 1 and (found & _MAILS_ONLY or {b"from", b"subject"} <= found)
    return MediaType.EML if sure or (declared is MediaType.EML and found & _USUAL) else None


def mail_start(content: bytes) -> bytes:
    """Returns a mail without what programs write before its first line."""
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")
    line = _MBOX_LINE.match(start)
    return start[line.end() :] if line else start
