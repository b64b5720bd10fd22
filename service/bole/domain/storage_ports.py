"""What is kept beyond the life of a process, as Protocols."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from bole.domain.answers import Answer, Standing, StoredAnswer
from bole.domain.batches import (
    Batch,
    BatchDocument,
    BatchItem,
    BatchTerms,
    ClaimedItem,
    CutAnswers,
    CutCost,
    ItemOutcome,
    ItemState,
    Lease,
    LeaseView,
    NewBatch,
    NewItem,
    PageStart,
    ResultFilter,
    ResultPage,
)
from bole.domain.screening import CutGroup, Screening


class LeaseLostError(Exception):
    """Another replica has the batch, or it was deleted or cancelled: nothing was written, and the work on it ends."""


class Codec(Protocol):
    """Writes domain values as bytes and reads them again; picklable, for use in worker processes.

    Reading raises `BoleError` with STORAGE_MISMATCH where the bytes were written by a version that this one does not
    understand.
    """

    def encode_answer(self, answer: Answer) -> bytes:
        """Writes an answer; equal answers give equal bytes."""
        ...

    def decode_screening(self, payload: bytes) -> Screening:
        """Reads the screening of an answer."""
        ...

    def encode_terms(self, terms: BatchTerms) -> bytes:
        """Writes the terms of a batch."""
        ...

    def decode_terms(self, payload: bytes) -> BatchTerms:
        """Reads the terms of a batch."""
        ...

    def encode_documents(self, documents: Sequence[BatchDocument]) -> bytes:
        """Writes the documents of an item, without their passwords."""
        ...

    def decode_documents(self, payload: bytes) -> tuple[BatchDocument, ...]:
        """Reads the documents of an item."""
        ...


class AnswerStore(Protocol):
    """Answers by the digest of their question. Every method raises `BoleError` with STORAGE_UNAVAILABLE."""

    async def find(self, tenant: str, digest: str) -> StoredAnswer | None:
        """Returns the answer that is kept, None without one."""
        ...

    async def keep(self, tenant: str, digest: str, answer: StoredAnswer) -> StoredAnswer:
        """Keeps an answer, durable on return; where there is one already that one is returned and stays."""
        ...


class CandidateAnswers(Protocol):
    """Answers by whom they are about. Raises `BoleError` with STORAGE_UNAVAILABLE."""

    async def newest(self, tenant: str, candidate_id: str) -> StoredAnswer | None:
        """Returns the answer on a candidate that was kept last, None without one."""
        ...


class BatchStore(Protocol):
    """Batches and their items. Every method raises `BoleError` with STORAGE_UNAVAILABLE.

    Methods that take a `Lease` raise `LeaseLostError`, and change nothing, where another replica has taken the batch or
    it is cancelled or gone. Those that take tenant and batch raise BATCH_NOT_FOUND. Each method is one transaction.
    """

    # What callers do.

    async def create(self, tenant: str, new: NewBatch, items: Sequence[NewItem], *, accepts_items: bool) -> Batch:
        """Keeps a batch with its first items; for a `request_id` that is known, returns the batch that it made.

        Raises:
            BoleError: REQUEST_ID_REUSED for a known `request_id` with another digest; ITEM_ID_REUSED.
        """
        ...

    async def find_request(self, tenant: str, request_id: str, request_digest: str) -> Batch | None:
        """Returns the batch that a request has made, None without one.

        Raises:
            BoleError: REQUEST_ID_REUSED where it has another digest.
        """
        ...

    async def add_items(self, tenant: str, batch_id: str, items: Sequence[NewItem], *, accepts_items: bool) -> Batch:
        """Adds items; those that are there with the same key and documents are passed over.

        Raises:
            BoleError: BATCH_CLOSED where it accepts none (unless all of them are there), ITEM_ID_REUSED for an item
                that is there with other documents.
        """
        ...

    async def get(self, tenant: str, batch_id: str) -> Batch:
        """Returns a batch."""
        ...

    async def list_batches(self, tenant: str, *, before: str, limit: int) -> tuple[Batch, ...]:
        """Returns batches, the newest first; `before` is the batch_id that the page before ended with, or empty."""
        ...

    async def finished_items(
        self, tenant: str, batch_id: str, *, after_sequence: int, limit: int
    ) -> tuple[BatchItem, ...]:
        """Returns items in the order in which they finished, with their answers."""
        ...

    async def results(
        self,
        tenant: str,
        batch_id: str,
        *,
        wanted: ResultFilter,
        start: PageStart | None,
        limit: int,
        spread_of: Callable[[bytes], int],
    ) -> ResultPage:
        """Returns a page of ranked results with their answers; `start` is None for the first page.

        Ranks count all succeeded items of the batch that are no duplicates, whatever is wanted. `spread_of` tells from
        the terms of the batch how many points apart two scores still say the same.

        Raises:
            BoleError: BATCH_CHANGED where the batch was rescored since the first page.
        """
        ...

    async def item(
        self, tenant: str, batch_id: str, item_id: str, *, spread_of: Callable[[bytes], int]
    ) -> tuple[BatchItem, bytes]:
        """Returns an item with its answer and, as in `results`, its rank; and the terms of its batch.

        Raises:
            BoleError: ITEM_NOT_FOUND.
        """
        ...

    async def documents(self, tenant: str, batch_id: str, item_id: str) -> bytes:
        """Returns the documents of an item as `Codec.encode_documents` writes them.

        Raises:
            BoleError: ITEM_NOT_FOUND; CANDIDATE_ERASED, or SOURCE_NOT_FOUND where they were kept long enough.
        """
        ...

    async def answered(self, tenant: str, batch_id: str) -> tuple[str, ...]:
        """Returns the digests of the answers by which items stand where they do, each once."""
        ...

    async def payloads(self, tenant: str, digests: Sequence[str]) -> Mapping[str, bytes]:
        """Returns the payloads of those of the answers that are there."""
        ...

    async def rescore(
        self, tenant: str, batch_id: str, *, revision: int, terms: bytes, standings: Mapping[str, Standing]
    ) -> Batch:
        """Sets the terms, and the standings of items by the digests of their answers; counts the revision up.

        Raises:
            BoleError: BATCH_CHANGED where the batch has another revision, or one of `answered` is not among
                `standings`: read anew and try again.
        """
        ...

    async def cancel(self, tenant: str, batch_id: str) -> Batch:
        """Cancels a batch and its unfinished items; one that is final stays as it is."""
        ...

    async def delete(self, tenant: str, batch_id: str) -> None:
        """Deletes a batch, its items, their documents, and the answers that no other batch refers to."""
        ...

    # What the replica does that works on them.

    async def leases(self) -> tuple[LeaseView, ...]:
        """Returns who works on the batches that are not final, of all tenants, the oldest batch first."""
        ...

    async def take(self, seen: LeaseView, owner: str) -> Lease | None:
        """Takes a batch that nobody has, or whose lease has run out; None where it changed since it was `seen`.

        Items that were in work become SUSPECT. Where the replica that had it had exactly one item in work, in all of
        its batches, the death of that replica is counted as a crash of the item.
        """
        ...

    async def renew(self, leases: Sequence[Lease]) -> tuple[Lease, ...]:
        """Moves the heartbeats and returns the leases that are lost."""
        ...

    async def release(self, lease: Lease) -> None:
        """Gives a batch back; its items in work are queued again, and their attempts do not count."""
        ...

    async def claim(
        self, lease: Lease, limit: int, *, suspects: bool, most_bytes: int | None = None
    ) -> tuple[ClaimedItem, ...]:
        """Takes up to `limit` items into work in their order: suspects, or queued ones, after the cut chosen ones.

        Their documents have at most `most_bytes` together, or it is one item.
        """
        ...

    async def identify(self, lease: Lease, keys: Mapping[int, str]) -> frozenset[int]:
        """Sets the document keys of items in work; returns the duplicates, which end with their originals."""
        ...

    async def requeue(self, lease: Lease, numbers: Sequence[int], *, waiting_for: str) -> None:
        """Puts items in work back, their attempts not counted, and says what the batch waits for."""
        ...

    async def finish(self, lease: Lease, outcomes: Sequence[ItemOutcome], *, revision: int) -> None:
        """Ends items and their duplicates; those that are final already stay as they are.

        Clears what the batch waits for. An item whose answer was deleted since it was kept goes back to be asked anew.

        Raises:
            BoleError: BATCH_CHANGED where the batch was rescored: its standings have to be computed anew.
        """
        ...

    async def unfinished(self, lease: Lease) -> Mapping[ItemState, int]:
        """Returns how many items are in each state that is not final, without duplicates, which end by themselves."""
        ...

    async def ordered(self, lease: Lease) -> tuple[int, ...]:
        """Returns the numbers of ORDERED items, best first."""
        ...

    async def cut(self, lease: Lease, groups: Mapping[int, CutGroup]) -> None:
        """Parts ORDERED items: those of the REST end with the answer of the rules, the others wait for the model."""
        ...

    async def cut_answers(self, lease: Lease) -> CutAnswers:
        """Returns what came of the cut, for `CutCost`."""
        ...

    async def complete(self, lease: Lease, cut_cost: CutCost | None) -> bool:
        """Ends a batch without unfinished items and gives it back; False where items came in meanwhile."""
        ...
