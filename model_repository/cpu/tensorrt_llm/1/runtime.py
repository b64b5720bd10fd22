"""One thread that runs OpenVINO's continuous batching: requests join and leave between its steps."""

from __future__ import annotations

import queue
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
import openvino
import openvino_genai
from contract import InferRequest
from openvino_pipeline import RuntimeSettings, generation_config, load, reason, without_end

CHECK_SECONDS = 0.1
"""How often cancelled requests are looked for and statistics are told: both ask the server process."""

REMEMBERED_GRAMMARS = 256


class Failure(Enum):
    """Why a request has no answer."""

    REFUSED = "the request itself is wrong"
    CANCELLED = "its client has gone"
    OVERLOADED = "there is no room for it now"
    BROKEN = "the runtime failed"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Call:
    """A request and the ways to answer it: exactly one of `succeed` and `fail` is called, once."""

    request: InferRequest
    is_cancelled: Callable[[], bool]
    succeed: Callable[[list[int]], None]
    fail: Callable[[Failure, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """What the runtime knows: requests by state, steps so far, and the share [0, 1] of the cache used last."""

    active: int
    max: int
    scheduled: int
    waiting: int
    iterations: int
    cache_fraction: float


class Runtime:
    """The loaded model and its thread.

    Args:
        settings: What to load.
        observe: Told the statistics every 0.1 s while there is work, and when the work ends.

    Raises:
        ValueError: There is nothing at `model_path`.
        RuntimeError: OpenVINO cannot load it.
    """

    def __init__(self, settings: RuntimeSettings, observe: Callable[[Statistics], None]) -> None:
        self._settings = settings
        self._observe = observe
        self._pipeline = load(settings)
        self._end_id = self._pipeline.get_tokenizer().get_eos_token_id()
        self._inbox: queue.SimpleQueue[Call | None] = queue.SimpleQueue()
        self._waiting: deque[Call] = deque()
        self._active: dict[int, tuple[Call, Any]] = {}  # by the pipeline's request id: the call and its handle
        self._refused_grammars: OrderedDict[str, str] = OrderedDict()
        self._proven_grammars: OrderedDict[str, None] = OrderedDict()
        self._last_id = 0
        self._iterations = 0
        self._checked_at = 0.0
        self._thread = threading.Thread(target=self._run, name="continuous-batching")
        self._thread.start()

    def submit(self, call: Call) -> None:
        """Queues a request."""
        self._inbox.put(call)

    def close(self) -> None:
        """Fails what waits or runs, and ends the thread."""
        self._inbox.put(None)
        self._thread.join()

    def _run(self) -> None:
        failure, message = Failure.OVERLOADED, "the model server is shutting down"
        try:
            self._serve()
        except Exception as error:  # noqa: BLE001 (whatever it is, nobody may wait for ever)
            failure, message = Failure.BROKEN, f"the runtime failed: {error}"
        self._abandon([call for call, _ in self._active.values()], failure, message)
        self._abandon(self._waiting, failure, message)
        if failure is Failure.BROKEN:
            while (call := self._inbox.get()) is not None:
                call.fail(failure, message)

    def _serve(self) -> None:
        """Works until it is told to end, with an empty pipeline after that."""
        while self._receive():
            self._admit()
            self._check()
            if self._active:
                self._step()
                self._finish()
        self._waiting.extend(self._clear())

    def _receive(self) -> bool:
        """Takes what has come in; without work it waits for the next request. False at the end."""
        idle = not self._active and not self._waiting
        if idle:
            self._tell()
        while idle or not self._inbox.empty():
            call = self._inbox.get()
            if call is None:
                return False
            self._waiting.append(call)
            idle = False
        return True

    def _admit(self) -> None:
        while self._waiting and len(self._active) < self._settings.max_batch_size:
            call = self._waiting.popleft()
            refusal = self._refusal(call.request)
            if refusal:
                call.fail(Failure.REFUSED, refusal)
                continue
            try:
                self._add(call)
            except RuntimeError as error:
                call.fail(Failure.REFUSED, f"the runtime refuses the request: {reason(error)}")

    def _refusal(self, request: InferRequest) -> str | None:
        """Says what this runtime cannot do of what the contract allows."""
        if any(len(word) > 1 for word in request.stop_words):
            return "stop_words_list: this server takes stop words of one token only"
        if request.grammar is None:
            return None
        if request.end_id != self._end_id:
            return f"end_id: a guided request ends with the tokenizer's end id, {self._end_id}"
        return self._refused_grammars.get(request.grammar)

    def _add(self, call: Call) -> None:
        self._last_id += 1
        ids = openvino.Tensor(call.request.input_ids.astype(np.int64)[None])
        handle = self._pipeline.add_request(self._last_id, ids, generation_config(call.request))
        self._active[self._last_id] = call, handle

    def _check(self) -> None:
        """Lets go of requests whose client has gone, and tells the statistics, every 0.1 s."""
        now = time.monotonic()
        if now - self._checked_at < CHECK_SECONDS:
            return
        self._checked_at = now
        gone = [call for call in self._waiting if call.is_cancelled()]
        self._waiting = deque(call for call in self._waiting if call not in gone)
        for request_id, (call, handle) in list(self._active.items()):
            if call.is_cancelled():
                handle.cancel()
                gone.append(call)
                del self._active[request_id]
        self._abandon(gone, Failure.CANCELLED, "Request cancelled by client")
        if gone and not self._active:
            self._pipeline.step()  # forgets what was cancelled
        self._tell()

    def _step(self) -> None:
        try:
            self._pipeline.step()
        except RuntimeError as error:
            self._recover(reason(error))
        self._iterations += 1

    def _finish(self) -> None:
        """Answers the requests that have ended."""
        for request_id, (call, handle) in list(self._active.items()):
            status = handle.get_status()
            if status == openvino_genai.GenerationStatus.RUNNING:
                continue
            del self._active[request_id]
            if status != openvino_genai.GenerationStatus.FINISHED:
                call.fail(Failure.OVERLOADED, "the key-value cache has no room for this request")
                continue
            if call.request.grammar is not None:
                remember(self._proven_grammars, call.request.grammar, None)
            call.succeed(without_end(handle.read_all()[0].generated_ids, call.request.end_id))

    def _recover(self, message: str) -> None:
        """Goes on after a step that failed, which leaves no running request usable.

        A grammar that does not compile fails the step of all. Each grammar that has not served yet is tried alone; its
        requests fail where it does not compile, and everybody else starts again: nothing of an answer has been sent.
        """
        calls = self._clear()
        grammars = {call.request.grammar for call in calls if call.request.grammar is not None}
        guilty = [grammar for grammar in grammars if grammar not in self._proven_grammars and self._fails(grammar)]
        if not guilty:
            self._abandon(calls, Failure.BROKEN, f"the runtime failed: {message}")
            return
        for call in calls:
            if call.request.grammar in guilty:
                call.fail(Failure.REFUSED, self._refused_grammars[call.request.grammar])
            else:
                self._add(call)

    def _fails(self, grammar: str) -> bool:
        """Tries a grammar on an otherwise idle pipeline with one token."""
        config = openvino_genai.GenerationConfig()
        config.max_new_tokens = 1
        config.structured_output_config = openvino_genai.StructuredOutputConfig(grammar=grammar)
        self._last_id += 1
        handle = self._pipeline.add_request(self._last_id, openvino.Tensor(np.zeros((1, 1), np.int64)), config)
        try:
            self._pipeline.step()
        except RuntimeError as error:
            remember(self._refused_grammars, grammar, f"guided_decoding_guide: {reason(error)}")
            return True
        finally:
            handle.cancel()
            self._pipeline.step()
        remember(self._proven_grammars, grammar, None)
        return False

    def _clear(self) -> list[Call]:
        """Empties the pipeline and returns the calls that ran in it."""
        running = list(self._active.values())
        self._active.clear()
        for _, handle in running:
            handle.cancel()
        if running:
            self._pipeline.step()
        return [call for call, _ in running]

    def _abandon(self, calls: Iterable[Call], failure: Failure, message: str) -> None:
        for call in calls:
            call.fail(failure, message)

    def _tell(self) -> None:
        metrics = self._pipeline.get_metrics()
        self._observe(
            Statistics(
                active=len(self._active),
                max=self._settings.max_batch_size,
                scheduled=metrics.scheduled_requests if self._active else 0,
                waiting=len(self._waiting),
                iterations=self._iterations,
                cache_fraction=metrics.cache_usage / 100,
            )
        )


def remember(store: OrderedDict[str, Any], key: str, value: Any) -> None:  # noqa: ANN401 (a text or nothing)
    """Keeps a grammar; the oldest of too many is forgotten."""
    store[key] = value
    while len(store) > REMEMBERED_GRAMMARS:
        store.popitem(last=False)
