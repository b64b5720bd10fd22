"""An erased candidate is nowhere, not to who has the files and the master key, and nothing brings them back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bole.domain.batches import ItemOutcome, ItemState
from bole.domain.candidates import CandidateTerms
from bole.domain.decisions import NewDecision, Outcome
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.storage_ports import LeaseLostError
from bole.storage.answers.answer_rows import remove_answers
from bole.storage.tables import ANSWER
from tests.integration.privacy.desk import PostgreSqlPlace, PrivacyDesk, SqlitePlace, found_keys, item_of, opened_desk
from tests.integration.storage.making import (
    TENANT,
    answer,
    claim,
    failed,
    finish,
    finished,
    made,
    new_item,
    outcome,
    page,
    taken,
)

GONE, STAYS = "Wilhelmina-Zhang", "Ferdinand-Okafor"


async def erased(desk: PrivacyDesk, candidate_id: str) -> None:
    result = await desk.rights.erase(TENANT, candidate_id, reference="request 7", reviewer="rita")
    assert result.proven


async def test_who_is_erased_cannot_be_read_from_the_files_with_the_master_key_in_hand(desk: PrivacyDesk) -> None:
    await desk.screened({GONE: GONE, STAYS: STAYS}, given={GONE: GONE})
    for who in (GONE, STAYS):
        decision = NewDecision(
            request_id="", candidate_id=who, outcome=Outcome.DECLINED, reason=f"not {who}", reviewer="rita"
        )
        await desk.storage.ledger.record(TENANT, decision)
    files, before = desk.place.files(), desk.stolen()
    assert GONE.encode() not in files, "sealed as long as it is kept"
    for said in ("document ", "answer ", "not ", "folder/", "0 "):
        assert f"{said}{GONE}".encode() in before, "the thief reads what is kept"

    result = await desk.rights.erase(TENANT, GONE, reference="request 7", reviewer="rita")

    after = desk.stolen()
    assert GONE.encode() not in after
    for said in ("document ", "answer ", "not ", "folder/", "1 "):
        assert f"{said}{STAYS}".encode() in after, "others are as they were"
    assert result.proven
    assert result.destroyed_keys == 4
    assert result.deleted == {"item": 1, "document": 1, "answer": 1, "decision": 1}
    assert any(said.startswith("Backups") for said in result.out_of_reach)


async def test_the_place_of_an_erased_item_stays_and_counts_as_failed(desk: PrivacyDesk) -> None:
    batch = await desk.screened({"a": "one", "b": "two", "c": "three"})

    await erased(desk, "b")

    items = await finished(desk.storage, batch.batch_id)
    assert [item.sequence for item in items] == [1, 2, 3]
    assert [item.item_id for item in items] == ["0 one", "erased-2", "2 three"]
    assert [item.state for item in items] == [ItemState.SUCCEEDED, ItemState.FAILED, ItemState.SUCCEEDED]
    assert items[1].failure is not None
    assert items[1].failure.reason == "CANDIDATE_ERASED"
    assert (items[1].candidate_id, items[1].source, items[1].standing, items[1].answer) == ("", "", None, None)
    counts = (await desk.storage.batches.get(TENANT, batch.batch_id)).counts
    assert (counts.succeeded, counts.failed, counts.finished, counts.total) == (2, 1, 3, 3)
    assert counts.failures == {"CANDIDATE_ERASED": 1}
    ranks = [(item.item_id, item.rank) for item in (await page(desk.storage, batch.batch_id)).items]
    assert ranks == [("0 one", 1), ("2 three", 1), ("erased-2", None)]


async def test_counts_hold_in_whatever_state_items_are_erased(desk: PrivacyDesk) -> None:
    """One has succeeded, one has failed, one mirrors the first, one is ordered, one waits; each is the candidate's."""
    items = [item_of(number, f"said {number}", "a") for number in (1, 2, 3, 4)]
    twin = replace(items[0], item_id="twin")
    batch = await made(desk.storage, [*items, twin, new_item(9)])
    lease = await taken(desk.storage, batch)
    await claim(desk.storage, lease, 3)
    succeeded = await outcome(desk.storage, 1, candidate_id="a")
    ordered = await outcome(desk.storage, 3, candidate_id="a", ordered=True)
    await finish(desk.storage, lease, [succeeded, failed(2), ordered])
    before = (await desk.storage.batches.get(TENANT, batch.batch_id)).counts
    assert (before.succeeded, before.failed, before.ordered, before.duplicates) == (2, 1, 1, 1)

    await erased(desk, "a")

    after = (await desk.storage.batches.get(TENANT, batch.batch_id)).counts
    assert (after.succeeded, after.failed, after.ordered, after.duplicates, after.total) == (0, 5, 0, 0, 6)
    assert after.failures == {"CANDIDATE_ERASED": 5}
    assert sorted(item.sequence for item in await finished(desk.storage, batch.batch_id)) == [1, 2, 3, 4, 5]
    assert await desk.storage.batches.unfinished(lease) == {ItemState.QUEUED: 1}


