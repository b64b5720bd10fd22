"""Documents go first, results later, and of who is held nothing goes."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bole.domain.batches import ItemState
from bole.domain.candidates import CandidateTerms
from bole.domain.errors import BoleError, ErrorReason
from bole.privacy.retention import Cleaner, Retention, Times
from bole.storage.clock import days, now
from tests.integration.privacy.desk import PrivacyDesk, SqlitePlace, item_of, opened_desk
from tests.integration.storage.decisions import with_entries
from tests.integration.storage.making import TENANT, answer, finished, made, page

USUAL = Times(document_days=90, result_days=365, ledger_days=1461)


def soon() -> int:
    """Returns a time that all batches of a test have ended before."""
    return now() + days(1)


async def documents(desk: PrivacyDesk, candidate_id: str) -> int:
    """Returns how many documents of a candidate are held."""
    records = [record async for record in desk.rights.held(TENANT, candidate_id)]
    count = [record.kind for record in records].count("document")
    assert [json.loads(record.content)["documents_are_kept"] for record in records if record.kind == "item"] == [
        count > 0
    ]
    return count


async def test_without_its_documents_a_batch_has_its_results_and_can_be_rescored(desk: PrivacyDesk) -> None:
    batch = await desk.screened({"a": "one", "b": "two"})
    assert await desk.storage.retention.end_documents(TENANT, batch.created_at.year) == 0, "it ended later than that"

    assert await desk.storage.retention.end_documents(TENANT, soon()) == 2

    assert b"document one" not in desk.stolen()
    assert await documents(desk, "a") == 0
    with pytest.raises(BoleError, match="not kept any more") as raised:
        await desk.storage.batches.documents(TENANT, batch.batch_id, "0 one")
    assert raised.value.reason is ErrorReason.SOURCE_NOT_FOUND
    items = (await page(desk.storage, batch.batch_id)).items
    assert [(item.item_id, item.source, item.answer is not None) for item in items] == [
        ("0 one", "folder/one.txt", True),
        ("1 two", "folder/two.txt", True),
    ]
    digests = await desk.storage.batches.answered(TENANT, batch.batch_id)
    assert len(await desk.storage.batches.payloads(TENANT, digests)) == 2
    standings = {digest: items[0].standing for digest in digests if items[0].standing is not None}
    rescored = await desk.storage.batches.rescore(
        TENANT, batch.batch_id, revision=0, terms=b"new terms", standings=standings
    )
    assert (rescored.revision, rescored.terms) == (1, b"new terms")


async def test_of_a_batch_that_has_not_ended_nothing_goes(desk: PrivacyDesk) -> None:
    batch = await made(desk.storage, [item_of(1, "one")])

    assert await desk.storage.retention.end_documents(TENANT, soon()) == 0
    assert await desk.storage.retention.end_results(TENANT, soon()) == 0
    assert (await desk.storage.batches.get(TENANT, batch.batch_id)).counts.total == 1


async def test_results_go_with_their_batch(desk: PrivacyDesk) -> None:
    batch = await desk.screened({"a": "one"})

    assert await desk.storage.retention.end_results(TENANT, soon()) == 1

    with pytest.raises(BoleError) as caught:
        await desk.storage.batches.get(TENANT, batch.batch_id)
    assert caught.value.reason is ErrorReason.BATCH_NOT_FOUND
    assert b"answer one" not in desk.stolen()


async def test_of_who_is_held_all_stays_and_of_the_others_nothing(desk: PrivacyDesk) -> None:
    batch = await desk.screened({"a": "one", "b": "two"})
    await desk.rights.set_terms(TENANT, "b", CandidateTerms(legal_hold="matter 12"))

    assert await desk.storage.retention.end_documents(TENANT, soon()) == 1
    assert await desk.storage.retention.end_results(TENANT, soon()) == 0

    assert await documents(desk, "b") == 1
    items = await finished(desk.storage, batch.batch_id)
    assert [(item.item_id, item.state) for item in items] == [
        ("erased-1", ItemState.FAILED),
        ("1 two", ItemState.SUCCEEDED),
    ]
    assert b"answer one" not in desk.stolen()
    assert await desk.storage.retention.end_results(TENANT, soon()) == 0, "nothing is done twice"

    await desk.rights.set_terms(TENANT, "b", CandidateTerms())
    assert await desk.storage.retention.end_results(TENANT, soon()) == 1


async def test_other_tenants_have_times_of_their_own(desk: PrivacyDesk) -> None:
    await desk.screened({"a": "one"})

    assert await desk.storage.retention.tenants() == (TENANT,)
    assert await desk.storage.retention.end_results("other", soon()) == 0


async def test_a_broken_ledger_keeps_no_other_tenant_from_being_cleaned(tmp_path: Path) -> None:
    place = SqlitePlace(folder=tmp_path / "data")
    async with opened_desk(place) as desk:
        for tenant in ("broken", "whole"):
            await with_entries(desk.storage.ledger, count=2, tenant=tenant)
        await desk.storage.answers.keep(TENANT, "q", answer("old"))
        with closing(sqlite3.connect(place.folder / "bole.db")) as contents, contents:
            contents.execute("UPDATE ledger_head SET signature = '' WHERE tenant = 'broken'")
            contents.execute("UPDATE answer SET created_at = 0")
        always = Times(document_days=0, result_days=0, ledger_days=0)
        cleaner = Cleaner(
            answers=desk.storage.answers,
            batches=desk.storage.retention,
            ledger=desk.storage.ledger,
            candidates=desk.storage.candidates,
            retention=Retention(usual=always),
            answer_days=30,
        )

        with pytest.raises(BoleError) as caught:
            await cleaner.clean()

        assert caught.value.reason is ErrorReason.STORAGE_MISMATCH, "it is told all the same"
        assert await desk.storage.ledger.decisions("whole", limit=10) == []
        assert len(await desk.storage.ledger.decisions("broken", limit=10)) == 2
        assert await desk.storage.answers.find(TENANT, "q") is None
