"""Batches, items and answers for tests of what is kept, and short words for what a replica does with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bole.domain.answers import Standing, StoredAnswer
from bole.domain.batches import (
    Batch,
    BatchItem,
    BatchPriority,
    ClaimedItem,
    ItemOutcome,
    Lease,
    LeaseView,
    NewBatch,
    NewItem,
    PageStart,
    ResultFilter,
    ResultPage,
)
from bole.domain.screening import ItemFailure, Recommendation
from bole.storage.opening import Storage

TENANT = "acme"


class LabellingVault:
    """A `Vault` that writes on each payload whose it is, and refuses to open it as another's."""

    def seal(self, content: bytes, *, tenant: str, candidate_id: str) -> bytes:
        """Returns the content behind its label."""
        return self._label(tenant, candidate_id) + content

    def open(self, sealed: bytes, *, tenant: str, candidate_id: str) -> bytes:
        """Returns the content."""
        label = self._label(tenant, candidate_id)
        if not sealed.startswith(label):
            raise ValueError("sealed for another")
        return sealed.removeprefix(label)

    @staticmethod
    def _label(tenant: str, candidate_id: str) -> bytes:
        return f"<{tenant}|{candidate_id}>".encode()


def new_batch(request_id: str = "", digest: str = "", priority: BatchPriority = BatchPriority.NORMAL) -> NewBatch:
    """Returns a batch to be kept."""
    return NewBatch(request_id=request_id, request_digest=digest, title="Nurse", priority=priority, terms=b"terms")


def new_item(number: int, *, key: str | None = None, candidate_id: str = "", documents: bytes | None = None) -> NewItem:
    """Returns an item with documents that no other one has, unless `key` says otherwise."""
    return NewItem(
        item_id=f"i{number}",
        candidate_id=candidate_id,
        document_key=f"key {number}" if key is None else key,
        source=f"folder/\udcff {number}.pdf",
        documents=f"documents {number}".encode() if documents is None else documents,
    )


def new_items(count: int, first: int = 1) -> list[NewItem]:
    """Returns items with documents of their own."""
    return [new_item(number) for number in range(first, first + count)]


def standing(
    rank_score: int = 50, recommendation: Recommendation = Recommendation.REVIEW, match_score: int | None = 50
) -> Standing:
    """Returns a standing."""
    return Standing(recommendation=recommendation, rank_score=rank_score, match_score=match_score, coverage=0.75)


def answer(text: str, *, where: Standing | None = None, candidate_id: str = "") -> StoredAnswer:
    """Returns an answer whose payload is the text."""
    return StoredAnswer(
        payload=text.encode(),
        standing=where or standing(),
        candidate_id=candidate_id,
        rubric_digest="rubric",
        degraded=False,
    )


async def made(storage: Storage, items: Sequence[NewItem], *, accepts_items: bool = False) -> Batch:
    """Keeps a batch."""
    return await storage.batches.create(TENANT, new_batch(), items, accepts_items=accepts_items)


async def view(storage: Storage, batch_id: str) -> LeaseView:
    """Returns who works on a batch."""
    (found,) = [each for each in await storage.batches.leases() if each.batch_id == batch_id]
    return found


async def taken(storage: Storage, batch: Batch, owner: str = "replica") -> Lease:
    """Takes a batch."""
    lease = await storage.batches.take(await view(storage, batch.batch_id), owner)
    assert lease is not None
    return lease


async def claim(storage: Storage, lease: Lease, limit: int = 1000, *, suspects: bool = False) -> list[ClaimedItem]:
    """Takes items into work."""
    return list(await storage.batches.claim(lease, limit, suspects=suspects))


async def outcome(
    storage: Storage, number: int, *, where: Standing | None = None, candidate_id: str = "", ordered: bool = False
) -> ItemOutcome:
    """Keeps an answer to an item and returns the outcome that refers to it."""
    candidate, digest = candidate_id or f"candidate {number}", f"question {number} {ordered}"
    kept = await storage.answers.keep(TENANT, digest, answer(f"answer {number}", where=where, candidate_id=candidate))
    return ItemOutcome(
        number=number,
        answer_digest=digest,
        standing=where or kept.standing,
        candidate_id=candidate,
        ordered=ordered,
    )


def failed(number: int, reason: str = "DOCUMENT_DAMAGED") -> ItemOutcome:
    """Returns the outcome of an item that failed."""
    return ItemOutcome(number=number, failure=ItemFailure(reason=reason, message="Send another file."))


async def finish(storage: Storage, lease: Lease, outcomes: Sequence[ItemOutcome], revision: int = 0) -> None:
    """Ends items."""
    await storage.batches.finish(lease, outcomes, revision=revision)


async def finish_all(storage: Storage, batch: Batch, standings: Mapping[int, Standing | None]) -> Lease:
    """Ends items in the order given: those without a standing fail."""
    lease = await taken(storage, batch)
    await claim(storage, lease)
    for number, where in standings.items():
        await finish(storage, lease, [await outcome(storage, number, where=where) if where else failed(number)])
    return lease


async def finished(storage: Storage, batch_id: str, after: int = 0) -> tuple[BatchItem, ...]:
    """Returns finished items."""
    return await storage.batches.finished_items(TENANT, batch_id, after_sequence=after, limit=1000)


async def page(
    storage: Storage,
    batch_id: str,
    *,
    wanted: ResultFilter | None = None,
    start: PageStart | None = None,
    limit: int = 1000,
) -> ResultPage:
    """Returns a page of results."""
    return await storage.batches.results(TENANT, batch_id, wanted=wanted or ResultFilter(), start=start, limit=limit)


def ids(items: Iterable[BatchItem | ClaimedItem]) -> list[str]:
    """Returns the identifiers of items."""
    return [item.item_id for item in items]
