"""Collects what a PDF carries beside its pages: metadata, replacement and alternative texts, comments.

None of it is read as text of the resume: a person does not see it.
"""

from __future__ import annotations

import re
import zlib
from codecs import BOM_UTF8, BOM_UTF16_BE
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from ctypes import c_ubyte, c_ulong, c_ushort, c_void_p
from functools import partial
from itertools import islice

import pypdfium2.raw as pdfium
from lxml import etree

from bole.domain.resume import HiddenTextKind
from bole.parsing.pdf.objects import PaintedArea, PaintedText

Aside = tuple[HiddenTextKind, str]
"""What sort of text it is, and the text."""

_TOLD = ("Title", "Subject", "Keywords", "Author")
"""Fields of the document information that authors write; the others name programs and dates."""
_DUBLIN_CORE, _ADOBE_PDF = "{http://purl.org/dc/elements/1.1/}", "{http://ns.adobe.com/pdf/1.3/}"
_TOLD_IN_XMP = frozenset({
    *(_DUBLIN_CORE + name for name in ("title", "description", "subject", "creator", "rights")),
    _ADOBE_PDF + "Keywords",
})  # fmt: skip
_XMP = re.compile(rb"<x:xmpmeta\b.{0,200000}?</x:xmpmeta>", re.DOTALL)
_XMP_STREAM = re.compile(rb"<<[^<>]{0,500}/Subtype\s*/XML\b[^<>]{0,500}>>\s*stream\r?\n")
_MOST_PACKETS = 4
_LONGEST_PACKET = 200_000
_EMPTY = 2
"""Bytes of a string of pdfium that says nothing: the two zeros at its end."""
_LONGEST = 40_000
"""Bytes of one string that are taken over."""
_MOST_MARKS = 32
_MOST_ANNOTATIONS = 500
_MOST_ELEMENTS = 5_000
_DEEPEST_ELEMENT = 60
_DESCRIBING = re.compile(rb"/ObjStm\b|/Alt\b|/ActualText\b|/[A-Za-z]{0,10}#[0-9A-Fa-f]{2}")
_REPLACEMENT = b"ActualText"
_ALTERNATIVE = b"Alt"
_NO_ANNOTATION_TEXT = frozenset({pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP})
_HIDDEN_FLAGS = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW


def document_asides(document: c_void_p, content: bytes) -> Iterator[Aside]:
    """Yields the metadata of a document as one text.

    Args:
        document: Handle of the open PDF.
        content: Its bytes, in which packets of XMP usually stand as they are.
    """
    told = [_string(partial(pdfium.FPDF_GetMetaText, document, key.encode())) for key in _TOLD]
    told += [text for packet in _xmp_packets(content) for text in _of_xmp(packet)]
    yield HiddenTextKind.METADATA, ".\n".join(dict.fromkeys(filter(None, told)))


def describes(document: c_void_p, content: bytes) -> bool:
    """Tells whether the structure tree of a document may hold texts of its own; most only say what is a heading.

    Args:
        document: Handle of the open PDF.
        content: Its bytes, in which the names of such texts stand unless objects are packed or names are escaped.
    """
    return bool(pdfium.FPDFCatalog_IsTagged(document)) and _DESCRIBING.search(content) is not None


def page_asides(page: c_void_p, *, described: bool) -> Iterator[Aside]:
    """Yields comments and alternative texts of a page.

    Args:
        page: Handle of `FPDF_LoadPage`.
        described: Whether the structure tree may hold texts (`describes`).
    """
    for index in range(min(_MOST_ANNOTATIONS, pdfium.FPDFPage_GetAnnotCount(page))):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            for text in _of_annotation(annotation):
                yield HiddenTextKind.COMMENT, text
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)
    if described:
        for text in _of_structure(page):
            yield HiddenTextKind.ALTERNATIVE_TEXT, text


def without_replacements(things: Iterable[PaintedText | PaintedArea]) -> list[Aside]:
    """Takes the replacement texts off what is painted, so that glyphs are read, and returns them and the alternatives.

    Has to run before `FPDFText_LoadPage`, which would read the replacements.
    """
    found: dict[Aside, None] = {}
    length = c_ulong()
    for thing in things:
        for index in range(min(_MOST_MARKS, pdfium.FPDFPageObj_CountMarks(thing.handle))):
            mark = pdfium.FPDFPageObj_GetMark(thing.handle, index)
            if pdfium.FPDFPageObjMark_CountParams(mark) <= 0:
                continue
            for key, kind in ((_REPLACEMENT, HiddenTextKind.REPLACEMENT_TEXT),
                              (_ALTERNATIVE, HiddenTextKind.ALTERNATIVE_TEXT)):  # fmt: skip
                if not pdfium.FPDFPageObjMark_GetParamBlobValue(mark, key, None, 0, length):
                    continue
                if said := _parameter(mark, key, length.value):
                    found[kind, said] = None
                if key == _REPLACEMENT:
                    pdfium.FPDFPageObjMark_RemoveParam(thing.handle, mark, key)
    return list(found)


