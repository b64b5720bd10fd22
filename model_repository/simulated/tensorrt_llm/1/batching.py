"""When the requests of a batch end: on a GPU that they share, or each after the same time."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from itertools import takewhile
from typing import Protocol

from timing import GpuTiming


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What one request costs: tokens of the prompt that have to be computed, all of the prompt, and of the output."""

    key: int
    computed_tokens: int
    prompt_tokens: int
    output_tokens: int


class Batch(Protocol):
    """Requests that run at the same time. Times are seconds of one clock, and never go back."""

    @property
    def prefilling(self) -> tuple[Work, ...]:
        """Requests whose prompt is not computed yet."""
        ...

    @property
    def steps(self) -> int:
        """Steps of the model so far."""
        ...

    def add(self, work: Work) -> None:
        """Starts a request at the time of the last `advance`."""
        ...

    def remove(self, key: int) -> bool:
        """Ends a request early; tells whether its prompt was computed."""
        ...

    def next_event(self) -> float | None:
        """Returns when the state next changes, if nothing is added or removed until then."""
        ...

    def advance(self, now: float) -> list[int]:
        """Lets time pass, at most to the next event; returns the requests that end with it, in order."""
        ...


class GpuBatch:
    """In-flight batching: prompts one after the other, then one token a step for every request.

    Between two events the batch stays as it is, so that a step always takes the same time and the next event can be
    computed: no token is ever counted singly. A step that computes a prompt takes as long as the prompt does, hence
    nobody gets tokens meanwhile. The context of a request counts with half of its output.
    """

    def __init__(self, timing: GpuTiming, now: float) -> None:
        self._timing = timing
        self._now = now
        self._waiting: dict[int, tuple[float, Work]] = {}
        """Prompts, in order, with the seconds that each still takes."""
        self._decoding: dict[int, Work] = {}
        self._steps = 0.0
        """Steps so far: every request that is decoding got one token in each."""
        self._ends: list[tuple[float, int]] = []
        """A heap of the steps at which requests end; those that were removed are skipped."""
        self._context = 0.0
        self._prompts = 0

    @property
    def prefilling(self) -> tuple[Work, ...]:
        """Requests whose prompt is not computed yet."""
        return tuple(work for _, work in self._waiting.values())

    @property
    def steps(self) -> int:
        """Steps so far, a prompt counting as one."""
        return self._prompts + int(self._steps)

    def add(self, work: Work) -> None:
        """Puts a prompt behind the others."""
        self._waiting[work.key] = (self._timing.prefill(work.computed_tokens), work)

    def remove(self, key: int) -> bool:
        """Ends a request early; tells whether its prompt was computed."""
        if self._waiting.pop(key, None) is not None:
            return False
        self._leave(key)
        return True

    def next_event(self) -> float | None:
        """Returns when a prompt or a request ends next."""
        if self._waiting:
            return self._now + next(iter(self._waiting.values()))[0]
        self._skip_removed()
        return self._now + (self._ends[0][0] - self._steps) * self._step() if self._ends else None

    def advance(self, now: float) -> list[int]:
        """Lets time pass, at most to the next event; returns the requests that end with it."""
        event = self.next_event()
        passed, self._now = now - self._now, now
        if self._waiting:
            return self._prefill(passed, done=event is not None and now >= event)
        if event is None:
            return []
        if now < event:
            self._steps += passed / self._step()
            return []
        self._steps = self._ends[0][0]
        ended = []
        while self._ends and self._ends[0][0] <= self._steps:
            ended.append(heapq.heappop(self._ends)[1])
            self._leave(ended[-1])
            self._skip_removed()
        return ended

    def _prefill(self, passed: float, *, done: bool) -> list[int]:
        key, (left, work) = next(iter(self._waiting.items()))
        if not done:
            self._waiting[key] = (left - passed, work)
            return []
        del self._waiting[key]
        self._prompts += 1
        if work.output_tokens <= 1:  # the prompt's step gives the first token
            return [key]
        self._decoding[key] = work
        self._context += _context(work)
        heapq.heappush(self._ends, (self._steps + work.output_tokens - 1, key))
        return []

    def _step(self) -> float:
        return self._timing.step(len(self._decoding), self._context)

    def _leave(self, key: int) -> None:
        self._context -= _context(self._decoding.pop(key))

    def _skip_removed(self) -> None:
        while self._ends and self._ends[0][1] not in self._decoding:
            heapq.heappop(self._ends)


def _context(work: Work) -> float:
    return work.prompt_tokens + work.output_tokens / 2


class FixedBatch:
    """Every request takes the same time, however many there are."""

    prefilling: tuple[Work, ...] = ()

    def __init__(self, seconds: float, now: float) -> None:
        self._seconds = seconds
        self._now = now
        self._ends: dict[int, float] = {}
        self.steps = 0

    def add(self, work: Work) -> None:
        """Starts a request."""
        self._ends[work.key] = self._now + self._seconds

    def remove(self, key: int) -> bool:
        """Ends a request early; its prompt counts as computed."""
        del self._ends[key]
        return True

    def next_event(self) -> float | None:
        """Returns when the oldest request ends."""
        return next(iter(self._ends.values()), None)

    def advance(self, now: float) -> list[int]:
        """Lets time pass; returns the requests that have ended."""
        self._now = now
        ended = list(takewhile(lambda key: self._ends[key] <= now, self._ends))
        for key in ended:
            del self._ends[key]
        self.steps += len(ended)
        return ended
