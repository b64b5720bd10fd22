"""DOCX is read as Word shows it."""

from __future__ import annotations

import pytest

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.resume import HiddenTextKind
from bole.parsing.limits import ParsingLimits
from bole.parsing.text.visible_text import VisibleText
from bole.parsing.word.package import opened
from bole.parsing.word.reader import read_docx
from tests.unit.parsing.make_documents import docx, package, paragraph, part, relation

BLUE = '<a:solidFill><a:srgbClr val="204060"/></a:solidFill>'
WHITE = '<w:color w:val="FFFFFF"/>'


_SHADE = '<w:shd w:val="clear" w:fill="204060"/>'
_SHADED_PARAGRAPH = f"<w:p><w:pPr>{_SHADE}</w:pPr><w:r><w:rPr>{WHITE}</w:rPr><w:t>words</w:t></w:r></w:p>"
_SHADED_CELL = f"<w:tbl><w:tr><w:tc><w:tcPr>{_SHADE}</w:tcPr>{paragraph('words', WHITE)}</w:tc></w:tr></w:tbl>"


def _read(body: str, parts: dict[str, str] | None = None, relations: str = "") -> VisibleText:
    return read_docx(docx(body, parts, relations), ParsingLimits())


def _cell(*texts: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(map(paragraph, texts))}</w:tc>"


def _box(text: str, down: int = 0, fill: str = "") -> str:
    """Returns a run with a text box that is written twice, for new and for old Word."""
    content = f"<w:txbxContent>{text}</w:txbxContent>"
    return (
        "<w:r><mc:AlternateContent><mc:Choice><w:drawing><wp:anchor>"
        f"<wp:positionV><wp:posOffset>{down}</wp:posOffset></wp:positionV><wps:wsp><wps:spPr>{fill}</wps:spPr>"
        f"<wps:txbx>{content}</wps:txbx></wps:wsp></wp:anchor></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{content}</v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )


def test_runs_tabs_and_breaks_make_lines() -> None:
    """A soft break ends a line, a tab is a wide gap, a split word stays whole."""
    body = (
        "<w:p><w:r><w:t>Back</w:t></w:r><w:r><w:t>end</w:t></w:r><w:r><w:tab/><w:t>2019</w:t><w:br/>"
        "<w:t>Ber</w:t><w:noBreakHyphen/><w:t>lin</w:t></w:r></w:p><w:p/>" + paragraph("next")
    )

    assert _read(body).text == "Backend  2019\nBer-lin\n\nnext"


def test_a_row_of_short_cells_is_one_line() -> None:
    """Label and value stay together; words of two cells never glue."""
    row = f"<w:tr>{_cell('姓名')}{_cell('张伟')}{_cell('')}</w:tr>"

    assert _read(f"<w:tbl>{row}</w:tbl>").text == "姓名  张伟"


def test_a_cell_of_several_lines_stands_alone() -> None:
    """A sidebar is read before what stands beside it."""
    table = f"<w:tbl><w:tr>{_cell('Skills', 'Python')}{_cell('Experience', 'Engineer')}</w:tr></w:tbl>"

    assert _read(table).text == "Skills\nPython\nExperience\nEngineer"


def test_a_table_in_a_cell_is_read_in_place() -> None:
    """Nested tables lay out many templates."""
    inner = f"<w:tbl><w:tr>{_cell('a')}{_cell('b')}</w:tr><w:tr>{_cell('c')}{_cell('d')}</w:tr></w:tbl>"
    table = f"<w:tbl><w:tr><w:tc>{inner}<w:p/></w:tc></w:tr></w:tbl>"

    assert _read(paragraph("before") + table + paragraph("after")).text == "before\n\na  b\nc  d\n\nafter"


def test_text_boxes_count_once_and_from_the_top() -> None:
    """A box is written twice in the file; boxes of one paragraph are read by their height."""
    body = f"<w:p><w:r><w:t>own</w:t></w:r>{_box(paragraph('lower'), 900)}{_box(paragraph('upper'), 100)}</w:p>"

    assert _read(body).text == "own\n\nupper\n\nlower"


def test_headers_footers_and_notes_are_read_once() -> None:
    """The same header for first and other pages is one header."""
    header, footer = part("hdr", paragraph("Ada Example")), part("ftr", paragraph("page"))
    notes = part(
        "footnotes",
        f'<w:footnote w:type="separator" w:id="0">{paragraph("---")}</w:footnote>'
        f'<w:footnote w:id="1">{paragraph("a note")}</w:footnote>',
    )
    names = (
        ("header", "header1.xml"),
        ("header", "header2.xml"),
        ("footer", "footer1.xml"),
        ("footnotes", "notes.xml"),
    )
    section = (
        '<w:sectPr><w:headerReference w:type="default" r:id="header1.xml"/><w:titlePg/>'
        '<w:headerReference w:type="first" r:id="header2.xml"/>'
        '<w:footerReference w:type="default" r:id="footer1.xml"/></w:sectPr>'
    )
    result = _read(
        paragraph("body") + '<w:p><w:r><w:footnoteReference w:id="1"/></w:r></w:p>' + section,
        dict(zip((f"word/{name}" for _, name in names), (header, header, footer, notes), strict=True)),
        "".join(relation(kind, name) for kind, name in names),
    )

    assert result.text == "Ada Example\n\nbody\n\na note\npage"


def test_fields_links_and_controls_show_their_result() -> None:
    """Codes of fields are not shown, what they come to is."""
    body = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>MERGEFIELD name</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>Ada</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:hyperlink><w:r><w:t> site</w:t></w:r></w:hyperlink>'
        "<w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t> control</w:t></w:r></w:sdtContent></w:sdt></w:p>"
        f"<w:sdt><w:sdtContent>{paragraph('block control')}</w:sdtContent></w:sdt>"
    )

    assert _read(body).text == "Ada site control\nblock control"


