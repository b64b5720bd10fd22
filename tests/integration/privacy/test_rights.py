"""What candidates may ask for: terms, that no machine screens them, and all that is held."""

from __future__ import annotations

import asyncio
import json

import pytest

from bole.domain.candidates import CandidateTerms
from bole.domain.decisions import NewDecision, Outcome
from bole.domain.errors import BoleError, ErrorReason
from bole.storage.batches.batch_rows import batch_row
from bole.storage.batches.removing import delete_batch
from bole.storage.candidates.candidate_store import SqlCandidateStore
from bole.storage.database import Database, engine_for
from tests.integration.privacy.desk import PrivacyDesk, item_of
from tests.integration.storage.making import TENANT, claim, finished, made, taken


async def test_terms_are_empty_until_they_are_set_and_take_the_place_of_those_before(desk: PrivacyDesk) -> None:
    assert await desk.rights.terms(TENANT, "a") == CandidateTerms()

    first = await desk.rights.set_terms(TENANT, "a", CandidateTerms(legal_hold="matter Wilhelmina", opted_out=True))
    assert await desk.rights.terms(TENANT, "a") == first
    assert (first.legal_hold, first.opted_out, first.updated_at is not None) == ("matter Wilhelmina", True, True)
    assert b"Wilhelmina" not in desk.place.files()

    second = await desk.rights.set_terms(TENANT, "a", CandidateTerms())
    assert await desk.rights.terms(TENANT, "a") == second
    assert (second.legal_hold, second.opted_out) == ("", False)
    assert b"Wilhelmina" not in desk.stolen()
    assert await desk.rights.terms("other", "a") == CandidateTerms()


async def test_one_of_the_terms_is_set_without_the_other(desk: PrivacyDesk) -> None:
    """Who sets a hold and who opts out at the same time do not undo each other."""
    await desk.rights.set_terms(TENANT, "a", CandidateTerms(legal_hold="matter 12"), frozenset({"legal_hold"}))

    both = await desk.rights.set_terms(TENANT, "a", CandidateTerms(opted_out=True), frozenset({"opted_out"}))
    assert (both.legal_hold, both.opted_out) == ("matter 12", True)

    released = await desk.rights.set_terms(TENANT, "a", CandidateTerms(), frozenset({"legal_hold"}))
    assert (released.legal_hold, released.opted_out) == ("", True)
    assert released == await desk.rights.terms(TENANT, "a")


async def test_who_has_opted_out_is_refused_at_once_and_until_they_take_it_back(desk: PrivacyDesk) -> None:
    await desk.rights.opt_outs.refuse_if_opted_out(TENANT, "a")

    await desk.rights.set_terms(TENANT, "a", CandidateTerms(opted_out=True))

    with pytest.raises(BoleError) as caught:
        await desk.rights.opt_outs.refuse_if_opted_out(TENANT, "a")
    assert caught.value.reason is ErrorReason.CANDIDATE_OPTED_OUT
    for tenant, who in ((TENANT, "b"), ("other", "a"), (TENANT, "")):
        await desk.rights.opt_outs.refuse_if_opted_out(tenant, who)

    await desk.rights.set_terms(TENANT, "a", CandidateTerms())
    await desk.rights.opt_outs.refuse_if_opted_out(TENANT, "a")


async def test_an_opt_out_outlives_an_erasure(desk: PrivacyDesk) -> None:
    await desk.rights.set_terms(TENANT, "a", CandidateTerms(opted_out=True))

    await desk.rights.erase(TENANT, "a", reference="request 7", reviewer="rita")

    with pytest.raises(BoleError) as caught:
        await desk.rights.opt_outs.refuse_if_opted_out(TENANT, "a")
    assert caught.value.reason is ErrorReason.CANDIDATE_OPTED_OUT


