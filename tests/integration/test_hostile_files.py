"""Files that are built to break a parser end in a result or a reason, and cost nothing but themselves."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator

import pytest

from bole.domain.documents import Document, DocumentRole
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.resume import ParsedResume, WarningCode
from bole.parsing.limits import ParsingLimits
from bole.parsing.parser import parse
from bole.pipeline.workers import WorkerProcesses
from tests.hostile_files import DOCX_FILES, LINES, PDFS, SHOWN, TEXTS, hand_made_pdf, one_page, packed
from tests.unit.parsing.make_documents import docx, paragraph, resume_pdf

REASONS = frozenset(
    {
        ErrorReason.DOCUMENT_DAMAGED,
        ErrorReason.DOCUMENT_EMPTY,
        ErrorReason.DOCUMENT_ENCRYPTED,
        ErrorReason.DOCUMENT_OUT_OF_MEMORY,
        ErrorReason.DOCUMENT_TIMED_OUT,
        ErrorReason.DOCUMENT_TOO_LARGE,
        ErrorReason.DOCUMENT_TOO_LONG,
        ErrorReason.DOCUMENT_WITHOUT_TEXT,
    }
)
READ = frozenset(
    {
        "a picture of 100,000 x 100,000",
        "a billion pages promised",
        "a negative number of pages",
        "a table that follows itself",
        "a table elsewhere",
        "a table of nonsense",
        "100,000 arrays inside each other on the page",
        "two million saved states",
        "a page of no size",
        "a page that is no number",
        "a page upside down",
        "a page of 1e30 points",
        "a page of 200 inches",
        "text beyond all numbers",
        "entries that overlap",
        "tables 60 deep",
        "100,000 relations",
        "styles in a circle",
        "absurd numbering",
        "laughs in a page",
        "blank lines without end",
        "comments before a text",
    }
)
"""Files whose visible text comes out whole, because what is wrong with them does not concern it."""
FILES: dict[str, Callable[[], bytes]] = {
    f"{kind}: {name}": make
    for kind, files in (("PDF", PDFS), ("DOCX", DOCX_FILES), ("text", TEXTS))
    for name, make in files.items()
}
GOOD = Document(content=resume_pdf())


@pytest.fixture(scope="module")
def workers() -> Iterator[WorkerProcesses]:
    """One process: whatever a file leaves behind would meet the next."""
    pool = WorkerProcesses(processes=1, limit_seconds=4, limit_cpu_seconds=3, limit_mebibytes=512)
    yield pool
    pool.close()


async def _outcome(workers: WorkerProcesses, content: bytes) -> ParsedResume | BoleError:
    try:
        document = Document(content=content, role=DocumentRole.PORTFOLIO)
        return await workers.run(parse, document, ParsingLimits())
    except BoleError as error:
        return error


@pytest.mark.parametrize("name", FILES)
async def test_a_hostile_file_costs_nothing_but_itself(workers: WorkerProcesses, name: str) -> None:
    """It is read, or refused with a reason that says what to do; the next file is read as ever."""
    outcome = await _outcome(workers, FILES[name]())

    if isinstance(outcome, BoleError):
        assert name.partition(": ")[2] not in READ, outcome
        assert outcome.reason in REASONS
        assert "died" not in outcome.message
    else:
        assert all(line.span.of(outcome.text).strip() for line in outcome.lines)
        assert name.partition(": ")[2] not in READ or "xperience" in outcome.text
    assert (await workers.run(parse, GOOD, ParsingLimits())).text.startswith("Ada Example")


@pytest.mark.parametrize(
    ("content", "reason", "words"),
    [
        (resume_pdf()[:1200], ErrorReason.DOCUMENT_DAMAGED, "cut off"),
        (one_page(SHOWN).replace(b"/Kids[3 0 R]", b"/Kids[9 0 R]"), ErrorReason.DOCUMENT_DAMAGED, "None of its pages"),
        (hand_made_pdf([b"<</Type/Catalog>>"]), ErrorReason.DOCUMENT_DAMAGED, "damaged"),
        (docx("<w:tbl>" * 300), ErrorReason.DOCUMENT_DAMAGED, "damaged"),
        (DOCX_FILES["tables 1,000 deep"](), ErrorReason.DOCUMENT_DAMAGED, "nested or expanded"),
        (DOCX_FILES["a billion laughs"](), ErrorReason.DOCUMENT_DAMAGED, "nested or expanded"),
        (DOCX_FILES["a file as an entity"](), ErrorReason.DOCUMENT_DAMAGED, "document type"),
        (DOCX_FILES["a method that Word never uses"](), ErrorReason.DOCUMENT_DAMAGED, "never packs"),
        (TEXTS["elements 100,000 deep"](), ErrorReason.DOCUMENT_DAMAGED, "too deep"),
        (TEXTS["brackets without end"](), ErrorReason.DOCUMENT_TOO_LONG, "marks and lines"),
        (TEXTS["parts of a mail without end"](), ErrorReason.DOCUMENT_TOO_LARGE, "pieces"),
    ],
)  # fmt: skip
def test_the_reason_names_what_is_wrong(content: bytes, reason: ErrorReason, words: str) -> None:
    """A person can act on it."""
    with pytest.raises(BoleError, match=words) as caught:
        parse(Document(content=content, role=DocumentRole.PORTFOLIO), ParsingLimits())

    assert caught.value.reason is reason


def _pages(count: int) -> bytes:
    kids = b"3 0 R " * count
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 4 0 R>>>>/Contents 5 0 R>>"
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    tree = b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count)
    return hand_made_pdf([b"<</Type/Catalog/Pages 2 0 R>>", tree, page, font, packed(SHOWN)])


def _entries(count: int) -> bytes:
    """Returns a DOCX with so many entries."""
    parts = {f"word/media/{number}": "" for number in range(count - 4)}
    return docx("".join(map(paragraph, LINES)), parts)


LIMITS: dict[str, tuple[bytes, ParsingLimits, bytes, ErrorReason]] = {
    "pages": (_pages(3), ParsingLimits(max_pages=3), _pages(4), ErrorReason.DOCUMENT_TOO_LONG),
    "10,000 pages": (_pages(20), ParsingLimits(max_pages=20), _pages(10_000), ErrorReason.DOCUMENT_TOO_LONG),
    "bytes": (b"Skills\nx", ParsingLimits(max_bytes=8), b"Skills\nxy", ErrorReason.DOCUMENT_TOO_LARGE),
    "characters": (b"Skills\nx", ParsingLimits(max_characters=8), b"Skills\nxy", ErrorReason.DOCUMENT_TOO_LONG),
    "entries": (_entries(20), ParsingLimits(max_zip_entries=20), _entries(21), ErrorReason.DOCUMENT_TOO_LARGE),
}


@pytest.mark.parametrize("name", LIMITS)
def test_limits_are_inclusive(name: str) -> None:
    """What is at the limit is read, what is beyond is refused with the numbers."""
    within, limits, beyond, reason = LIMITS[name]

    assert parse(Document(content=within, role=DocumentRole.PORTFOLIO), limits).text
    with pytest.raises(BoleError) as caught:
        parse(Document(content=beyond, role=DocumentRole.PORTFOLIO), limits)
    assert caught.value.reason is reason
    assert caught.value.metadata


def test_objects_of_a_page_are_limited() -> None:
    """A page with more objects than the limit is unreadable; its neighbours are read."""
    content = one_page(SHOWN + b"0 0 m 1 1 l S\n" * 100)

    assert parse(Document(content=content, role=DocumentRole.PORTFOLIO), ParsingLimits(max_page_objects=107)).text
    with pytest.raises(BoleError):
        parse(Document(content=content, role=DocumentRole.PORTFOLIO), ParsingLimits(max_page_objects=106))


def _knocking(host: str) -> dict[str, bytes]:
    """Returns files that ask their reader to fetch something from `host`."""
    url = f"http://{host}/x"
    external = f'<Relationship Id="{{}}" Type="http://x/{{}}" Target="{url}" TargetMode="External"/>'
    body = "".join(map(paragraph, LINES))
    relations = "".join(external.format(f"x{kind}", kind) for kind in ("header", "image", "attachedTemplate", "styles"))
    page = f'<img src="{url}"><iframe src="{url}"></iframe><object data="{url}"></object>{"<br>".join(LINES)}'
    doctype = f'<!DOCTYPE html [<!ENTITY % d SYSTEM "{url}"> %d; <!ENTITY e SYSTEM "{url}">]>'
    style = f'<link rel="stylesheet" href="{url}"><style>@import "{url}"; p {{background: url({url})}}</style>'
    action = b"<</S/URI/URI(%s)>>" % url.encode()
    catalogue = b"<</Type/Catalog/Pages 2 0 R/OpenAction %s/AA<</WC %s>>>>" % (action, action)
    mail = f"From: a@b.example\nSubject: x\nMIME-Version: 1.0\nContent-Type: text/html\n\n<html>{style}{page}"
    return {
        "DOCX": docx(body, relations=relations),
        "DOCX with a document type": docx(body, {"word/header1.xml": f'<!DOCTYPE x SYSTEM "{url}"><x/>'}),
        "HTML": f"<html><head>{style}</head><body>{page}".encode(),
        "HTML with entities": f"{doctype}<html><body>&e;{page}".encode(),
        "SVG": f'{doctype}<html><body><svg><image href="{url}"/><text>&e;</text></svg>{page}'.encode(),
        "Markdown": f"# Work\n# Skills\n- a\n- b\n![x]({url})\n<img src='{url}'>\n".encode(),
        "mail": mail.encode(),
        "PDF": one_page(SHOWN).replace(b"<</Type/Catalog/Pages 2 0 R>>", catalogue),
    }


def test_nothing_is_ever_fetched() -> None:
    """Nobody knocks at a door that every file points at."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.settimeout(0.2)
        for name, content in _knocking(f"127.0.0.1:{door.getsockname()[1]}").items():
            outcome = _parsed_here(content)
            assert isinstance(outcome, ParsedResume | BoleError), name
        with pytest.raises(TimeoutError):
            door.accept()


def _parsed_here(content: bytes) -> ParsedResume | BoleError:
    try:
        return parse(Document(content=content, role=DocumentRole.PORTFOLIO), ParsingLimits())
    except BoleError as error:
        return error


def test_a_page_that_cannot_be_read_is_told() -> None:
    """Its neighbour is read."""
    content = _pages(2).replace(b"/Kids[3 0 R 3 0 R ]", b"/Kids[3 0 R 9 0 R ]")

    resume = parse(Document(content=content, role=DocumentRole.PORTFOLIO), ParsingLimits())

    assert resume.text
    assert [warning.code for warning in resume.warnings] == [WarningCode.PAGE_UNREADABLE]


def test_a_file_that_lacks_its_end_is_read_with_a_warning() -> None:
    """What viewers show is read; that pages may be missing is said."""
    content = one_page()

    resume = parse(
        Document(content=content[: content.rindex(b"startxref")], role=DocumentRole.PORTFOLIO), ParsingLimits()
    )

    assert resume.text == parse(Document(content=content, role=DocumentRole.PORTFOLIO), ParsingLimits()).text
    assert [warning.code for warning in resume.warnings] == [WarningCode.PAGE_UNREADABLE]
