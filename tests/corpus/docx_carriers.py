"""Ways to hide words in a DOCX; they stand after the resume unless a trick needs a place."""

from __future__ import annotations

from collections.abc import Callable
from xml.sax.saxutils import escape, quoteattr

from bole.domain.resume import HiddenTextKind as Kind
from tests.corpus.carrier import Carrier
from tests.corpus.docx_file import DocxFile, paragraph, png, run, style
from tests.corpus.resumes import resume_lines

Write = Callable[[DocxFile, str], None]

_WHITE = '<w:color w:val="FFFFFF"/>'
_VANISH = "<w:vanish/>"
_REVISION = 'w:id="7" w:author="A" w:date="2025-01-01T00:00:00Z"'


def resume_docx(language_code: str) -> DocxFile:
    """Returns a document that shows the resume."""
    document = DocxFile()
    for line in resume_lines(language_code):
        document.paragraph(line)
    return document


def _made(write: Write) -> Callable[[str, str], bytes]:
    def make(words: str, language_code: str) -> bytes:
        document = resume_docx(language_code)
        write(document, words)
        return document.save()

    return make


def _carrier(name: str, write: Write, *kinds: Kind, quotable: bool = True) -> Carrier:
    return Carrier(
        name=name,
        file_name="resume.docx",
        kinds=frozenset(kinds),
        make=_made(write),
        placed=False,
        quotable=quotable,
    )


def _properties(run_properties: str, paragraph_properties: str = "") -> Write:
    """Returns how to write a paragraph that these properties hide."""

    def write(document: DocxFile, words: str) -> None:
        document.paragraph(words, run_properties, paragraph_properties)

    return write


# Marked as hidden


def _by_character_style(document: DocxFile, words: str) -> None:
    document.styles += style("character", "Quiet", _VANISH) + style("character", "QuietNote", "<w:b/>", "Quiet")
    document.paragraph(words, '<w:rStyle w:val="QuietNote"/>')


def _by_paragraph_style(document: DocxFile, words: str) -> None:
    document.styles += style("paragraph", "Quiet", _VANISH) + style("paragraph", "QuietNote", "<w:b/>", "Quiet")
    document.paragraph(words, paragraph='<w:pStyle w:val="QuietNote"/>')


def _by_defaults(document: DocxFile, words: str) -> None:
    document.styles = f"<w:docDefaults><w:rPrDefault><w:rPr>{_VANISH}</w:rPr></w:rPrDefault></w:docDefaults>"
    document.body = [one.replace("<w:rPr>", '<w:rPr><w:vanish w:val="0"/>') for one in document.body]
    document.paragraph(words)


def _by_table_style(document: DocxFile, words: str) -> None:
    document.styles += (
        f'<w:style w:type="table" w:styleId="Quiet"><w:name w:val="Quiet"/><w:rPr>{_VANISH}</w:rPr></w:style>'
    )
    document.add(_table(paragraph(words), '<w:tblStyle w:val="Quiet"/>'))


def _hidden_row(document: DocxFile, words: str) -> None:
    mark = f"<w:rPr>{_VANISH}</w:rPr>"
    document.add(_table(paragraph(words, _VANISH, mark), row="<w:hidden/>"))


def _hidden_field(document: DocxFile, words: str) -> None:
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    code = f'<w:r><w:instrText xml:space="preserve"> QUOTE {escape(words)} </w:instrText></w:r>' if words else ""
    end = '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    document.add(f"<w:p>{begin}{code}{end}</w:p>")


def _content_control(document: DocxFile, words: str) -> None:
    tag = f"<w:alias w:val={quoteattr(words or 'Name')}/>"
    document.add(f"<w:sdt><w:sdtPr>{tag}</w:sdtPr><w:sdtContent>{paragraph('Berlin')}</w:sdtContent></w:sdt>")


def _within_a_line(properties: str) -> Write:
    """Returns how to write a line that is seen but for the words in its middle."""

    def write(document: DocxFile, words: str) -> None:
        document.add(f"<w:p>{run('Member of the ')}{run(words, properties)}{run('choir')}</w:p>")

    return write


# Colour


