"""What a page hides is kept apart, and its twin that a person can see raises no alarm."""

from __future__ import annotations

import pytest

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.resume import HiddenTextKind
from bole.parsing.limits import ParsingLimits
from bole.parsing.text.visible_text import VisibleText
from bole.parsing.web.html import read_html

SECRET = "SECRET words"  # noqa: S105 - what is hidden
TELLING = "Kubernetes Terraform Ansible"

GONE = HiddenTextKind.MARKED_HIDDEN
CLIPPED = HiddenTextKind.CLIPPED


def _read(body: str, sheet: str = "", head: str = "") -> VisibleText:
    head += f"<style>{sheet}</style>" if sheet else ""
    return read_html(f"<html><head>{head}</head><body><p>seen</p>{body}</body></html>", ParsingLimits())


BY_STYLE = {
    "display: none": GONE,
    "visibility: collapse": GONE,
    "content-visibility: hidden": GONE,
    "mso-hide: all": GONE,
    "opacity: 1%": HiddenTextKind.TRANSPARENT,
    "opacity: 0.06": HiddenTextKind.COLOR,
    "filter: blur(1px) opacity(0)": HiddenTextKind.TRANSPARENT,
    "color: rgb(0 0 0 / 2%)": HiddenTextKind.TRANSPARENT,
    "-webkit-text-fill-color: transparent": HiddenTextKind.TRANSPARENT,
    "font: italic 1px/1.5 Arial": HiddenTextKind.SIZE,
    "font-size: 1pt": HiddenTextKind.SIZE,
    'font-family: "Wingdings", serif': HiddenTextKind.NO_INK,
    "font: 12px Webdings": HiddenTextKind.NO_INK,
    "letter-spacing: -1em": HiddenTextKind.SIZE,
    "transform: rotate(3deg) scale(0)": HiddenTextKind.SIZE,
    "transform: matrix(0, 0, 0, 0, 1, 1)": HiddenTextKind.SIZE,
    "zoom: 0.01": HiddenTextKind.SIZE,
    "color: hsl(0, 0%, 100%)": HiddenTextKind.COLOR,
    "color: oklch(1 0 0)": HiddenTextKind.COLOR,
    "color: #efefef": HiddenTextKind.COLOR,
    "color: rgba(0, 0, 0, 0.05)": HiddenTextKind.COLOR,
    "color: #1f4e79; background: #1f4e79": HiddenTextKind.COLOR,
    "color: black; background: rgb(0 0 0 / 98%)": HiddenTextKind.COLOR,
    "color: white; text-shadow: 0 0 2px #fff": HiddenTextKind.COLOR,
    "position: absolute; right: -9999px": HiddenTextKind.OFF_PAGE,
    "position: fixed; inset: -500em auto auto -500em": HiddenTextKind.OFF_PAGE,
    "margin: 0 0 0 -9999px": HiddenTextKind.OFF_PAGE,
    "transform: translate(-9999px, 0)": HiddenTextKind.OFF_PAGE,
    "translate: -9999px": HiddenTextKind.OFF_PAGE,
    "text-indent: -9999px": HiddenTextKind.OFF_PAGE,
    "text-indent: 100%; white-space: nowrap; overflow: hidden": HiddenTextKind.OFF_PAGE,
    "position: absolute; left: calc( -9999px )": HiddenTextKind.OFF_PAGE,
    "position: absolute; clip: rect(1px, 1px, 1px, 1px)": CLIPPED,
    "clip-path: inset(50%)": CLIPPED,
    "clip-path: circle(0 at 50% 50%)": CLIPPED,
    "clip-path: polygon(0 0, 0 0, 0 0)": CLIPPED,
    "max-height: 0; overflow: hidden": CLIPPED,
    "width: 1px; height: 1px; overflow: hidden": CLIPPED,
    "transform: rotateY(90deg)": CLIPPED,
}

