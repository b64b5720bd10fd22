"""Lets in as many calls as can be served, and none once the server stops."""

from __future__ import annotations

import asyncio
import math
import random
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from enum import Enum

from bole.api.admission.door import Door, DoorLimits
from bole.api.admission.limit import Behind
from bole.api.admission.refusals import stopping, too_many
from bole.api.admission.tenant_counts import TenantCounts
from bole.api.current_call import caller_of
from bole.api.interceptors.wrapping import Behavior, Called, Context, WrappingInterceptor
from bole.domain.errors import BoleError
from bole.domain.generation import Priority
from bole.domain.quotas import TenantQuotas
from bole.domain.service_state import QueueName, QueueState

_AT_THE_DOOR = "/bole.v1.ScreeningService/"
"""Calls whose work runs in worker processes and at the model; all others read and write the storage."""
_PREVIOUS_ATTEMPTS = "grpc-previous-rpc-attempts"
"""What gRPC clients send with a call that they make again."""
_STOPPING_RETRY_SECONDS = (0.5, 1.5)
_SHARE_OF_ONE = 0.75
"""Of the calls of a lane without turns, as many are of one tenant: none keeps all others out."""


class Lane(Enum):
    """What a call is bounded with; the value is what callers are told of."""

    DOOR = "calls"
    """Answered once, by worker processes and the model: waits its turn."""
    PLAIN = "calls of the storage"
    """Answered once, by the storage."""
    STREAM = "streams"
    """Screens many: takes its turns item by item, behind those who wait for one answer."""
    WATCH = "watches"
    """Is told what happens; does no work of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissionLimits:
    """What is let in at the same time.

    Attributes:
        door: Calls that wait their turn.
        streams: Streams of `ScreenResumes`.
        watches: Calls that go on telling.
        tenants: What each tenant may have.
    """

    door: DoorLimits
    streams: int
    watches: int
    tenants: TenantQuotas = field(default_factory=TenantQuotas)


class AdmissionInterceptor(WrappingInterceptor):
    """Counts calls in progress; used from one event loop.

    A call whose answers go on by themselves (one request, a stream of answers) ends once the server stops: it would
    hold the server for its whole grace, and its caller goes on elsewhere.
    """

    def __init__(self, limits: AdmissionLimits, behind: Behind) -> None:
        """Opens the door to `behind`."""
        self._door = Door(limits.door, behind)
        self._most: Mapping[Lane, int] = {
            Lane.PLAIN: limits.door.calls,
            Lane.STREAM: limits.streams,
            Lane.WATCH: limits.watches,
        }
        self._in_progress = dict.fromkeys(Lane, 0)
        self._of_tenants: Counter[tuple[Lane, str]] = Counter()
        self._tenants = TenantCounts(limits.tenants)
        self._stopping = False
        self._idle = asyncio.Event()
        self._idle.set()
        self._watches: set[asyncio.Timeout] = set()

    async def around(self, proceed: Behavior, request: object, context: Context, called: Called) -> object:
        """Runs the call, or refuses it with a reason that says to come back."""
        self._refuse_if_stopping()
        lane = _lane(request, called)
        tenant = caller_of().tenant
        with self._tenants.call(tenant, "watches" if lane is Lane.WATCH else "calls"), self._counted(lane, tenant):
            async with self._room(lane, tenant, context):
                self._refuse_if_stopping()
                if lane is Lane.WATCH:
                    return await self._until_stop(proceed, request, context)
                return await proceed(request, context)

    @property
    def queue(self) -> QueueState:
        """The calls that wait to be let in."""
        return QueueState(
            queue=QueueName.CALLS,
            priority=Priority.INTERACTIVE,
            length=self._door.waiting,
            oldest_seconds=self._door.oldest_seconds,
        )

    @property
    def calls_in_progress(self) -> Mapping[Priority, int]:
        """Calls that are worked on: those that somebody waits for, and streams and watches."""
        return {
            Priority.INTERACTIVE: self._door.in_progress + self._in_progress[Lane.PLAIN],
            Priority.BATCH: self._in_progress[Lane.STREAM] + self._in_progress[Lane.WATCH],
        }

    def stop(self) -> None:
        """Refuses every call from now on and ends watches; the other calls in progress go on."""
        self._stopping = True
        for watch in self._watches:
            watch.reschedule(asyncio.get_running_loop().time())

    async def idle(self, within_seconds: float) -> None:
        """Waits until no call is in progress, at most this long."""
        try:
            async with asyncio.timeout(within_seconds):
                await self._idle.wait()
        except TimeoutError:
            return

    @contextmanager
    def _counted(self, lane: Lane, tenant: str) -> Iterator[None]:
        self._refuse_if_full(lane, tenant)
        self._in_progress[lane] += 1
        self._of_tenants[lane, tenant] += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._in_progress[lane] -= 1
            self._of_tenants[lane, tenant] -= 1
            if not self._of_tenants[lane, tenant]:
                del self._of_tenants[lane, tenant]
            if not any(self._in_progress.values()):
                self._idle.set()

    def _room(self, lane: Lane, tenant: str, context: Context) -> AbstractAsyncContextManager[None]:
        return self._through_the_door(tenant, context) if lane is Lane.DOOR else _open()

    @asynccontextmanager
    async def _through_the_door(self, tenant: str, context: Context) -> AsyncIterator[None]:
        visit = self._door.visit(
            _share(tenant, context), returns=_was_made_before(context), seconds_left=context.time_remaining()
        )
        async with AsyncExitStack() as inside:
            try:
                await inside.enter_async_context(visit)
            except BoleError:
                self._tenants.give_back(tenant)
                raise
            yield

    async def _until_stop(self, proceed: Behavior, request: object, context: Context) -> object:
        watch = asyncio.timeout(None)
        try:
            async with watch:
                self._watches.add(watch)
                return await proceed(request, context)
        except TimeoutError as error:
            if watch.expired():
                raise _stopping() from error
            raise
        finally:
            self._watches.discard(watch)

    def _refuse_if_stopping(self) -> None:
        if self._stopping:
            raise _stopping()

    def _refuse_if_full(self, lane: Lane, tenant: str) -> None:
        most = self._most.get(lane)
        if most is None:
            return
        of_one = math.ceil(most * _SHARE_OF_ONE)
        if self._in_progress[lane] >= most:
            refusal = too_many(lane.value, most, self._door.retry_seconds())
        elif caller_of().subject and self._of_tenants[lane, tenant] >= of_one:
            refusal = too_many(f"{lane.value} of this tenant", of_one, self._door.retry_seconds())
        else:
            return
        self._tenants.give_back(tenant)
        raise refusal


def _lane(request: object, called: Called) -> Lane:
    if called.answers_stream:
        return Lane.STREAM if isinstance(request, AsyncIterator) else Lane.WATCH
    return Lane.DOOR if called.method.startswith(_AT_THE_DOOR) else Lane.PLAIN


def _share(tenant: str, context: Context) -> str:
    """Returns whose turns a call takes: its tenant's, or its connection's where callers are not told apart."""
    return tenant if caller_of().subject else context.peer()


def _was_made_before(context: Context) -> bool:
    metadata = context.invocation_metadata() or ()
    return any(name == _PREVIOUS_ATTEMPTS for name, _ in metadata)


def _stopping() -> BoleError:
    return stopping(random.uniform(*_STOPPING_RETRY_SECONDS))  # noqa: S311 (no secret)


@asynccontextmanager
async def _open() -> AsyncIterator[None]:
    yield
