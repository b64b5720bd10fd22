"""Batches, items and answers for tests of what is kept, and short words for what a replica does with them."""

from __future__ import annotations

import hashlib
import secrets
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

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
from bole.domain.vault import Content
from bole.storage.opening import Storage

TENANT = "acme"


class LabellingVault:
    """A `Vault` that writes on each content whose it is, and refuses to open it as another's."""

    def __init__(self) -> None:
        """Starts with no key destroyed."""
        self.destroyed: set[str] = set()
        self._owned: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._noted: dict[str, tuple[int, str]] = {}

    def digest(self, tenant: str, text: str) -> str:
        """Returns a digest that everybody can make."""
        return hashlib.sha256(f"{tenant}|{text}".encode()).hexdigest() if text else ""

    def secret(self, purpose: str) -> bytes:
        """Returns a secret that everybody knows."""
        return hashlib.sha256(purpose.encode()).digest()

    async def seal(self, contents: Sequence[Content]) -> list[bytes]:
        """Returns the contents behind their labels."""
        heads = [secrets.token_bytes(20) for _ in contents]
        for head, each in zip(heads, contents, strict=True):
            self._owned[each.tenant, each.candidate_id].append(head.hex())
        return [head + self._label(each) + each.payload for head, each in zip(heads, contents, strict=True)]

    async def open(self, contents: Sequence[Content]) -> list[bytes | None]:
        """Returns the contents."""
        return [self._opened(each) for each in contents]

    def key_of(self, sealed: bytes) -> str:
        """Returns the head."""
        return sealed[:20].hex()

    async def destroy(self, keys: Collection[str]) -> int:
        """Opens nothing of these keys any more."""
        count = len(set(keys) - self.destroyed)
        self.destroyed |= set(keys)
        return count

    async def note(self, name: str, place: int, link: str) -> None:
        """Keeps how far something has come."""
        self._noted[name] = max(self._noted.get(name, (0, "")), (place, link))

    async def noted(self, name: str) -> tuple[int, str] | None:
        """Returns the farthest place."""
        return self._noted.get(name)

    async def destroy_all_of(self, tenant: str, candidate_id: str) -> int:
        """Opens nothing of the candidate any more."""
        return await self.destroy(self._owned[tenant, candidate_id])

    @property
    def made(self) -> set[str]:
        """Names of all keys that there ever were."""
        return {key for keys in self._owned.values() for key in keys}

    async def is_wiped(self) -> bool:
        """Has no files."""
        return True

    async def check(self) -> None:
        """Has all keys in memory."""

    def _opened(self, content: Content) -> bytes | None:
        if self.key_of(content.payload) in self.destroyed:
            return None
        label = self._label(content)
        if not content.payload[20:].startswith(label):
            raise ValueError("sealed for another")
        return content.payload[20:].removeprefix(label)

    @staticmethod
    def _label(content: Content) -> bytes:
        return f"<{content.tenant}|{content.label}>".encode()


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
    spread: int = 0,
) -> ResultPage:
    """Returns a page of results, ranked as under a rubric that states a spread."""
    return await storage.batches.results(
        TENANT, batch_id, wanted=wanted or ResultFilter(), start=start, limit=limit, spread_of=lambda _: spread
    )


def ids(items: Iterable[BatchItem | ClaimedItem]) -> list[str]:
    """Returns the identifiers of items."""
    return [item.item_id for item in items]
