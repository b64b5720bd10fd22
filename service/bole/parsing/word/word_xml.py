"""Reads Word documents that are one XML file: Word 2003 XML, which servers write from templates, and flat packages.

Their elements are those of DOCX under other namespaces, so they are put into a DOCX and go its way.
"""

from __future__ import annotations

import io
import re
import zipfile

from lxml import etree

from bole.domain.errors import BoleError, ErrorReason
from bole.parsing.word.package import attribute, child, local_name

_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?[^>]{0,300}\?>\s*|(?><!--.{0,2000}?-->)\s*){0,8}+<(?:\w+:)?(?:wordDocument|package)\s[^>]*"
    rb"(?:office/word/2003/wordml|office/2006/xmlPackage)",
    re.DOTALL,
)
_STYLES = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>'
    "</Relationships>"
)


def is_word_xml(content: bytes) -> bool:
    """Tells whether a text is a Word document in one XML file."""
    return _START.match(content[:8192]) is not None


def docx_of_xml(content: bytes) -> bytes:
    """Returns the document as DOCX.

    Raises:
        BoleError: DOCUMENT_DAMAGED.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        raise _damaged() from None
    parts = _flat_parts(root) if local_name(root) == "package" else _parts_of_2003(root)
    if "word/document.xml" not in parts:
        raise _damaged()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for path, part in parts.items():
            archive.writestr(path, part)
    return stream.getvalue()


def _flat_parts(root: etree._Element) -> dict[str, bytes | str]:
    parts: dict[str, bytes | str] = {}
    for part in root:
        held = child(part, "xmlData")
        if held is not None and len(held):
            parts[attribute(part, "name").lstrip("/")] = etree.tostring(held[0])
    return parts


def _parts_of_2003(root: etree._Element) -> dict[str, bytes | str]:
    body, styles = child(root, "body"), child(root, "styles")
    parts: dict[str, bytes | str] = {}
    if body is not None:
        document = etree.Element("document")
        document.append(body)
        parts["word/document.xml"] = etree.tostring(document)
    if styles is not None:
        parts["word/styles.xml"] = etree.tostring(styles)
        parts["word/_rels/document.xml.rels"] = _STYLES
    return parts


def _damaged() -> BoleError:
    return BoleError(
        ErrorReason.DOCUMENT_DAMAGED,
        "The Word document is damaged: its XML cannot be read. Open it in the editor and save it as DOCX.",
    )