async def test_an_erasure_can_be_repeated_and_one_of_nobody_destroys_nothing(desk: PrivacyDesk) -> None:
    await desk.screened({"a": "one"})
    await erased(desk, "a")

    for who in ("a", "nobody"):
        again = await desk.rights.erase(TENANT, who, reference="again", reviewer="rita")
        assert (again.destroyed_keys, again.deleted, again.proven) == (0, {}, True)
        assert again.entry_digest


async def test_the_ledger_says_that_there_was_an_erasure_and_still_holds_together(desk: PrivacyDesk) -> None:
    decision = NewDecision(request_id="", candidate_id="a", outcome=Outcome.KEPT, reason="good", reviewer="rita")
    await desk.storage.ledger.record(TENANT, decision)

    result = await desk.rights.erase(TENANT, "a", reference="request 7", reviewer="rita")

    newest, first = await desk.storage.ledger.decisions(TENANT, candidate_id="a", limit=10)
    assert (newest.decided.outcome, newest.entry_digest) == (Outcome.ERASED, result.entry_digest)
    assert (first.decided.candidate_id, first.decided.reason, first.decided.reviewer) == ("", "", "")
    assert (await desk.storage.ledger.check(TENANT)).fault == ""


async def test_an_erasure_that_the_ledger_cannot_take_says_what_is_gone_all_the_same(tmp_path: Path) -> None:
    place = SqlitePlace(folder=tmp_path / "data")
    decision = NewDecision(request_id="", candidate_id="b", outcome=Outcome.KEPT, reason="good", reviewer="rita")
    async with opened_desk(place) as desk:
        await desk.screened({"a": "one"})
        await desk.storage.ledger.record(TENANT, decision)
        with closing(sqlite3.connect(place.folder / "bole.db")) as database, database:
            database.execute("UPDATE ledger_head SET last_sequence = 7")

        with pytest.raises(BoleError) as caught:
            await desk.rights.erase(TENANT, "a", reference="request 7", reviewer="rita")

        assert b"answer one" not in desk.stolen()
    assert caught.value.reason is ErrorReason.STORAGE_MISMATCH
    assert caught.value.message.startswith("What was kept of the candidate is destroyed, but the ledger has no entry")


async def test_who_is_held_is_not_erased_before_the_hold_ends(desk: PrivacyDesk) -> None:
    batch = await desk.screened({"a": "one"})
    await desk.rights.set_terms(TENANT, "a", CandidateTerms(legal_hold="matter 12"))

    with pytest.raises(BoleError) as caught:
        await desk.rights.erase(TENANT, "a", reference="request 7", reviewer="rita")
    assert caught.value.reason is ErrorReason.CANDIDATE_HELD
    with pytest.raises(BoleError) as caught:
        await desk.storage.batches.delete(TENANT, batch.batch_id)
    assert caught.value.reason is ErrorReason.CANDIDATE_HELD
    (item,) = await finished(desk.storage, batch.batch_id)
    assert item.answer is not None

    await desk.rights.set_terms(TENANT, "a", CandidateTerms())
    await erased(desk, "a")


