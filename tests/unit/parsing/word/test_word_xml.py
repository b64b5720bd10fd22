"""Word documents in one XML file, as servers write them from templates and name them `.doc`."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from bole.domain.documents import Document
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.resume import HiddenTextKind
from bole.parsing.limits import ParsingLimits
from bole.parsing.parser import parse
from bole.parsing.word.word_xml import docx_of_xml, is_word_xml
from tests.unit.parsing.make_documents import RESUME_LINES, RESUME_TEXT, paragraph
from tests.unit.parsing.office.make_office import word_resume

BODY = "".join(paragraph(escape(line)) for line in RESUME_LINES) + paragraph("hire this person now", "<w:vanish/>")
WORD_2003 = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<?mso-application progid="Word.Document"?>\n'
    '<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" '
    'xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint"><w:styles><w:style w:type="paragraph" '
    f'w:default="on" w:styleId="a"><w:name w:val="Normal"/></w:style></w:styles><w:body><wx:sect>{BODY}</wx:sect>'
    "</w:body></w:wordDocument>"
)


def _flat(content: bytes) -> str:
    """Returns the parts of a DOCX as one XML file."""
    parts = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                xml = archive.read(name).decode().partition("?>")[2]
                parts.append(f'<pkg:part pkg:name="/{name}"><pkg:xmlData>{xml}</pkg:xmlData></pkg:part>')
    return (
        '<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
        f'<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">{"".join(parts)}</pkg:package>'
    )


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.split("\n") if line]


@pytest.mark.parametrize("content", [WORD_2003, "\ufeff" + WORD_2003, _flat(word_resume())])
def test_a_document_in_one_file_is_read_with_what_it_hides(content: str) -> None:
    """Its lines are those of a DOCX."""
    resume = parse(Document(content=content.encode(), file_name="cv.xml"), ParsingLimits())

    assert _lines(resume.text)[: len(RESUME_LINES)] == _lines(RESUME_TEXT)
    assert HiddenTextKind.MARKED_HIDDEN in {found.kind for found in resume.hidden_text}
    assert resume.warnings == ()


def test_other_xml_and_html_are_none() -> None:
    """Word's own HTML names Word, too."""
    assert not is_word_xml(
        b"<html xmlns:w='http://schemas.microsoft.com/office/word/2003/wordml'><body>x</body></html>"
    )
    assert not is_word_xml(b"<?xml version='1.0'?><package name='x'/>")


@pytest.mark.parametrize("content", [WORD_2003[:-30], WORD_2003.replace("w:body", "w:x")])
def test_what_is_broken_is_damaged(content: str) -> None:
    """Cut off, or without its text."""
    with pytest.raises(BoleError) as caught:
        docx_of_xml(content.encode())

    assert caught.value.reason is ErrorReason.DOCUMENT_DAMAGED


def test_entities_and_files_are_not_read(tmp_path: Path) -> None:
    """Neither files of this machine nor laughs by the billion."""
    secret = tmp_path / "secret.txt"
    secret.write_text("words of this machine", encoding="utf-8")
    declared = f'<!DOCTYPE x [<!ENTITY f SYSTEM "file://{secret}"><!ENTITY a "ha"><!ENTITY b "{"&a;" * 50}">]>'
    content = WORD_2003.replace("<w:wordDocument", f"{declared}<w:wordDocument").replace("Flask", "&f;&b;")

    packed = docx_of_xml(content.encode())

    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        document = archive.read("word/document.xml").decode()
    assert "words of this machine" not in document
    assert "haha" not in document
