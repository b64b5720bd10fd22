"""What a DOCX hides is kept apart, and its twin that a person can see raises no alarm."""

from __future__ import annotations

import pytest

from bole.domain.resume import HiddenTextKind
from bole.parsing.limits import ParsingLimits
from bole.parsing.text.visible_text import VisibleText
from bole.parsing.word.reader import read_docx
from tests.unit.parsing.make_documents import docx, package, paragraph, part, relation

SECRET = "SECRET words"  # noqa: S105 - what is hidden
WHITE = '<w:color w:val="FFFFFF"/>'
DARK = '<w:shd w:val="clear" w:color="auto" w:fill="1F3864"/>'

STYLES = part(
    "styles",
    '<w:style w:type="character" w:styleId="Gone"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Back"><w:basedOn w:val="Gone"/><w:rPr><w:vanish w:val="0"/></w:rPr>'
    "</w:style>"
    '<w:style w:type="paragraph" w:styleId="GoneLine"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="GoneChild"><w:basedOn w:val="GoneLine"/></w:style>'
    f'<w:style w:type="paragraph" w:styleId="Banner"><w:pPr>{DARK}</w:pPr><w:rPr>{WHITE}</w:rPr></w:style>'
    f'<w:style w:type="table" w:styleId="Grid"><w:tblStylePr w:type="firstRow"><w:rPr>{WHITE}</w:rPr>'
    f"<w:tcPr>{DARK}</w:tcPr></w:tblStylePr></w:style>"
    f'<w:style w:type="table" w:styleId="Faint"><w:tblStylePr w:type="band1Horz"><w:rPr>{WHITE}</w:rPr>'
    "</w:tblStylePr></w:style>",
)
THEME = (
    '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:themeElements><a:clrScheme>'
    '<a:dk1><a:sysClr val="windowText" lastClr="000000"/></a:dk1>'
    '<a:lt1><a:sysClr val="window" lastClr="FFFFFF"/></a:lt1>'
    '<a:accent1><a:srgbClr val="4472C4"/></a:accent1></a:clrScheme></a:themeElements></a:theme>'
)


def _read(body: str, *, parts: dict[str, str] | None = None, relations: str = "") -> VisibleText:
    all_parts = {"word/styles.xml": STYLES, "word/theme/theme1.xml": THEME, **(parts or {})}
    return read_docx(
        docx(
            paragraph("seen") + body,
            all_parts,
            relation("styles", "styles.xml") + relation("theme", "theme/theme1.xml") + relations,
        ),
        ParsingLimits(),
    )