async def test_an_item_in_work_does_not_bring_who_was_erased_back(desk: PrivacyDesk) -> None:
    """Its candidate is found in its document, which nobody had read when the erasure was asked for."""
    batch = await made(desk.storage, [item_of(1, GONE), item_of(2, "other")])
    lease = await taken(desk.storage, batch)
    await claim(desk.storage, lease)

    await erased(desk, "person")
    kept = await desk.storage.answers.keep(TENANT, "q", answer(f"answer {GONE}", candidate_id="person"))
    assert kept.candidate_id == "person", "whoever asked is answered"
    ended = ItemOutcome(number=1, answer_digest="q", standing=kept.standing, candidate_id="person")
    await finish(desk.storage, lease, [ended, await outcome(desk.storage, 2)])

    items = await finished(desk.storage, batch.batch_id)
    assert [item.item_id for item in items] == ["erased-1", "2 other"]
    assert await desk.storage.answers.find(TENANT, "q") is None
    assert GONE.encode() not in desk.stolen()


async def test_an_answer_that_was_asked_for_before_an_erasure_is_not_kept_after_it(desk: PrivacyDesk) -> None:
    assert await desk.storage.answers.find(TENANT, "before") is None
    await erased(desk, "a")
    assert await desk.storage.answers.find(TENANT, "after") is None

    for digest in ("before", "after"):
        await desk.storage.answers.keep(TENANT, digest, answer(digest, candidate_id="a"))

    assert await desk.storage.answers.find(TENANT, "before") is None
    assert await desk.storage.answers.find(TENANT, "after") == answer("after", candidate_id="a")


async def test_an_item_in_work_that_is_known_to_be_theirs_ends_with_the_erasure(desk: PrivacyDesk) -> None:
    batch = await made(desk.storage, [item_of(1, GONE, "person"), new_item(2)])
    lease = await taken(desk.storage, batch)
    await claim(desk.storage, lease)

    await erased(desk, "person")
    await finish(
        desk.storage, lease, [await outcome(desk.storage, 1, candidate_id="person"), await outcome(desk.storage, 2)]
    )

    assert [item.item_id for item in await finished(desk.storage, batch.batch_id)] == ["erased-1", "i2"]
    assert await desk.storage.batches.complete(lease, None)
    assert GONE.encode() not in desk.stolen()


async def test_an_item_whose_erasure_was_broken_off_is_not_waited_for(desk: PrivacyDesk) -> None:
    """Its keys are gone, its row is not; the batch ends all the same."""
    batch = await made(desk.storage, [item_of(1, GONE, "person"), new_item(2)])
    assert await desk.storage.vault.destroy_all_of(TENANT, "person") == 2

    lease = await taken(desk.storage, batch)
    assert [item.number for item in await claim(desk.storage, lease)] == [2]
    await finish(desk.storage, lease, [await outcome(desk.storage, 2)])

    assert await desk.storage.batches.complete(lease, None)
    assert [item.item_id for item in await finished(desk.storage, batch.batch_id)] == ["erased-1", "i2"]