async def test_an_erasure_goes_on_where_its_caller_goes_away(desk: PrivacyDesk) -> None:
    """Broken off halfway it would leave rows that do not open, and no entry in the ledger."""
    await desk.screened({"person": "one"})
    erasing = asyncio.create_task(desk.rights.erase(TENANT, "person", reference="request 7", reviewer="rita"))
    await asyncio.sleep(0)
    erasing.cancel()
    await asyncio.wait([erasing])

    await desk.storage.candidates.calls.all_ended()

    (entry,) = await desk.storage.ledger.decisions(TENANT, candidate_id="person", limit=9)
    assert entry.decided.outcome is Outcome.ERASED
    assert await desk.storage.candidates.left(TENANT, "person") == 0


async def test_what_an_erasure_that_died_has_left_goes_with_the_next_cleaning(desk: PrivacyDesk) -> None:
    """At whatever point: what it is to delete is told by its beginning. Who has applied again since then stays."""
    before = await desk.screened({"person": "one", "other": "two"})
    await desk.storage.candidates.begin_erasure(TENANT, "person")
    again = await made(desk.storage, [item_of(1, "again", "person")])

    assert await desk.storage.candidates.end_erasures() == 3
    assert await desk.storage.candidates.end_erasures() == 0

    assert [item.item_id for item in await finished(desk.storage, before.batch_id)] == ["erased-1", "1 two"]
    assert (await desk.storage.batches.get(TENANT, before.batch_id)).counts.failures == {"CANDIDATE_ERASED": 1}
    assert [item.candidate_id for item in await claim(desk.storage, await taken(desk.storage, again))] == ["person"]


async def test_an_erasure_passes_over_a_batch_that_is_deleted_meanwhile(desk: PrivacyDesk) -> None:
    batch = await desk.screened({"person": "one"})
    database = Database(engine_for(desk.place.address, busy_seconds=15))
    candidates = SqlCandidateStore(database, desk.storage.vault)
    async with database.writing() as connection:
        await batch_row(connection, TENANT, batch.batch_id, lock=True)
        removing = asyncio.create_task(candidates.remove(TENANT, "person"))
        for _ in range(3):  # so long that the other task has looked for batches, too, and waits for this one
            assert await candidates.batches_with(TENANT, "person") == (batch.batch_id,)
        await delete_batch(connection, TENANT, batch.batch_id)

    assert not (await removing)["item"]
    await database.engine.dispose()


async def test_all_that_is_held_is_returned_and_nothing_of_others(desk: PrivacyDesk) -> None:
    batch = await desk.screened({"a": "one", "b": "two"})
    await desk.rights.set_terms(TENANT, "a", CandidateTerms(opted_out=True))
    decision = NewDecision(request_id="", candidate_id="a", outcome=Outcome.KEPT, reason="good", reviewer="rita")
    kept = await desk.storage.ledger.record(TENANT, decision)

    records = [record async for record in desk.rights.held(TENANT, "a")]

    assert [(record.kind, record.origin) for record in records] == [
        ("terms", ""),
        ("item", f"{batch.batch_id}/1"),
        ("document", f"{batch.batch_id}/1/1"),
        ("answer", f"{batch.batch_id}-1"),
        ("decision", kept.decision_id),
    ]
    item, document, said = json.loads(records[1].content), records[2], json.loads(records[4].content)
    assert (item["item_id"], item["source"], item["state"]) == ("0 one", "folder/one.txt", "SUCCEEDED")
    assert (document.content, document.media_type, document.file_name) == (b"document one", "text/plain", "one.txt")
    assert records[3].content == b"answer one"
    assert (said["reason"], said["reviewer"], said["outcome"]) == ("good", "rita", "KEPT")


async def test_who_is_in_a_batch_a_hundred_times_and_more_is_returned_whole(desk: PrivacyDesk) -> None:
    items = [item_of(number, f"said {number}", "a") for number in range(1, 252)]
    await made(desk.storage, items)

    records = [record async for record in desk.rights.held(TENANT, "a")]

    documents = [record.content for record in records if record.kind == "document"]
    assert documents == [f"document said {number}".encode() for number in range(1, 252)]


async def test_of_whom_nothing_is_held_is_not_found(desk: PrivacyDesk) -> None:
    with pytest.raises(BoleError) as caught:
        [record async for record in desk.rights.held(TENANT, "nobody")]
    assert caught.value.reason is ErrorReason.CANDIDATE_NOT_FOUND
