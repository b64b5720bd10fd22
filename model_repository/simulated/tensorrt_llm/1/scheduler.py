"""In-flight batching with a bounded number of slots and a bounded KV cache, from event to event on a given clock."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterator
from dataclasses import dataclass

from batching import Batch, Work
from kv_cache import TOKENS_PER_BLOCK, Allocation, BlockKey, KvCache, blocks_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One request.

    Attributes:
        key: Names it; never used twice.
        prompt_tokens: At least 1.
        keys: `block_keys` of prompt and output together.
        output_tokens: What it will generate, at least 1, at most `output_limit`.
        output_limit: The most that was asked for; blocks are kept for that.
    """

    key: int
    prompt_tokens: int
    keys: tuple[BlockKey, ...]
    output_tokens: int
    output_limit: int

    @property
    def prompt_keys(self) -> tuple[BlockKey, ...]:
        """Keys of the full blocks of the prompt."""
        return self.keys[: self.prompt_tokens // TOKENS_PER_BLOCK]


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """A request that has ended: when it got its slot, when it ended, and the KV blocks that it took from others."""

    key: int
    scheduled: float
    ended: float
    reused_blocks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What a scheduler is doing.

    Attributes:
        waiting: Requests without a slot.
        scheduled: Requests that hold one.
        prefilling: Those of them that have no first token yet.
        prefilling_tokens: Tokens of their prompts that have to be computed.
        steps: Steps of the model so far.
    """

    waiting: int
    scheduled: int
    prefilling: int
    prefilling_tokens: int
    steps: int


@dataclass(frozen=True, slots=True)
class _Running:
    job: Job
    allocation: Allocation
    scheduled: float


class Scheduler:
    """First come, first served: who has no room for its blocks holds back all behind it, so that nobody starves."""

    def __init__(self, *, slots: int, cache: KvCache, batch: Batch, requests_per_second_limit: float = 0.0) -> None:
        self.slots = slots
        self.cache = cache
        self._batch = batch
        self._interval = 1 / requests_per_second_limit if requests_per_second_limit else 0.0
        self._waiting: OrderedDict[int, Job] = OrderedDict()
        self._running: dict[int, _Running] = {}
        self._held: deque[tuple[float, int]] = deque()
        """Requests that are done but may not end yet, for there is a limit of ends a second."""
        self._last_end = float("-inf")

    def submit(self, job: Job, now: float) -> list[Completion]:
        """Takes a request in at `now`; returns what has ended until then.

        Raises:
            ValueError: It needs more blocks than there are.
        """
        if blocks_of(job.prompt_tokens + job.output_limit) > self.cache.max_blocks:
            raise ValueError("the request needs more KV cache blocks than there are")
        ended = self.advance(now)
        self._waiting[job.key] = job
        self._start(now)
        return ended

    def cancel(self, key: int, now: float) -> list[Completion]:
        """Drops a request at once, whatever it is doing; returns what has ended until then. Unknown keys do nothing."""
        ended = self.advance(now)
        if self._waiting.pop(key, None) is None and (running := self._running.get(key)) is not None:
            held = next((one for one in self._held if one[1] == key), None)
            if held is not None:
                self._held.remove(held)
            computed = held is not None or self._batch.remove(key)
            self._free(key, running.job.prompt_keys if computed else running.allocation.reused)
        self._start(now)
        return ended

    def next_event(self) -> float | None:
        """Returns when something happens next if nothing comes in; None when nothing runs."""
        events = [
            one for one in (self._batch.next_event(), self._held[0][0] if self._held else None) if one is not None
        ]
        return min(events, default=None)

    def advance(self, now: float) -> list[Completion]:
        """Lets time pass until `now`; returns the requests that have ended, in order."""
        return list(self._events_until(now))

    def load(self) -> Load:
        """Tells what the scheduler is doing, as of the last call with a time."""
        prompts = self._batch.prefilling
        return Load(
            waiting=len(self._waiting),
            scheduled=len(self._running),
            prefilling=len(prompts),
            prefilling_tokens=sum(work.computed_tokens for work in prompts),
            steps=self._batch.steps,
        )

    def _events_until(self, now: float) -> Iterator[Completion]:
        while (event := self.next_event()) is not None and event <= now:
            for key in self._batch.advance(event):
                self._last_end = max(event, self._last_end + self._interval)
                self._held.append((self._last_end, key))
            while self._held and self._held[0][0] <= event:
                yield self._end(*self._held.popleft())
            self._start(event)
        self._batch.advance(now)

    def _end(self, ended: float, key: int) -> Completion:
        running = self._running[key]
        self._free(key, running.job.keys)
        return Completion(
            key=key, scheduled=running.scheduled, ended=ended, reused_blocks=len(running.allocation.reused)
        )

    def _free(self, key: int, computed: tuple[BlockKey, ...]) -> None:
        self.cache.release(self._running.pop(key).allocation, computed)

    def _start(self, now: float) -> None:
        while self._waiting and len(self._running) < self.slots:
            job = next(iter(self._waiting.values()))
            allocation = self.cache.allocate(job.prompt_keys, job.prompt_tokens, job.output_limit)
            if allocation is None:
                return
            del self._waiting[job.key]
            self._running[job.key] = _Running(job, allocation, now)
            self._batch.add(
                Work(
                    key=job.key,
                    computed_tokens=job.prompt_tokens - allocation.reused_tokens,
                    prompt_tokens=job.prompt_tokens,
                    output_tokens=job.output_tokens,
                )
            )