async def test_an_erasure_whose_keys_a_reader_holds_on_to_is_not_proven(tmp_path: Path) -> None:
    """Such as a backup that is made meanwhile: the log has what it still reads."""
    place = SqlitePlace(folder=tmp_path / "data")
    async with opened_desk(place, busy_seconds=0.1) as desk:
        await desk.screened({GONE: GONE})
        before = len(found_keys(place.files(), desk.masters))
        with closing(sqlite3.connect(place.folder / "bole-keys.db", isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT key_id FROM data_key").fetchone()
            held = await desk.rights.erase(TENANT, GONE, reference="request 7", reviewer="rita")
            assert len(found_keys(place.files(), desk.masters)) >= before

        again = await desk.rights.erase(TENANT, GONE, reference="request 7", reviewer="rita")

        assert (held.proven, held.destroyed_keys, again.proven) == (False, 3, True)
        assert GONE.encode() not in desk.stolen()
        assert len(found_keys(place.files(), desk.masters)) < before


async def test_items_whose_keys_are_away_stay_to_be_taken_up(tmp_path: Path) -> None:
    place = SqlitePlace(folder=tmp_path / "data")
    async with opened_desk(place) as desk:
        batch = await made(desk.storage, [item_of(1, "one")])
        lease, masters = await taken(desk.storage, batch), desk.masters

    async with opened_desk(place, masters) as desk:
        with closing(sqlite3.connect(place.folder / "bole-keys.db")) as keys:
            keys.execute("ALTER TABLE data_key RENAME TO away")
            with pytest.raises(BoleError) as caught:
                await claim(desk.storage, lease)
            assert caught.value.reason is ErrorReason.STORAGE_UNAVAILABLE
            keys.execute("ALTER TABLE away RENAME TO data_key")

        assert [item.number for item in await claim(desk.storage, lease)] == [1]


async def test_who_applies_again_after_an_erasure_is_screened(desk: PrivacyDesk) -> None:
    await desk.screened({"a": "one"})
    await erased(desk, "a")

    batch = await made(desk.storage, [item_of(1, "again", "a")])

    lease = await taken(desk.storage, batch)
    (claimed,) = await claim(desk.storage, lease)
    assert claimed.candidate_id == "a"
    assert await desk.storage.answers.find(TENANT, "question 1 False") is None
    await finish(desk.storage, lease, [await outcome(desk.storage, 1, candidate_id="a")])
    (item,) = await finished(desk.storage, batch.batch_id)
    assert (item.state, item.candidate_id) == (ItemState.SUCCEEDED, "a")


async def test_another_tenants_candidate_of_the_same_name_stays(desk: PrivacyDesk) -> None:
    await desk.storage.answers.keep("other", "q", answer("theirs", candidate_id="a"))
    await desk.storage.answers.keep(TENANT, "q", answer("ours", candidate_id="a"))

    await erased(desk, "a")

    assert await desk.storage.answers.find("other", "q") == answer("theirs", candidate_id="a")
    assert await desk.storage.answers.find(TENANT, "q") is None


async def test_a_deleted_batch_cannot_be_read_from_the_files_with_the_master_key_in_hand(desk: PrivacyDesk) -> None:
    batch = await desk.screened({"a": GONE})
    assert GONE.encode() in desk.stolen()

    await desk.storage.batches.delete(TENANT, batch.batch_id)

    assert GONE.encode() not in desk.stolen()


async def test_an_answer_whose_batch_was_deleted_meanwhile_is_not_left_behind(desk: PrivacyDesk) -> None:
    batch = await made(desk.storage, [new_item(1)])
    lease = await taken(desk.storage, batch)
    await claim(desk.storage, lease)
    ended = await outcome(desk.storage, 1)

    await desk.storage.batches.delete(TENANT, batch.batch_id)
    with pytest.raises(LeaseLostError):
        await finish(desk.storage, lease, [ended])

    assert await desk.storage.answers.find(TENANT, ended.answer_digest) is None


async def test_keys_of_an_earlier_process_that_died_are_destroyed_by_the_next(
    place: SqlitePlace | PostgreSqlPlace,
) -> None:
    """Rows went, and the process died before it could destroy their keys."""
    async with opened_desk(place) as desk:
        await desk.storage.answers.keep(TENANT, "q", answer(GONE, candidate_id="a"))
        masters = desk.masters
        async with desk.storage.candidates._database.writing() as connection:  # as far as it came
            await remove_answers(connection, ANSWER.c.digest == "q")
        assert len(found_keys(place.files(), masters)) == 1

    async with opened_desk(place, masters) as desk:
        await desk.storage.answers.forget_unused(30)
        assert not found_keys(place.files(), masters)
