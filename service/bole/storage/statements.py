"""Statements that several stores share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import Row, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

Value = TypeVar("Value")

AnyRow: TypeAlias = "Row[*tuple[Any, ...]]"
"""A row of any columns, which are read by name."""

MANY = 1000
"""Values that one statement names: far below what SQLite and PostgreSQL take (32766 and 32767)."""


def chunks(values: Iterable[Value], size: int = MANY) -> Iterator[list[Value]]:
    """Parts values into lists of at most `size`."""
    rest = iter(values)
    while part := list(islice(rest, size)):
        yield part


def insert_new(connection: AsyncConnection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Returns an INSERT that passes over rows whose key is there."""
    kind = sqlite if connection.dialect.name == "sqlite" else postgresql
    return kind.insert(table).on_conflict_do_nothing()  # type: ignore[no-any-return]


async def insert_all(connection: AsyncConnection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Inserts rows that have the same columns; none is fine."""
    if rows:
        await connection.execute(table.insert(), rows)
