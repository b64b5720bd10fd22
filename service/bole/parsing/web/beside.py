"""What HTML carries beside the page that a browser shows: descriptions, comments, attributes."""

from __future__ import annotations

import re

from lxml import etree
from lxml.html import HtmlElement

from bole.domain.resume import HiddenTextKind
from bole.parsing.text.unread import reads_as_name
from bole.parsing.text.visible_text import VisibleTextBuilder

_DESCRIBING = ("alt", "title", "aria-label", "aria-description", "placeholder", "summary", "label")
_DESCRIBED_PAGE = re.compile(
    r"(?:^|[.:])(?:keywords|description|abstract|subject|title|category|classification|news_keywords)$"
)
_PERSON = re.compile(r"(?:^|[.:])(?:author|publisher|copyright)$")
_CODE = ("{", "[", "<")
_SCRIPTS = re.compile(r"^$|javascript|ecmascript|json|module|babel|importmap|speculationrules")
_UNSHOWN = frozenset({"audio", "canvas", "datalist", "noembed", "noframes", "noscript", "object", "template", "video"})
_TAG = re.compile(r"<[^>]*>")
_CHOSEN_BY_MARKS = frozenset({"hidden", "checkbox", "radio", "file", "image", "password", "range", "color"})


def set_attributes_aside(element: HtmlElement, builder: VisibleTextBuilder) -> None:
    """Collects descriptions and data in the attributes of an element, and what a page says of itself."""
    if not element.attrib:
        return
    for name, value in element.attrib.items():
        key, text = str(name), str(value)
        if key in _DESCRIBING and element.tag != "style":
            builder.set_aside(HiddenTextKind.ALTERNATIVE_TEXT, text)
        elif key.startswith("data-") and _is_written(text):
            builder.set_aside(HiddenTextKind.METADATA, text)
    if element.tag == "meta":
        _set_meta_aside(element, builder)
    elif element.tag == "input" and str(element.get("type") or "").lower() == "hidden":
        value = str(element.get("value") or "")
        if not value.lstrip().startswith(_CODE):
            builder.set_aside(HiddenTextKind.METADATA, value)


def shown_value(element: HtmlElement) -> str:
    """Returns what a field of a form shows; empty for other elements."""
    if element.tag != "input" or str(element.get("type") or "text").lower() in _CHOSEN_BY_MARKS:
        return ""
    return str(element.get("value") or "")


def set_unshown_aside(element: HtmlElement, builder: VisibleTextBuilder) -> None:
    """Collects the text of an element of which a browser shows nothing, unless it is code."""
    if element.tag == "head":
        for title in element.iter("title"):
            builder.set_aside(HiddenTextKind.METADATA, _text(title))
        for script in element.iter("script", "template"):
            set_unshown_aside(script, builder)
    elif element.tag in _UNSHOWN or (
        element.tag == "script" and not _SCRIPTS.search(str(element.get("type") or "").lower())
    ):
        text = _text(element)
        if "javascript" not in text.lower():  # "this page needs JavaScript"
            builder.set_aside(HiddenTextKind.METADATA, text)


def set_comment_aside(comment: etree._Element, builder: VisibleTextBuilder) -> None:
    """Collects a comment; what only some programs read stands in comments of a form of its own."""
    text = comment.text or ""
    if not text.lstrip().startswith(("[if", "[endif", "<![endif", "StartFragment", "EndFragment")):
        builder.set_aside(HiddenTextKind.COMMENT, _TAG.sub(" ", text))


def _is_written(text: str) -> bool:
    """Tells words from the numbers, names and structures that scripts keep in attributes."""
    return not text.lstrip().startswith(_CODE) and (" " in text.strip() or not text.isascii())


def _set_meta_aside(element: HtmlElement, builder: VisibleTextBuilder) -> None:
    name = str(element.get("name") or element.get("property") or "").lower()
    content = str(element.get("content") or "")
    if _DESCRIBED_PAGE.search(name) or (_PERSON.search(name) and not reads_as_name(content)):
        builder.set_aside(HiddenTextKind.METADATA, content)


def _text(element: HtmlElement) -> str:
    return " ".join(str(piece) for piece in element.itertext())
