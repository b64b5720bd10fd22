"""Reads e-mails (.eml) and web archives (.mht) into their parts; nothing that they refer to is fetched."""

from __future__ import annotations

import base64
import email
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.header import decode_header, make_header
from email.message import Message
from itertools import islice

from bole.domain.documents import Document
from bole.domain.errors import BoleError, ErrorReason
from bole.parsing.mail.headers import mail_start
from bole.parsing.mail.mail import Mail
from bole.parsing.mail.pictures import is_decoration

_BODIES = frozenset({"text/html", "text/plain"})
# What programs add for each other: signatures, invitations, cards, reports on delivery.
_NOT_FOR_PEOPLE = frozenset({
    "application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature", "text/calendar",
    "text/vcard", "text/x-vcard", "message/delivery-status", "text/rfc822-headers", "message/disposition-notification",
})  # fmt: skip
_ENCRYPTED = frozenset({"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"})

# Each of their parameters is looked for among all others, which takes minutes where there are many thousands.
_LONG_FIELD = re.compile(rb"^content-(?:type|disposition):(?:[^\r\n]|\r?\n[ \t]){20000}", re.IGNORECASE | re.MULTILINE)

_BOUNDARY = re.compile(rb'boundary\s*=\s*"?([^"\r\n;]{1,200})', re.IGNORECASE)
_MARK_LINE = re.compile(rb"^--([^\r\n]{1,202})", re.MULTILINE)
_MOST_PIECES = 5_000
"""Of a mail or web archive, with pictures of pages and all forms of texts; taking apart so many takes half a second."""

_SOFT_BREAK = re.compile(rb"(?<!\n--) \r?\n(?![>\r\n])")
"""Where a program broke a line of flowed text (RFC 3676); the line before a signature is no such place."""

_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/]")

_UNUSUAL = (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError)
"""What the standard library raises for messages that no program writes."""


def read_eml(content: bytes) -> Mail:
    """Reads an e-mail.

    Raises:
        BoleError: DOCUMENT_DAMAGED, or DOCUMENT_ENCRYPTED when only its recipient can open it.
    """
    try:
        message = _message(content)
        encrypted = message.get_content_type() in _ENCRYPTED
        mail = Mail() if encrypted else _mail(message)
    except _UNUSUAL as error:
        raise _damaged("e-mail") from error
    if encrypted:
        raise BoleError(
            ErrorReason.DOCUMENT_ENCRYPTED,
            "The e-mail is encrypted for its recipient. Send what is attached to it by itself.",
        )
    return mail


def web_page(content: bytes) -> Document:
    """Returns the page that a web archive was made from.

    Raises:
        BoleError: DOCUMENT_DAMAGED when there is none.
    """
    try:
        message = _message(content)
        start = str(message.get_param("start", "")).strip("<>")
        pages = [part for part in message.walk() if part.get_content_type() == "text/html"]
        named = [part for part in pages if start and str(part.get("content-id", "")).strip("<> ") == start]
        page = next(iter(named + pages), None)
        if page is not None:
            return _document(page)
    except _UNUSUAL as error:
        raise _damaged("web archive") from error
    raise BoleError(
        ErrorReason.DOCUMENT_DAMAGED, "The web archive holds no page. Save the page again, as PDF or as HTML."
    )


def _message(content: bytes) -> Message:
    if _LONG_FIELD.search(content):
        raise ValueError("a field of a head that is longer than any program writes")
    if _piece_count(content) > _MOST_PIECES:
        raise BoleError(
            ErrorReason.DOCUMENT_TOO_LARGE,
            f"The document holds more than {_MOST_PIECES} pieces. Send only the resume.",
            metadata={"max_piece_count": str(_MOST_PIECES)},
        )
    return email.message_from_bytes(mail_start(content))


def _piece_count(content: bytes) -> int:
    """Counts the marks between pieces, up to a few more than the most."""
    boundaries = {found.strip() for found in islice(_BOUNDARY.findall(content), _MOST_PIECES)}
    lines = _MARK_LINE.finditer(content) if boundaries else iter(())
    marks = (line for line in lines if line[1].rstrip().removesuffix(b"--") in boundaries)
    return sum(1 for _ in islice(marks, _MOST_PIECES + 1))


