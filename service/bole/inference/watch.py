"""Looks after replicas: those that are away until they are back, those that let a deadline pass once."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Coroutine, Sequence

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.events import Event, Line
from bole.domain.generation import ModelIdentity
from bole.inference.admission import Admission
from bole.inference.circuit import Circuit
from bole.inference.contract import differences, disagreements, identity_of, mismatch
from bole.inference.errors import AWAY, ModelCallError
from bole.inference.placement import Placement
from bole.inference.replica import Replica
from bole.inference.triton_options import TritonOptions

_LOG = logging.getLogger("bole.inference")


class Watch:
    """Knows which replicas are there; a replica that comes back must serve the same model."""

    def __init__(
        self,
        replicas: Sequence[Replica],
        expected: ModelIdentity,
        options: TritonOptions,
        placement: Placement,
        admission: Admission,
    ) -> None:
        """Takes all replicas to be there, until `lose` is called.

        Args:
            replicas: The model servers.
            expected: What they must serve.
            options: How many calls go to each.
            placement: Told which replicas are there.
            admission: Told when places come free otherwise than by a request that ends.
        """
        self._replicas = replicas
        self._expected = expected
        self._options = options
        self._placement = placement
        self._admission = admission
        self._circuits = [Circuit() for _ in replicas]
        self._doubted: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._refusals: dict[int, BoleError] = {}
        self._following: dict[int, asyncio.Task[None]] = {}
        self._closed = False

    def away(self) -> BoleError:
        """Returns what callers are told while no replica is there."""
        if self._all_refuse:
            return next(iter(self._refusals.values()))
        return BoleError(
            ErrorReason.MODEL_UNAVAILABLE,
            "No model server is there. Try again in a moment.",
            metadata={"replicas": str(len(self._replicas))},
        )

    def lose(self, index: int) -> None:
        """Sends no more requests to a replica, and begins to look whether it is back."""
        if self._closed or self._circuits[index].open:
            return
        self._circuits[index] = self._circuits[index].lost()
        self._placement.lose(index)
        if not self._placement.present:
            self._admission.turn_away_the_impatient(self.away())
        following = self._following.pop(index, None)
        if following is not None and following is not asyncio.current_task():
            following.cancel()
        _LOG.warning(Line(Event.MODEL_REPLICA_LOST, replica=index + 1))
        self._start(self._recover(index))

    def follow(self, index: int) -> None:
        """Loses a replica that is there as soon as its connection ends: another server may answer at its address."""
        self._following[index] = self._start(self._follow(index))

    def doubt(self, index: int) -> None:
        """Looks at a replica that let a deadline pass: it may be slow, or hang."""
        if not self._closed and not self._circuits[index].open and index not in self._doubted:
            self._doubted.add(index)
            self._start(self._check(index))

    async def close(self) -> None:
        """Ends all looking; what is lost from now on is not looked for."""
        self._closed = True
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    @property
    def _all_refuse(self) -> bool:
        return len(self._refusals) == len(self._replicas)

    def _start(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _follow(self, index: int) -> None:
        await self._replicas[index].until_disconnected()
        self.lose(index)

    async def _recover(self, index: int) -> None:
        while True:
            await asyncio.sleep(self._circuits[index].wait_seconds(random.random()))  # noqa: S311 (no secret)
            served = await self._look(index)
            if served is not None:
                break
            self._circuits[index] = self._circuits[index].looked_in_vain()
        self._circuits[index] = self._circuits[index].regained()
        self._placement.regain(index, self._options.calls_at(served))
        self.follow(index)
        self._admission.dispatch()
        _LOG.info(Line(Event.MODEL_REPLICA_BACK, replica=index + 1))

    async def _check(self, index: int) -> None:
        try:
            if await self._look(index) is None:
                self.lose(index)
        finally:
            self._doubted.discard(index)

    async def _look(self, index: int) -> ModelIdentity | None:
        """Returns what a replica serves, or None where it is away or serves something else.

        What was found before stands until this look has ended, so that callers are told one thing.
        """
        try:
            config = await self._replicas[index].served()
        except BoleError as error:
            self._refuse(index, error)
            return None
        except ModelCallError as error:
            if error.meaning.remedy in AWAY:
                self._refusals.pop(index, None)
            else:
                self._refuse(index, error.as_bole_error())
            return None
        found = differences(config) or disagreements(self._expected, identity_of(config))
        if found:
            self._refuse(index, mismatch(found))
            return None
        self._refusals.pop(index, None)
        return identity_of(config)

    def _refuse(self, index: int, error: BoleError) -> None:
        """Fails who waits where every replica refuses: none of them becomes the right one soon."""
        self._refusals[index] = error
        if self._all_refuse:
            self._admission.turn_away(error)
