"""LibreOffice reads what Word wrote before 2007, and what other programs write."""

from __future__ import annotations

import http.client
import http.server
import io
import subprocess
import sys
import threading
import time
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bole.domain.documents import Document
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.resume import HiddenTextKind, WarningCode
from bole.parsing.limits import ParsingLimits
from bole.parsing.media_type import MediaType
from bole.parsing.office.conversion import docx_of
from bole.parsing.parser import parse, read_text
from tests.requirements import require_data, require_program
from tests.unit.parsing.make_documents import RESUME_LINES
from tests.unit.parsing.office.make_office import converted

LIMITS = ParsingLimits()
ODT = "application/vnd.oasis.opendocument.text"


@pytest.fixture
def soffice() -> Path:
    return require_program("soffice", package="libreoffice-writer-nogui")


def _stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Puts a program of our own in the place of LibreOffice."""
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=":")
    monkeypatch.setenv("TMPDIR", str(folder))


@pytest.mark.parametrize("suffix", ["doc", "rtf", "odt"])
def test_an_old_document_is_read_with_what_it_hides(soffice: Path, tmp_path: Path, suffix: str) -> None:
    """Its lines, what a person cannot see in them, and that it was converted."""
    content = converted(soffice, tmp_path, suffix)

    resume = parse(Document(content=content, file_name=f"cv.{suffix}"), LIMITS)

    assert [" ".join(line.split()) for line in resume.text.split("\n") if line] == [
        *(" ".join(line.split()) for line in RESUME_LINES),
        "Docker",
    ]
    assert {found.kind for found in resume.hidden_text} == {HiddenTextKind.MARKED_HIDDEN, HiddenTextKind.COLOR}
    assert [warning.code for warning in resume.warnings] == [WarningCode.DOCUMENT_CONVERTED]


@pytest.mark.usefixtures("soffice")
def test_a_real_old_document_is_read() -> None:
    """Word wrote it, in Greek."""
    path = require_data("hostile/docx/legacy_doc/docling-project_docling__greek_heading_styles.doc")

    assert len(read_text(Document(content=path.read_bytes()), LIMITS)) > 500


def test_without_libreoffice_the_error_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is no part of the package."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BoleError) as caught:
        docx_of(b"{\\rtf1 x}", MediaType.RTF, LIMITS)

    assert caught.value.reason is ErrorReason.PART_NOT_INSTALLED
    assert "apt-get install libreoffice-writer-nogui" in caught.value.message


@pytest.mark.parametrize("hangs", ["sleep 60", "trap '' TERM; sleep 60 & wait; sleep 60"])
def test_a_conversion_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hangs: str) -> None:
    """Also one that does not listen; nothing of the document stays behind."""
    _stand_in(tmp_path, monkeypatch, hangs)
    with pytest.raises(BoleError) as caught:
        docx_of(b"{\\rtf1 x}", MediaType.RTF, replace(LIMITS, max_conversion_seconds=0.3))

    assert caught.value.reason is ErrorReason.DOCUMENT_TIMED_OUT
    assert [path.name for path in tmp_path.iterdir()] == ["soffice"]


def test_nothing_stays_behind_when_the_process_that_asked_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As workers are at the limit of a document, or when nobody waits any more."""
    _stand_in(tmp_path, monkeypatch, "sleep 60")
    program = (
        "from bole.parsing.limits import ParsingLimits; from bole.parsing.media_type import MediaType\n"
        "from bole.parsing.office.conversion import docx_of\n"
        "docx_of(b'{rtf', MediaType.RTF, ParsingLimits(max_conversion_seconds=1.0))"
    )
    asking = subprocess.Popen([sys.executable, "-c", program])
    _wait_until(lambda: len(list(tmp_path.glob("*/document.rtf"))) == 1)

    asking.kill()
    asking.wait()

    _wait_until(lambda: not list(tmp_path.glob("*/document.rtf")))
    _wait_until(lambda: len(list(tmp_path.iterdir())) == 1)
    assert [path.name for path in tmp_path.iterdir()] == ["soffice"]


