"""The bytes of items: from files, from archives, and from object storage."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

from pyarrow import fs

from bole.bulk.folder import file_system, is_remote
from bole.bulk.items import BulkItem
from bole.domain.batches import DocumentReference
from bole.domain.documents import Document
from bole.domain.errors import BoleError, ErrorReason
from bole.sources.reading import read_within, too_large, unreadable
from bole.sources.references import References

_EVERYWHERE = Path("/")
"""Who runs a command may read whatever the system lets them read."""


class Contents:
    """Reads what items name; for use from threads, since files may be slow."""

    def __init__(self, limit_bytes: int) -> None:
        """Reads nothing that is larger than the limit."""
        self._limit_bytes = limit_bytes
        self._references = References([_EVERYWHERE], limit_bytes)

    def document(self, item: BulkItem) -> Document:
        """Reads the document of an item.

        Raises:
            BoleError: SOURCE_NOT_FOUND, SOURCE_UNREADABLE, DOCUMENT_TOO_LARGE, DOCUMENT_ENCRYPTED or
                PART_NOT_INSTALLED.
        """
        if item.content is not None:
            if len(item.content) > self._limit_bytes:
                raise too_large(len(item.content), self._limit_bytes)
            return Document(content=item.content, file_name=_file_name(item.source))
        if is_remote(item.uri):
            return Document(content=self._stored(item.uri), file_name=_file_name(item.source))
        return self._references.read(DocumentReference(uri=item.uri, member=item.member))

    def _stored(self, uri: str) -> bytes:
        try:
            system, path = _located(uri)
            with system.open_input_stream(path) as file:
                return read_within(file, self._limit_bytes)
        except FileNotFoundError as error:
            raise BoleError(ErrorReason.SOURCE_NOT_FOUND, "The object is not there any more.") from error
        except (OSError, ValueError) as error:
            raise unreadable("The object cannot be read. Check address, keys and network.") from error


def _located(uri: str) -> tuple[fs.FileSystem, str]:
    """Returns file system and path; one connection serves all objects of a bucket."""
    parts = urlsplit(uri)
    system, root = _file_system(urlunsplit((parts.scheme, parts.netloc, "/", parts.query, "")))
    return system, f"{root.rstrip('/')}/{unquote(parts.path).lstrip('/')}"


@lru_cache(maxsize=16)
def _file_system(root: str) -> tuple[fs.FileSystem, str]:
    return file_system(root)


def _file_name(source: str) -> str:
    return source.rsplit("/", 1)[-1]