def _styled(style: str, run: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>{SECRET}</w:t></w:r></w:p>'


def _lined(properties: str, run: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>{SECRET}</w:t></w:r></w:p>"


def _table(
    *cells: str, style: str = "", row: str = "", cell: str = "", table: str = "", look: str = 'w:val="0000"'
) -> str:
    named = f'<w:tblStyle w:val="{style}"/>' if style else ""
    inner = "".join(f"<w:tr><w:trPr>{row}</w:trPr><w:tc><w:tcPr>{cell}</w:tcPr>{one}</w:tc></w:tr>" for one in cells)
    return f"<w:tbl><w:tblPr>{named}{table}<w:tblLook {look}/></w:tblPr>{inner}</w:tbl>"


def _box(
    run: str = "", *, fill: str = "", width: int = 2_000_000, height: int = 900_000, across: int = 0, down: int = 0,
    mark: str = "", body: str = "",
) -> str:  # fmt: skip
    return (
        "<w:p><w:r><w:drawing><wp:anchor>"
        f'<wp:positionH relativeFrom="page"><wp:posOffset>{across}</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="page"><wp:posOffset>{down}</wp:posOffset></wp:positionV>'
        f'<wp:extent cx="{width}" cy="{height}"/><wp:docPr id="1" {mark}/><wps:wsp><wps:spPr>{fill}</wps:spPr>'
        f"<wps:txbx><w:txbxContent>{paragraph(SECRET, run)}</w:txbxContent></wps:txbx>{body}</wps:wsp>"
        "</wp:anchor></w:drawing></w:r></w:p>"
    )


def _old_box(style: str, run: str = "", attributes: str = "") -> str:
    return (
        f'<w:p><w:r><w:pict><v:shape style="position:absolute;{style}" {attributes}><v:textbox><w:txbxContent>'
        f"{paragraph(SECRET, run)}</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
    )


def _floating(fill: str, height: int, down: int = 0) -> str:
    return (
        '<w:p><w:r><w:drawing><wp:anchor behindDoc="1">'
        '<wp:positionH relativeFrom="page"><wp:posOffset>0</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="page"><wp:posOffset>{down}</wp:posOffset></wp:positionV>'
        f'<wp:extent cx="7000000" cy="{height}"/><wps:wsp><wps:spPr>{fill}</wps:spPr></wps:wsp>'
        "</wp:anchor></w:drawing></w:r></w:p>"
    )


def _themed(name: str, more: str = "") -> str:
    return f'<w:color w:val="000000" w:themeColor="{name}" {more}/>'


_EMPTY = "<w:p/>" * 16
_SOLID = '<a:solidFill><a:srgbClr val="{}"/></a:solidFill>'
_FILLER = "".join(paragraph("plain words of a long statement " * 4) for _ in range(12))
_BANNER = _floating(_SOLID.format("1F3864"), 1_500_000)

HIDDEN = {
    "vanish": (paragraph(SECRET, "<w:vanish/>"), HiddenTextKind.MARKED_HIDDEN),
    "vanish by character style": (paragraph(SECRET, '<w:rStyle w:val="Gone"/>'), HiddenTextKind.MARKED_HIDDEN),
    "vanish by paragraph style": (_styled("GoneLine"), HiddenTextKind.MARKED_HIDDEN),
    "vanish by the style it is based on": (_styled("GoneChild"), HiddenTextKind.MARKED_HIDDEN),
    "near white": (paragraph(SECRET, '<w:color w:val="F4F4F4"/>'), HiddenTextKind.COLOR),
    "theme white": (paragraph(SECRET, _themed("background1")), HiddenTextKind.COLOR),
    "theme tint": (paragraph(SECRET, _themed("text1", 'w:themeTint="05"')), HiddenTextKind.COLOR),
    "white in white highlight": (paragraph(SECRET, f'{WHITE}<w:highlight w:val="white"/>'), HiddenTextKind.COLOR),
    "white on white shading": (
        paragraph(SECRET, f'{WHITE}<w:shd w:val="clear" w:fill="FFFFFF"/>'),
        HiddenTextKind.COLOR,
    ),
    "dark on dark": (_lined(DARK, '<w:color w:val="1F3864"/>'), HiddenTextKind.COLOR),
    "black highlight": (
        paragraph(SECRET, '<w:color w:val="000000"/><w:highlight w:val="black"/>'),
        HiddenTextKind.COLOR,
    ),
    "pattern": (
        paragraph(SECRET, f'{WHITE}<w:shd w:val="pct5" w:color="auto" w:fill="FFFFFF"/>'),
        HiddenTextKind.COLOR,
    ),
    "dark cell": (_table(paragraph(SECRET, '<w:color w:val="1F3864"/>'), cell=DARK), HiddenTextKind.COLOR),
    "below a dark heading row": (
        _table(paragraph("head"), paragraph(SECRET, WHITE), style="Grid", look='w:firstRow="1" w:noHBand="1"'),
        HiddenTextKind.COLOR,
    ),
    "white by table style": (
        _table(paragraph(SECRET), style="Faint", look='w:firstRow="0" w:noHBand="0"'),
        HiddenTextKind.COLOR,
    ),
    "fill of letters": (
        paragraph(SECRET, "<w14:textFill><w14:noFill/></w14:textFill>"),
        HiddenTextKind.TRANSPARENT,
    ),
    "clear letters": (
        paragraph(
            SECRET,
            '<w14:textFill><w14:solidFill><w14:srgbClr w14:val="000000"><w14:alpha w14:val="100000"/></w14:srgbClr>'
            "</w14:solidFill></w14:textFill>",
        ),
        HiddenTextKind.TRANSPARENT,
    ),
    "2 points": (paragraph(SECRET, '<w:sz w:val="4"/>'), HiddenTextKind.SIZE),
    "raised to less than 2 points": (
        paragraph(SECRET, '<w:sz w:val="6"/><w:vertAlign w:val="superscript"/>'),
        HiddenTextKind.SIZE,
    ),
    "narrow": (paragraph(SECRET, '<w:w w:val="5"/>'), HiddenTextKind.SIZE),
    "tight": (paragraph(SECRET, '<w:spacing w:val="-200"/>'), HiddenTextKind.SIZE),
    "squeezed into a point": (paragraph(SECRET, '<w:fitText w:val="20" w:id="1"/>'), HiddenTextKind.SIZE),
    "far below the line": (paragraph(SECRET, '<w:position w:val="-3000"/>'), HiddenTextKind.OFF_PAGE),
    "pictures for letters": (
        paragraph(SECRET, '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'),
        HiddenTextKind.NO_INK,
    ),
    "table far to the left": (
        _table(paragraph(SECRET), table='<w:tblInd w:w="-30000" w:type="dxa"/>'),
        HiddenTextKind.OFF_PAGE,
    ),
    "flat lines": (_lined('<w:spacing w:line="20" w:lineRule="exact"/>'), HiddenTextKind.CLIPPED),
    "indent": (_lined('<w:ind w:left="31000"/>'), HiddenTextKind.OFF_PAGE),
    "frame": (_lined('<w:framePr w:x="-20000" w:y="1"/>'), HiddenTextKind.OFF_PAGE),
    "hidden row": (_table(paragraph(SECRET), row="<w:hidden/>"), HiddenTextKind.MARKED_HIDDEN),
    "flat row": (_table(paragraph(SECRET), row='<w:trHeight w:val="2" w:hRule="exact"/>'), HiddenTextKind.CLIPPED),
    "far below the end of a row": (
        _table(_EMPTY + paragraph(SECRET), row='<w:trHeight w:val="300" w:hRule="exact"/>'),
        HiddenTextKind.CLIPPED,
    ),
    "far below the end of a box": (
        _box().replace("<w:txbxContent>", f"<w:txbxContent>{_EMPTY}"),
        HiddenTextKind.CLIPPED,
    ),
    "deleted row": (_table(paragraph(SECRET), row='<w:del w:id="1"/>'), HiddenTextKind.DELETED_REVISION),
    "covered cell": (_table(paragraph(SECRET), cell="<w:vMerge/>"), HiddenTextKind.COVERED),
    "table off the page": (
        _table(paragraph(SECRET), table='<w:tblpPr w:tblpX="-30000" w:tblpY="1"/>'),
        HiddenTextKind.OFF_PAGE,
    ),
    "frame of no height": (_lined('<w:framePr w:w="1" w:h="1" w:hRule="exact"/>'), HiddenTextKind.CLIPPED),
    "deleted run": (
        f'<w:p><w:del w:id="1"><w:r><w:delText>{SECRET}</w:delText></w:r></w:del></w:p>',
        HiddenTextKind.DELETED_REVISION,
    ),
    "box of no size": (_box(width=0, height=0), HiddenTextKind.CLIPPED),
    "box off the page": (_box(across=-9_000_000), HiddenTextKind.OFF_PAGE),
    "box below the page": (_box(down=20_000_000), HiddenTextKind.OFF_PAGE),
    "hidden box": (_box(mark='hidden="1"'), HiddenTextKind.MARKED_HIDDEN),
    "white in a white box": (_box(WHITE, fill=_SOLID.format("FFFFFF")), HiddenTextKind.COLOR),
    "white in a box without fill": (_box(WHITE, fill="<a:noFill/>"), HiddenTextKind.COLOR),
    "white by the style of the shape": (
        _box(
            fill="<a:noFill/>",
            body='<wps:style><a:fontRef idx="minor"><a:schemeClr val="lt1"/></a:fontRef></wps:style>',
        ),
        HiddenTextKind.COLOR,
    ),
    "old box of no size": (_old_box("width:0;height:0"), HiddenTextKind.CLIPPED),
    "old box off the page": (_old_box("margin-left:-2000pt;width:100pt;height:20pt"), HiddenTextKind.OFF_PAGE),
    "old hidden box": (_old_box("visibility:hidden;width:90pt;height:20pt"), HiddenTextKind.MARKED_HIDDEN),
    "white far below a banner": (f"{_BANNER}{_FILLER}{paragraph(SECRET, WHITE)}", HiddenTextKind.COLOR),
    "white on a white shape": (
        _floating(_SOLID.format("FFFFFF"), 9_000_000) + paragraph(SECRET, WHITE),
        HiddenTextKind.COLOR,
    ),
}

SHOWN = {
    "style that takes its base back": paragraph(SECRET, '<w:rStyle w:val="Back"/>'),
    "hidden style in a hidden style": _styled("GoneLine", '<w:rStyle w:val="Gone"/>'),
    "run that takes its style back": _styled("GoneLine", '<w:vanish w:val="0"/>'),
    "hidden in web view only": paragraph(SECRET, "<w:webHidden/>"),
    "grey": paragraph(SECRET, '<w:color w:val="999999"/>'),
    "light grey": paragraph(SECRET, '<w:color w:val="D9D9D9"/>'),
    "yellow": paragraph(SECRET, '<w:color w:val="FFFF00"/>'),
    "theme colour over its value": paragraph(SECRET, '<w:color w:val="FFFFFF" w:themeColor="accent1"/>'),
    "automatic on dark": _lined(DARK, '<w:color w:val="auto"/>'),
    "white in a dark style": _styled("Banner"),
    "dark heading row": _table(paragraph(SECRET), style="Grid", look='w:firstRow="1"'),
    "white in a dark cell": _table(paragraph(SECRET, WHITE), cell=DARK),
    "white in a dark row": _table(paragraph(SECRET, WHITE)).replace("<w:tr>", f"<w:tr><w:tblPrEx>{DARK}</w:tblPrEx>"),
    "white in a dark table": _table(paragraph(SECRET, WHITE), table=DARK),
    "white in a dark box": _box(WHITE, fill=_SOLID.format("203864")),
    "white in a box of the theme": _box(WHITE, fill='<a:solidFill><a:schemeClr val="accent1"/></a:solidFill>'),
    "white by the style of a filled shape": _box(
        fill=_SOLID.format("4472C4"),
        body='<wps:style><a:fontRef idx="minor"><a:schemeClr val="lt1"/></a:fontRef></wps:style>',
    ),
    "white on a gradient": _box(WHITE, fill="<a:gradFill/>"),
    "box as high as its text": _box(height=600, body="<wps:bodyPr><a:spAutoFit/></wps:bodyPr>"),
    "white in a dark old box": _old_box("width:90pt;height:20pt", WHITE, 'fillcolor="#1f3864 [3204]"'),
    "white on a banner": f"{_BANNER}{paragraph(SECRET, WHITE)}",
    "outlined letters": paragraph(
        SECRET,
        "<w14:textOutline><w14:solidFill/></w14:textOutline><w14:textFill><w14:noFill/></w14:textFill>",
    ),
    "4 points": paragraph(SECRET, '<w:sz w:val="8"/>'),
    "narrow by half": paragraph(SECRET, '<w:w w:val="50"/>'),
    "a little tight": paragraph(SECRET, '<w:spacing w:val="-20"/>'),
    "fitted": paragraph(SECRET, '<w:fitText w:val="2000" w:id="1"/>'),
    "raised a little": paragraph(SECRET, '<w:position w:val="6"/>'),
    "letters in a font": paragraph(SECRET, '<w:rFonts w:ascii="Symbola" w:hAnsi="Wingdings"/>'),
    "font of the theme": paragraph(SECRET, '<w:rFonts w:ascii="Wingdings" w:asciiTheme="minorHAnsi"/>'),
    "frame that grows": _lined('<w:framePr w:w="1" w:h="1" w:hRule="atLeast" w:x="1" w:y="1"/>'),
    "exact lines": _lined('<w:spacing w:line="240" w:lineRule="exact"/>'),
    "spaced lines": _lined('<w:spacing w:before="0" w:line="20" w:lineRule="auto"/>'),
    "hanging indent": _lined('<w:ind w:left="720" w:hanging="720"/>'),
    "below in a row that grows": _table(_EMPTY + paragraph(SECRET), row='<w:trHeight w:val="300" w:hRule="atLeast"/>'),
    "below in a box that grows": _box(body="<wps:bodyPr><a:spAutoFit/></wps:bodyPr>").replace(
        "<w:txbxContent>", f"<w:txbxContent>{_EMPTY}"
    ),
    "first of merged cells": _table(paragraph(SECRET), cell='<w:vMerge w:val="restart"/>'),
}


@pytest.mark.parametrize("name", HIDDEN)
def test_hidden_text_is_kept_apart(name: str) -> None:
    """It never reaches the text and is reported with its kind."""
    body, kind = HIDDEN[name]
    result = _read(body)

    assert "SECRET" not in result.text
    assert [(one.kind, one.excerpt) for one in result.hidden_text] == [(kind, SECRET)]


@pytest.mark.parametrize("name", SHOWN)
def test_what_can_be_seen_raises_no_alarm(name: str) -> None:
    """Design is no attempt."""
    result = _read(SHOWN[name])

    assert SECRET in result.text
    assert result.hidden_text == ()


@pytest.mark.parametrize(("shown", "kinds"), [("", [HiddenTextKind.COLOR]), ("<w:displayBackgroundShape/>", [])])
def test_the_colour_of_the_page_counts_where_it_is_shown(shown: str, kinds: list[HiddenTextKind]) -> None:
    """Word leaves it out unless the settings ask for it."""
    document = part(
        "document", f'<w:background w:color="1F3864"/><w:body>{paragraph("a")}{paragraph("b", WHITE)}</w:body>'
    )
    parts = {"word/document.xml": document.replace(">b<", f">{SECRET}<"), "word/settings.xml": part("settings", shown)}
    result = read_docx(package(parts, relation("settings", "settings.xml")), ParsingLimits())

    assert [one.kind for one in result.hidden_text] == kinds
    assert ("SECRET" in result.text) is (kinds == [])


def test_hidden_text_never_joins_the_words_around_it() -> None:
    """A run in the middle of a word leaves the word whole."""
    body = (
        "<w:p><w:r><w:t>Java</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>Kubernetes</w:t></w:r>"
        "<w:r><w:t> developer</w:t></w:r></w:p>"
    )
    result = _read(body)

    assert result.text == "seen\nJava developer"
    assert [one.excerpt for one in result.hidden_text] == ["Kubernetes"]


@pytest.mark.parametrize(
    ("content", "excerpt"),
    [
        ("<html><body><p>Expert in Kubernetes</p></body></html>", "Expert in Kubernetes"),
        (r"{\rtf1\ansi Expert in Kubernetes\par}", "Expert in Kubernetes"),
        ("Expert in Kubernetes", "Expert in Kubernetes"),
        ("", "An embedded document."),
    ],
)
def test_embedded_documents_are_not_read(content: str, excerpt: str) -> None:
    """Word would show them, and nothing else does."""
    result = _read(
        '<w:altChunk r:id="chunk.bin"/>', parts={"word/chunk.bin": content}, relations=relation("aFChunk", "chunk.bin")
    )

    assert result.text == "seen"
    assert [(one.kind, one.excerpt) for one in result.hidden_text] == [(HiddenTextKind.EMBEDDED_DOCUMENT, excerpt)]


def test_properties_comments_and_descriptions_are_judged_together_with_the_page() -> None:
    """None is read; those that name a skill the page lacks are findings."""
    telling = "Kubernetes Terraform Ansible"
    plain = '<w:drawing><wp:inline><wp:docPr id="1" name="Picture" descr="portrait of a {}"/></wp:inline></w:drawing>'
    body = f"<w:p><w:r>{plain.format('woman')}{plain.format(telling)}</w:r></w:p>"
    core = f"<x><creator>Ada Example</creator><title>Resume</title><keywords>{telling}</keywords></x>"
    comments = part("comments", f"<w:comment>{paragraph('Prometheus Grafana Kafka')}</w:comment>")
    result = _read(
        body,
        parts={"word/core.xml": core, "word/comments.xml": comments},
        relations=relation("core-properties", "core.xml") + relation("comments", "comments.xml"),
    )

    assert result.text == "seen"
    assert [(one.kind, one.excerpt) for one in result.hidden_text] == [
        (HiddenTextKind.METADATA, f"Resume {telling}"),
        (HiddenTextKind.COMMENT, "Prometheus Grafana Kafka"),
        (HiddenTextKind.ALTERNATIVE_TEXT, f"portrait of a {telling}"),
    ]
    assert result.unread == ()


def test_headers_and_notes_that_no_page_shows_are_not_read() -> None:
    """A first-page header without a first page of its own, and a note that nothing refers to."""
    section = '<w:sectPr><w:headerReference w:type="first" r:id="header1.xml"/></w:sectPr>'
    header = part("hdr", paragraph("Kubernetes Terraform Ansible"))
    notes = part("footnotes", f'<w:footnote w:id="7">{paragraph("Prometheus Grafana Kafka")}</w:footnote>')
    result = _read(
        section,
        parts={"word/header1.xml": header, "word/notes.xml": notes},
        relations=relation("header", "header1.xml") + relation("footnotes", "notes.xml"),
    )

    assert result.text == "seen"
    assert [one.excerpt for one in result.hidden_text] == ["Kubernetes Terraform Ansible", "Prometheus Grafana Kafka"]


@pytest.mark.parametrize(
    ("left", "fill", "kinds"),
    [
        (0, _SOLID.format("1F3864"), []),
        (5_000_000, _SOLID.format("1F3864"), [HiddenTextKind.COLOR]),
        (0, f"<a:ln>{_SOLID.format('1F3864')}</a:ln>", [HiddenTextKind.COLOR]),
    ],
)
def test_a_shape_of_the_same_group_may_be_the_ground(left: int, fill: str, kinds: list[HiddenTextKind]) -> None:
    """Where it is filled and behind the box, not beside it."""
    frame = '<a:xfrm><a:off x="{}" y="0"/><a:ext cx="2000000" cy="900000"/></a:xfrm>'
    ground = f"<wps:wsp><wps:spPr>{frame.format(left)}{fill}</wps:spPr></wps:wsp>"
    box = _box(WHITE, fill=frame.format(0) + "<a:noFill/>")
    body = box.replace("<wps:wsp>", f"<wpg:wgp xmlns:wpg='urn:group'>{ground}<wps:wsp>", 1)
    body = body.replace("</wps:wsp></wp:anchor>", "</wps:wsp></wpg:wgp></wp:anchor>")

    assert [one.kind for one in _read(body).hidden_text] == kinds


@pytest.mark.parametrize(("fill", "kinds"), [(_SOLID.format("1F3864"), []), ("", [HiddenTextKind.COLOR])])
def test_a_canvas_may_be_the_ground(fill: str, kinds: list[HiddenTextKind]) -> None:
    """It is filled itself, or what stands on it is."""
    box = _box(WHITE, fill="<a:noFill/>")
    for ground in (f"<wpc:bg>{fill}</wpc:bg>", f"<wpc:bg/><wps:wsp><wps:spPr>{fill}</wps:spPr></wps:wsp>"):
        body = box.replace("<wps:wsp>", f"<wpc:wpc xmlns:wpc='urn:canvas'>{ground}<wps:wsp>", 1)
        body = body.replace("</wps:wsp></wp:anchor>", "</wps:wsp></wpc:wpc></wp:anchor>")

        assert [one.kind for one in _read(body).hidden_text] == kinds


@pytest.mark.parametrize(
    "code",
    [
        "<w:t>Kubernetes Terraform Ansible</w:t>",
        "<w:instrText>QUOTE Kubernetes Terraform Ansible</w:instrText>",
        '<w:instrText>HYPERLINK "https://example.com" \\o "Kubernetes Terraform Ansible"</w:instrText>',
    ],
)
def test_words_in_the_code_of_a_field_are_not_read(code: str) -> None:
    """Word shows the result alone."""
    body = (
        f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r>{code}</w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>result</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>' + paragraph("after")
    )
    result = _read(body)

    assert result.text == "seen\nresult\nafter"
    assert [one.kind for one in result.hidden_text] == [HiddenTextKind.MARKED_HIDDEN]


def test_words_for_other_programs_alone_are_judged() -> None:
    """Word shows one of the alternatives; most others say the same, and are no finding of their own."""
    telling = "Kubernetes Terraform Ansible"
    branches = (
        "<w:r><mc:AlternateContent><mc:Choice><w:p>{}</w:p></mc:Choice><mc:Fallback>{}</mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    white = f"<w:r><w:rPr>{WHITE}</w:rPr><w:t>{telling}</w:t></w:r>"
    found = _read(f"<w:p>{branches.format('<w:r><w:t>Berlin</w:t></w:r>', white)}</w:p>")
    same = _read(f"<w:p>{branches.format(white, white)}</w:p>")

    assert [(one.kind, one.excerpt) for one in found.hidden_text] == [(HiddenTextKind.MARKED_HIDDEN, telling)]
    assert [(one.kind, one.excerpt) for one in same.hidden_text] == [(HiddenTextKind.COLOR, telling)]


def test_moved_text_is_read_where_it_went() -> None:
    """It is no finding, unlike text that was moved away and shown nowhere."""
    words = "Kubernetes Terraform Ansible"
    away, to = (
        f'<w:p><w:{name} w:id="1"><w:r><w:t>{words}</w:t></w:r></w:{name}></w:p>' for name in ("moveFrom", "moveTo")
    )

    assert (_read(away + to).text, _read(away + to).hidden_text) == (f"seen\n\n{words}", ())
    assert [one.kind for one in _read(away).hidden_text] == [HiddenTextKind.DELETED_REVISION]


@pytest.mark.parametrize(
    "code",
    [
        "ADDIN ZOTERO_ITEM Kubernetes Terraform Ansible",
        'HYPERLINK "https://example.com/kubernetes/terraform/ansible"',
        "MERGEFIELD name",
        'INCLUDEPICTURE "Google Cloud Platform.png"',
        "EMBED Excel.Sheet.12 \\* MERGEFORMAT",
        'HYPERLINK "file:///C:\\Users\\ada\\Google Cloud Certificates.pdf"',
    ],
)
def test_codes_that_programs_write_are_no_finding(code: str) -> None:
    """Citation managers keep whole titles in them."""
    body = (
        f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{code}</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )

    assert (_read(body).hidden_text, _read(body).unread) == ((), ())


def _field(code: str) -> str:
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{step}"/></w:r>' for step in ("begin", "end"))
    return f"{begin}<w:r><w:instrText>{code}</w:instrText></w:r>{end}"


def test_each_code_of_a_paragraph_is_judged_by_itself() -> None:
    """One that a program wrote neither covers those behind it nor is judged for the one in front."""
    written, quoted = "ADDIN CITE Kafka Terraform Ansible", "QUOTE Kubernetes Prometheus Grafana"
    found = _read(f"<w:p>{_field('PAGE')}{_field(written)}{_field(quoted)}</w:p>").hidden_text

    assert [one.excerpt for one in found] == [quoted]


def test_the_label_of_a_button_is_seen() -> None:
    """Old templates keep their directions in such fields."""
    label = "MACROBUTTON NoMacro [Click here and type your skills, as Python or Go]"
    hidden = f"<w:p>{_field(label)}</w:p>".replace("<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>")

    assert _read(f"<w:p>{_field(label)}</w:p>").text == "seen\n[Click here and type your skills, as Python or Go]"
    assert [one.kind for one in _read(hidden).hidden_text] == [HiddenTextKind.MARKED_HIDDEN]


@pytest.mark.parametrize(
    "body",
    [
        '<w:p><w:hyperlink w:tooltip="{}"><w:r><w:t>seen</w:t></w:r></w:hyperlink></w:p>',
        '<w:sdt><w:sdtPr><w:alias w:val="{}"/></w:sdtPr><w:sdtContent><w:p/></w:sdtContent></w:sdt>',
        '<w:tbl><w:tblPr><w:tblDescription w:val="{}"/></w:tblPr></w:tbl>',
        '<w:p><w:r><w:pict><v:shape alt="{}"/></w:pict></w:r></w:p>',
        '<w:p><w:fldSimple w:instr="QUOTE {}"><w:r><w:t>seen</w:t></w:r></w:fldSimple></w:p>',
    ],
)
def test_descriptions_are_judged(body: str) -> None:
    """Of links, controls, tables and pictures."""
    result = _read(body.format("Kubernetes Terraform Ansible"))

    assert [one.kind for one in result.hidden_text] == [HiddenTextKind.ALTERNATIVE_TEXT]


def test_a_section_goes_on_with_the_headers_before() -> None:
    """Only the second section has a first page of its own; its header is named by the first."""
    body = (
        '<w:p><w:pPr><w:sectPr><w:headerReference w:type="first" r:id="header1.xml"/></w:sectPr></w:pPr></w:p>'
        "<w:sectPr><w:titlePg/></w:sectPr>"
    )
    result = _read(
        body,
        parts={"word/header1.xml": part("hdr", paragraph("Ada Example"))},
        relations=relation("header", "header1.xml"),
    )

    assert result.text == "Ada Example\n\nseen"


def test_what_word_joins_is_one_line() -> None:
    """A drop cap, a hidden mark and a deleted mark of a paragraph all run on into the next one."""
    drop = '<w:framePr w:dropCap="drop" w:lines="3"/>'
    for mark in (drop, "<w:rPr><w:vanish/><w:specVanish/></w:rPr>", '<w:rPr><w:del w:id="1"/></w:rPr>'):
        body = f"<w:p><w:pPr>{mark}</w:pPr><w:r><w:t>W</w:t></w:r></w:p>{paragraph('ork')}{paragraph('next')}"

        assert _read(body).text == "seen\nWork\nnext"


def test_diagrams_and_drawn_letters_are_read() -> None:
    """Word shows them as it shows text."""
    data = (
        '<dgm:dataModel xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><dgm:ptLst><dgm:pt><dgm:t><a:p><a:r><a:t>Plan'
        "</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:ptLst></dgm:dataModel>"
    )
    body = (
        '<w:p><w:r><w:drawing><wp:inline><dgm:relIds r:dm="data1.xml"/></wp:inline></w:drawing></w:r></w:p>'
        '<w:p><w:r><w:pict><v:shape><v:textpath string="Portfolio"/></v:shape></w:pict></w:r></w:p>'
    )
    result = _read(body, parts={"word/data1.xml": data}, relations=relation("diagramData", "data1.xml"))

    assert [line for line in result.text.split("\n") if line] == ["seen", "Plan", "Portfolio"]


def test_a_sign_from_a_font_of_pictures_is_no_letter() -> None:
    """Bullets and icons are typed as letters of such fonts; Han characters come from another font."""
    icon = '<w:rPr><w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/></w:rPr>'
    body = f"<w:p><w:r>{icon}<w:t>l</w:t></w:r><w:r><w:t> Python</w:t></w:r><w:r>{icon}<w:t>中文</w:t></w:r></w:p>"

    assert (_read(body).text, _read(body).hidden_text) == ("seen\n• Python中文", ())