SHOWN_STYLES = (
    "color: #999",
    "color: #ddd",
    "color: yellow",
    "color: white; background: linear-gradient(#000, #333)",
    "color: white; background-color: #123456",
    "color: transparent; background: linear-gradient(red, blue); -webkit-background-clip: text",
    "color: white; text-shadow: 0 0 3px black",
    "color: white; -webkit-text-stroke: 1px black",
    "color: currentcolor",
    "color: nonsense",
    "opacity: 0.4",
    "font: bold 12px/1 Arial",
    "font-size: smaller",
    "font: bold 12px/1.2 Arial, Wingdings",
    "letter-spacing: -0.02em",
    "transform: translate(-50%, -50%)",
    "transform: scale(0.8)",
    "left: -9999px",
    "position: absolute; left: 50%; margin-left: -480px",
    "clip: rect(0, 0, 0, 0)",
    "clip-path: inset(5%)",
    "clip-path: circle(50%)",
    "height: 0",
    "max-height: 300px; overflow: hidden",
    "text-indent: -2em",
)

BY_SHEET = (
    (".a p { display: none }", f'<div class="a"><div><p>{SECRET}</p></div></div>', GONE),
    ("#a > p { visibility: hidden }", f'<div id="a"><p>{SECRET}</p></div>', GONE),
    ('p[data-x^="1"] { display: none }', f'<p data-x="12">{SECRET}</p>', GONE),
    ("p:nth-of-type(2) { display: none }", f"<p>{SECRET}</p>", GONE),
    ("p:not(.b):last-child { display: none }", f"<p>{SECRET}</p>", GONE),
    (".a { display: none !important }", f'<p class="a" style="display: block">{SECRET}</p>', GONE),
    ("#a { color: #fff } p.a { color: #000 }", f'<p id="a" class="a">{SECRET}</p>', HiddenTextKind.COLOR),
    (":root { --ink: #fff } .a { color: var(--ink) }", f'<p class="a">{SECRET}</p>', HiddenTextKind.COLOR),
    (".a { background: var(--g, #000); color: #000 }", f'<p class="a">{SECRET}</p>', HiddenTextKind.COLOR),
    ("@media screen and (min-width: 600px) { .a { display: none } }", f'<p class="a">{SECRET}</p>', GONE),
    ("@supports (display: grid) { .a { display: none } }", f'<p class="a">{SECRET}</p>', GONE),
    (".a { opacity: .2 }", f'<div class="a"><p class="a">{SECRET}</p></div>', HiddenTextKind.TRANSPARENT),
    (".a { color: #000; p { display: none } }", f'<div class="a"><p>{SECRET}</p></div>', GONE),
    (".a { .b & { display: none } }", f'<div class="b"><p class="a">{SECRET}</p></div>', GONE),
    ("body { background: #111; color: #1a1a1a }", f"<p>{SECRET}</p>", HiddenTextKind.COLOR),
)

SHOWN_BY_SHEET = (
    ("@media print { .a { display: none } }", f'<p class="a">{SECRET}</p>'),
    ("@media (max-width: 600px) { .a { display: none } }", f'<p class="a">{SECRET}</p>'),
    ("@media (prefers-color-scheme: dark) { .a { color: #fff } }", f'<p class="a">{SECRET}</p>'),
    (".a { display: none } #a { display: block }", f'<p id="a" class="a">{SECRET}</p>'),
    (".a { display: none }", f'<p class="a" style="display: block">{SECRET}</p>'),
    (".a:hover { display: none } .a::before { display: none }", f'<p class="a">{SECRET}</p>'),
    (".b { .a { display: none } }", f'<p class="a">{SECRET}</p>'),
    (".b .a { display: none }", f'<p class="a">{SECRET}</p>'),
    (".a { display: none", f"<p>{SECRET}</p>"),
    ("}}} p { broken ; .a", f"<p>{SECRET}</p>"),
    ("body { background: #111; color: #eee }", f"<p>{SECRET}</p>"),
)


@pytest.mark.parametrize("style", BY_STYLE)
def test_styles_that_hide(style: str) -> None:
    """Each keeps the words out of the text and says why."""
    result = _read(f"<p style='{style}'>{SECRET}</p>")

    assert result.text == "seen"
    assert [(one.kind, one.excerpt) for one in result.hidden_text] == [(BY_STYLE[style], SECRET)]


