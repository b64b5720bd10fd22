"""Headers, footers and notes of a DOCX: which of them some page shows."""

from __future__ import annotations

from lxml import etree

from bole.parsing.word.look import switched_on
from bole.parsing.word.package import DocxPackage, attribute, child, local_name

_SEPARATORS = frozenset({"separator", "continuationSeparator", "continuationNotice"})


def shown_margins(package: DocxPackage, body: etree._Element) -> frozenset[str]:
    """Returns the references of the headers and footers that some page shows; a section goes on with those before."""
    on_even: bool | None = None
    current: dict[tuple[str, str], str] = {}
    found: set[str] = set()
    for section in body.iter("{*}sectPr"):
        for one in section:
            if local_name(one) in {"headerReference", "footerReference"}:
                current[local_name(one), attribute(one, "type")] = attribute(one, "id")
        first = switched_on(child(section, "titlePg"))
        for (_, kind), relation_id in current.items():
            if kind == "even" and on_even is None:
                on_even = any(switched_on(child(root, "evenAndOddHeaders")) for root in package.parts("settings"))
            if (kind != "first" or first) and (kind != "even" or on_even):
                found.add(relation_id)
    return frozenset(found)


def notes(package: DocxPackage) -> list[etree._Element]:
    """Returns footnotes and endnotes, but for the lines that part them from the text."""
    return [
        note
        for kind in ("footnotes", "endnotes")
        for root in package.parts(kind)
        for note in root
        if attribute(note, "type") not in _SEPARATORS
    ]


def referred_notes(body: etree._Element) -> frozenset[tuple[str, str]]:
    """Returns kind (`footnote` or `endnote`) and id of the notes that the text refers to; Word shows no others."""
    return frozenset(
        (local_name(one).removesuffix("Reference"), attribute(one, "id"))
        for one in body.iter("{*}footnoteReference", "{*}endnoteReference")
    )
