"""One thread that runs OpenVINO's continuous batching: requests join and leave between its steps."""

from __future__ import annotations

import queue
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from typing import Any

import no_telemetry  # noqa: F401 (before openvino)
import openvino_genai
from calls import Call, Failure, answer, refuse
from grammar_memory import GrammarMemory
from openvino_pipeline import RuntimeSettings, as_tensor, generation_config, probe, reason, without_end

CHECK_SECONDS = 0.1
"""How often cancelled requests are looked for and statistics are told: both ask the server process."""

MOST_FAULTS = 3
"""Steps that may fail for no known reason, with no request answered between them, before the runtime gives up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """What the runtime knows: requests by state, steps so far, and the share [0, 1] of the cache used last."""

    active: int
    max: int
    scheduled: int
    waiting: int
    iterations: int
    cache_fraction: float


class BrokenError(Exception):
    """The runtime fails whatever it is asked, so that going on is no use."""


class Runtime:
    """A loaded model and its thread.

    Every call is in `_waiting`, `_crowded` or `_active` until just before it is answered, so that none is lost,
    whatever fails in between.

    Args:
        pipeline: What `openvino_pipeline.load` returned; used by the thread alone from now on.
        settings: How it was loaded.
        observe: Told the statistics every 0.1 s while there is work, and when the work ends.
        give_up: Called on the thread where the runtime is broken, after every call has been answered.
    """

    def __init__(
        self,
        pipeline: Any,  # noqa: ANN401 (a class whose stubs do not name `step`)
        settings: RuntimeSettings,
        observe: Callable[[Statistics], None],
        give_up: Callable[[], None],
    ) -> None:
        self._pipeline = pipeline
        self._settings = settings
        self._observe = observe
        self._give_up = give_up
        self._end_id = pipeline.get_tokenizer().get_eos_token_id()
        self._inbox: queue.SimpleQueue[Call | None] = queue.SimpleQueue()
        self._gate = threading.Lock()
        self._broken: str | None = None
        self._waiting: deque[Call] = deque()
        self._crowded: deque[Call] = deque()  # had no room in the cache beside others: each gets it for itself, next
        self._active: dict[int, tuple[Call, Any]] = {}  # by the pipeline's request id: the call and its handle
        self._grammars = GrammarMemory()
        self._last_id = 0
        self._iterations = 0
        self._faults = 0
        self._checked_at = 0.0
        self._thread = threading.Thread(target=self._run, name="continuous-batching")
        self._thread.start()

    def submit(self, call: Call) -> None:
        """Queues a request; from any thread."""
        with self._gate:
            broken = self._broken
            if broken is None:
                self._inbox.put(call)
        if broken is not None:
            refuse(call, Failure.BROKEN, broken)

    def close(self) -> None:
        """Fails what waits or runs, and ends the thread."""
        self._inbox.put(None)
        self._thread.join()

    def _run(self) -> None:
        try:
            self._serve()
        except Exception as error:  # noqa: BLE001 (whatever it is, nobody may wait for ever)
            with self._gate:  # what comes from now on is refused at once
                self._broken = f"the runtime failed: {error}"
            self._empty_inbox()
            self._refuse_all(Failure.BROKEN, self._broken)
            self._give_up()
        else:
            self._refuse_all(Failure.OVERLOADED, "the model server is shutting down")

    def _empty_inbox(self) -> None:
        while not self._inbox.empty():
            call = self._inbox.get()
            if call is not None:
                self._waiting.append(call)

    def _refuse_all(self, failure: Failure, message: str) -> None:
        calls = [call for call, _ in self._active.values()]
        for call in chain(calls, self._crowded, self._waiting):
            refuse(call, failure, message)

    def _serve(self) -> None:
        """Works until it is told to end, with an empty pipeline after that."""
        while self._receive():
            self._admit()
            self._check()
            if self._active:
                self._step()
                self._finish()
        self._withdraw()

    def _receive(self) -> bool:
        """Takes what has come in; without work it waits for the next request. False at the end."""
        idle = not self._active and not self._crowded and not self._waiting
        if idle:
            self._tell()
        while idle or not self._inbox.empty():
            call = self._inbox.get()
            if call is None:
                return False
            if self._is_full():
                refuse(call, Failure.OVERLOADED, "Exceeds maximum queue size")
            else:
                self._waiting.append(call)
                idle = False
        return True

    def _is_full(self) -> bool:
        """Says whether as many wait as may, not counting those that start with the next step."""
        free = self._settings.max_batch_size - len(self._active)
        most = self._settings.max_queue_size
        return most > 0 and len(self._waiting) + len(self._crowded) >= most + free

    def _admit(self) -> None:
        if self._crowded:
            if not self._active:
                self._start_first(self._crowded)
            return
        while self._waiting and len(self._active) < self._settings.max_batch_size:
            self._start_first(self._waiting)

    def _start_first(self, calls: deque[Call]) -> None:
        """Starts or refuses the first of some calls."""
        call = calls[0]
        refusal = self._refusal(call) or self._add(call)
        calls.popleft()
        if refusal:
            refuse(call, Failure.REFUSED, refusal)

    def _refusal(self, call: Call) -> str | None:
        """Says what this runtime cannot do of what the contract allows."""
        if any(len(word) > 1 for word in call.request.stop_words):
            return "stop_words_list: this server takes stop words of one token only"
        if call.request.grammar is None:
            return None
        if call.request.end_id != self._end_id:
            return f"end_id: a guided request ends with the tokenizer's end id, {self._end_id}"
        return self._grammars.fault(call.request.grammar)

    def _add(self, call: Call) -> str | None:
        """Starts a call, or says why the pipeline does not take it."""
        self._last_id += 1
        try:
            handle = self._pipeline.add_request(
                self._last_id, as_tensor(call.request.input_ids), generation_config(call.request)
            )
        except RuntimeError as error:
            return f"the runtime refuses the request: {reason(error)}"
        self._active[self._last_id] = call, handle
        return None

    def _check(self) -> None:
        """Lets go of requests whose client has gone, and tells the statistics, every 0.1 s."""
        now = time.monotonic()
        if now - self._checked_at < CHECK_SECONDS:
            return
        self._checked_at = now
        self._drop_cancelled(self._waiting)
        self._drop_cancelled(self._crowded)
        were_active = len(self._active)
        for request_id, (call, handle) in list(self._active.items()):
            if call.is_cancelled():
                handle.cancel()
                del self._active[request_id]
                refuse(call, Failure.CANCELLED, "Request cancelled by client")
        if were_active and not self._active:
            self._pipeline.step()  # forgets what was cancelled
        self._tell()

    def _drop_cancelled(self, calls: deque[Call]) -> None:
        for call in list(calls):
            if call.is_cancelled():
                calls.remove(call)
                refuse(call, Failure.CANCELLED, "Request cancelled by client")

    def _step(self) -> None:
        try:
            self._pipeline.step()
        except RuntimeError as error:
            self._recover(reason(error))
        self._iterations += 1

    def _finish(self) -> None:
        """Answers the requests that have ended."""
        alone = len(self._active) == 1
        for request_id, (call, handle) in list(self._active.items()):
            status = handle.get_status()
            if status == openvino_genai.GenerationStatus.FINISHED:
                ids = without_end(handle.read_all()[0].generated_ids, call.request.end_id)
                self._faults = 0
                if call.request.grammar is not None:
                    self._grammars.prove(call.request.grammar)
                del self._active[request_id]
                answer(call, ids)
            elif status != openvino_genai.GenerationStatus.RUNNING:
                self._no_room(request_id, call, alone=alone)

    def _no_room(self, request_id: int, call: Call, *, alone: bool) -> None:
        """Lets a request wait that the cache had no room for, unless there will never be more.

        The pipeline gives up all requests where one outgrows the cache: which one it was shows when each has it alone.
        """
        del self._active[request_id]
        if alone:
            refuse(call, Failure.REFUSED, "input_ids: the key-value cache of this server has no room for the request")
        else:
            self._crowded.append(call)

    def _recover(self, message: str) -> None:
        """Goes on after a step that failed, which leaves no running request usable.

        A grammar that does not compile fails the step of all. Each grammar that has not served yet is tried alone; its
        requests fail where it does not compile, and everybody else starts again: nothing of an answer has been sent.

        Raises:
            BrokenError: A step fails without a grammar too, or steps fail again and again.
            RuntimeError: The pipeline cannot be emptied.
        """
        withdrawn = self._withdraw()
        if fault := self._probe(None):
            raise BrokenError(fault)
        suspects = self._grammars.unproven(call.request.grammar for call in withdrawn)
        guilty = {grammar: fault for grammar in suspects if (fault := self._probe(grammar))}
        for grammar, fault in guilty.items():
            self._grammars.refuse(grammar, f"guided_decoding_guide: {fault}")
        if guilty:
            return
        self._faults += 1
        if self._faults >= MOST_FAULTS:
            raise BrokenError(message)
        for call in withdrawn:
            self._waiting.remove(call)
            refuse(call, Failure.BROKEN, f"the runtime failed: {message}")

    def _probe(self, grammar: str | None) -> str | None:
        self._last_id += 1
        return probe(self._pipeline, self._last_id, grammar)

    def _withdraw(self) -> list[Call]:
        """Empties the pipeline; the calls that ran in it are the first to wait now, and are returned."""
        calls = [call for call, _ in self._active.values()]
        handles = [handle for _, handle in self._active.values()]
        self._waiting.extendleft(reversed(calls))
        self._active.clear()
        for handle in handles:
            handle.cancel()
        if handles:
            self._pipeline.step()
        return calls

    def _tell(self) -> None:
        metrics = self._pipeline.get_metrics()
        self._observe(
            Statistics(
                active=len(self._active),
                max=self._settings.max_batch_size,
                scheduled=metrics.scheduled_requests if self._active else 0,
                waiting=len(self._waiting) + len(self._crowded),
                iterations=self._iterations,
                cache_fraction=metrics.cache_usage / 100,
            )
        )
