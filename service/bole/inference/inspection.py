"""Asks model servers what they serve, and whether they decode by a grammar."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from bole.domain.errors import BoleError
from bole.domain.generation import GenerationRequest, Guide, ModelIdentity, Prompt
from bole.inference.contract import differences, disagreements, identity_of
from bole.inference.errors import AWAY, ModelCallError
from bole.inference.replica import Replica
from bole.inference.tensors import RequestWriter, read_answer, requested_outputs, within
from bole.inference.tokenizer import QwenEncoder, TokenizerFile, tokenizer_differences

PROBE_SECONDS = 30.0
"""How long a server may take for its first guided answer."""

_PROBE = "yes"
_PROBE_GRAMMAR = f'root ::= "{_PROBE}"'
_PROBE_TOKENS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What was found at the replicas, in their order.

    `identities` has None where a replica is away or serves something else, `away` are the indexes of the former;
    `differences` names everything that is not as it must be.
    """

    identities: tuple[ModelIdentity | None, ...]
    differences: tuple[str, ...]
    away: tuple[int, ...]

    @property
    def identity(self) -> ModelIdentity | None:
        """Returns what the first replica that is there serves, or None where all are away."""
        return next((identity for identity in self.identities if identity is not None), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    identity: ModelIdentity | None = None
    differences: tuple[str, ...] = ()

    @property
    def away(self) -> bool:
        return self.identity is None and not self.differences


async def inspect(replicas: Sequence[Replica], tokenizer: TokenizerFile, tokenizer_path: str) -> Inspection:
    """Looks at all replicas: contract, agreement among them, tokenizer, guided decoding.

    Raises:
        BoleError: MODEL_CONTRACT_MISMATCH where an address is outside private networks and not allowed.
    """
    found = await asyncio.gather(*(_look(replica) for replica in replicas))
    identities = tuple(one.identity for one in found)
    named = [_named(replicas, index, one.differences) for index, one in enumerate(found)]
    if not any(named):
        named = _compared(replicas, identities, tokenizer)
    if not any(named):
        named = await _probe_all(replicas, identities, tokenizer, tokenizer_path)
    return Inspection(
        identities=identities,
        differences=tuple(one for group in named for one in group),
        away=tuple(index for index, one in enumerate(found) if one.away),
    )


def tiny_request(encoder: QwenEncoder, grammar: str, max_output_tokens: int) -> GenerationRequest:
    """Returns a request with hardly any prompt."""
    return GenerationRequest(
        prompt=encoder.encode(Prompt(system="", examples=(), task="Answer.", document="", closing="", version="")),
        guide=Guide(grammar=grammar, json_schema=""),
        max_output_tokens=max_output_tokens,
    )


async def _look(replica: Replica) -> _Found:
    try:
        config = await replica.served()
    except ModelCallError as error:
        if error.meaning.remedy in AWAY:
            return _Found()
        return _Found(differences=(f"model tensorrt_llm: {error.status} instead of its configuration",))
    found = differences(config)
    return _Found(differences=tuple(found)) if found else _Found(identity=identity_of(config))


def _compared(
    replicas: Sequence[Replica], identities: Sequence[ModelIdentity | None], tokenizer: TokenizerFile
) -> list[list[str]]:
    """Compares the replicas with the first that is there, and that one with the tokenizer."""
    present = [(index, identity) for index, identity in enumerate(identities) if identity is not None]
    if not present:
        return []
    expected = present[0][1]
    named = [_named(replicas, index, disagreements(expected, identity)) for index, identity in present]
    return [*named, list(tokenizer_differences(tokenizer, expected))]


async def _probe_all(
    replicas: Sequence[Replica],
    identities: Sequence[ModelIdentity | None],
    tokenizer: TokenizerFile,
    tokenizer_path: str,
) -> list[list[str]]:
    writer = RequestWriter(end_id=tokenizer.end_id, pad_id=tokenizer.pad_id)
    encoder = QwenEncoder(tokenizer_path=tokenizer_path, tokenizer_sha256=tokenizer.sha256, max_tokens=0)
    request = tiny_request(encoder, _PROBE_GRAMMAR, _PROBE_TOKENS)
    present = [index for index, identity in enumerate(identities) if identity is not None]
    faults = await asyncio.gather(*(_probe(replicas[index], writer, request, tokenizer) for index in present))
    return [_named(replicas, index, fault) for index, fault in zip(present, faults, strict=True)]


async def _probe(
    replica: Replica, writer: RequestWriter, request: GenerationRequest, tokenizer: TokenizerFile
) -> list[str]:
    """Has one word written by a grammar: a server without guided decoding says so only when it is asked."""
    try:
        result = await replica.infer(str(uuid.uuid4()), writer.write(request), requested_outputs(), PROBE_SECONDS)
        text = tokenizer.decode(within(read_answer(result), request.max_output_tokens).ids)
    except ModelCallError as error:
        return [f"guided decoding: an answer expected, {error.status} served"]
    except BoleError as error:
        return [error.message]
    return [] if text == _PROBE else ["guided decoding: an answer by the grammar expected, another text served"]


def _named(replicas: Sequence[Replica], index: int, found: Sequence[str]) -> list[str]:
    """Says of which replica a difference is, where there are several; by number, since errors leave the service."""
    return [f"replica {index + 1}: {one}" if len(replicas) > 1 else one for one in found]