def _white_theme(document: DocxFile, words: str) -> None:
    document.paragraph(words, '<w:color w:val="000000" w:themeColor="background1"/>')


def _white_by_style(document: DocxFile, words: str) -> None:
    document.styles += style("paragraph", "Pale", _WHITE)
    document.paragraph(words, paragraph='<w:pStyle w:val="Pale"/>')


def _white_in_white_cell(document: DocxFile, words: str) -> None:
    cell = '<w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="FFFFFF"/></w:tcPr>'
    document.add(_table(paragraph(words, _WHITE), cell=cell))


def _navy_in_navy_cell(document: DocxFile, words: str) -> None:
    cell = '<w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="1F4E79"/></w:tcPr>'
    document.add(_table(paragraph(words, '<w:color w:val="1F4E79"/>'), cell=cell))


def _black_on_black_highlight(document: DocxFile, words: str) -> None:
    document.paragraph(words, '<w:color w:val="000000"/><w:highlight w:val="black"/>')


def _white_header(document: DocxFile, words: str) -> None:
    name = document.word_part("header1.xml", "header", paragraph(words, _WHITE), "hdr")
    document.section = f'<w:headerReference w:type="default" r:id="{name}"/>'


def _white_beside_a_picture(document: DocxFile, words: str) -> None:
    document.paragraph(words, _WHITE)
    document.add(_picture(document, "Portrait", "<wp:positionV><wp:posOffset>0</wp:posOffset></wp:positionV>"))


# Size and place


def _tiny_row(document: DocxFile, words: str) -> None:
    document.add(_table(paragraph(words), row='<w:trHeight w:val="1" w:hRule="exact"/>'))


def _text_box(
    document: DocxFile, words: str, *, size: tuple[int, int], offset: tuple[int, int], entries: str = ""
) -> None:
    across, down = offset
    document.add(
        '<w:p><w:r><w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" '
        'behindDoc="1" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        f'<wp:positionH relativeFrom="page"><wp:posOffset>{across}</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="page"><wp:posOffset>{down}</wp:posOffset></wp:positionV>'
        f'<wp:extent cx="{size[0]}" cy="{size[1]}"/><wp:wrapNone/><wp:docPr id="5" name="Box" {entries}/>'
        '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
        f'<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{size[0]}" cy="{size[1]}"/></a:xfrm>'
        f'<a:prstGeom prst="rect"/></wps:spPr><wps:txbx><w:txbxContent>{paragraph(words)}</w:txbxContent></wps:txbx>'
        "<wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></w:r></w:p>"
    )


def _box_off_page(document: DocxFile, words: str) -> None:
    _text_box(document, words, size=(3_000_000, 400_000), offset=(-9_000_000, 3_000_000))


def _box_without_size(document: DocxFile, words: str) -> None:
    _text_box(document, words, size=(0, 0), offset=(1_000_000, 6_000_000))


def _box_marked_hidden(document: DocxFile, words: str) -> None:
    _text_box(document, words, size=(3_000_000, 400_000), offset=(1_000_000, 6_000_000), entries='hidden="1"')


def _box_hidden_by_style(document: DocxFile, words: str) -> None:
    document.add(
        '<w:p><w:r><w:pict><v:shape style="position:absolute;margin-left:0;margin-top:0;width:200pt;height:30pt;'
        f'visibility:hidden"><v:textbox><w:txbxContent>{paragraph(words)}</w:txbxContent></v:textbox></v:shape>'
        "</w:pict></w:r></w:p>"
    )


# Revisions, comments, other parts


def _deleted(document: DocxFile, words: str) -> None:
    text = f"<w:r><w:delText>{escape(words)}</w:delText></w:r>" if words else ""
    document.add(f"<w:p><w:del {_REVISION}>{text}</w:del></w:p>")


def _deleted_as_text(document: DocxFile, words: str) -> None:
    document.add(f"<w:p><w:del {_REVISION}>{run(words)}</w:del></w:p>")


def _moved_away(document: DocxFile, words: str) -> None:
    document.add(f"<w:p><w:moveFrom {_REVISION}>{run(words)}</w:moveFrom></w:p>")


