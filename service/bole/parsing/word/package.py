"""Opens the container of a DOCX within limits and parses its parts without entities or network."""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO

from lxml import etree

from bole.domain.errors import BoleError, ErrorReason
from bole.parsing.limits import ParsingLimits

_RATIO_MATTERS_FROM = 1_000_000
_LARGEST_PART = 64_000_000
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_OFTEN = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NUMBER = re.compile("-?[0-9]{1,9}")
_DAMAGED_ARCHIVE = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError)


def local_name(element: etree._Element) -> str:
    """Returns the tag without its namespace; empty for comments and processing instructions."""
    tag: object = element.tag  # a function for comments and processing instructions
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: etree._Element, name: str) -> str:
    """Returns an attribute by its local name, whatever the dialect of the format; empty when it is not there."""
    found = element.get(f"{_OFTEN}{name}")
    if found is not None:
        return found
    for key, value in element.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """Returns the first descendant along a path of local names."""
    for name in path:
        if element is None:
            return None
        element = next(element.iterchildren(f"{{*}}{name}"), None)
    return element


def whole_number(text: str, otherwise: int) -> int:
    """Returns the number that an attribute holds; `otherwise` when it is none, or has more than nine digits."""
    return int(text) if _NUMBER.fullmatch(text) else otherwise


@dataclass(frozen=True, slots=True)
class Relation:
    """A reference inside the container: `kind` such as `header`, `path` such as `word/header1.xml`."""

    relation_id: str
    kind: str
    path: str


@dataclass(frozen=True, slots=True)
class DocxPackage:
    """The parts of an open DOCX; each is read when it is asked for."""

    archive: zipfile.ZipFile
    main_path: str
    related: tuple[Relation, ...]
    """The parts that the main document refers to, then those that the container itself does."""

    @property
    def document(self) -> etree._Element:
        """The main document."""
        return _part(self.archive, self.main_path)

    def named_parts(self, kind: str) -> Iterator[tuple[str, etree._Element]]:
        """Returns the parts of a kind, each with the id of its reference, in the order of the references."""
        paths: set[str] = set()
        for one in self.related:
            if one.kind == kind and one.path not in paths and one.path in self.archive.NameToInfo:
                paths.add(one.path)
                yield one.relation_id, _part(self.archive, one.path)

    def parts(self, kind: str) -> Iterator[etree._Element]:
        """Returns the roots of the parts of a kind, in the order in which they are referred to."""
        return (root for _, root in self.named_parts(kind))

    def content(self, relation_id: str) -> bytes:
        """Returns the first megabyte of a part as it is; empty when there is none."""
        path = next((one.path for one in self.related if one.relation_id == relation_id), "")
        if path not in self.archive.NameToInfo:
            return b""
        return _read(self.archive, path, _RATIO_MATTERS_FROM)


@contextmanager
def opened(content: bytes, limits: ParsingLimits) -> Iterator[DocxPackage]:
    """Opens a DOCX.

    Raises:
        BoleError: DOCUMENT_TOO_LARGE when it unpacks beyond the limits, DOCUMENT_DAMAGED when it cannot be read.
    """
    try:
        archive = zipfile.ZipFile(BytesIO(content))
    except _DAMAGED_ARCHIVE:
        raise _unreadable() from None
    with archive:
        _refuse_bombs(archive, limits)
        root = tuple(_relations(archive, "_rels/.rels", ""))
        main_path = next((one.path for one in root if one.kind == "officeDocument"), "word/document.xml")
        if main_path not in archive.NameToInfo:
            raise damaged("Its text is missing.")
        yield DocxPackage(archive, main_path, _related(archive, main_path, root))


def damaged(what: str) -> BoleError:
    """Returns the error for a DOCX that cannot be read."""
    return BoleError(
        ErrorReason.DOCUMENT_DAMAGED,
        f"The Word document is damaged. {what} Open it in the editor, save it again and send that.",
    )


def _unreadable() -> BoleError:
    return damaged("Its container cannot be read.")


def _read(archive: zipfile.ZipFile, path: str, most: int) -> bytes:
    """Returns the first `most` bytes of a part."""
    try:
        with archive.open(path) as stream:
            return stream.read(most)
    except _DAMAGED_ARCHIVE:
        raise _unreadable() from None


def _refuse_bombs(archive: zipfile.ZipFile, limits: ParsingLimits) -> None:
    entries = archive.infolist()
    if any(entry.compress_type not in _METHODS for entry in entries):  # others give no bound on what comes out
        raise damaged("Its container is packed as Word never packs it.")
    # What a part unpacks to beyond the size that is declared here is never read.
    unpacked = sum(entry.file_size for entry in entries)
    steep = any(
        entry.file_size > max(_RATIO_MATTERS_FROM, limits.max_compression_ratio * entry.compress_size)
        for entry in entries
        if entry.filename.endswith((".xml", ".rels"))
    )
    if len(entries) > limits.max_zip_entries or unpacked > limits.max_unpacked_bytes or steep:
        raise BoleError(
            ErrorReason.DOCUMENT_TOO_LARGE,
            "The Word document unpacks to far more than a resume holds. Save it again without embedded files.",
            metadata={
                "entry_count": str(len(entries)),
                "max_entry_count": str(limits.max_zip_entries),
                "unpacked_bytes": str(unpacked),
                "max_unpacked_bytes": str(limits.max_unpacked_bytes),
            },
        )


def _part(archive: zipfile.ZipFile, path: str) -> etree._Element:
    """Parses one part; entities stay unresolved and a document type is refused."""
    content = _read(archive, path, _LARGEST_PART + 1)
    if len(content) > _LARGEST_PART:
        raise damaged("One of its parts is larger than any text.")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, collect_ids=False
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        if getattr(error, "code", 0) == etree.ErrorTypes.ERR_RESOURCE_LIMIT:  # the stubs do not know the attribute
            raise damaged("One of its parts is nested or expanded beyond what Word writes.") from None
        raise damaged("One of its parts is not well-formed.") from None
    if getattr(root.getroottree().docinfo, "doctype", ""):  # the stubs do not know the attribute
        raise damaged("It declares a document type, which Word never does.")
    return root


def _relations(archive: zipfile.ZipFile, path: str, base: str) -> Iterator[Relation]:
    """Returns the internal targets of a relationship part."""
    if path not in archive.NameToInfo:
        return
    for relation in _part(archive, path):
        target = attribute(relation, "Target")
        if attribute(relation, "TargetMode") != "External" and target:
            full = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(base, target))
            kind = attribute(relation, "Type").rpartition("/")[2]
            yield Relation(attribute(relation, "Id"), kind, full)


def _related(archive: zipfile.ZipFile, main_path: str, root: tuple[Relation, ...]) -> tuple[Relation, ...]:
    folder, name = posixpath.split(main_path)
    return (*_relations(archive, f"{folder}/_rels/{name}.rels".lstrip("/"), folder), *root)
