"""One request on its way through the LLM API: answered, cancelled or failed, once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Protocol

from codes import Code
from contract import Array, InferRequest, answer_tensors
from llm_requests import generated_ids, reused_blocks

CANCELLATION_SECONDS = 0.05
"""How often is looked whether the client has gone."""


class Client(Protocol):
    """Who asked, and the ways to answer: `succeed` or `fail`, one of them, once."""

    def is_cancelled(self) -> bool:
        """Says whether nobody waits for the answer any more."""
        ...

    def succeed(self, tensors: dict[str, Array]) -> None:
        """Answers with tensors by name."""
        ...

    def fail(self, code: Code, message: str) -> None:
        """Answers with an error."""
        ...


async def answer(request: InferRequest, generate: Callable[[], Any], client: Client) -> None:
    """Generates one answer and hands it over.

    Args:
        request: What was asked.
        generate: Starts the generation and returns the API's `RequestOutput`: to be awaited, and `abort()`ed.
        client: Who asked.
    """
    try:
        running = generate()
        finished = asyncio.ensure_future(_result(running))
        while not finished.done():
            await asyncio.wait([finished], timeout=CANCELLATION_SECONDS)
            if not finished.done() and client.is_cancelled():
                running.abort()
                finished.cancel()
                client.fail(Code.CANCELLED, "the client has gone")
                return
        output = finished.result().outputs[0]
        ids = generated_ids(output.token_ids, request)
        client.succeed(answer_tensors(request, ids, reused_blocks=reused_blocks(output)))
    except ValueError as error:  # how the API refuses what it cannot take
        client.fail(Code.INVALID_ARGUMENT, str(error))
    except Exception as error:  # noqa: BLE001 (whatever the runtime raises must not leave the client waiting)
        client.fail(Code.INTERNAL, f"the runtime failed: {type(error).__name__}")


async def _result(running: Any) -> Any:  # noqa: ANN401 (a class of TensorRT-LLM)
    return await running