def shows_fields(page: c_void_p) -> bool:
    """Tells whether annotations of a page show text of their own: form fields, notes written onto the page, stamps."""
    wanted = {pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_STAMP}
    for index in range(min(_MOST_ANNOTATIONS, pdfium.FPDFPage_GetAnnotCount(page))):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        kind, flags = pdfium.FPDFAnnot_GetSubtype(annotation), pdfium.FPDFAnnot_GetFlags(annotation)
        pdfium.FPDFPage_CloseAnnot(annotation)
        if kind in wanted and not flags & _HIDDEN_FLAGS:
            return True
    return False


def paints_annotations(page: c_void_p) -> bool:
    """Tells whether something beside the page's own objects is painted; links without a look of theirs are not."""
    count = pdfium.FPDFPage_GetAnnotCount(page)
    if count > _MOST_ANNOTATIONS:
        return True
    for index in range(count):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        plain = pdfium.FPDFAnnot_GetSubtype(annotation) == pdfium.FPDF_ANNOT_LINK if annotation else False
        looks = plain and pdfium.FPDFAnnot_HasKey(annotation, b"AP")
        if annotation:
            pdfium.FPDFPage_CloseAnnot(annotation)
        if looks or not plain:
            return True
    return False


def _of_annotation(annotation: c_void_p) -> Iterator[str]:
    if pdfium.FPDFAnnot_GetSubtype(annotation) in _NO_ANNOTATION_TEXT:
        return
    for key in (b"Contents", b"V", b"TU", b"RC"):
        text = _string(partial(pdfium.FPDFAnnot_GetStringValue, annotation, key))
        if text:
            yield text


def _of_structure(page: c_void_p) -> Iterator[str]:
    tree = pdfium.FPDF_StructTree_GetForPage(page)
    if not tree:
        return
    try:
        waiting = [(pdfium.FPDF_StructTree_GetChildAtIndex(tree, index), 0)
                   for index in range(min(_MOST_ELEMENTS, pdfium.FPDF_StructTree_CountChildren(tree)))]  # fmt: skip
        seen = 0
        while waiting and seen < _MOST_ELEMENTS:
            element, depth = waiting.pop()
            seen += 1
            if not element:
                continue
            for read in (pdfium.FPDF_StructElement_GetAltText, pdfium.FPDF_StructElement_GetActualText):
                if read(element, None, 0) > _EMPTY and (text := _string(partial(read, element))):
                    yield text
            if depth < _DEEPEST_ELEMENT:
                count = min(_MOST_ELEMENTS, pdfium.FPDF_StructElement_CountChildren(element))
                waiting += [(pdfium.FPDF_StructElement_GetChildAtIndex(element, index), depth + 1)
                            for index in range(count)]  # fmt: skip
    finally:
        pdfium.FPDF_StructTree_Close(tree)


def _xmp_packets(content: bytes) -> list[bytes]:
    """Returns the packets of XMP that stand as they are, and of those that are compressed what can be unpacked."""
    found = _XMP.findall(content)[:_MOST_PACKETS]
    for place in islice(_XMP_STREAM.finditer(content), _MOST_PACKETS):
        with suppress(zlib.error):
            unpacked = zlib.decompressobj().decompress(content[place.end() : place.end() + _LONGEST], _LONGEST_PACKET)
            found += _XMP.findall(unpacked)[:1]
    return found


def _of_xmp(packet: bytes) -> Iterator[str]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    root = etree.fromstring(packet, parser)
    if root is None:
        return
    for element in root.iter():
        if element.tag in _TOLD_IN_XMP:
            yield " ".join(" ".join(str(part) for part in element.itertext()).split())
        yield from (str(value) for name, value in element.attrib.items() if name in _TOLD_IN_XMP)


def _parameter(mark: c_void_p, key: bytes, size: int) -> str:
    """Returns a string of a mark as its bytes say; pdfium's own reading of it loses Chinese."""
    buffer = (c_ubyte * min(size, _LONGEST))()
    pdfium.FPDFPageObjMark_GetParamBlobValue(mark, key, buffer, len(buffer), c_ulong())
    raw = bytes(buffer)
    if raw.startswith(BOM_UTF16_BE):
        return raw[2:].decode("utf-16-be", errors="replace")
    return raw.removeprefix(BOM_UTF8).decode("utf-8" if raw.startswith(BOM_UTF8) else "latin-1", errors="replace")


def _string(read: Callable[[object, int], int]) -> str:
    """Reads a string of pdfium, which first tells its size in bytes with the two zeros at its end."""
    size = min(int(read(None, 0)), _LONGEST)
    if size <= _EMPTY:
        return ""
    buffer = (c_ushort * (size // 2))()
    read(buffer, size)
    return bytes(buffer).decode("utf-16-le", errors="replace").partition("\x00")[0].strip()
