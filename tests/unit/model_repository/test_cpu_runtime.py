"""The thread of the model on CPUs, with a pipeline that fails where a test wants it to: each call has one answer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from calls import Call, Failure
from contract import OUTPUTS, InferRequest, Limits, read_request
from openvino import Tensor
from openvino_genai import GenerationConfig, GenerationStatus
from openvino_pipeline import RuntimeSettings
from runtime import Runtime

END_ID = 3
BAD = "root ::= gone"
SECONDS = 10.0


@dataclass(frozen=True)
class Generated:
    """What one request generated."""

    generated_ids: list[int]


@dataclass(frozen=True)
class Metrics:
    """What the pipeline tells of itself."""

    scheduled_requests: int = 0
    cache_usage: float = 0.0


class Handle:
    """One request of the fake pipeline, done after as many steps as tokens are wanted."""

    def __init__(self, prompt: list[int], config: GenerationConfig) -> None:
        self.prompt = prompt
        self.grammar = config.structured_output_config.grammar if config.structured_output_config else None
        self.left = config.max_new_tokens
        self.status = GenerationStatus.RUNNING

    def get_status(self) -> GenerationStatus:
        """Returns the state."""
        return self.status

    def cancel(self) -> None:
        """Gives the request up."""
        self.status = GenerationStatus.STOP

    def read_all(self) -> list[Generated]:
        """Returns the prompt as what was generated, so that answers can be told apart."""
        return [Generated(self.prompt)]


@dataclass
class FakePipeline:
    """Continuous batching without a model.

    `fault` is called before each step with the handles that run, and raises what the step is to raise; `room` is how
    many tokens of prompt fit at the same time.
    """

    fault: Callable[[list[Handle]], None] = lambda _handles: None
    room: int = 1000
    running: list[Handle] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)

    def get_tokenizer(self) -> FakePipeline:
        """Returns what knows the end id."""
        return self

    def get_eos_token_id(self) -> int:
        """Returns the end id."""
        return END_ID

    def get_metrics(self) -> Metrics:
        """Returns nothing of interest."""
        return Metrics()

    def add_request(self, _request_id: int, ids: Tensor, config: GenerationConfig) -> Handle:
        """Takes a request in; a prompt that begins with 13 is a mistake of another kind."""
        handle = Handle(ids.data[0].tolist(), config)
        if handle.prompt[0] == 13:
            raise TypeError("13")
        self.running.append(handle)
        return handle

    def step(self) -> None:
        """Moves every request on by one token, once the gate is open."""
        assert self.gate.wait(SECONDS)
        self.running = [handle for handle in self.running if handle.status == GenerationStatus.RUNNING]
        self.fault(self.running)
        if sum(len(handle.prompt) for handle in self.running) > self.room:
            for handle in self.running:
                handle.status = GenerationStatus.IGNORED
        for handle in self.running:
            handle.left -= 1
            if handle.left <= 0 and handle.status == GenerationStatus.RUNNING:
                handle.status = GenerationStatus.FINISHED


class Asked:
    """A call, and every answer that it got."""

    def __init__(self, prompt: list[int], *, grammar: str | None = None, length: int = 2) -> None:
        self.prompt = prompt
        self.answers: list[list[int] | tuple[Failure, str]] = []
        self.done = threading.Event()
        self.cancelled = False
        self.call = Call(
            request=request(prompt, grammar, length),
            is_cancelled=lambda: self.cancelled,
            succeed=self._take,
            fail=lambda failure, message: self._take((failure, message)),
        )

    def _take(self, answer: list[int] | tuple[Failure, str]) -> None:
        self.answers.append(answer)
        self.done.set()

    @property
    def failure(self) -> Failure | None:
        """Returns why the call failed; it must have one answer by now."""
        assert self.done.wait(SECONDS)
        assert len(self.answers) == 1
        answer = self.answers[0]
        return answer[0] if isinstance(answer, tuple) else None


def request(prompt: list[int], grammar: str | None, length: int) -> InferRequest:
    inputs: dict[str, Any] = {
        "input_ids": np.array([prompt], np.int32),
        "input_lengths": np.array([[len(prompt)]], np.int32),
        "request_output_len": np.array([[length]], np.int32),
        "end_id": np.array([[END_ID]], np.int32),
    }
    if grammar is not None:
        inputs["guided_decoding_guide_type"] = np.array([[b"ebnf_grammar"]], np.object_)
        inputs["guided_decoding_guide"] = np.array([[grammar.encode()]], np.object_)
    return read_request(inputs, [tensor.name for tensor in OUTPUTS], Limits(max_seq_len=5000, vocab_size=100))


@dataclass(frozen=True)
class Served:
    """A runtime, and what is set when it gives up."""

    runtime: Runtime
    gave_up: threading.Event


@contextmanager
def serving(pipeline: FakePipeline, *asked: Asked, slots: int = 8, queue: int = 0) -> Iterator[Served]:
    """Runs a runtime that has got some calls before its first step."""
    settings = RuntimeSettings(
        model_path="",
        max_batch_size=slots,
        max_queue_size=queue,
        cache_size_gib=1,
        max_num_batched_tokens=256,
        enable_prefix_caching=True,
    )
    gave_up = threading.Event()
    runtime = Runtime(pipeline, settings, observe=lambda _statistics: None, give_up=gave_up.set)
    for one in asked:
        runtime.submit(one.call)
    pipeline.gate.set()
    try:
        yield Served(runtime, gave_up)
    finally:
        runtime.close()
    assert all(len(one.answers) == 1 for one in asked)


def bad_grammar(handles: list[Handle]) -> None:
    """Fails a step as a grammar does that does not compile."""
    if any(handle.grammar == BAD for handle in handles):
        raise RuntimeError("no rule gone")


def test_a_bad_grammar_fails_alone() -> None:
    good, guided, bad = Asked([5]), Asked([6], grammar='root ::= "a"'), Asked([7], grammar=BAD)
    with serving(FakePipeline(fault=bad_grammar), good, bad, guided) as served:
        assert (good.failure, guided.failure, bad.failure) == (None, None, Failure.REFUSED)
        assert bad.answers == [(Failure.REFUSED, "guided_decoding_guide: no rule gone")]
        assert good.answers == [[5]]
    assert not served.gave_up.is_set()


@pytest.mark.parametrize("steps", range(1, 9))
@pytest.mark.parametrize("kind", [RuntimeError, MemoryError])
def test_every_call_is_answered_once_whichever_step_of_a_recovery_fails_too(steps: int, kind: type[Exception]) -> None:
    """The step that empties the pipeline, the one that tries a grammar, or one after all of them."""
    seen = 0

    def fault(handles: list[Handle]) -> None:
        nonlocal seen
        seen += 1
        if seen == steps + 1:
            raise kind("once more")
        bad_grammar(handles)

    asked = [Asked([5 + one], grammar=[None, 'root ::= "a"', BAD][one % 3]) for one in range(12)]
    with serving(FakePipeline(fault=fault), *asked, slots=5):
        assert all(one.done.wait(SECONDS) for one in asked)


def test_a_call_that_cannot_be_added_takes_no_other_with_it() -> None:
    """Not even where the pipeline raises what nobody expects: all are told, and the process is given up."""
    asked = [Asked([5]), Asked([13]), Asked([6])]
    with serving(FakePipeline(), *asked) as served:
        assert [one.failure for one in asked] == [Failure.BROKEN] * 3
        assert served.gave_up.wait(SECONDS)


def test_a_step_that_always_fails_ends_the_runtime() -> None:
    """What was asked before and what comes after is answered, and the grammars are not blamed."""

    def fault(handles: list[Handle]) -> None:
        if handles:
            raise RuntimeError("no memory")

    first, late = Asked([5], grammar='root ::= "a"'), Asked([6])
    with serving(FakePipeline(fault=fault), first) as served:
        assert served.gave_up.wait(SECONDS)
        served.runtime.submit(late.call)
        for one in (first, late):
            assert one.answers == [(Failure.BROKEN, "the runtime failed: no memory")]


def test_steps_that_fail_again_and_again_end_the_runtime_and_a_few_do_not() -> None:
    """A request on which every step fails gets an error alone; three in a row with no answer between are too many."""

    def fault(handles: list[Handle]) -> None:
        if any(handle.prompt == [66] for handle in handles):
            raise RuntimeError("of no known reason")

    asked = [Asked([66]), Asked([5]), Asked([66]), Asked([66]), Asked([6]), Asked([66]), Asked([66]), Asked([66])]
    with serving(FakePipeline(fault=fault), *asked, slots=1) as served:
        failures = [one.failure for one in asked]
        assert [failure is None for failure in failures] == [False, True, False, False, True, False, False, False]
        assert served.gave_up.wait(SECONDS)


def test_a_request_that_outgrows_the_cache_is_refused_and_its_neighbours_are_answered() -> None:
    """The pipeline gives all of them up; only the one that has no room for itself either is refused."""
    asked = [Asked([5] * 60), Asked([6] * 101), Asked([7] * 60)]
    with serving(FakePipeline(room=100), *asked):
        assert [one.failure for one in asked] == [None, Failure.REFUSED, None]


def test_more_than_may_wait_are_turned_away() -> None:
    """Two run, three wait, and the others are told that the queue is full."""
    asked = [Asked([5 + one], length=50) for one in range(8)]
    pipeline = FakePipeline()
    with serving(pipeline, *asked, slots=2, queue=3):
        failures = [one.failure for one in asked]
    assert failures.count(None) >= 5
    full = [one.answers[0] for one in asked if one.failure]
    assert all(answer == (Failure.OVERLOADED, "Exceeds maximum queue size") for answer in full)
    assert failures[-1] is Failure.OVERLOADED


def test_a_waiting_call_whose_client_has_gone_is_let_go() -> None:
    """Also the one that runs."""
    asked = [Asked([5 + one], length=4999) for one in range(3)]
    for one in asked[:2]:
        one.cancelled = True
    with serving(FakePipeline(), *asked, slots=1):
        assert [one.failure for one in asked[:2]] == [Failure.CANCELLED] * 2


def test_an_answer_that_cannot_be_handed_over_is_an_error_of_its_own() -> None:
    """The others are answered."""
    first, second = Asked([5]), Asked([6])

    def fails(_ids: list[int]) -> None:
        raise MemoryError

    object.__setattr__(first.call, "succeed", fails)
    with serving(FakePipeline(), first, second):
        assert (first.failure, second.failure) == (Failure.BROKEN, None)


def test_closing_answers_what_is_left() -> None:
    """As a server that goes away."""
    asked = [Asked([5 + one], length=4999) for one in range(5)]
    with serving(FakePipeline(), *asked, slots=2):
        pass
    assert {one.failure for one in asked} <= {Failure.OVERLOADED, None}
