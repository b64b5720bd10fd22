"""One model server: its channel, its calls, and whether it is there."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeVar

import grpc
from tritonclient.grpc import InferInput, InferRequestedOutput, InferResult, model_config_pb2
from tritonclient.grpc.aio import InferenceServerClient
from tritonclient.utils import InferenceServerException

from bole.domain.errors import BoleError
from bole.domain.tracing import trace_headers
from bole.inference.errors import ModelCallError
from bole.inference.private_networks import Resolver
from bole.inference.tensors import MODEL_NAME
from bole.inference.triton_addresses import TritonAddress, checked_targets, grpc_target
from bole.inference.triton_credentials import TritonCredentials
from bole.inference.triton_options import TritonOptions

LOOK_SECONDS = 2.0
"""How long a server may take to say what it serves."""

_CHANNEL = (
    ("grpc.max_send_message_length", -1),
    # An answer has some thousand tokens of four bytes.
    ("grpc.max_receive_message_length", 16 * 1024 * 1024),
    # A connection that ends says that the server may be another; one that nobody used for a while does not.
    ("grpc.client_idle_timeout_ms", 2**31 - 1),
    # Triton ends connections that ping oftener than every 300 s.
    ("grpc.keepalive_time_ms", 300_000),
    ("grpc.keepalive_timeout_ms", 20_000),
    # A server that comes back is used soon, and what other channels know of an address does not delay it.
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 2_000),
    ("grpc.use_local_subchannel_pool", 1),
    # A call that was not sent is not sent over another connection, whose server nobody looked at.
    ("grpc.enable_retries", 0),
    # A model server stands in the same network.
    ("grpc.enable_http_proxy", 0),
)

_T = TypeVar("_T")


class Replica:
    """A model server at one address; used from one event loop."""

    def __init__(self, address: TritonAddress, options: TritonOptions, resolver: Resolver) -> None:
        """Reads certificates; nothing is connected before `served`.

        Raises:
            OSError: A certificate or key cannot be read.
        """
        self._address = address
        self._resolver = resolver
        self._headers = options.headers
        self._credentials = TritonCredentials(options)
        self._ips: tuple[str, ...] = ()
        self._client: InferenceServerClient | None = None
        self._channel: grpc.aio.Channel | None = None

    @property
    def connected(self) -> bool:
        """True while the connection lasts over which the server last said what it serves."""
        return self._channel is not None and self._channel.get_state() is grpc.ChannelConnectivity.READY

    async def until_disconnected(self) -> None:
        """Waits until there is no connection, because it ended or was closed."""
        if self._channel is None:
            return
        with suppress(grpc.aio.UsageError):  # closed
            await self._channel.wait_for_state_change(grpc.ChannelConnectivity.READY)

    async def served(self) -> model_config_pb2.ModelConfig:
        """Returns the configuration of the model, once the server says that it is ready.

        Each look begins with where the host is now, and connects only to what passed the check.

        Raises:
            ModelCallError: UNAVAILABLE where it has no address, does not answer within 2 s or is not ready; NOT_FOUND
                where the server is ready and has no such model.
            BoleError: MODEL_CONTRACT_MISMATCH where the host is outside private networks and not allowed.
        """
        try:
            async with asyncio.timeout(LOOK_SECONDS):
                return await self._served(await self._checked_client())
        except TimeoutError:
            raise ModelCallError("UNAVAILABLE", "failed to connect in time") from None

    async def infer(
        self, request_id: str, inputs: list[InferInput], outputs: list[InferRequestedOutput], timeout_seconds: float
    ) -> InferResult:
        """Makes one call; cancelling it ends the work in the server, and so does its deadline.

        Raises:
            ModelCallError: With the status that the server or the connection gave.
        """
        client = self._client
        if client is None:
            raise ModelCallError("UNAVAILABLE", "failed to connect: nothing was looked at")
        return await _translated(
            lambda: client.infer(
                MODEL_NAME,
                inputs,
                outputs=outputs,
                request_id=request_id,
                client_timeout=timeout_seconds,
                headers=self._headers | trace_headers(),
            )
        )

    async def close(self) -> None:
        """Closes the channel; calls in progress end."""
        client, self._client, self._channel = self._client, None, None
        if client is not None:
            await client.close()

    async def _checked_client(self) -> InferenceServerClient:
        """Returns the client of the connection, a new one where the host is elsewhere now.

        Certificates that were renewed are taken with the next connection: the one that is there needs none any more.
        """
        try:
            ips = await checked_targets(self._address, self._resolver)
        except BoleError:
            await self.close()
            raise
        renewed = not self.connected and self._credentials.renew()
        if self._client is None or renewed or not set(self._ips) & set(ips):
            await self.close()
            self._client = InferenceServerClient(
                grpc_target(ips, self._address.port),
                creds=self._credentials.current(),
                channel_args=[*_CHANNEL, *_named(self._address)],
            )
            # The package has no way to ask for the state of its connection.
            self._channel = self._client._channel  # noqa: SLF001
            self._ips = ips
        return self._client

    async def _served(self, client: InferenceServerClient) -> model_config_pb2.ModelConfig:
        if not await _translated(lambda: client.is_server_live(headers=self._headers)):
            raise ModelCallError("UNAVAILABLE", "the server is not live")
        if not await _translated(lambda: client.is_model_ready(MODEL_NAME, headers=self._headers)):
            server_ready = await _translated(lambda: client.is_server_ready(headers=self._headers))
            raise ModelCallError("NOT_FOUND" if server_ready else "UNAVAILABLE", "the model is not ready")
        answer = await _translated(lambda: client.get_model_config(MODEL_NAME, headers=self._headers))
        return answer.config


def _named(address: TritonAddress) -> tuple[tuple[str, str], ...]:
    """Has certificates verified for the host's name, though the connection goes to an IP address."""
    if not address.name:
        return ()
    return (
        ("grpc.default_authority", f"{address.name}:{address.port}"),
        ("grpc.ssl_target_name_override", address.name),
    )


async def _translated(call: Callable[[], Awaitable[_T]]) -> _T:
    """Awaits a call of tritonclient and gives its errors one type."""
    try:
        return await call()
    except InferenceServerException as error:
        raise ModelCallError(error.status() or "", error.message() or "") from None
    except grpc.aio.AioRpcError as error:
        raise ModelCallError(error.code().name, error.details() or "") from None
    except grpc.aio.UsageError:
        raise ModelCallError("UNAVAILABLE", "the channel is closed") from None
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise
        # Nobody cancelled this task: the channel was closed under the call, which may be made again on the next one.
        raise ModelCallError("UNAVAILABLE", "the channel was closed") from None