@pytest.mark.parametrize("style", SHOWN_STYLES)
def test_styles_that_show(style: str) -> None:
    """Design is no attempt."""
    result = _read(f"<p style='{style}'>{SECRET}</p>")

    assert (result.text, result.hidden_text) == (f"seen\n\n{SECRET}", ())


@pytest.mark.parametrize(("sheet", "body", "kind"), BY_SHEET)
def test_style_sheets_that_hide(sheet: str, body: str, kind: HiddenTextKind) -> None:
    """Selectors, weights, variables and media as a browser reads them."""
    result = _read(body, sheet)

    assert "SECRET" not in result.text
    assert (kind, SECRET) in [(one.kind, one.excerpt.removeprefix("seen ")) for one in result.hidden_text]


@pytest.mark.parametrize(("sheet", "body"), SHOWN_BY_SHEET)
def test_style_sheets_that_show(sheet: str, body: str) -> None:
    """Rules for paper, small windows and the mouse do not count; broken ones neither."""
    result = _read(body, sheet)

    assert (result.text, result.hidden_text) == (f"seen\n\n{SECRET}", ())


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (f"<dialog>{SECRET}</dialog>", GONE),
        (f"<div popover>{SECRET}</div>", GONE),
        (f'<p aria-hidden="true" hidden>{SECRET}</p>', GONE),
        (f'<font color="fefefe">{SECRET}</font>', HiddenTextKind.COLOR),
        (
            f'<table bgcolor="#000000"><tr><td><font color="#050505">{SECRET}</font></td></tr></table>',
            HiddenTextKind.COLOR,
        ),
    ],
)
def test_attributes_and_elements_that_hide(body: str, kind: HiddenTextKind) -> None:
    """Old HTML has its own ways."""
    result = _read(body)

    assert result.text == "seen"
    assert [(one.kind, one.excerpt) for one in result.hidden_text] == [(kind, SECRET)]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (f"<details><summary>More</summary>{SECRET}</details>", f"More\n{SECRET}"),
        (f"<dialog open>{SECRET}</dialog>", SECRET),
        (f'<p aria-hidden="true">{SECRET}</p>', SECRET),
        (f'<input value="{SECRET}"><input type="checkbox" value="x">', SECRET),
        (f"<![if !supportLists]>{SECRET}<![endif]>", SECRET),
    ],
)
def test_elements_that_show(body: str, text: str) -> None:
    """A person can open details, and reads what a form holds."""
    assert [line for line in _read(body).text.split("\n") if line] == ["seen", *text.split("\n")]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (f"<!-- <b>{TELLING}</b> -->", HiddenTextKind.COMMENT),
        (f'<img alt="{TELLING}">', HiddenTextKind.ALTERNATIVE_TEXT),
        (f'<p title="{TELLING}">seen</p>', HiddenTextKind.ALTERNATIVE_TEXT),
        (f'<input placeholder="{TELLING}">', HiddenTextKind.ALTERNATIVE_TEXT),
        (f'<p data-note="{TELLING}">seen</p>', HiddenTextKind.METADATA),
        (f'<input type="hidden" value="{TELLING}">', HiddenTextKind.METADATA),
        (f"<template><p>{TELLING}</p></template>", HiddenTextKind.METADATA),
        (f"<noscript>{TELLING}</noscript>", HiddenTextKind.METADATA),
        (f"<canvas>{TELLING}</canvas>", HiddenTextKind.METADATA),
        (f'<script type="text/plain">{TELLING}</script>', HiddenTextKind.METADATA),
        (f'<meta name="keywords" content="{TELLING}">', HiddenTextKind.METADATA),
        (f'<meta property="og:description" content="{TELLING}">', HiddenTextKind.METADATA),
    ],
)
def test_what_stands_beside_the_page_is_judged(body: str, kind: HiddenTextKind) -> None:
    """It is never read; it is a finding where it names a skill among words that the page lacks."""
    result = _read(body)

    assert set(result.text.split()) == {"seen"}
    assert [(one.kind, one.excerpt) for one in result.hidden_text] == [(kind, TELLING)]


