"""The model that the settings name: whether it can be loaded, or its servers keep the contract."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from bole.bootstrap import language_model
from bole.bootstrap.encoder import passage_matcher
from bole.cli.doctor.findings import Finding, bad, good, warning
from bole.domain.errors import BoleError
from bole.domain.generation import ModelIdentity
from bole.domain.ports import LanguageModel
from bole.settings import Settings


def model(settings: Settings) -> Iterator[Finding]:
    """Says which model answers, or everything that keeps the service from using it."""
    if settings.asks_a_server:
        yield from asyncio.run(_looked_at(settings))
    matcher = passage_matcher(settings)
    if matcher is not None:
        matcher.load()
        languages = ", ".join(matcher.languages)
        yield good("model", f"{matcher.digest[:16]}, reads {languages}; likeness counts from {matcher.threshold:g}")
        if matcher.model.is_test_model:
            yield warning("model", "This model is for tests: it screens nobody.")


async def _looked_at(settings: Settings) -> list[Finding]:
    served = language_model(settings)
    if served is None:
        return []
    try:
        differences = await served.differences()
        try:
            identity = await served.connect()
        except BoleError as error:
            return [bad("model", text) for text in differences or [error.message]]
        # It can be used, so that these are servers which are away, while others are there.
        return [*(warning("model", text) for text in differences), *_described(served, identity)]
    finally:
        await served.close()


def _described(served: LanguageModel, identity: ModelIdentity) -> list[Finding]:
    return [
        good(
            "model",
            f"{identity.model_digest[:16] or 'unnamed'}, takes {identity.max_seq_len} tokens, "
            f"{identity.max_batch_size} requests at a time on each server",
        ),
        good("premises", "what is sent leaves them" if served.leaves_premises else "nothing leaves them"),
    ]
