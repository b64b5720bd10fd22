"""What a run screens: items by name, and the tables that carry them between stages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field

import pyarrow as pa


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkItem:
    """One resume to be screened.

    Attributes:
        item_id: Unique in the run, and the same in the next run over the same input.
        source: What a person knows the file by: personal data.
        candidate_id: The caller's, else empty.
        uri: Where its bytes lie, as a `file:` URI or one of object storage; empty where `content` has them.
        member: Names a file of an archive, empty for a file by itself.
        content: Its bytes, where the input brings them along.
    """

    item_id: str
    source: str
    candidate_id: str = ""
    uri: str = ""
    member: str = ""
    content: bytes | None = field(default=None, repr=False)


ITEM_COLUMNS = ("item_id", "source", "candidate_id", "uri", "member", "content")

ITEM_SCHEMA = pa.schema(
    [(name, pa.large_binary() if name == "content" else pa.large_string()) for name in ITEM_COLUMNS]
)


def table_of(items: Iterable[BulkItem]) -> pa.Table:
    """Writes items as a table."""
    return pa.Table.from_pylist([asdict(item) for item in items], ITEM_SCHEMA)


def items_of(table: pa.Table) -> Iterator[BulkItem]:
    """Reads the items of a table, which may have other columns too."""
    for row in table.select(list(ITEM_COLUMNS)).to_pylist():
        yield BulkItem(**row)
