"""Documents that batches keep, for whoever looks at a candidate."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from bole.domain.batches import BatchDocument
from bole.domain.documents import Document
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.storage_ports import BatchStore, Codec
from bole.sources.tenants import TenantReferences


@dataclass(frozen=True, slots=True, kw_only=True)
class Sourced:
    """A document, and all of its candidate that can be read, in their order: each may tell what another masks."""

    document: Document
    documents: tuple[Document, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptDocuments:
    """Finds a document, or reads what a batch refers to.

    Attributes:
        store: Where documents are kept.
        codec: How they are written down.
        references: What reads documents that the service was not sent.
    """

    store: BatchStore
    codec: Codec
    references: TenantReferences

    async def document(self, tenant: str, batch_id: str, item_id: str, index: int) -> Document:
        """Returns one document of an item, counted from 0 as in `Evidence.document_index`.

        Raises:
            BoleError: ARGUMENT_INVALID for one that the item does not have; BATCH_NOT_FOUND, ITEM_NOT_FOUND,
                CANDIDATE_ERASED; SOURCE_NOT_FOUND where its time is over, and what reading a reference raises;
                STORAGE_MISMATCH, STORAGE_UNAVAILABLE.
        """
        payload = await self.store.documents(tenant, batch_id, item_id)
        # In a thread: megabytes to decode, or a file of a folder that may be slow.
        return await asyncio.to_thread(self._document, tenant, payload, index)

    async def with_others(self, tenant: str, batch_id: str, item_id: str, index: int) -> Sourced:
        """Returns one document of an item with all of them; others that are not there any more are left out.

        Raises:
            BoleError: As `document`.
        """
        payload = await self.store.documents(tenant, batch_id, item_id)
        return await asyncio.to_thread(self._with_others, tenant, payload, index)

    def _document(self, tenant: str, payload: bytes, index: int) -> Document:
        return self._one(tenant, self.codec.decode_documents(payload), index)

    def _with_others(self, tenant: str, payload: bytes, index: int) -> Sourced:
        given = self.codec.decode_documents(payload)
        document = self._one(tenant, given, index)
        before = tuple(self._there(tenant, given[:index]))
        return Sourced(document=document, documents=(*before, document, *self._there(tenant, given[index + 1 :])))

    def _there(self, tenant: str, given: Sequence[BatchDocument]) -> Iterator[Document]:
        for one in given:
            with suppress(BoleError):
                yield one if isinstance(one, Document) else self.references.of(tenant).read(one)

    def _one(self, tenant: str, given: Sequence[BatchDocument], index: int) -> Document:
        if not 0 <= index < len(given):
            raise BoleError(
                ErrorReason.ARGUMENT_INVALID,
                f"The item has {len(given)} documents, counted from 0. Name one of them.",
                field="batch_document.document_index",
                metadata={"field": "batch_document.document_index", "limit": str(len(given) - 1)},
            )
        one = given[index]
        return one if isinstance(one, Document) else self.references.of(tenant).read(one)
