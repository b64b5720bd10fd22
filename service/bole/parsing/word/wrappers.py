"""Elements of a DOCX that stand around others: alternatives in several dialects, content controls."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from bole.parsing.word.package import attribute, child, local_name

_KNOWN_DIALECTS = ("http://schemas.microsoft.com/", "http://schemas.openxmlformats.org/", "http://purl.oclc.org/ooxml/")
_TRANSPARENT = frozenset({"sdt", "sdtContent", "customXml", "ins"})


def chosen(element: etree._Element) -> etree._Element:
    """Returns the first of the alternatives that say the same in two dialects which Word knows; others themselves."""
    if local_name(element) != "AlternateContent":
        return element
    fallback = child(element, "Fallback")
    choices = (one for one in element if local_name(one) == "Choice" and _is_known(one))
    return next((one for one in (*choices, fallback) if one is not None), element)


def nested(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Returns the rows of a table or the cells of a row, through content controls around them."""
    for one in element:
        found = local_name(one)
        if found == name:
            yield one
        elif found in _TRANSPARENT:
            yield from nested(one, name)


def _is_known(choice: etree._Element) -> bool:
    dialects = (choice.nsmap.get(prefix, "") for prefix in attribute(choice, "Requires").split())
    return all(str(dialect).startswith(_KNOWN_DIALECTS) for dialect in dialects)
