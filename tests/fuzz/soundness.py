"""What has to be true of whatever comes out of a parser."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from bole.domain.documents import Document, DocumentRole
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.resume import ParsedResume
from bole.domain.spans import Span
from bole.parsing.limits import ParsingLimits
from bole.parsing.parser import parse

LIMITS = ParsingLimits(max_characters=200_000, max_pages=20, max_unpacked_bytes=20_000_000, max_ocr_pages=0)


def outcome(content: bytes, file_name: str = "") -> ParsedResume | BoleError:
    """Returns what becomes of a document; any other exception is a finding."""
    document = Document(content=content, file_name=file_name, role=DocumentRole.PORTFOLIO, password="secret")  # noqa: S106  # of no file
    try:
        return parse(document, LIMITS)
    except BoleError as error:
        return error


def assert_sound(found: ParsedResume | BoleError) -> None:
    """Fails unless it is a resume whose spans all lie in its text, or a reason that can be told."""
    if isinstance(found, BoleError):
        assert found.reason is not ErrorReason.INTERNAL
        assert found.message
        return
    assert unicodedata.is_normalized("NFC", found.text)
    assert len(found.text) <= LIMITS.max_characters
    for span in spans_of(found):
        assert 0 <= span.start <= span.end <= len(found.text)


def spans_of(thing: object) -> Iterator[Span]:
    """Returns every span in a value of the domain."""
    if isinstance(thing, Span):
        yield thing
    elif isinstance(thing, tuple):
        for one in thing:
            yield from spans_of(one)
    elif is_dataclass(thing) and not isinstance(thing, type):
        for one in fields(thing):
            yield from spans_of(getattr(thing, one.name))
