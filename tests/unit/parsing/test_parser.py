"""Every format ends in the same `ParsedResume`."""

from __future__ import annotations

import hashlib
import unicodedata

import pytest

from bole.domain.documents import Document
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.resume import WarningCode
from bole.parsing.limits import ParsingLimits
from bole.parsing.parser import parse, parse_summary, read_text
from tests.unit.parsing.make_documents import RESUME_LINES, RESUME_TEXT, resume_docx, resume_pdf

HTML = "<html><body>" + "".join(f"<div>{line}</div>" for line in RESUME_LINES) + "</body></html>"
FORMATS = {
    "application/pdf": resume_pdf(),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": resume_docx(),
    "text/html": HTML.encode(),
    "text/plain": RESUME_TEXT.encode("utf-16"),
    "text/markdown": RESUME_TEXT.encode(),
}


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.split("\n") if line]


@pytest.mark.parametrize("media_type", FORMATS)
def test_each_format_gives_the_same_lines(media_type: str) -> None:
    """Text, spans, digest and type hold for all of them."""
    content = FORMATS[media_type]
    resume = parse(Document(content=content, media_type=media_type), ParsingLimits())

    assert _lines(resume.text) == _lines(RESUME_TEXT)
    assert resume.media_type == media_type
    assert resume.document_digest == hashlib.sha256(content).hexdigest()
    assert unicodedata.is_normalized("NFC", resume.text)
    assert [line.span.of(resume.text) for line in resume.lines] == [line for line in resume.text.split("\n") if line]
    assert resume.warnings == ()
    assert resume.sections


@pytest.mark.parametrize(
    ("file_name", "media_type"),
    [("cv.pdf", ""), ("cv.doc", ""), ("", "application/pdf"), ("cv", "application/msword"), ("cv.txt", "")],
)
def test_a_wrong_name_is_a_warning(file_name: str, media_type: str) -> None:
    """The content is read as what it is."""
    resume = parse(Document(content=HTML.encode(), file_name=file_name, media_type=media_type), ParsingLimits())

    assert resume.media_type == "text/html"
    assert [warning.code for warning in resume.warnings] == [WarningCode.MEDIA_TYPE_MISMATCH]


def test_an_unclear_encoding_is_a_warning() -> None:
    """The result says that letters may be wrong."""
    resume = parse(Document(content=RESUME_TEXT.encode() + b"\ncaf\xe9 \xd5\xc5\xce\xb0 x"), ParsingLimits())

    assert [warning.code for warning in resume.warnings] == [WarningCode.ENCODING_GUESSED]


def test_parsing_twice_gives_the_same() -> None:
    """Nothing depends on time, order or chance."""
    documents = [Document(content=content) for content in FORMATS.values()]

    assert [parse(one, ParsingLimits()) for one in documents] == [parse(one, ParsingLimits()) for one in documents]


def test_a_summary_is_parsed_without_looking_like_a_resume() -> None:
    """A few sentences are enough for questions."""
    resume = parse_summary("Five years of Python at Harbor Ltd.")

    assert resume.text == "Five years of Python at Harbor Ltd."
    with pytest.raises(BoleError) as caught:
        parse_summary(" \n ")
    assert caught.value.reason is ErrorReason.DOCUMENT_EMPTY


def test_the_text_of_a_posting_is_read_from_any_format() -> None:
    """A posting is no resume and need not look like one."""
    assert read_text(Document(content=b"<html><p>We hire a cook.</p></html>"), ParsingLimits()) == "We hire a cook."
