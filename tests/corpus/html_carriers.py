"""Ways to hide words in HTML; they stand after the resume."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from bole.domain.resume import HiddenTextKind as Kind
from tests.corpus.carrier import Carrier
from tests.corpus.resumes import resume_lines

Write = Callable[[str], str]


def page(language_code: str, inside: str, head: str = "") -> bytes:
    """Returns the resume as a page with `inside` at its end."""
    lines = "".join(f"<p>{escape(line)}</p>" for line in resume_lines(language_code))
    return (
        f'<!DOCTYPE html><html lang="{language_code}"><head><meta charset="utf-8"><title>Resume</title>{head}</head>'
        f"<body>{lines}{inside}</body></html>"
    ).encode()


def _carrier(name: str, write: Write, *kinds: Kind, sheet: str = "", quotable: bool = True) -> Carrier:
    head = f"<style>{sheet}</style>" if sheet else ""
    return Carrier(
        name=name,
        file_name="resume.html",
        kinds=frozenset(kinds),
        make=lambda words, language_code: page(language_code, write(words), head),
        placed=False,
        quotable=quotable,
    )


def _styled(declarations: str, tag: str = "p") -> Write:
    return lambda words: f'<{tag} style="{declarations}">{escape(words)}</{tag}>'


def _classed(name: str, tag: str = "p") -> Write:
    return lambda words: f'<{tag} class="{name}">{escape(words)}</{tag}>'


def _attribute(name: str, tag: str = "p", inner: str = "Berlin") -> Write:
    return lambda words: f'<{tag} {name}="{escape(words)}">{inner}</{tag}>'


_DOT = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
"""A picture of one pixel."""

_GONE = Kind.MARKED_HIDDEN
_PLACE = (Kind.OFF_PAGE, Kind.CLIPPED)

HTML_CARRIERS = (
    _carrier("display none", _styled("display:none"), _GONE),
    _carrier("visibility hidden", _styled("visibility: hidden"), _GONE),
    _carrier("visibility collapse", _styled("visibility: collapse"), _GONE),
    _carrier("content-visibility hidden", _styled("content-visibility: hidden"), _GONE),
    _carrier("opacity 0", _styled("opacity:0"), Kind.TRANSPARENT),
    _carrier("opacity 1 %", _styled("opacity: 1%"), Kind.TRANSPARENT),
    _carrier("filter opacity", _styled("filter: opacity(0)"), Kind.TRANSPARENT),
    _carrier("font size 0", _styled("font-size:0"), Kind.SIZE),
    _carrier("font size 1 px", _styled("font-size: 1px"), Kind.SIZE),
    _carrier("font shorthand of 1 px", _styled("font: 1px/1 Arial"), Kind.SIZE),
    _carrier("scaled to nothing", _styled("transform: scale(0)"), Kind.SIZE, *_PLACE),
    _carrier("white text", _styled("color:#fff"), Kind.COLOR),
    _carrier("white by name", _styled("color: White"), Kind.COLOR),
    _carrier("near white text", _styled("color: rgb(252, 252, 251)"), Kind.COLOR),
    _carrier("white by hsl", _styled("color: hsl(0, 0%, 100%)"), Kind.COLOR),
    _carrier("transparent text", _styled("color: transparent"), Kind.COLOR, Kind.TRANSPARENT),
    _carrier("colour without alpha", _styled("color: rgba(0, 0, 0, 0.01)"), Kind.COLOR, Kind.TRANSPARENT),
    _carrier("colour of its own ground", _styled("color:#1f4e79;background:#1f4e79"), Kind.COLOR),
    _carrier(
        "white by the font element", lambda words: f'<font color="#ffffff">{escape(words)}</font>', Kind.COLOR
    ),
    _carrier("far to the left", _styled("position:absolute; left:-9999px"), *_PLACE),
    _carrier("far above", _styled("position:fixed; top: -500em"), *_PLACE),
    _carrier("margin off the page", _styled("margin-left: -9999px"), *_PLACE),
    _carrier("moved by transform", _styled("transform: translateX(-9999px)"), *_PLACE),
    _carrier("text indent", _styled("text-indent:-9999px"), *_PLACE),
    _carrier("clip to nothing", _styled("position:absolute; clip: rect(0, 0, 0, 0)"), Kind.CLIPPED, _GONE),
    _carrier("clip to one pixel", _styled("position:absolute; clip: rect(1px 1px 1px 1px)"), Kind.CLIPPED, _GONE),
    _carrier("clip path", _styled("clip-path: inset(100%)"), Kind.CLIPPED, _GONE),
    _carrier("clip path of a circle", _styled("clip-path: circle(0)"), Kind.CLIPPED, _GONE),
    _carrier("no height", _styled("height:0;overflow:hidden"), Kind.CLIPPED, Kind.SIZE, _GONE),
    _carrier("no width", _styled("width:0;overflow:hidden;white-space:nowrap"), Kind.CLIPPED, Kind.SIZE, _GONE),
    _carrier("no greatest height", _styled("max-height:0;overflow:hidden"), Kind.CLIPPED, Kind.SIZE, _GONE),
    _carrier(
        "one pixel for screen readers",
        _styled("position:absolute;width:1px;height:1px;overflow:hidden"),
        Kind.CLIPPED, Kind.SIZE, _GONE,
    ),
    _carrier("hidden attribute", lambda words: f"<p hidden>{escape(words)}</p>", _GONE),
    _carrier("closed dialog", lambda words: f"<dialog>{escape(words)}</dialog>", _GONE),
    _carrier("template", lambda words: f"<template><p>{escape(words)}</p></template>", _GONE, Kind.METADATA),
    _carrier("script", lambda words: f'<script type="text/plain">{escape(words)}</script>', _GONE, Kind.METADATA),
    _carrier("hidden field", _attribute('type="hidden" value', "input", ""), _GONE, Kind.METADATA),
    _carrier("comment in HTML", lambda words: f"<!-- {words} -->", Kind.COMMENT),
    _carrier("alternative text in HTML", _attribute(f'src="{_DOT}" alt', "img", ""), Kind.ALTERNATIVE_TEXT),
    _carrier("title attribute", _attribute("title"), Kind.ALTERNATIVE_TEXT, Kind.METADATA),
    _carrier("aria label", _attribute("aria-label"), Kind.ALTERNATIVE_TEXT, Kind.METADATA),
    _carrier("data attribute", _attribute("data-notes"), Kind.ALTERNATIVE_TEXT, Kind.METADATA),
    _carrier(
        "meta keywords",
        lambda words: f'<meta name="keywords" content="{escape(words)}">',
        Kind.METADATA,
    ),
    _carrier(
        "hidden within a line",
        lambda words: f'<p>Member of the <span style="display:none">{escape(words)}</span>choir</p>',
        _GONE,
    ),
    _carrier(
        "white within a line in HTML",
        lambda words: f'<p>Member of the <span style="color:#fffffe">{escape(words)}</span>choir</p>',
        Kind.COLOR,
    ),
    _carrier("hidden by class", _classed("note"), _GONE, sheet=".note { display: none }"),
    _carrier(
        "hidden by a descendant rule",
        lambda words: f'<div class="foot"><section><p>{escape(words)}</p></section></div>',
        _GONE,
        sheet="div.foot section p { visibility: hidden }",
    ),
    _carrier(
        "hidden by a child rule",
        lambda words: f'<div id="foot"><p>{escape(words)}</p></div>',
        _GONE,
        sheet="#foot > p { display: none }",
    ),
    _carrier(
        "important beats inline",
        lambda words: f'<p class="note" style="display:block">{escape(words)}</p>',
        _GONE,
        sheet=".note { display: none !important }",
    ),
    _carrier(
        "later rule of a higher weight",
        lambda words: f'<p id="n" class="note">{escape(words)}</p>',
        Kind.COLOR,
        sheet="#n { color: #fff } p.note { color: #000 }",
    ),
    _carrier(
        "attribute rule", lambda words: f'<p data-n="1">{escape(words)}</p>', _GONE, sheet='p[data-n="1"]{display:none}'
    ),
    _carrier(
        "rule within a media query",
        _classed("note"),
        _GONE,
        sheet="@media screen { .note { display: none } }",
    ),
    _carrier(
        "colour by variable", _classed("note"), Kind.COLOR, sheet=":root { --ink: #ffffff } .note { color: var(--ink) }"
    ),
    _carrier(
        "inherited from a hidden parent",
        lambda words: f'<div style="display:none"><p>{escape(words)}</p></div>',
        _GONE,
    ),
    _carrier(
        "tag characters in HTML",
        lambda words: f"<p>Berlin{''.join(chr(0xE0000 + ord(one)) for one in _ascii(words))}</p>",
        Kind.CONTROL_CHARACTERS,
        quotable=False,
    ),
)  # fmt: skip


def _ascii(words: str) -> str:
    return words if words.isascii() else words.encode("unicode_escape").decode()
