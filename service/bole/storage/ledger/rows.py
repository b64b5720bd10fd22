"""Rows of a ledger: its head, which one writer holds at a time, its entries, and the words that go with a person."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bole.domain.decisions import Decision, NewDecision, Outcome
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.screening import Recommendation
from bole.storage.ledger.chain import Entry, Head, LedgerKey, decision_id_of
from bole.storage.ledger.tables import LEDGER_ENTRY, LEDGER_HEAD
from bole.storage.statements import AnyRow, insert_new

_ENTRY_FIELDS = tuple(field.name for field in fields(Entry))
_HEAD_FIELDS = tuple(field.name for field in fields(Head))


def tampered() -> BoleError:
    """Returns the error of a ledger that nothing is added to, lest a new entry hide what happened to it."""
    return BoleError(
        ErrorReason.STORAGE_MISMATCH,
        "The ledger is not as this service left it, and takes no entry: run `bole audit verify`, and restore both "
        "databases from backups of the same time, or go on without what is missing (docs/operate.md).",
    )


async def head_row(connection: AsyncConnection, tenant: str) -> AnyRow | None:
    """Returns the row of the head, None without one."""
    found = await connection.execute(select(LEDGER_HEAD).where(LEDGER_HEAD.c.tenant == tenant))
    row: AnyRow | None = found.one_or_none()
    return row


def ledger_head(row: AnyRow) -> Head:
    """Returns what a row says."""
    return Head(**{name: getattr(row, name) for name in _HEAD_FIELDS})


def is_signed(row: AnyRow, key: LedgerKey) -> bool:
    """Tells whether this service wrote the row of a head."""
    return hmac.compare_digest(key.signature(ledger_head(row)), row.signature)


async def held_head(connection: AsyncConnection, tenant: str, key: LedgerKey) -> Head:
    """Returns the head of a ledger, made where there is none; nobody else adds until the transaction has ended.

    Raises:
        BoleError: STORAGE_MISMATCH where it is not as this service left it.
    """
    blank = Head(tenant=tenant)
    await connection.execute(
        insert_new(connection, LEDGER_HEAD).values(**asdict(blank), signature=key.signature(blank))
    )
    found = await connection.execute(select(LEDGER_HEAD).where(LEDGER_HEAD.c.tenant == tenant).with_for_update())
    row = found.one()
    if not is_signed(row, key) or not await _ends_there(connection, ledger_head(row)):
        raise tampered()
    return ledger_head(row)


def refuse_older(head: Head, noted: tuple[int, str] | None) -> None:
    """Refuses a ledger that does not reach the entry that was noted last: what is added would stand in its place.

    Raises:
        BoleError: STORAGE_MISMATCH.
    """
    last = (head.last_sequence, head.last_link)
    if noted is not None and noted != last and noted[0] >= head.last_sequence:
        raise tampered()


async def _ends_there(connection: AsyncConnection, head: Head) -> bool:
    """Tells whether the last entry is the one that the head names."""
    last = select(LEDGER_ENTRY.c.sequence, LEDGER_ENTRY.c.link).where(LEDGER_ENTRY.c.tenant == head.tenant)
    found = await connection.execute(last.order_by(LEDGER_ENTRY.c.sequence.desc()).limit(1))
    row = found.one_or_none()
    if row is None:
        return head.last_sequence == head.kept_after
    return (row.sequence, row.link) == (head.last_sequence, head.last_link)


async def save_head(connection: AsyncConnection, head: Head, key: LedgerKey) -> None:
    """Signs and writes a head that is held."""
    await connection.execute(
        update(LEDGER_HEAD)
        .where(LEDGER_HEAD.c.tenant == head.tenant)
        .values(**asdict(head), signature=key.signature(head))
    )


def row_of(entry: Entry, link: str) -> dict[str, Any]:
    """Returns the row of an entry."""
    return {**asdict(entry), "request_key": entry.request_key or None, "link": link}


def entry_of(row: AnyRow) -> Entry:
    """Returns what a row says."""
    values = {name: getattr(row, name) for name in _ENTRY_FIELDS}
    return Entry(**{**values, "request_key": row.request_key or ""})


def decision_of(entry: Entry, link: str, words: Mapping[str, str]) -> Decision:
    """Returns a decision; `words` are empty where they are gone.

    Raises:
        BoleError: STORAGE_MISMATCH where the entry says what no decision says.
    """
    if entry.outcome not in Outcome.__members__ or entry.recommendation not in {"", *Recommendation.__members__}:
        raise BoleError(
            ErrorReason.STORAGE_MISMATCH, "An entry of the ledger is not as it was written: run `bole audit verify`."
        )
    return Decision(
        decision_id=decision_id_of(entry.sequence),
        decided=NewDecision(
            request_id="",
            candidate_id=words.get("candidate_id", ""),
            outcome=Outcome(entry.outcome),
            reason=words.get("reason", ""),
            reviewer=words.get("reviewer", ""),
            recommendation=Recommendation(entry.recommendation) if entry.recommendation else None,
            match_score=entry.match_score,
            rubric_digest=entry.rubric_digest,
            engine=entry.engine,
            batch_id=entry.batch_id,
        ),
        created_at=entry.created_at,
        entry_digest=link,
    )