def _comment(document: DocxFile, words: str) -> None:
    inner = f'<w:comment w:id="1" w:author="A" w:initials="A">{paragraph(words)}</w:comment>'
    document.word_part("comments.xml", "comments", inner, "comments")
    document.add('<w:p><w:r><w:commentReference w:id="1"/></w:r></w:p>')


def _other_document(document: DocxFile, words: str) -> None:
    if words:
        content = f"<html><body><p>{escape(words)}</p></body></html>"
        document.add(f'<w:altChunk r:id="{document.part("chunk.html", content, "aFChunk", "text/html")}"/>')


def _orphan_footnote(document: DocxFile, words: str) -> None:
    inner = f'<w:footnote w:id="5">{paragraph(words)}</w:footnote>' if words else ""
    document.word_part("footnotes.xml", "footnotes", inner, "footnotes")


def _orphan_header(document: DocxFile, words: str) -> None:
    document.word_part("header9.xml", "header", paragraph(words), "hdr")


def _custom_xml(document: DocxFile, words: str) -> None:
    document.part("../customXml/item1.xml", f"<notes>{escape(words)}</notes>", "customXml", "application/xml")
    content = document.parts.pop("word/../customXml/item1.xml")
    document.types.pop("/word/../customXml/item1.xml")
    document.parts["customXml/item1.xml"] = content


_CORE = "http://schemas.openxmlformats.org/package/2006"


def _core(inner: str) -> str:
    return (
        f'<cp:coreProperties xmlns:cp="{_CORE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"{inner}</cp:coreProperties>"
    )


def _keywords(document: DocxFile, words: str) -> None:
    document.package_part(
        "docProps/core.xml",
        _core(f"<dc:title>Resume</dc:title><cp:keywords>{escape(words)}</cp:keywords>"),
        f"{_CORE}/relationships/metadata/core-properties",
        "application/vnd.openxmlformats-package.core-properties+xml",
    )


def _custom_property(document: DocxFile, words: str) -> None:
    document.package_part(
        "docProps/custom.xml",
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property '
        'fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="Notes"><vt:lpwstr>'
        f"{escape(words)}</vt:lpwstr></property></Properties>",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties",
        "application/vnd.openxmlformats-officedocument.custom-properties+xml",
    )


def _picture(document: DocxFile, description: str, place: str = "") -> str:
    name = document.part("media/image1.png", png(), "image", "image/png")
    around = "anchor" if place else "inline"
    entries = 'simplePos="0" relativeHeight="2" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1"'
    return (
        f"<w:p><w:r><w:drawing><wp:{around} {entries if place else ''}>{place}"
        '<wp:extent cx="800000" cy="800000"/>'
        f'<wp:docPr id="3" name="Picture" descr={quoteattr(description)}/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        '<pic:nvPicPr><pic:cNvPr id="3" name="Picture"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{name}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        '<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="800000" cy="800000"/></a:xfrm><a:prstGeom prst="rect"/>'
        f"</pic:spPr></pic:pic></a:graphicData></a:graphic></wp:{around}></w:drawing></w:r></w:p>"
    )


def picture(document: DocxFile, words: str) -> None:
    """Adds a picture with an alternative text."""
    document.add(_picture(document, words))


def _table(inner: str, properties: str = "", row: str = "", cell: str = "") -> str:
    return (
        f'<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid><w:gridCol w:w="9000"/></w:tblGrid>'
        f"<w:tr><w:trPr>{row}</w:trPr><w:tc>{cell}{inner}</w:tc></w:tr></w:tbl>"
    )


def _tag_characters(document: DocxFile, words: str) -> None:
    spelled = words if words.isascii() else words.encode("unicode_escape").decode()
    tags = "".join(chr(0xE0000 + ord(letter)) for letter in spelled)
    document.paragraph(f"Berlin{tags}")


_MARKED = Kind.MARKED_HIDDEN