@pytest.mark.parametrize(
    "body",
    [
        f"<!--[if mso]><p>{TELLING}</p><![endif]-->",
        f"<script>const skills = '{TELLING}'</script>",
        f'<script type="application/json">["{TELLING}"]</script>',
        f"<p data-state='{{&quot;skills&quot;: &quot;{TELLING}&quot;}}'>seen</p>",
        '<p data-module="kubernetes-terraform-ansible">seen</p>',
        "<noscript>Please enable JavaScript to read this Kubernetes page</noscript>",
        '<meta name="generator" content="Kubernetes Terraform Ansible">',
        '<meta name="author" content="Ada Example">',
        '<img alt="portrait of a woman">',
        '<a href="https://example.com/kubernetes/terraform/ansible" title="seen">seen</a>',
    ],
)
def test_code_and_ordinary_descriptions_are_no_finding(body: str) -> None:
    """Pages carry much that nobody wrote for a reader."""
    assert _read(body).hidden_text == ()


_HEARD = "position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;clip:rect(0,0,0,0)"


@pytest.mark.parametrize(
    ("before", "behind", "kind"),
    [
        (f'<span style="{_HEARD}">', "</span>", CLIPPED),
        ('<a href="#main" style="position:absolute;left:-9999px">', "</a>", HiddenTextKind.OFF_PAGE),
        ('<nav><ul style="display:none"><li>', "</li></ul></nav>", GONE),
        ('<button style="display:none">', "</button>", GONE),
        ('<div role="tooltip" style="visibility:hidden;opacity:0">', "</div>", HiddenTextKind.TRANSPARENT),
    ],
)
def test_closed_menus_and_what_is_read_out_are_judged(before: str, behind: str, kind: HiddenTextKind) -> None:
    """They are a finding where they name a skill among words that the page lacks, also one word at a time."""
    pieces = "".join(f"{before}{word}{behind}" for word in TELLING.split())

    assert _read(f"{before}Skip to the main content{behind}").hidden_text == ()
    for body in (before + TELLING + behind, pieces):
        result = _read(body)
        assert result.text == "seen"
        assert [(one.kind, one.excerpt) for one in result.hidden_text] == [(kind, TELLING)]


def test_white_words_in_a_menu_are_told() -> None:
    """No menu closes that way."""
    found = _read(f'<nav style="color:#fff">{SECRET}</nav>').hidden_text

    assert [one.kind for one in found] == [HiddenTextKind.COLOR]


def test_a_title_counts_as_what_it_is() -> None:
    """It is shown above the page, not on it."""
    assert _read("", head="<title>Resume of Ada Example</title>").hidden_text == ()
    assert [one.kind for one in _read("", head=f"<title>{TELLING}</title>").hidden_text] == [HiddenTextKind.METADATA]


def test_sheets_for_paper_are_left_out() -> None:
    """They hide what a browser shows."""
    sheets = '<style media="print">p{display:none}</style><style media="screen">b{display:none}</style>'

    assert _read(f"<p>too <b>{SECRET}</b></p>", head=sheets).text == "seen\n\ntoo"


@pytest.mark.parametrize(
    "content",
    [
        "<style>p{color:" + "(" * 50_000 + "</style><p>x</p>",
        "<style>" + ":not(" * 500 + "p{color:red}</style><p>x</p>",
        "<p style='" + "color:rgb(" * 500 + "'>x</p>",
        f"<style>{'p{color:#000;top:0;left:0;right:0;bottom:0}' * 500}</style>{'<p>x</p>' * 800}",
        f"<style>{'&,& & {' * 20}color:red{'}' * 20}</style><p>x</p>",
        f"<style>{'.a ' * 40}{{color:red}}</style><p class='a'>x</p>",
    ],
)
def test_style_sheets_that_would_take_minutes_are_refused(content: str) -> None:
    """A person's page needs no such thing, and leaving the rules out would show what they hide."""
    with pytest.raises(BoleError) as caught:
        read_html(content, ParsingLimits())

    assert caught.value.reason is ErrorReason.DOCUMENT_TOO_LONG


def test_variables_that_name_each_other_end() -> None:
    """They have no value."""
    result = _read('<p class="a">too</p>', ".a{--a:var(--b)var(--b);--b:var(--a)var(--a);color:var(--a)}")

    assert result.text == "seen\n\ntoo"
