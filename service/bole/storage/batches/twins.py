"""Items with the same documents: the first of them is screened, the others mirror it.

A duplicate is in the state of its original wherever that one is ORDERED or final, with the same answer; before that it
is QUEUED, and no replica takes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bole.domain.batches import ItemState
from bole.storage.batches.tally import Tally
from bole.storage.places import UNPLACED
from bole.storage.statements import chunks
from bole.storage.tables import BATCH_ITEM

_SETTLED = frozenset(state.value for state in ItemState if state.final) | {ItemState.ORDERED.value}

WAITING = (ItemState.QUEUED.value, ItemState.ORDERED.value)
"""States of a duplicate that is not final: named where duplicates are looked up, for the index begins with it."""

_ANSWERED = (
    "place",
    "match_score",
    "coverage",
    "answer_digest",
    "first_place",
    "first_match_score",
    "first_coverage",
    "first_answer_digest",
    "cut_group",
    "failure_reason",
    "failure_message",
)
"""Columns that a duplicate shares with its original; the state, the candidate and the sequence come with `mirrored`."""

BLANK: Mapping[str, Any] = dict.fromkeys(_ANSWERED) | {"place": UNPLACED}
"""What these columns hold of an item of which nothing is known yet."""


async def originals(connection: AsyncConnection, batch_id: str, keys: Iterable[str]) -> dict[str, Mapping[str, Any]]:
    """Returns the item that is screened for each of these document keys, where there is one."""
    columns = (BATCH_ITEM.c[name] for name in ("number", "document_key", "state", "candidate_id", *_ANSWERED))
    query = select(*columns).where(BATCH_ITEM.c.batch_id == batch_id, BATCH_ITEM.c.duplicate_of.is_(None))
    found: dict[str, Mapping[str, Any]] = {}
    for part in chunks(sorted(set(keys) - {""})):
        rows = await connection.execute(query.where(BATCH_ITEM.c.document_key.in_(part)))
        found.update((row["document_key"], dict(row)) for row in rows.mappings())
    return found


def mirrored(original: Mapping[str, Any], candidate_id: str, tally: Tally) -> dict[str, Any]:
    """Returns the columns of a duplicate that is QUEUED until now, and counts where it goes.

    Args:
        original: As `originals` gives it.
        candidate_id: That of the duplicate, which it keeps until the original has an answer.
        tally: Of the batch.
    """
    shared = {"duplicate_of": original["number"]} | {name: original[name] for name in _ANSWERED}
    if original["state"] not in _SETTLED:
        return shared | {"state": ItemState.QUEUED.value, "candidate_id": candidate_id, "sequence": 0}
    sequence = tally.moved(ItemState.QUEUED, original["state"], original["failure_reason"])
    return shared | {"state": original["state"], "candidate_id": original["candidate_id"], "sequence": sequence}
