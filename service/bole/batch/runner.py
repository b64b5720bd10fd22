"""Works on batches: begins their items in turn, and ends them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from bole.batch.backoff import Backoff
from bole.batch.changes import Changes, set_within
from bole.batch.ending import settled
from bole.batch.held import HeldBatch, Tools
from bole.batch.holdings import Holdings
from bole.batch.options import BatchOptions
from bole.batch.patience import Patience
from bole.batch.scheduling import Turns
from bole.batch.working import ItemWork, log_unexpected
from bole.domain.batches import ClaimedItem
from bole.domain.errors import BoleError
from bole.domain.events import Event, Line
from bole.domain.ports import Workers
from bole.domain.storage_ports import BatchStore, LeaseLostError

_LOG = logging.getLogger("bole.batch")

_MOST_BYTES = 256 * 1024 * 1024
"""Documents of items in work, all together: as many large ones as there is room for items would fill the memory."""
_ROOM = 16
"""Items for which there is room before more are taken up: taking up many at once costs hardly more than one."""


class BatchRunner:
    """Works on all batches that it can take; one for a process, for use from its event loop.

    Nothing is lost when the process dies at any point: what is not written as ended is done again, and an answer that
    was kept is found again.
    """

    def __init__(
        self, *, store: BatchStore, workers: Workers, item_work: ItemWork, changes: Changes, options: BatchOptions
    ) -> None:
        """Prepares the work; `run` begins it.

        Args:
            store: Where batches are kept.
            workers: Where CPU work runs.
            item_work: What items are worked on with.
            changes: Tells of new work, and whom to tell what has happened.
            options: How wide and how patient it is.
        """
        self._store, self._item_work, self._changes, self._options = store, item_work, changes, options
        self._patience = Patience(options.retry_seconds)
        tools = Tools(store=store, codec=item_work.codec, workers=workers, changes=changes, patience=self._patience)
        self._holdings = Holdings(tools, options)
        self._turns = Turns()
        self._wakeup = asyncio.Event()
        self._stop = asyncio.Event()
        self._ended = asyncio.Event()
        self._ended.set()

    async def run(self) -> None:
        """Works until `stop`, or until it is cancelled: then its leases run out, as if the process had died."""
        self._ended.clear()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._keep_leases())
                group.create_task(self._begin_items())
        finally:
            await self._holdings.close()
            self._ended.set()

    async def stop(self) -> None:
        """Ends the work and gives the batches back: items in work wait again, and their attempts do not count."""
        self._stop.set()
        self._changes.work.set()
        self._wakeup.set()
        try:
            async with asyncio.timeout(self._options.lease_seconds):
                await self._ended.wait()
                await self._holdings.release()
        except TimeoutError:
            # A store that does not answer keeps nobody from leaving: the leases run out by themselves.
            _LOG.warning(Line(Event.BATCH_LEFT))

    async def _keep_leases(self) -> None:
        while not self._stop.is_set():
            self._changes.work.clear()
            try:
                await self._holdings.look()
            except BoleError as error:
                _LOG.warning(Line(Event.BATCH_LEASES, reason=error.reason))
            except Exception as error:  # noqa: BLE001  # without leases no batch would ever move again
                log_unexpected(error)
            self._wakeup.set()
            await set_within(self._changes.work, self._options.lease_seconds / 3)

    async def _begin_items(self) -> None:
        backoff = Backoff(self._options.retry_seconds)
        while not self._stop.is_set():
            self._wakeup.clear()
            try:
                moved = await self._step()
                backoff.reset()
            except BoleError as error:
                _LOG.warning(Line(Event.BATCH_WAITS, reason=error.reason))
                await set_within(self._stop, backoff.next_seconds())
            except Exception as error:  # noqa: BLE001  # one batch must not end the work on the others
                log_unexpected(error)
                await set_within(self._stop, backoff.next_seconds())
            else:
                if not moved:
                    await set_within(self._wakeup, self._seconds_to_next())

    async def _step(self) -> bool:
        """Does the next thing that there is to do; False where there is nothing until something happens."""
        for held in self._holdings:
            if held.lost:
                await self._drop(held)
        if self._patience.store_is_away:
            return False
        now = asyncio.get_running_loop().time()
        ready = [held for held in self._holdings if held.paused_until <= now]
        suspected = next((held for held in ready if held.suspects), None)
        ended = next((held for held in ready if held.drained and not held.settled and not held.work), None)
        current = suspected or ended or self._next(ready)
        if current is None:
            return False
        try:
            if current is suspected:
                return await self._begin_suspect(current)
            if current is ended:
                await self._settle(current)
            else:
                await self._begin(current)
        except LeaseLostError:
            current.lost = True
        return True

    async def _begin_suspect(self, held: HeldBatch) -> bool:
        """Begins an item that may be deadly once nothing else is in work that would die with it."""
        if self._holdings.in_work:
            return False
        items = await self._store.claim(held.lease, 1, suspects=True)
        held.suspects = bool(items)
        self._start(held, items)
        return True

    def _next(self, ready: Sequence[HeldBatch]) -> HeldBatch | None:
        """Returns whose items are taken up next; None where there is no room, or nothing to take up."""
        free = self._options.width - self._holdings.in_work
        if self._holdings.bytes_in_work >= _MOST_BYTES or free < max(1, min(self._options.width // 2, _ROOM)):
            return None
        # After a failure that was not its own one item goes ahead and tells whether the others may follow.
        waiting = [held for held in ready if not held.drained and not (held.backoff.waits and held.work)]
        chosen = self._turns.next((held.lease.batch_id, held.priority) for held in waiting)
        return None if chosen is None else self._holdings[chosen]

    async def _begin(self, held: HeldBatch) -> None:
        free = self._options.width - self._holdings.in_work
        limit, most_bytes = 1 if held.backoff.waits else free, _MOST_BYTES - self._holdings.bytes_in_work
        items = await self._store.claim(held.lease, limit, suspects=False, most_bytes=most_bytes)
        if not items:
            held.drain()
        self._start(held, items)

    def _start(self, held: HeldBatch, items: Sequence[ClaimedItem]) -> None:
        for item in items:
            held.begin(item, asyncio.create_task(self._work(held, item)))

    async def _work(self, held: HeldBatch, item: ClaimedItem) -> None:
        try:
            result = await self._item_work.result(held, item)
            if result is not None:
                await held.write(result)
        except LeaseLostError:
            held.lost = True
        except Exception as error:  # noqa: BLE001  # the item stays in work in the store until the batch is settled
            log_unexpected(error, held.lease.batch_id)
            held.pause()
        finally:
            held.leave(item, asyncio.current_task())
            self._wakeup.set()

    async def _settle(self, held: HeldBatch) -> None:
        held.settled = True
        if await settled(held, self._store):
            await self._drop(held)
            self._changes.work.set()

    async def _drop(self, held: HeldBatch) -> None:
        await self._holdings.drop(held)
        self._turns.forget(held.lease.batch_id)
        if not tuple(self._holdings):
            await asyncio.to_thread(self._item_work.references.close)

    def _seconds_to_next(self) -> float | None:
        """Returns when the first batch has waited long enough; None where none waits."""
        now = asyncio.get_running_loop().time()
        return min((held.paused_until - now for held in self._holdings if held.paused_until > now), default=None)