DOCX_CARRIERS = (
    _carrier("vanish", _properties(_VANISH), _MARKED),
    _carrier("vanish within a line", _within_a_line(_VANISH), _MARKED),
    _carrier("white within a line", _within_a_line(_WHITE), Kind.COLOR),
    _carrier("vanish with specVanish", _properties(f"{_VANISH}<w:specVanish/>"), _MARKED),
    _carrier("vanish by character style", _by_character_style, _MARKED),
    _carrier("vanish by paragraph style", _by_paragraph_style, _MARKED),
    _carrier("vanish by defaults", _by_defaults, _MARKED),
    _carrier("vanish by table style", _by_table_style, _MARKED),
    _carrier("hidden row", _hidden_row, _MARKED),
    _carrier("code of a field", _hidden_field, _MARKED, Kind.METADATA, Kind.REPLACEMENT_TEXT),
    _carrier("name of a content control", _content_control, Kind.METADATA, Kind.ALTERNATIVE_TEXT, _MARKED),
    _carrier("white", _properties(_WHITE), Kind.COLOR),
    _carrier("near white", _properties('<w:color w:val="FCFCFA"/>'), Kind.COLOR),
    _carrier("white by theme", _white_theme, Kind.COLOR),
    _carrier("white by style", _white_by_style, Kind.COLOR),
    _carrier("white in a white cell", _white_in_white_cell, Kind.COLOR),
    _carrier("colour of its cell", _navy_in_navy_cell, Kind.COLOR),
    _carrier("colour of its highlight", _black_on_black_highlight, Kind.COLOR),
    _carrier("white in the header", _white_header, Kind.COLOR),
    _carrier("white beside a floating picture", _white_beside_a_picture, Kind.COLOR),
    _carrier("one point in Word", _properties('<w:sz w:val="2"/>'), Kind.SIZE),
    _carrier("one per cent wide", _properties('<w:w w:val="1"/>'), Kind.SIZE),
    _carrier("letters on top of each other", _properties('<w:spacing w:val="-400"/>'), Kind.SIZE, Kind.COVERED),
    _carrier(
        "line of no height", _properties("", '<w:spacing w:line="1" w:lineRule="exact"/>'), Kind.SIZE, Kind.CLIPPED
    ),
    _carrier("row of no height", _tiny_row, Kind.SIZE, Kind.CLIPPED),
    _carrier("indented off the page", _properties("", '<w:ind w:left="-20000" w:right="20000"/>'), Kind.OFF_PAGE),
    _carrier(
        "without fill",
        _properties("<w14:textFill><w14:noFill/></w14:textFill>"),
        Kind.TRANSPARENT, Kind.NO_INK, Kind.COLOR,
    ),
    _carrier(
        "fill without opacity",
        _properties(
            '<w14:textFill><w14:solidFill><w14:srgbClr w14:val="000000"><w14:alpha w14:val="100000"/></w14:srgbClr>'
            "</w14:solidFill></w14:textFill>"
        ),
        Kind.TRANSPARENT, Kind.NO_INK, Kind.COLOR,
    ),
    _carrier("text box off the page", _box_off_page, Kind.OFF_PAGE),
    _carrier("text box without size", _box_without_size, Kind.SIZE, Kind.CLIPPED, _MARKED),
    _carrier("text box marked hidden", _box_marked_hidden, _MARKED),
    _carrier("text box hidden by its style", _box_hidden_by_style, _MARKED),
    _carrier("deleted revision", _deleted, Kind.DELETED_REVISION),
    _carrier("deleted revision written as text", _deleted_as_text, Kind.DELETED_REVISION),
    _carrier("moved away", _moved_away, Kind.DELETED_REVISION),
    _carrier("comment", _comment, Kind.COMMENT),
    _carrier("alternative chunk", _other_document, Kind.EMBEDDED_DOCUMENT),
    _carrier("footnote that nothing refers to", _orphan_footnote, _MARKED, Kind.METADATA, Kind.COMMENT),
    _carrier("header that nothing refers to", _orphan_header, _MARKED, Kind.METADATA),
    _carrier("part of custom XML", _custom_xml, Kind.METADATA, Kind.EMBEDDED_DOCUMENT),
    _carrier("keywords of the document", _keywords, Kind.METADATA),
    _carrier("custom property of the document", _custom_property, Kind.METADATA),
    _carrier("alternative text of a picture", picture, Kind.ALTERNATIVE_TEXT),
    _carrier("tag characters in Word", _tag_characters, Kind.CONTROL_CHARACTERS, quotable=False),
)  # fmt: skip
