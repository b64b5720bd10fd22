"""A request on its way through the LLM API is answered, cancelled or failed: once, whatever the API does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Any

import pytest
from answering import answer
from codes import Code
from contract import Array

from tests.unit.model_repository.test_llm_requests import asked


@dataclass
class Client:
    """Who asked: leaves when it is told to, and keeps what it gets."""

    gone: bool = False
    answers: list[dict[str, Array]] = field(default_factory=list)
    errors: list[tuple[Code, str]] = field(default_factory=list)

    def is_cancelled(self) -> bool:
        """Says whether nobody waits any more."""
        return self.gone

    def succeed(self, tensors: dict[str, Array]) -> None:
        """Keeps an answer."""
        self.answers.append(tensors)

    def fail(self, code: Code, message: str) -> None:
        """Keeps an error."""
        self.errors.append((code, message))


@dataclass
class Output:
    """One sequence of an answer."""

    token_ids: list[int]


@dataclass
class Running:
    """What `generate_async` returns: awaited for the answer, which comes after `seconds`."""

    seconds: float = 0.0
    failure: Exception | None = None
    aborted: bool = False

    @property
    def outputs(self) -> list[Output]:
        """Two tokens and the end id."""
        return [Output([8, 9, 3])]

    def abort(self) -> None:
        """Notes that the work was ended."""
        self.aborted = True

    def __await__(self) -> Generator[Any, None, Running]:
        yield from asyncio.sleep(self.seconds).__await__()
        if self.failure is not None:
            raise self.failure
        return self


async def test_an_answer_is_handed_over_without_its_end_id() -> None:
    client = Client()
    await answer(asked(), lambda: Running(seconds=0.12), client)
    assert client.answers[0]["output_ids"].tolist() == [[[8, 9]]]
    assert client.answers[0]["sequence_length"].tolist() == [[2]]
    assert len(client.answers) == 1
    assert client.errors == []


async def test_a_client_that_has_gone_ends_the_work() -> None:
    client, running = Client(gone=True), Running(seconds=30)
    async with asyncio.timeout(2):
        await answer(asked(), lambda: running, client)
    assert running.aborted
    assert client.errors == [(Code.CANCELLED, "the client has gone")]
    assert client.answers == []


def refuse() -> Running:
    raise ValueError("prompt length exceeds the maximum")


def break_down() -> Running:
    raise RuntimeError("张伟's prompt")


@pytest.mark.parametrize(
    ("generate", "code", "message"),
    [
        (refuse, Code.INVALID_ARGUMENT, "prompt length exceeds the maximum"),
        (break_down, Code.INTERNAL, "the runtime failed: RuntimeError"),
        (lambda: Running(failure=RuntimeError("张伟")), Code.INTERNAL, "the runtime failed: RuntimeError"),
    ],
)
async def test_what_fails_is_told_once_and_nothing_of_a_prompt(
    generate: Callable[[], Running], code: Code, message: str
) -> None:
    client = Client()
    await answer(asked(), generate, client)
    assert client.errors == [(code, message)]
    assert client.answers == []