def _wait_until(happened: Callable[[], bool]) -> None:
    """Waits for something that happens soon; the limit of the test ends it otherwise."""
    while not happened():
        time.sleep(0.02)


@pytest.mark.parametrize("fails", ["exit 77", "exit 0", "kill -SEGV $$"])
def test_a_conversion_that_fails_is_a_damaged_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    """Whether it says so, writes nothing or dies."""
    _stand_in(tmp_path, monkeypatch, fails)
    with pytest.raises(BoleError) as caught:
        docx_of(b"{\\rtf1 x}", MediaType.RTF, LIMITS)

    assert caught.value.reason is ErrorReason.DOCUMENT_DAMAGED
    assert [path.name for path in tmp_path.iterdir()] == ["soffice"]


def test_a_server_without_room_for_files_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The document is not at fault."""
    _stand_in(tmp_path, monkeypatch, "exit 0")
    monkeypatch.setenv("TMPDIR", str(tmp_path / "gone"))
    with pytest.raises(BoleError) as caught:
        docx_of(b"{\\rtf1 x}", MediaType.RTF, LIMITS)

    assert caught.value.reason is ErrorReason.INTERNAL


def test_the_program_sees_none_of_our_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its environment holds only what it needs."""
    seen = tmp_path / "seen"
    _stand_in(tmp_path, monkeypatch, f"env >{seen}; exit 1")
    monkeypatch.setenv("BOLE_OPENAI_KEY", "secret")
    with pytest.raises(BoleError):
        docx_of(b"{\\rtf1 x}", MediaType.RTF, LIMITS)

    assert "secret" not in seen.read_text(encoding="utf-8")
    assert "http_proxy=http://127.0.0.1:9" in seen.read_text(encoding="utf-8")


@pytest.fixture
def visits() -> Iterator[tuple[str, list[str]]]:
    """Serves anything over HTTP, and lists what was asked for below its address.

    A client of another test, whose server had this port before, may come by: what it says is not about the address.
    """
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        raw_requestline: bytes

        def parse_request(self) -> bool:
            line = self.raw_requestline.decode("latin-1")
            asked.extend([line] if "/below-this/" in line else [])
            return False

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/below-this", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.usefixtures("soffice")
def test_nothing_that_a_document_refers_to_is_fetched(tmp_path: Path, visits: tuple[str, list[str]]) -> None:
    """Neither pages and pictures on the network nor files of this machine; what the document holds itself is read."""
    address, asked = visits
    secret = tmp_path / "secret.txt"
    secret.write_text("words of this machine", encoding="utf-8")

    text = read_text(Document(content=_referring(address, secret)), LIMITS)

    assert asked == []
    assert "kept words" in text
    assert "words of this machine" not in text
    with pytest.raises(http.client.RemoteDisconnected):  # who does ask is seen
        urllib.request.urlopen(f"{address}/page", timeout=10)  # noqa: S310 (an address of ours)
    assert len(asked) == 1


def _referring(address: str, secret: Path) -> bytes:
    """Returns an ODT with sections and a picture that lie elsewhere."""
    content = (
        '<o:document-content xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:t="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:x="http://www.w3.org/1999/xlink" '
        'xmlns:d="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
        'xmlns:s="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" o:version="1.2"><o:body><o:text>'
        f'<t:p>kept words</t:p><t:section t:name="a"><t:section-source x:href="file://{secret}" x:type="simple" '
        't:filter-name="Text"/><t:p>old</t:p></t:section>'
        f'<t:section t:name="b"><t:section-source x:href="{address}/page" x:type="simple"/><t:p>old</t:p></t:section>'
        f'<t:p><d:frame s:width="3cm" s:height="3cm" t:anchor-type="as-char"><d:image x:href="{address}/picture.png" '
        'x:type="simple" x:actuate="onLoad"/></d:frame></t:p></o:text></o:body></o:document-content>'
    )
    manifest = (
        '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<m:file-entry m:full-path="/" m:media-type="{ODT}"/>'
        '<m:file-entry m:full-path="content.xml" m:media-type="text/xml"/></m:manifest>'
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", ODT)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return stream.getvalue()
