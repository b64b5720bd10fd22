"""Documents that the service reads itself, when their turn comes."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from bole.batch.intake import ItemDraft
from bole.domain.batches import Batch, BatchState, DocumentReference, ItemState
from bole.domain.errors import BoleError, ErrorReason
from bole.sources.references import uri_of
from tests.integration.batch.desk import TENANT, Desk, draft, running


def written(path: Path, content: bytes) -> Path:
    """Writes a file with its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


async def test_every_file_of_a_folder_is_an_item(desk: Desk) -> None:
    """Also those in archives, each with its path; the same file named twice is one."""
    inbox = desk.root / "inbox"
    written(inbox / "a.txt", b"10 points")
    written(inbox / "deep" / "b.txt", b"20 points")
    with zipfile.ZipFile(inbox / "all.zip", "w") as archive:
        archive.writestr("c.txt", b"30 points")
    async with running(desk.runner()):
        batch_id = await desk.create([], source_uris=[uri_of(inbox), uri_of(inbox / "a.txt")])
        await desk.ended(batch_id)

    items = await desk.items(batch_id)
    assert sorted(item.source for item in items.values()) == ["a.txt", "all.zip/c.txt", "deep/b.txt"]
    assert sorted(desk.screener.asked) == [b"10 points", b"20 points", b"30 points"]


async def test_naming_a_folder_again_adds_what_is_new(desk: Desk) -> None:
    """The files that are there already are passed over."""
    inbox = desk.root / "inbox"
    written(inbox / "a.txt", b"10 points")
    async with running(desk.runner()):
        batch_id = await desk.create([], source_uris=[uri_of(inbox)], accepts_items=True)
        written(inbox / "b.txt", b"20 points")
        await desk.batches.add_items(TENANT, batch_id, items=(), source_uris=[uri_of(inbox)], accepts_items=False)
        batch = await desk.ended(batch_id)

    assert batch.counts.succeeded == 2
    assert sorted(desk.screener.asked) == [b"10 points", b"20 points"]


async def test_files_with_the_same_content_are_screened_once(desk: Desk) -> None:
    """Which only shows once they are read; one at a time, or both at once."""
    inbox = desk.root / "inbox"
    for number in range(6):
        written(inbox / f"{number}.txt", b"70 points")
    async with running(desk.runner()):
        batch_id = await desk.create([draft(70)], source_uris=[uri_of(inbox)])
        batch = await desk.ended(batch_id)

    items = await desk.items(batch_id)
    assert len(desk.screener.asked) == 1
    assert (batch.state, batch.counts.succeeded, batch.counts.duplicates) == (BatchState.FINISHED, 7, 6)
    assert len({item.duplicate_of for item in items.values()} - {""}) == 1
    assert len({item.answer.payload for item in items.values() if item.answer}) == 1


async def test_the_content_that_is_read_counts(desk: Desk) -> None:
    """A file may change between the call and its turn."""
    path = written(desk.root / "a.txt", b"10 points")
    batch_id = await desk.create([], source_uris=[uri_of(path)])
    written(path, b"80 points")
    async with running(desk.runner()):
        await desk.ended(batch_id)

    assert desk.screener.asked == [b"80 points"]


async def test_a_file_that_changes_between_attempts_is_no_duplicate_any_more(desk: Desk) -> None:
    """It was read once, equal to another one, and put back since the model was away."""
    one, other = (written(desk.root / name, b"10 points") for name in ("1.txt", "2.txt"))
    desk.screener.away = BoleError(ErrorReason.MODEL_UNAVAILABLE, "Try again.")
    async with running(desk.runner()):
        batch_id = await desk.create([], source_uris=[uri_of(one), uri_of(other)])

        def waits(batch: Batch) -> bool:
            return bool(batch.waiting_for) and batch.counts.duplicates == 1

        await desk.until(batch_id, waits)
        first = {b"10 points"} == set(desk.screener.asked)
        written(one, b"30 points")
        written(other, b"40 points")
        desk.screener.away = None
        batch = await desk.ended(batch_id)

    assert first
    assert batch.counts.succeeded == 2
    assert set(desk.screener.asked) == {b"10 points", b"30 points", b"40 points"}


async def test_a_file_that_is_gone_fails_alone(desk: Desk) -> None:
    """As does one that has become too large, or a way out of the root."""
    gone, large, moved = (desk.root / name for name in ("gone.txt", "large.txt", "moved.txt"))
    for number, path in enumerate((gone, large, moved)):
        written(path, b"%d points" % number)
    batch_id = await desk.create([draft(50)], source_uris=[uri_of(path) for path in (gone, large, moved)])
    gone.unlink()
    written(large, bytes(10_001))
    moved.unlink()
    moved.symlink_to("/etc/hostname")
    async with running(desk.runner()):
        batch = await desk.ended(batch_id)

    assert batch.counts.succeeded == 1
    assert batch.counts.failures == {"SOURCE_NOT_FOUND": 1, "DOCUMENT_TOO_LARGE": 1, "SOURCE_NOT_ALLOWED": 1}
    assert (await desk.items(batch_id))["i50"].state is ItemState.SUCCEEDED


@pytest.mark.parametrize("field", ["items[0].references[1].uri", "source_uris[1]"])
async def test_what_may_not_be_read_is_refused_at_once(desk: Desk, field: str) -> None:
    """The field says which; nothing is kept."""
    uris = [uri_of(written(desk.root / "a.txt", b"10 points")), "file:///etc/hostname"]
    named = field.startswith("source")
    item = ItemDraft(item_id="a", references=tuple(DocumentReference(uri=uri) for uri in uris))
    with pytest.raises(BoleError) as caught:
        await desk.create([] if named else [item], source_uris=uris if named else [])

    assert (caught.value.reason, caught.value.field) == (ErrorReason.SOURCE_NOT_ALLOWED, field)
    assert await desk.batches.list_batches(TENANT, before="", limit=10) == ()


async def test_a_reference_beside_a_document_is_one_candidate(desk: Desk) -> None:
    """The letter is read with the resume."""
    uri = uri_of(written(desk.root / "letter.txt", b"Dear all"))
    item = ItemDraft(
        item_id="a", documents=draft(60).documents, references=(DocumentReference(uri=uri),), candidate_id="ada"
    )
    async with running(desk.runner()):
        batch_id = await desk.create([item])
        await desk.ended(batch_id)

    found = (await desk.items(batch_id))["a"]
    assert (found.state, found.candidate_id, found.source) == (ItemState.SUCCEEDED, "ada", "60.txt")
