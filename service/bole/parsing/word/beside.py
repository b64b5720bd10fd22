"""What a DOCX carries beside the pages: properties, comments, alternatives, descriptions, embedded documents."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

from lxml import etree

from bole.domain.errors import BoleError
from bole.domain.resume import HiddenTextKind
from bole.parsing.limits import ParsingLimits
from bole.parsing.text.encoding import decode
from bole.parsing.text.unread import reads_as_name
from bole.parsing.text.visible_text import VisibleTextBuilder
from bole.parsing.web.html import declared_charset, read_html
from bole.parsing.word.package import DocxPackage, attribute, local_name
from bole.parsing.word.wrappers import chosen

_WRITTEN = frozenset({"title", "subject", "description", "keywords", "category", "contentStatus"})
_NAMES = frozenset({"creator", "lastModifiedBy", "Company", "Manager"})
_PROPERTIES = ("core-properties", "extended-properties")
_NAMING = ("tblCaption", "tblDescription", "alias", "tag")
_DESCRIBED = tuple(f"{{*}}{name}" for name in ("docPr", "cNvPr", "shape", "rect", "hyperlink", "fldSimple", *_NAMING))
_OF_PROGRAMS = (
    "Creator", "Producer", "Created", "LastSaved", "SourceModified", "Application", "AppVersion", "Template", "ICV",
    "KSO", "MSIP_", "ContentType", "_dlc", "_", "Grammarly", "Mendeley", "Zotero", "ZOTERO", "CLASSIFICATION",
)  # fmt: skip
_OF_OFFICE = ("http://schemas.microsoft.com/", "http://schemas.openxmlformats.org/", "http://purl.oclc.org/ooxml/")
_RTF_CONTROL = re.compile(r"\{\\\*[^{}]*\}|\\'[0-9a-fA-F]{2}|\\[a-zA-Z]+-?\d* ?|[{}]")
_TAG = re.compile(r"<[^>]*>")
_MOST = 4_000
"""Characters of an embedded document that are looked at for its excerpt."""
_EMBEDDED = "An embedded document."


def set_aside(package: DocxPackage, roots: list[etree._Element], builder: VisibleTextBuilder) -> None:
    """Collects properties, comments, descriptions and what only other programs show; none is ever read as text.

    Args:
        package: The document.
        roots: Main document, headers, footers and notes, whose pictures and tables may be described.
        builder: Judges what is collected.
    """
    for text in _properties(package):
        builder.set_aside(HiddenTextKind.METADATA, text)
    for root in package.parts("comments"):
        for comment in root:
            builder.set_aside(HiddenTextKind.COMMENT, _text(comment))
    for root in roots:
        for element in root.iter(*_DESCRIBED):
            builder.set_aside(HiddenTextKind.ALTERNATIVE_TEXT, _description(element))
        for element in root.iter("{*}AlternateContent"):
            shown = chosen(element)
            for branch in element:
                if branch is not shown and _text(branch) != _text(shown):
                    builder.set_aside(HiddenTextKind.MARKED_HIDDEN, _lines(branch))


def embedded_excerpt(content: bytes, limits: ParsingLimits) -> str:
    """Returns the beginning of the text of an embedded document; a general word where it cannot be told."""
    try:
        text = _docx_text(content) if content.startswith(b"PK") else _written(content, limits)
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, NotImplementedError, etree.XMLSyntaxError, BoleError):
        text = ""
    return text.strip() or _EMBEDDED


def _description(element: etree._Element) -> str:
    names = ("val",) if local_name(element) in _NAMING else ("descr", "title", "alt", "tooltip", "instr")
    return "\n".join(filter(None, (attribute(element, name) for name in names)))


def _properties(package: DocxPackage) -> list[str]:
    """Returns the properties that someone wrote; from fields for names only what is none."""
    written: list[str] = []
    named: list[str] = []
    for kind in _PROPERTIES:
        for root in package.parts(kind):
            for one in root:
                name = local_name(one)
                (named if name in _NAMES else written if name in _WRITTEN else []).append(one.text or "")
    for root in package.parts("custom-properties"):
        written += [_words(one) for one in root if not attribute(one, "name").startswith(_OF_PROGRAMS)]
    for root in package.parts("customXml"):
        if not str(root.nsmap.get(root.prefix, "")).startswith(_OF_OFFICE):
            written += [str(text) for text in root.itertext()]
    return [*(one for one in named if not reads_as_name(one)), "\n".join(filter(str.strip, written))]


def _words(custom: etree._Element) -> str:
    """Returns the value of a custom property if it is a text."""
    return "\n".join(one.text or "" for one in custom if local_name(one) in {"lpwstr", "lpstr", "bstr"})


def _lines(element: etree._Element) -> str:
    return "\n".join(map(_text, element.iter("{*}p"))) or _text(element)


def _text(element: etree._Element) -> str:
    return "".join(one.text or "" for one in element.iter("{*}t"))


def _written(content: bytes, limits: ParsingLimits) -> str:
    text = decode(content, declared_charset(content)).text[: 10 * _MOST]
    if text.lstrip().startswith("{\\rtf"):
        return _RTF_CONTROL.sub(" ", text)[:_MOST]
    if "<" in text:
        found = read_html(text[max(text.lower().find("<html"), 0) :], limits)
        return found.text[:_MOST] or " ".join(one.excerpt for one in found.hidden_text) or _TAG.sub(" ", text)[:_MOST]
    return text[:_MOST]


def _docx_text(content: bytes) -> str:
    with zipfile.ZipFile(BytesIO(content)) as archive, archive.open("word/document.xml") as stream:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        root = etree.fromstring(stream.read(1_000_000), parser)
    return " ".join(_text(one) for one in root.iter("{*}p"))[:_MOST]
