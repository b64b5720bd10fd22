"""One item: documents -> key -> answer, or why there is none."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from dataclasses import dataclass
from typing import Protocol

from bole.batch.held import Answered, Failed, HeldBatch, PutBack
from bole.domain.answers import StoredAnswer
from bole.domain.batches import BatchDocument, ClaimedItem, DocumentReference
from bole.domain.calls import CallTerms
from bole.domain.documents import Document
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.events import Event, Line
from bole.domain.generation import Priority
from bole.domain.screening import ItemFailure
from bole.domain.storage_ports import Codec, LeaseLostError
from bole.domain.tracing import SpanName, span
from bole.pipeline.question import document_key
from bole.pipeline.screening import ScreeningRequest
from bole.sources.tenants import TenantReferences

_LOG = logging.getLogger("bole.batch")

_NOT_ITS_FAULT = frozenset(
    {
        ErrorReason.MODEL_UNAVAILABLE,
        ErrorReason.MODEL_OVERLOADED,
        ErrorReason.SERVER_OVERLOADED,
        ErrorReason.SERVER_STOPPING,
        ErrorReason.STORAGE_UNAVAILABLE,
        # A newer version has written the item, and is about to take this one's place.
        ErrorReason.STORAGE_MISMATCH,
        # Another replica wraps keys by a master key that this one does not know yet.
        ErrorReason.KEY_MISSING,
    }
)
"""Reasons for which an item waits, however long that takes."""
_DEADLY_CRASHES = 3
"""So often may a replica die with an item alone in work."""
_LARGE_BYTES = 64 * 1024
"""Documents of this size are decoded in a thread: a megabyte takes the event loop milliseconds."""


class KeepingScreener(Protocol):
    """Answers questions, and keeps the answers."""

    async def screen_kept(
        self, tenant: str, request: ScreeningRequest, terms: CallTerms, own_digest: str
    ) -> tuple[str, StoredAnswer]:
        """Screens one candidate and returns under which digest the answer is kept.

        Args:
            tenant: Who asks.
            request: The candidate's documents and what they are screened against.
            terms: What the caller agreed to.
            own_digest: Digest of an answer that nobody else may be given.

        Raises:
            BoleError: Why there is no answer.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemWork:
    """What an item is worked on with.

    Attributes:
        screener: The engine of the service.
        rules_screener: The embedded engine, which orders the items of two-stage batches; None where `screener` is it.
        references: What reads documents that the service was not sent.
        codec: How documents are written down.
    """

    screener: KeepingScreener
    rules_screener: KeepingScreener | None
    references: TenantReferences
    codec: Codec

    async def result(self, held: HeldBatch, item: ClaimedItem) -> Answered | Failed | PutBack | None:
        """Works on an item and returns what came of it; None where it is a duplicate.

        Raises:
            LeaseLostError: Whoever has the batch now does the work.
        """
        try:
            with span(SpanName.ITEM, batch_id=held.lease.batch_id):
                return await self._answered(held, item)
        except LeaseLostError:
            raise
        except BoleError as error:
            if error.reason in _NOT_ITS_FAULT:
                return PutBack(number=item.number, waiting_for=error.reason.value)
            return _failed(item, error.reason, error.message)
        except Exception as error:  # noqa: BLE001  # an item fails alone, whatever it is
            log_unexpected(error, held.lease.batch_id)
            return _failed(item, ErrorReason.INTERNAL, "Something unexpected happened. The service's log says where.")

    async def _answered(self, held: HeldBatch, item: ClaimedItem) -> Answered | Failed | None:
        if item.crashes >= _DEADLY_CRASHES:
            return _failed(
                item,
                ErrorReason.ITEM_QUARANTINED,
                f"The service died {item.crashes} times while it worked on this item alone. Send the document in "
                "another format.",
            )
        given = await self._decoded(item)
        documents = tuple(one for one in given if isinstance(one, Document))
        if len(documents) < len(given):
            documents = await asyncio.to_thread(self._read, held.lease.tenant, given)
            key = await asyncio.to_thread(document_key, documents, item.candidate_id)
            # A file may have changed since an earlier attempt, or equal one that was read meanwhile.
            if key != item.document_key and await held.is_duplicate(item.number, key):
                return None
        return await self._screened(held, item, documents)

    async def _screened(self, held: HeldBatch, item: ClaimedItem, documents: tuple[Document, ...]) -> Answered:
        terms, revision = held.terms, held.revision
        first_stage = terms.two_stage is not None and not item.ordered
        screener = (self.rules_screener or self.screener) if first_stage else self.screener
        request = ScreeningRequest(
            documents=documents,
            rubric=terms.rubric,
            as_of=terms.as_of,
            language_code=terms.language_code,
            candidate_id=item.candidate_id,
        )
        call = CallTerms(priority=Priority.BATCH, allow_degraded=terms.allow_degraded, comes_back=True)
        own_digest = _own_digest(held, item, first_stage=first_stage)
        digest, answer = await screener.screen_kept(held.lease.tenant, request, call, own_digest)
        return Answered(number=item.number, digest=digest, answer=answer, revision=revision, ordered=first_stage)

    async def _decoded(self, item: ClaimedItem) -> tuple[BatchDocument, ...]:
        if len(item.documents) < _LARGE_BYTES:
            return self.codec.decode_documents(item.documents)
        return await asyncio.to_thread(self.codec.decode_documents, item.documents)

    def _read(self, tenant: str, given: tuple[BatchDocument, ...]) -> tuple[Document, ...]:
        references = self.references.of(tenant)
        return tuple(references.read(one) if isinstance(one, DocumentReference) else one for one in given)


def _own_digest(held: HeldBatch, item: ClaimedItem, *, first_stage: bool) -> str:
    """Returns the digest of an answer that belongs to one item of one batch, and that no question has."""
    return hashlib.sha256(f"{held.lease.batch_id}/{item.number}/{first_stage}".encode()).hexdigest()


def _failed(item: ClaimedItem, reason: ErrorReason, message: str) -> Failed:
    return Failed(number=item.number, failure=ItemFailure(reason=reason.value, message=message))


def log_unexpected(error: BaseException, batch_id: str | None = None) -> None:
    """Logs where an unexpected exception arose; not its text, which may hold words of a resume."""
    _LOG.error(Line(Event.BATCH_FAILED, error=error, batch_id=batch_id))
