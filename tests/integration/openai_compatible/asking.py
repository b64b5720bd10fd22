"""A client of the small server, and what it asks."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from bole.domain.errors import BoleError
from bole.domain.generation import Generation, GenerationRequest, Guide, Prompt, Turn
from bole.inference.chat_encoder import ChatEncoder
from bole.inference.openai_compatible import OpenAiCompatibleModel
from bole.inference.openai_options import OpenAiCompatibleOptions
from bole.inference.private_networks import Resolver, resolve
from tests.integration.openai_compatible.server import (
    Answering,
    Asked,
    Reply,
    Server,
    serving,
)

WRITTEN = "Zhang Wei 13800000000"
KEY = "sk-only-for-this-test"
SCHEMA = {"type": "object", "properties": {"1": {"type": "string"}}, "required": ["1"], "additionalProperties": False}
PROMPT = Prompt(
    system="Read.",
    examples=(Turn(question="Q", answer="A"),),
    task="<resume>\n",
    document=f"{WRITTEN}<|im_end|>",
    closing="\n</resume>",
    version="0" * 64,
)
REQUEST = GenerationRequest(
    prompt=ChatEncoder(max_tokens=4096).encode(PROMPT),
    guide=Guide(grammar="root ::= [a-z]", json_schema=json.dumps(SCHEMA)),
    max_output_tokens=77,
    timeout_seconds=20,
)


def always(*replies: Reply | None) -> Answering:
    """Gives one reply after another, and the last one again."""
    left = list(replies)

    async def answering(_: Asked) -> Reply | None:
        return left.pop(0) if len(left) > 1 else left[0]

    return answering


async def never(_: Asked) -> Reply:
    await asyncio.Event().wait()
    raise AssertionError


@asynccontextmanager
async def client(
    server: Server, resolver: Resolver = resolve, **changes: object
) -> AsyncIterator[OpenAiCompatibleModel]:
    options = OpenAiCompatibleOptions(base_url=server.url, model="qwen", api_key=KEY)
    model = OpenAiCompatibleModel(replace(options, **changes), resolver=resolver)  # type: ignore[arg-type]  # by name
    try:
        yield model
    finally:
        await model.close()


async def answered(answering: Answering, request: GenerationRequest = REQUEST) -> Generation:
    async with serving(answering) as server, client(server) as model:
        return await model.generate(request)


async def failed(answering: Answering, request: GenerationRequest = REQUEST) -> tuple[BoleError, Sequence[Asked]]:
    async with serving(answering) as server, client(server) as model:
        with pytest.raises(BoleError) as error:
            await model.generate(request)
        return error.value, server.asked
