"""Every parser ends with a sound resume or a reason, whatever it is given."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bole.parsing.structure.outline import structure
from bole.pipeline.workers import WorkerProcesses
from tests.fuzz import seeds
from tests.fuzz.mutation import damaged
from tests.fuzz.soundness import assert_sound, outcome, spans_of

fuzzed = settings(settings.get_profile("fuzz"))


@pytest.fixture(scope="module")
def workers() -> Iterator[WorkerProcesses]:
    """Readers in C may end their process; the service outlives that, and so do these tests."""
    pool = WorkerProcesses(processes=1, limit_seconds=30, limit_cpu_seconds=20, limit_mebibytes=1024)
    yield pool
    pool.close()


@fuzzed
@given(damaged(seeds.PDFS, seeds.PDF_WORDS))
def test_pdf(workers: WorkerProcesses, content: bytes) -> None:
    """Objects, streams, fonts and drawing."""
    assert_sound(asyncio.run(workers.run(outcome, content)))


@fuzzed
@given(damaged(seeds.PICTURES, seeds.PICTURE_WORDS))
def test_pictures(workers: WorkerProcesses, content: bytes) -> None:
    """Heads that promise anything; nothing is recognised here."""
    assert_sound(asyncio.run(workers.run(outcome, content)))


@fuzzed
@given(damaged(seeds.DOCX_FILES))
def test_docx_container(content: bytes) -> None:
    """Directories and packed parts."""
    assert_sound(outcome(content))


@fuzzed
@given(
    damaged([seeds.DOCX_BODY.encode()], seeds.XML_WORDS),
    damaged([seeds.DOCX_STYLES], seeds.XML_WORDS),
    damaged([seeds.DOCX_NUMBERING], seeds.XML_WORDS),
    st.integers(1, 7),
)
def test_docx_parts(body: bytes, styles: bytes, numbering: bytes, which: int) -> None:
    """Text, styles and numbering, some of them damaged."""
    assert_sound(
        outcome(
            seeds.docx_of(
                body if which & 1 else seeds.DOCX_BODY.encode(),
                styles if which & 2 else seeds.DOCX_STYLES,
                numbering if which & 4 else seeds.DOCX_NUMBERING,
            )
        )
    )


@fuzzed
@given(st.lists(st.sampled_from((*seeds.XML_WORDS, b"text", b"Work Experience")), max_size=30))
def test_docx_elements(words: list[bytes]) -> None:
    """Elements in any order, closed by force."""
    opened = [word for word in words if word.startswith(b"<w:") and not word.endswith(b"/>")]
    closing = b"".join(b"</" + word[1:].split(b" ")[0].split(b">")[0] + b">" for word in reversed(opened))
    assert_sound(outcome(seeds.docx_of(b"".join(words) + closing)))


@fuzzed
@given(damaged(seeds.WORD_XML_FILES, seeds.XML_WORDS))
def test_word_xml(content: bytes) -> None:
    """Word documents in one XML file, of 2003 and later."""
    assert_sound(outcome(content, "cv.doc"))


@fuzzed
@given(damaged(seeds.HTML_FILES, seeds.HTML_WORDS))
def test_html(content: bytes) -> None:
    """Tags, attributes and style sheets."""
    assert_sound(outcome(content, "cv.html"))


@fuzzed
@given(damaged(seeds.MARKDOWN_FILES, seeds.MARKDOWN_WORDS))
def test_markdown(content: bytes) -> None:
    """Marks in odd places."""
    assert_sound(outcome(content, "cv.md"))


@fuzzed
@given(damaged(seeds.TEXT_FILES, seeds.TEXT_WORDS))
def test_text_and_encodings(content: bytes) -> None:
    """Bytes of any encoding."""
    assert_sound(outcome(content, "cv.txt"))


@fuzzed
@given(damaged(seeds.JSON_FILES, seeds.JSON_WORDS))
def test_json_resume(content: bytes) -> None:
    """Values of any kind where others belong."""
    assert_sound(outcome(content, "resume.json"))


@fuzzed
@given(damaged(seeds.MAILS, seeds.MAIL_WORDS))
def test_eml(content: bytes) -> None:
    """Heads, boundaries and encodings of parts."""
    assert_sound(outcome(content, "cv.eml"))


@fuzzed
@given(damaged(seeds.MHTML_FILES, seeds.MAIL_WORDS + seeds.HTML_WORDS))
def test_mhtml(content: bytes) -> None:
    """Web archives under the name of a Word document."""
    assert_sound(outcome(content, "cv.doc"))


@fuzzed
@given(damaged(seeds.MSG_FILES))
def test_msg(content: bytes) -> None:
    """Sectors, storages and streams."""
    assert_sound(outcome(content, "cv.msg"))


@settings(fuzzed, max_examples=max(10, settings.get_profile("fuzz").max_examples // 10))  # opening takes its time
@given(damaged(seeds.PROTECTED))
def test_protected_documents(content: bytes) -> None:
    """What a password opens, or nearly."""
    assert_sound(outcome(content, "cv.docx"))


@fuzzed
@given(damaged(seeds.ZIPS + seeds.SEVEN_ZIPS))
def test_archives(content: bytes) -> None:
    """Zip and 7z."""
    assert_sound(outcome(content, "cv.zip"))


@fuzzed
@given(
    damaged(
        seeds.MSG_FILES + seeds.ZIPS + seeds.PDFS[:1] + seeds.TEXT_FILES, (b"PK\x03\x04", b"%PDF-", b"\xd0\xcf\x11\xe0")
    )
)
def test_sniffing(content: bytes) -> None:
    """One format that begins like another."""
    if not content.startswith((b"{\\rtf", b"\xd0\xcf\x11\xe0")):  # no conversion is worth fuzzing here
        assert_sound(outcome(content))


LINES_OF_RESUMES = [
    *f"{seeds.TEXT}\n{seeds.CHINESE}\n{seeds.ARABIC}".split("\n"),
    *(
        "2019.03-至今",
        "Mar 2019 – Present",
        "平成31年",
        "03/2019",
        "2019年13月",
        "- x",
        "•",
        "Python, Go",
        "英语 CET-6",
        "a@b.c",
    ),
]


@fuzzed
@given(st.lists(st.sampled_from(LINES_OF_RESUMES) | st.text(max_size=60), max_size=40).map("\n".join))
def test_structure(text: str) -> None:
    """Lines of resumes in any order, between lines of anything."""
    for span in spans_of(structure(text)):
        assert 0 <= span.start <= span.end <= len(text)
