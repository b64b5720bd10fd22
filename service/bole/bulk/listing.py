"""What paths and URIs name: files to be screened, and Parquet tables of them."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import quote, unquote_to_bytes, urlsplit, urlunsplit

import pyarrow as pa
from pyarrow import fs, parquet

from bole.bulk.folder import file_system, is_remote
from bole.bulk.items import BulkItem
from bole.domain.errors import BoleError, ErrorReason
from bole.parsing.archives.names import is_junk
from bole.sources.references import References, uri_of

_TABLE = ".parquet"
_ID_DIGITS = 32
_MOST_FILES = 10_000_000
"""Of one place: what a machine can list and hold in memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkTable:
    """A Parquet file with an item in each row: `columns` are those of it that count."""

    place: str
    item_ids: frozenset[str]
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """All that a run is to screen."""

    items: tuple[BulkItem, ...]
    tables: tuple[BulkTable, ...]

    @property
    def item_ids(self) -> frozenset[str]:
        """Returns the items of both kinds."""
        return frozenset(item.item_id for item in self.items).union(*(table.item_ids for table in self.tables))


def listed(places: Iterable[str], *, leave_out: str = "") -> Listing:
    """Finds what paths and URIs name, each file once; files whose name ends in `.parquet` are tables of resumes.

    Args:
        places: Files, folders (searched to the bottom, without hidden files) and archives by their paths; objects and
            their common prefixes by URIs such as `s3://bucket/folder`.
        leave_out: A folder that is passed over, by its path or URI: that of the results.

    Raises:
        BoleError: SOURCE_NOT_FOUND or SOURCE_UNREADABLE where a place cannot be listed; ARGUMENT_INVALID for a table
            without the columns that are needed, or with an `item_id` twice.
    """
    found: dict[str, BulkItem] = {}
    passed_over = _below(leave_out)
    for place in places:
        for item in _stored(place) if is_remote(place) else _files(place):
            if not (passed_over and item.uri.startswith(passed_over)):
                found.setdefault(item.item_id, item)
    tables = {item.item_id: _table(item) for item in found.values() if _is_table(item)}
    listing = Listing(
        items=tuple(item for item in found.values() if item.item_id not in tables), tables=tuple(tables.values())
    )
    _refuse_twice(listing)
    return listing


def _below(folder: str) -> str:
    """Returns how the URIs of all files in a folder begin, empty for none."""
    if not folder or is_remote(folder):
        return folder and f"{folder.partition('?')[0].rstrip('/')}/"
    return f"{uri_of(Path(folder).resolve())}/"


def _files(place: str) -> Iterator[BulkItem]:
    references = References([Path("/")], 0, most_files=_MOST_FILES)
    uri = place if place.startswith("file:") else uri_of(Path(os.path.realpath(place)))
    for one in references.expand(uri):
        reference = one.reference
        yield _item(one.source, reference.uri, reference.member)


def _stored(place: str) -> Iterator[BulkItem]:
    parts = urlsplit(place)
    try:
        system, base = file_system(place)
        root = system.get_file_info(base)
        if root.type is fs.FileType.NotFound:
            raise BoleError(ErrorReason.SOURCE_NOT_FOUND, "There is nothing at the URI. Check how it is spelled.")
        found = [root]
        if root.type is fs.FileType.Directory:
            found = system.get_file_info(fs.FileSelector(base, recursive=True))
    except (OSError, ValueError) as error:
        raise BoleError(
            ErrorReason.SOURCE_UNREADABLE, "The URI cannot be listed. Check its spelling, keys and network."
        ) from error
    for info in sorted(found, key=lambda info: str(info.path)):
        relative = PurePosixPath(info.path[len(base) :].lstrip("/") or info.base_name)
        if info.type is fs.FileType.File and not any(is_junk(part) for part in relative.parts):
            path = info.path[len(parts.netloc) :] if info.path.startswith(f"{parts.netloc}/") else info.path
            uri = urlunsplit((parts.scheme, parts.netloc, quote(path), parts.query, ""))
            yield _item(str(relative), uri, "")


def _is_table(item: BulkItem) -> bool:
    return not item.member and item.source.lower().endswith(_TABLE)


def _item(source: str, uri: str, member: str) -> BulkItem:
    # File names are personal data, and identifiers stand where those must not. Keys and options of a URI are no part
    # of what it names: the next run may be given others.
    parts = urlsplit(uri)
    place = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
    name = f"{place}\n{member}".encode("utf-8", "surrogateescape")
    return BulkItem(item_id=hashlib.sha256(name).hexdigest()[:_ID_DIGITS], source=source, uri=uri, member=member)


def _table(item: BulkItem) -> BulkTable:
    place = item.uri if is_remote(item.uri) else os.fsdecode(unquote_to_bytes(urlsplit(item.uri).path))
    try:
        system, path = file_system(place)
        with system.open_input_file(path) as opened, parquet.ParquetFile(opened) as file:
            columns = _columns(file.schema_arrow)
            item_ids = file.read(columns=["item_id"]).column("item_id").to_pylist()
    except (OSError, pa.ArrowInvalid) as error:
        raise BoleError(
            ErrorReason.SOURCE_UNREADABLE, "A Parquet file cannot be read: it is damaged, or may not be opened."
        ) from error
    if None in item_ids:
        raise _invalid("A Parquet file has a row without item_id. Give every row one of its own.")
    _refuse_repeated(Counter(item_ids))
    return BulkTable(place=place, item_ids=frozenset(item_ids), columns=columns)


def _columns(schema: pa.Schema) -> tuple[str, ...]:
    texts = ("item_id", "uri", "candidate_id", "file_name")
    names = [name for name in (*texts, "content") if name in schema.names]
    if "item_id" not in names or not {"content", "uri"} & set(names):
        raise _invalid("A Parquet file of resumes needs the columns item_id, and content or uri.")
    for name in names:
        kind = schema.field(name).type
        if name == "content" and not (pa.types.is_binary(kind) or pa.types.is_large_binary(kind)):
            raise _invalid("The column content of a Parquet file has to hold bytes.")
        if name in texts and not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
            raise _invalid(f"The column {name} of a Parquet file has to hold strings.")
    return tuple(names)


def _refuse_twice(listing: Listing) -> None:
    named = Counter(item.item_id for item in listing.items)
    for table in listing.tables:
        named.update(table.item_ids)
    _refuse_repeated(named)


def _refuse_repeated(named: Counter[str]) -> None:
    twice = sum(count > 1 for count in named.values())
    if twice:
        raise _invalid(f"{twice} item_id stand in the Parquet files more than once. Give every row one of its own.")


def _invalid(message: str) -> BoleError:
    return BoleError(ErrorReason.ARGUMENT_INVALID, message)
