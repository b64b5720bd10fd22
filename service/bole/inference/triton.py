"""The language model behind Triton Inference Server: `LanguageModel` over gRPC."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.generation import Generation, GenerationRequest, ModelIdentity
from bole.domain.ports import PromptEncoder
from bole.domain.service_state import ModelServerState, ModelState
from bole.inference.contract import mismatch
from bole.inference.inspection import Inspection, inspect
from bole.inference.private_networks import Resolver, resolve
from bole.inference.replica import Replica
from bole.inference.served_model import ServedModel
from bole.inference.tokenizer import QwenEncoder, load_tokenizer
from bole.inference.triton_options import TritonOptions


class TritonModel:
    """Qwen2.5 as the model `tensorrt_llm` of one or several Triton servers; used from one event loop."""

    def __init__(self, options: TritonOptions, *, resolver: Resolver = resolve) -> None:
        """Keeps the settings; nothing is connected before `connect`."""
        self._options = options
        self._resolver = resolver
        self._served: ServedModel | None = None

    @property
    def leaves_premises(self) -> bool:
        """True where a server is outside private networks, or is allowed to be there by its name."""
        return any(target.leaves_premises for target in self._options.targets)

    async def connect(self) -> ModelIdentity:
        """Inspects all replicas and takes those that are there; those that are away are used once they are back.

        May be called again, after a failure or because another model is served now.

        Returns:
            What is served.

        Raises:
            BoleError: MODEL_UNAVAILABLE where no replica is there, within 2 s (and 30 s for a first guided answer);
                MODEL_CONTRACT_MISMATCH with every difference named.
        """
        tokenizer = await asyncio.to_thread(load_tokenizer, self._options.tokenizer_path)
        replicas = self._open()
        try:
            found = await inspect(replicas, tokenizer, self._options.tokenizer_path)
            _refuse(found)
        except BaseException:
            await _close(replicas)
            raise
        await self.close()
        self._served = ServedModel(replicas, found.identities, tokenizer, self._options)
        return self._served.identity

    async def differences(self) -> list[str]:
        """Names everything that keeps the service from using the model servers, for `bole doctor`.

        Returns:
            One line a difference, empty where all is well.

        Raises:
            BoleError: MODEL_CONTRACT_MISMATCH where the tokenizer or a certificate cannot be read, or an address is
                outside private networks and not allowed.
        """
        tokenizer = await asyncio.to_thread(load_tokenizer, self._options.tokenizer_path)
        replicas = self._open()
        try:
            found = await inspect(replicas, tokenizer, self._options.tokenizer_path)
        finally:
            await _close(replicas)
        return [*found.differences, *(f"{self._options.addresses[index]}: no answer" for index in found.away)]

    async def warm(self, grammars: Iterable[str]) -> None:
        """Has every replica that is there compile grammars, so that no request waits for that later.

        Raises:
            BoleError: As `generate`.
        """
        await self._connected().warm(grammars)

    def identity(self) -> ModelIdentity:
        """Returns which model answers.

        Raises:
            BoleError: MODEL_UNAVAILABLE as long as no `connect` succeeded.
        """
        return self._connected().identity

    def encoder(self) -> PromptEncoder:
        """Returns what encodes prompts for this model.

        Raises:
            BoleError: MODEL_UNAVAILABLE as long as no `connect` succeeded.
        """
        served = self._connected()
        return QwenEncoder(
            tokenizer_path=self._options.tokenizer_path,
            tokenizer_sha256=served.tokenizer_sha256,
            max_tokens=served.identity.max_seq_len,
        )

    async def generate(self, request: GenerationRequest) -> Generation:
        """Answers one request; cancelling it ends the work in the model server.

        Raises:
            BoleError: MODEL_UNAVAILABLE, MODEL_OVERLOADED, DEADLINE_TOO_SHORT, MODEL_REQUEST_REFUSED, PROMPT_TOO_LONG;
                MODEL_CONTRACT_MISMATCH where the servers serve another model since they were connected.
        """
        return await self._connected().generate(request)

    def state(self) -> ModelState:
        """Returns who waits for the model and how its servers are; all of them are away before `connect`."""
        if self._served is not None:
            return self._served.state()
        away = (ModelServerState(server=name, up=False, in_flight=0, limit=0) for name in self._options.addresses)
        return ModelState(servers=tuple(away))

    async def close(self) -> None:
        """Closes connections; who waits for an answer gets MODEL_UNAVAILABLE."""
        served, self._served = self._served, None
        if served is not None:
            await served.close()

    def _connected(self) -> ServedModel:
        if self._served is None:
            raise _away(len(self._options.addresses))
        return self._served

    def _open(self) -> list[Replica]:
        try:
            return [Replica(target, self._options, self._resolver) for target in self._options.targets]
        except OSError:
            raise BoleError(
                ErrorReason.MODEL_CONTRACT_MISMATCH,
                "A certificate or key for the model servers cannot be read. Check the paths and who may read them.",
            ) from None


def _refuse(found: Inspection) -> None:
    if found.differences:
        raise mismatch(found.differences)
    if found.identity is None:
        raise _away(len(found.identities))


def _away(replicas: int) -> BoleError:
    return BoleError(
        ErrorReason.MODEL_UNAVAILABLE,
        "No model server is there. Start it, or check its address and certificates.",
        metadata={"replicas": str(replicas)},
    )


async def _close(replicas: Sequence[Replica]) -> None:
    await asyncio.gather(*(replica.close() for replica in replicas))
