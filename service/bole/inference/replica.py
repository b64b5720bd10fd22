"""One model server: its channel, its calls, and whether it is there."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import grpc
from tritonclient.grpc import InferInput, InferRequestedOutput, InferResult, model_config_pb2
from tritonclient.grpc.aio import InferenceServerClient
from tritonclient.utils import InferenceServerException

from bole.inference.errors import ModelCallError
from bole.inference.tensors import MODEL_NAME
from bole.inference.triton_options import TritonOptions

LOOK_SECONDS = 2.0
"""How long a server may take to say what it serves."""

_CHANNEL = (
    ("grpc.max_send_message_length", -1),
    ("grpc.max_receive_message_length", -1),
    # Triton ends connections that ping oftener than every 300 s.
    ("grpc.keepalive_time_ms", 300_000),
    ("grpc.keepalive_timeout_ms", 20_000),
    # A server that comes back is used soon, and what other channels know of an address does not delay it.
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 2_000),
    ("grpc.use_local_subchannel_pool", 1),
    # A model server stands in the same network.
    ("grpc.enable_http_proxy", 0),
)

_T = TypeVar("_T")


class Replica:
    """A model server at one address; used from one event loop."""

    def __init__(self, address: str, options: TritonOptions) -> None:
        """Opens a channel, which connects at the first call.

        Raises:
            OSError: A certificate or key cannot be read.
        """
        self._headers = options.headers
        self._client = InferenceServerClient(
            address,
            ssl=options.root_certificates_path is not None,
            root_certificates=options.root_certificates_path,
            private_key=options.client_key_path,
            certificate_chain=options.client_certificate_path,
            channel_args=list(_CHANNEL),
        )

    async def served(self) -> model_config_pb2.ModelConfig:
        """Returns the configuration of the model, once the server says that it is ready.

        Raises:
            ModelCallError: UNAVAILABLE where it does not answer within 2 s or is not ready; NOT_FOUND where the server
                is ready and has no such model.
        """
        try:
            async with asyncio.timeout(LOOK_SECONDS):
                return await self._served()
        except TimeoutError:
            raise ModelCallError("UNAVAILABLE", "failed to connect in time") from None

    async def infer(
        self, request_id: str, inputs: list[InferInput], outputs: list[InferRequestedOutput], timeout_seconds: float
    ) -> InferResult:
        """Makes one call; cancelling it ends the work in the server, and so does its deadline.

        Raises:
            ModelCallError: With the status that the server or the connection gave.
        """
        return await _translated(
            lambda: self._client.infer(
                MODEL_NAME,
                inputs,
                outputs=outputs,
                request_id=request_id,
                client_timeout=timeout_seconds,
                headers=self._headers,
            )
        )

    async def close(self) -> None:
        """Closes the channel; calls in progress end."""
        await self._client.close()

    async def _served(self) -> model_config_pb2.ModelConfig:
        if not await _translated(lambda: self._client.is_server_live(headers=self._headers)):
            raise ModelCallError("UNAVAILABLE", "the server is not live")
        if not await _translated(lambda: self._client.is_model_ready(MODEL_NAME, headers=self._headers)):
            server_ready = await _translated(lambda: self._client.is_server_ready(headers=self._headers))
            raise ModelCallError("NOT_FOUND" if server_ready else "UNAVAILABLE", "the model is not ready")
        answer = await _translated(lambda: self._client.get_model_config(MODEL_NAME, headers=self._headers))
        return answer.config


async def _translated(call: Callable[[], Awaitable[_T]]) -> _T:
    """Awaits a call of tritonclient and gives its errors one type."""
    try:
        return await call()
    except InferenceServerException as error:
        raise ModelCallError(error.status() or "", error.message() or "") from None
    except grpc.aio.AioRpcError as error:
        raise ModelCallError(error.code().name, error.details() or "") from None
    except grpc.aio.UsageError:
        raise ModelCallError("CANCELLED", "the channel is closed") from None
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise
        # Nobody cancelled this task: the channel was closed under the call.
        raise ModelCallError("CANCELLED", "the channel was closed") from None
