"""Looks after replicas: those that are away until they are back, those that let a deadline pass once."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Coroutine, Sequence

from bole.domain.errors import BoleError, ErrorReason
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

    def away(self) -> BoleError:
        """Returns what callers are told while no replica is there."""
        for refusal in self._refusals.values():
            return refusal
        return BoleError(
            ErrorReason.MODEL_UNAVAILABLE,
            "No model server is there. Try again in a moment.",
            metadata={"replicas": str(len(self._replicas))},
        )

    def lose(self, index: int) -> None:
        """Sends no more requests to a replica, and begins to look whether it is back."""
        if self._circuits[index].open:
            return
        self._circuits[index] = self._circuits[index].lost()
        self._placement.lose(index)
        _LOG.warning("model.replica_lost replica=%d", index + 1)
        self._start(self._recover(index))

    def doubt(self, index: int) -> None:
        """Looks at a replica that let a deadline pass: it may be slow, or hang."""
        if not self._circuits[index].open and index not in self._doubted:
            self._doubted.add(index)
            self._start(self._check(index))

    async def close(self) -> None:
        """Ends all looking."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _recover(self, index: int) -> None:
        while True:
            await asyncio.sleep(self._circuits[index].wait_seconds(random.random()))  # noqa: S311 (no secret)
            served = await self._look(index)
            if served is not None:
                break
            self._circuits[index] = self._circuits[index].looked_in_vain()
        self._circuits[index] = self._circuits[index].regained()
        self._placement.regain(index, self._options.calls_at(served))
        self._admission.dispatch()
        _LOG.info("model.replica_back replica=%d", index + 1)

    async def _check(self, index: int) -> None:
        try:
            if await self._look(index) is None:
                self.lose(index)
        finally:
            self._doubted.discard(index)

    async def _look(self, index: int) -> ModelIdentity | None:
        """Returns what a replica serves, or None where it is away or serves something else."""
        self._refusals.pop(index, None)
        try:
            config = await self._replicas[index].served()
        except ModelCallError as error:
            if error.meaning.remedy not in AWAY:
                self._refuse(index, error.as_bole_error())
            return None
        found = differences(config) or disagreements(self._expected, identity_of(config))
        if found:
            self._refuse(index, mismatch(found))
            return None
        return identity_of(config)

    def _refuse(self, index: int, error: BoleError) -> None:
        """Fails who waits, where no replica is there: a server of another model does not become the right one soon."""
        self._refusals[index] = error
        if not self._placement.present:
            self._admission.turn_away(error)