@dataclass(slots=True)
class _Parts:
    bodies: list[tuple[Document, ...]] = field(default_factory=list)
    attachments: list[Document | Mail] = field(default_factory=list)
    pictures: list[tuple[str, Document]] = field(default_factory=list)
    """Content identifier and content of the pictures that a page can show."""


def _mail(message: Message) -> Mail:
    parts = _Parts()
    _collect(message, parts)
    pages = tuple(form.content for forms in parts.bodies for form in forms)
    shown = [picture for identifier, picture in parts.pictures if not is_decoration(identifier, picture.content, pages)]
    return Mail(bodies=tuple(parts.bodies), attachments=(*parts.attachments, *shown))


def _collect(part: Message, parts: _Parts) -> None:
    kind = part.get_content_type()
    if kind == "multipart/alternative" and part.is_multipart():
        _collect_alternative(part, parts)
    elif kind == "message/rfc822" and part.is_multipart():
        parts.attachments += [_mail(inner) for inner in _inner(part)]
    elif part.is_multipart():
        for inner in _inner(part):
            _collect(inner, parts)
    else:
        _collect_leaf(part, kind, parts)


def _collect_alternative(part: Message, parts: _Parts) -> None:
    """Keeps the forms of one text together; they say the same, so only one of them is read."""
    own = _Parts()
    for inner in _inner(part):
        _collect(inner, own)
    forms = sorted((form for forms in own.bodies for form in forms), key=lambda form: "html" not in form.media_type)
    if forms:
        parts.bodies.append(tuple(forms))
    parts.attachments += own.attachments
    parts.pictures += own.pictures


def _collect_leaf(part: Message, kind: str, parts: _Parts) -> None:
    if kind in _NOT_FOR_PEOPLE:
        return
    attached = part.get_content_disposition() == "attachment" or bool(_file_name(part))
    if not attached and (kind in _BODIES or part.get_content_maintype() == "multipart"):
        parts.bodies.append((_document(part),))
    elif part.get_content_maintype() == "image":
        parts.pictures.append((str(part.get("content-id", "")).strip("<> "), _document(part)))
    else:
        parts.attachments.append(_document(part))


def _inner(part: Message) -> Iterator[Message]:
    payload: object = part.get_payload()
    for inner in payload if isinstance(payload, list) else ():
        if isinstance(inner, Message):
            yield inner


def _document(part: Message) -> Document:
    content = _content(part)
    if str(part.get_param("format", "")).lower() == "flowed":
        glue = b"" if str(part.get_param("delsp", "")).lower() == "yes" else b" "
        content = _SOFT_BREAK.sub(glue, content)
    charset = part.get_content_charset() or ""
    kind = part.get_content_type()
    media_type = f"{kind}; charset={charset}" if charset and kind.startswith("text/") else kind
    return Document(content=content, media_type=media_type, file_name=_file_name(part))


def _content(part: Message) -> bytes:
    """Returns the bytes of a part; what was cut off in the middle keeps its beginning."""
    encoded: object = part.get_payload()
    if str(part.get("content-transfer-encoding", "")).strip().lower() == "base64" and isinstance(encoded, str):
        letters = _NOT_BASE64.sub("", encoded)
        whole = letters[: len(letters) - (len(letters) % 4 == 1)]
        return base64.b64decode(whole + "=" * (-len(whole) % 4))
    payload: object = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _file_name(part: Message) -> str:
    """Returns the name of an attachment; Chinese programs often encode it as if it were a subject."""
    name = part.get_filename() or ""
    if "=?" not in name:
        return name
    try:
        return str(make_header(decode_header(name)))
    except (ValueError, LookupError):
        return name


def _damaged(what: str) -> BoleError:
    return BoleError(
        ErrorReason.DOCUMENT_DAMAGED,
        f"The {what} is damaged: its parts cannot be told apart. Send what is in it by itself.",
    )
