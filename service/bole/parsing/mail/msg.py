"""Reads e-mails that Outlook saved (.msg) into their parts."""

from __future__ import annotations

import struct
from io import BytesIO

from olefile import OleFileIO
from oxmsg.properties import Properties
from oxmsg.storage import Storage

from bole.domain.documents import Document
from bole.domain.errors import BoleError, ErrorReason
from bole.parsing.mail.mail import Mail
from bole.parsing.mail.pictures import is_decoration

_HEADER_BYTES = 32
_INNER_HEADER_BYTES = 24
# Streams are named by property and type: 001F is UTF-16, 001E a text in the code page of the message, 0102 bytes.
_TEXT, _HTML_TEXT, _HTML = "1000", "1013", "10130102"
_DATA, _INNER_MESSAGE = "37010102", "3701000D"
_FILE_NAME, _SHORT_FILE_NAME, _MEDIA_TYPE, _IDENTIFIER = "3707", "3704", "370E", "3712"
_PREFIX = "__substg1.0_"

_UNUSUAL = (
    OSError, EOFError, ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError,
    OverflowError, struct.error,
)  # fmt: skip
"""What `oxmsg` and `olefile` raise for files that are damaged."""


def read_msg(content: bytes) -> Mail:
    """Reads an e-mail that Outlook saved.

    Raises:
        BoleError: DOCUMENT_DAMAGED.
    """
    try:
        with OleFileIO(BytesIO(content)) as container:
            return _mail(Storage.from_ole(container), _HEADER_BYTES)
    except _UNUSUAL as error:
        raise BoleError(
            ErrorReason.DOCUMENT_DAMAGED,
            "The Outlook message is damaged. Save it again, or send what is attached to it by itself.",
        ) from error


def _mail(storage: Storage, header_bytes: int) -> Mail:
    encoding = _encoding(storage, header_bytes)
    forms = (_html(storage, encoding), _text_document(storage, _TEXT, "text/plain", encoding))
    body = tuple(form for form in forms if form is not None)
    attachments: list[Document | Mail] = []
    for attached in storage.iter_attachment_storages():
        inner = next((one for one in attached.storages if one.name == _PREFIX + _INNER_MESSAGE), None)
        if inner is not None:
            attachments.append(_mail(inner, _INNER_HEADER_BYTES))
            continue
        document = _attachment(attached, encoding)
        if not is_decoration(_text(attached, _IDENTIFIER, encoding), document.content, (one.content for one in body)):
            attachments.append(document)
    return Mail(bodies=(body,) if body else (), attachments=tuple(attachments))


def _encoding(storage: Storage, header_bytes: int) -> str:
    """Returns the encoding of texts that are no Unicode; a code page that is not known is left to be guessed."""
    try:
        return Properties(storage, properties_header_offset=header_bytes).body_encoding
    except _UNUSUAL:
        return ""


def _html(storage: Storage, encoding: str) -> Document | None:
    content = _stream(storage, _HTML)
    if content:
        return Document(content=content, media_type=f"text/html; charset={encoding}")
    return _text_document(storage, _HTML_TEXT, "text/html", encoding)


def _text_document(storage: Storage, name: str, media_type: str, encoding: str) -> Document | None:
    """Returns a text of the message as a document that says how it is encoded."""
    wide = _stream(storage, name + "001F")
    if wide:
        content = wide.decode("utf-16-le", "replace").encode("utf-8", "replace")
        return Document(content=content, media_type=f"{media_type}; charset=utf-8")
    narrow = _stream(storage, name + "001E")
    return Document(content=narrow, media_type=f"{media_type}; charset={encoding}") if narrow else None


def _attachment(attached: Storage, encoding: str) -> Document:
    return Document(
        content=_stream(attached, _DATA),
        media_type=_text(attached, _MEDIA_TYPE, encoding),
        file_name=_text(attached, _FILE_NAME, encoding) or _text(attached, _SHORT_FILE_NAME, encoding),
    )


def _text(storage: Storage, name: str, encoding: str) -> str:
    wide = _stream(storage, name + "001F")
    if wide:
        return wide.decode("utf-16-le", "replace")
    try:
        return _stream(storage, name + "001E").decode(encoding or "utf-8", "replace")
    except LookupError:
        return ""


def _stream(storage: Storage, name: str) -> bytes:
    return next((stream.bytes_ for stream in storage.streams if stream.name == _PREFIX + name), b"")
