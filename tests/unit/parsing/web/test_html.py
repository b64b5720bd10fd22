"""HTML is read as a browser shows it."""

from __future__ import annotations

import pytest

from bole.domain.resume import HiddenTextKind
from bole.parsing.limits import ParsingLimits
from bole.parsing.web.html import declared_charset, read_html


def _text(body: str, head: str = "") -> str:
    return read_html(f"<html><head>{head}</head><body>{body}</body></html>", ParsingLimits()).text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<h1>Ada</h1>Engineer<br>Berlin", "Ada\n\nEngineer\nBerlin"),
        ("<div>one</div><div>two <b>three</b>four</div>", "one\ntwo threefour"),
        (
            "<table><tr><td>Name</td><td>Ada</td></tr><tr><th>City</th><td> Bonn </td></tr></table>",
            "Name  Ada\nCity  Bonn",
        ),
        ("<ul><li>one</li><li><p>two</p></li></ul><ol><li>a</li><li>b</li></ol>", "• one\n\n• two\n\n1. a\n2. b"),
        ("<p>R&amp;D&nbsp;&ndash; caf&eacute;\n   again</p>", "R&D – café again"),
        ('<p>Engineer<span style="float:right">2019</span></p>', "Engineer  2019"),
        ('<div style="display:flex"><span>Engineer</span><span>2019</span></div>', "Engineer  2019"),
        ("<pre>a\n  b\n</pre>", "a\nb"),
        ("<script>evil()</script><style>p{}</style><!-- note --><p>seen</p><noscript>no</noscript>", "seen"),
        ("<p>unclosed <b>tags<p>here", "unclosed tags\n\nhere"),
        ('<ul style="list-style:none"><li>plain</li></ul>', "plain"),
    ],
)
def test_blocks_become_lines(body: str, text: str) -> None:
    """Blocks, cells, lists and entities as a person sees them."""
    assert _text(body) == text


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ('<p style="display:none">SECRET words</p>', HiddenTextKind.MARKED_HIDDEN),
        ('<p style="DISPLAY : None !important"><b>SECRET</b> words</p>', HiddenTextKind.MARKED_HIDDEN),
        ("<div hidden>SECRET words</div>", HiddenTextKind.MARKED_HIDDEN),
        ('<p style="visibility:hidden">SECRET words</p>', HiddenTextKind.MARKED_HIDDEN),
        ('<p class="x">SECRET words</p>', HiddenTextKind.MARKED_HIDDEN),
        ('<p id="y">SECRET words</p>', HiddenTextKind.COLOR),
        ('<p style="font-size:0">SECRET words</p>', HiddenTextKind.SIZE),
        ('<div style="font-size:10px"><p style="font-size:0.1em">SECRET words</p></div>', HiddenTextKind.SIZE),
        ('<p style="color:#fff">SECRET words</p>', HiddenTextKind.COLOR),
        ('<font color="white">SECRET words</font>', HiddenTextKind.COLOR),
        ('<p style="color:rgb(254, 254, 254)">SECRET words</p>', HiddenTextKind.COLOR),
        ('<p style="color:rgba(0,0,0,0)">SECRET words</p>', HiddenTextKind.TRANSPARENT),
        ('<p style="opacity:0">SECRET words</p>', HiddenTextKind.TRANSPARENT),
        ('<p style="position:absolute;left:-9999px">SECRET words</p>', HiddenTextKind.OFF_PAGE),
    ],
)
def test_hidden_text_is_kept_apart(body: str, kind: HiddenTextKind) -> None:
    """It never reaches the text and is reported with its kind."""
    head = "<style>.x, .z { display: none } @media print { p { display: none } } #y{color:#FEFEFE}</style>"
    result = read_html(f"<html><head>{head}</head><body><p>seen</p>{body}<p>too</p></body></html>", ParsingLimits())

    assert result.text == "seen\n\ntoo"
    assert [(one.kind, one.excerpt) for one in result.hidden_text] == [(kind, "SECRET words")]


@pytest.mark.parametrize(
    "body",
    [
        '<div style="background:#123"><p style="color:white">words</p></div>',
        '<table bgcolor="#336699"><tr><td><font color="#ffffff">words</font></td></tr></table>',
        '<div style="background:url(a.png)"><p style="color:#fff">words</p></div>',
        '<div style="visibility:hidden"><p style="visibility:visible">words</p></div>',
        '<div style="font-size:0"><p style="font-size:12px">words</p></div>',
        '<p style="color:#ddd">words</p>',
    ],
)
def test_what_can_be_seen_raises_no_alarm(body: str) -> None:
    """White on dark is design."""
    result = read_html(f"<html><body>{body}</body></html>", ParsingLimits())

    assert (result.text, result.hidden_text) == ("words", ())


def test_the_head_names_the_encoding() -> None:
    """Both forms of the meta element and the XML declaration are known."""
    assert declared_charset(b'<meta charset="GB2312">') == "GB2312"
    assert declared_charset(b'<meta http-equiv=Content-Type content="text/html; charset=big5">') == "big5"
    assert declared_charset(b'<?xml version="1.0" encoding="utf-16"?>') == "utf-16"
    assert declared_charset(b"<p>none</p>") == ""


def test_deep_nesting_is_read() -> None:
    """Mail programs nest hundreds of elements."""
    assert _text("<div>" * 1500 + "deep" + "</div>" * 1500) == "deep"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (
            "<table><tr><td><p>姓名</p></td><td><p>张伟</p></td><td><p></p></td></tr></table>",
            "姓名  张伟",
        ),
        (
            "<table><tr><td>Skills<br>Python</td><td>Work<br>Engineer</td></tr></table>",
            "Skills\nPython\nWork\nEngineer",
        ),
        (
            "<table><tr><td><table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table></td></tr></table>",
            "a  b\nc  d",
        ),
        ("<table><tr><td><ul><li>one</li><li>two</li></ul></td><td>2019</td></tr></table>", "• one\n• two\n2019"),
        ("<td>loose</td><td>cells</td>", "loose  cells"),
    ],
)
def test_cells_that_hold_one_line_stand_beside_each_other(body: str, text: str) -> None:
    """Word and recruiting sites put a paragraph into every cell, and whole pages into tables."""
    assert _text(body) == text


def test_lists_of_word_keep_their_bullets() -> None:
    """Word writes them as letters of a font of pictures, between marks that only it reads."""
    item = (
        "<p><![if !supportLists]><span style='font-family:Wingdings'>l<span style='font:7.0pt \"Times New Roman\"'>"
        "&nbsp;&nbsp; </span></span><![endif]>Built services</p>"
    )

    assert _text(item) == "•  Built services"