def test_deleted_text_is_gone_and_inserted_text_stays() -> None:
    """A tracked change is read as if it were accepted; what it took out is a finding."""
    body = (
        "<w:p><w:r><w:t>kept </w:t></w:r><w:del><w:r><w:delText>removed</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>added</w:t></w:r></w:ins></w:p>"
    )
    result = _read(body)

    assert result.text == "kept added"
    assert [(one.kind, one.excerpt) for one in result.hidden_text] == [(HiddenTextKind.DELETED_REVISION, "removed")]


def test_lists_show_their_bullets_and_numbers() -> None:
    """Word draws them; they are not in the text of the file."""
    levels = "".join(
        f'<w:abstractNum w:abstractNumId="{number}"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        f'<w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl></w:abstractNum>'
        for number, form, text in ((1, "bullet", "\uf0b7"), (2, "decimal", "%1."), (3, "chineseCounting", "%1、"))
    )
    numbers = "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in (1, 2, 3))
    body = "".join(
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr></w:pPr>'
        f"<w:r><w:t>{text}</w:t></w:r></w:p>"
        for number, text in ((1, "dot"), (2, "one"), (2, "two"), (3, "教育"))
    )
    result = _read(
        body, {"word/numbering.xml": part("numbering", levels + numbers)}, relation("numbering", "numbering.xml")
    )

    assert result.text == "• dot\n1. one\n2. two\n一、 教育"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (paragraph("SECRET words", "<w:vanish/>"), HiddenTextKind.MARKED_HIDDEN),
        (paragraph("SECRET words", WHITE), HiddenTextKind.COLOR),
        (paragraph("SECRET words", '<w:color w:val="FEFEFE"/>'), HiddenTextKind.COLOR),
        (paragraph("SECRET words", '<w:sz w:val="2"/>'), HiddenTextKind.SIZE),
        (paragraph("SECRET words", '<w:rStyle w:val="Gone"/>'), HiddenTextKind.MARKED_HIDDEN),
        (
            '<w:p><w:pPr><w:pStyle w:val="Child"/></w:pPr><w:r><w:t>SECRET words</w:t></w:r></w:p>',
            HiddenTextKind.COLOR,
        ),
    ],
)
def test_hidden_runs_are_kept_apart(body: str, kind: HiddenTextKind) -> None:
    """Directly and by style, also by a style that another is based on."""
    styles = part(
        "styles",
        '<w:style w:type="character" w:styleId="Gone"><w:rPr><w:vanish/></w:rPr></w:style>'
        f'<w:style w:type="paragraph" w:styleId="Base"><w:rPr>{WHITE}</w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Child"><w:basedOn w:val="Base"/></w:style>',
    )
    result = _read(paragraph("seen") + body, {"word/styles.xml": styles}, relation("styles", "styles.xml"))

    assert result.text == "seen"
    assert [(one.kind, one.excerpt) for one in result.hidden_text] == [(kind, "SECRET words")]


@pytest.mark.parametrize(
    "body",
    [
        paragraph("words", f'{WHITE}<w:shd w:val="clear" w:fill="1F4E79"/>'),
        paragraph("words", f'{WHITE}<w:highlight w:val="blue"/>'),
        _SHADED_PARAGRAPH,
        _SHADED_CELL,
        f"<w:p>{_box(paragraph('words', WHITE), fill=BLUE)}</w:p>",
        paragraph("words", '<w:vanish w:val="0"/>'),
        paragraph("words", '<w:sz w:val="8"/>'),
    ],
)
def test_what_can_be_seen_raises_no_alarm(body: str) -> None:
    """White on a dark ground is design."""
    result = _read(body)

    assert (result.text, result.hidden_text) == ("words", ())


def test_a_document_that_declares_entities_is_refused() -> None:
    """Entities could read files or fill the memory."""
    content = package({"word/document.xml": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><x>&e;</x>'})
    with pytest.raises(BoleError) as caught:
        read_docx(content, ParsingLimits())

    assert caught.value.reason is ErrorReason.DOCUMENT_DAMAGED


def test_a_mistake_in_the_reader_is_no_damage() -> None:
    """The sender could mend nothing."""
    with pytest.raises(ValueError, match="mistake"), opened(docx(paragraph("seen")), ParsingLimits()):
        raise ValueError("mistake")


def test_a_part_whose_bytes_are_broken_is_damage() -> None:
    """It is found when the part is read, after the container opened."""
    content = docx(paragraph("seen"), {"word/styles.xml": part("styles", "")})
    start = content.index(b"word/document.xml") + len("word/document.xml")

    with pytest.raises(BoleError) as caught:
        read_docx(content[:start] + b"\xff" * 20 + content[start + 20 :], ParsingLimits())

    assert caught.value.reason is ErrorReason.DOCUMENT_DAMAGED


def test_other_places_of_the_main_document_are_found() -> None:
    """The package says where the text is."""
    main = part("document", f"<w:body>{paragraph('found')}</w:body>")
    content = package({"word/other.xml": main}, main_path="word/other.xml")

    assert read_docx(content, ParsingLimits()).text == "found"
