"""Items that end, each exactly once, together with those that mirror them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bole.domain.batches import ItemOutcome, ItemState
from bole.storage.answers.answer_rows import locked_answers, remove_unused
from bole.storage.batches.removing import blank_items, items_where
from bole.storage.batches.tally import Tally
from bole.storage.batches.twins import WAITING
from bole.storage.batches.working import change_items, put_back
from bole.storage.candidate_rows import erased_since, keep_erasures_away
from bole.storage.places import LAST, place_of
from bole.storage.statements import AnyRow, chunks
from bole.storage.tables import BATCH_ITEM

FINAL = tuple(state.value for state in ItemState if state.final)


async def finish_items(
    connection: AsyncConnection, batch: AnyRow, outcomes: Sequence[ItemOutcome], tally: Tally
) -> bool:
    """Ends the items of the outcomes, or leaves them ORDERED; those that are so already stay as they are.

    An item whose answer was deleted since it was kept goes back: it is asked again. One whose candidate was erased
    since the batch was made ends with nothing left of it; True where there is one.
    """
    await keep_erasures_away(connection)
    candidates = [outcome.candidate_id for outcome in outcomes]
    erased = await erased_since(connection, batch.tenant, candidates, batch.created_at)
    if erased:
        await _end_erased(connection, batch, [one for one in outcomes if one.candidate_id in erased], tally)
        outcomes = [one for one in outcomes if one.candidate_id not in erased]
    rows = await _with_duplicates(connection, batch, [outcome.number for outcome in outcomes])
    digests = {outcome.answer_digest for outcome in outcomes if outcome.failure is None}
    kept = await locked_answers(connection, batch.tenant, digests)
    changes, lost = [], []
    for outcome in outcomes:
        group = rows.pop(outcome.number, [])
        if outcome.failure is None and outcome.answer_digest not in kept:
            lost.append(outcome.number)
        elif not (outcome.ordered and any(row.state == ItemState.ORDERED for row in group)):
            changes += [_change(row, outcome, tally) for row in group]
    await put_back(connection, batch.batch_id, lost)
    await change_items(connection, changes)
    return bool(erased)


async def _end_erased(
    connection: AsyncConnection, batch: AnyRow, outcomes: Sequence[ItemOutcome], tally: Tally
) -> None:
    numbers = [outcome.number for outcome in outcomes]
    wanted = and_(BATCH_ITEM.c.number.in_(numbers), BATCH_ITEM.c.state.not_in(FINAL))
    await blank_items(connection, batch.batch_id, await items_where(connection, batch.batch_id, wanted), tally)
    await remove_unused(connection, batch.tenant, {outcome.answer_digest for outcome in outcomes} - {""})


async def _with_duplicates(
    connection: AsyncConnection, batch: AnyRow, numbers: Sequence[int]
) -> dict[int, list[AnyRow]]:
    """Returns what is not final, by the number of the original, which comes first."""
    found: dict[int, list[AnyRow]] = defaultdict(list)
    original = func.coalesce(BATCH_ITEM.c.duplicate_of, BATCH_ITEM.c.number).label("original")
    columns = (BATCH_ITEM.c[name] for name in ("batch_id", "number", "state", "candidate_id"))
    query = select(original, *columns).where(BATCH_ITEM.c.batch_id == batch.batch_id).order_by(BATCH_ITEM.c.number)
    own = query.where(BATCH_ITEM.c.duplicate_of.is_(None), BATCH_ITEM.c.state.not_in(FINAL))
    duplicates = query.where(BATCH_ITEM.c.state.in_(WAITING))
    for part in chunks(numbers):
        # Two statements: one with OR would read the whole batch. The second finds nothing in most batches.
        wanted = [own.where(BATCH_ITEM.c.number.in_(part))]
        if batch.duplicates:
            wanted.append(duplicates.where(BATCH_ITEM.c.duplicate_of.in_(part)))
        for each in wanted:
            for row in await connection.execute(each):
                found[row.original].append(row)
    return found


def _change(row: AnyRow, outcome: ItemOutcome, tally: Tally) -> dict[str, Any]:
    state, failure, standing = _state(outcome), outcome.failure, outcome.standing
    reason = None if failure is None else failure.reason
    return {
        "of_batch": row.batch_id,
        "of_number": row.number,
        "state": state.value,
        "sequence": tally.moved(row.state, state, reason),
        "candidate_id": outcome.candidate_id or row.candidate_id,
        "answer_digest": None if failure else outcome.answer_digest,
        "place": LAST if standing is None else place_of(standing),
        "match_score": None if standing is None else standing.match_score,
        "coverage": None if standing is None else standing.coverage,
        "failure_reason": reason,
        "failure_message": None if failure is None else failure.message,
    }


def _state(outcome: ItemOutcome) -> ItemState:
    if outcome.failure is not None:
        return ItemState.FAILED
    return ItemState.ORDERED if outcome.ordered else ItemState.SUCCEEDED


async def cancel_items(connection: AsyncConnection, batch: AnyRow, tally: Tally) -> None:
    """Ends all items that are not final, in the order of their numbers."""
    unfinished = (
        select(BATCH_ITEM.c.number, func.row_number().over(order_by=BATCH_ITEM.c.number).label("turn"))
        .where(BATCH_ITEM.c.batch_id == batch.batch_id, BATCH_ITEM.c.state.not_in(FINAL))
        .subquery("unfinished")
    )
    await connection.execute(
        update(BATCH_ITEM)
        .where(BATCH_ITEM.c.batch_id == batch.batch_id, BATCH_ITEM.c.number == unfinished.c.number)
        .values(
            state=ItemState.CANCELLED.value,
            sequence=tally.last_sequence + unfinished.c.turn,
            place=LAST,
            match_score=None,
            coverage=None,
            # The answer of the rules to an ORDERED item is deleted with the batch, as all others are.
            first_answer_digest=func.coalesce(BATCH_ITEM.c.answer_digest, BATCH_ITEM.c.first_answer_digest),
            answer_digest=None,
        )
    )
    tally.cancelled += tally.unfinished
    tally.last_sequence = tally.total
    tally.ordered = 0
