"""The batches that this replica has: taken, kept by signs of life, and let go."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Iterator
from contextlib import suppress

from bole.batch.held import HeldBatch, Tools
from bole.batch.leases import LeaseWatch
from bole.batch.options import BatchOptions
from bole.domain.batches import ItemState, LeaseView
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.events import Event, Line
from bole.domain.storage_ports import LeaseLostError

_LOG = logging.getLogger("bole.batch")

_MOST_HELD = 64
"""Batches of one priority and above that a replica takes as long as there is something to do for them.

Others are for other replicas, or for later.
"""


class Holdings:
    """The leases of a runner and the batches under them; for use from one event loop."""

    def __init__(self, tools: Tools, options: BatchOptions) -> None:
        """Starts with none."""
        self._owner = uuid.uuid4().hex
        self._tools, self._options = tools, options
        self._watch = LeaseWatch(options.lease_seconds)
        self._held: dict[str, HeldBatch] = {}
        self._foreign: set[str] = set()
        """Batches of a newer version, or under a master key that is not here: others are left to work on them."""

    def __iter__(self) -> Iterator[HeldBatch]:
        """Iterates over the batches as they are now."""
        return iter(tuple(self._held.values()))

    def __getitem__(self, batch_id: str) -> HeldBatch:
        """Returns a batch that is held."""
        return self._held[batch_id]

    @property
    def in_work(self) -> int:
        """Items in work, of all batches together."""
        return sum(len(held.work) for held in self._held.values())

    @property
    def bytes_in_work(self) -> int:
        """Size of the documents of items in work, of all batches together."""
        return sum(held.bytes_in_work for held in self._held.values())

    async def look(self) -> None:
        """Gives signs of life, notes what is lost, and takes what is free.

        Raises:
            BoleError: STORAGE_UNAVAILABLE.
        """
        await self._renew()
        views = await self._tools.store.leases()
        now = asyncio.get_running_loop().time()
        for view in self._watch.free(views, self._held.keys() | self._foreign, now):
            ahead = sum(held.priority >= view.priority and not held.resting for held in self)
            if ahead < _MOST_HELD:
                await self._take(view)
        for view in views:
            if view.batch_id in self._held:
                self._held[view.batch_id].compare(view)

    async def drop(self, held: HeldBatch) -> None:
        """Ends the work on a batch, whose lease is lost or given back."""
        await held.close()
        self._held.pop(held.lease.batch_id, None)
        self._tools.changes.tell(held.lease.batch_id)

    async def close(self) -> None:
        """Ends the work on all batches; the leases stay."""
        for held in self:
            await held.close()

    async def release(self) -> None:
        """Gives all batches back; where the store is away the leases run out by themselves."""
        for held in self:
            with suppress(BoleError, LeaseLostError):
                await self._tools.store.release(held.lease)
            self._held.pop(held.lease.batch_id, None)

    async def _renew(self) -> None:
        if not self._held:
            return
        for lease in await self._tools.store.renew([held.lease for held in self]):
            held = self._held.get(lease.batch_id)
            if held is not None and held.lease == lease:
                held.lost = True

    async def _take(self, view: LeaseView) -> None:
        store = self._tools.store
        lease = await store.take(view, self._owner)
        if lease is None:
            return
        try:
            held = HeldBatch(
                await store.get(lease.tenant, lease.batch_id), lease, self._tools, self._options.retry_seconds
            )
            held.suspects = bool((await store.unfinished(lease)).get(ItemState.SUSPECT))
        except LeaseLostError:
            return
        except BoleError as error:
            if error.reason in {ErrorReason.STORAGE_MISMATCH, ErrorReason.KEY_MISSING}:
                self._foreign.add(lease.batch_id)
                await store.release(lease)
            elif error.reason is not ErrorReason.BATCH_NOT_FOUND:
                raise
        else:
            self._held[lease.batch_id] = held
            _LOG.info(Line(Event.BATCH_TAKEN, batch_id=lease.batch_id, epoch=lease.epoch))
