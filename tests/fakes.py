"""Stand-ins for our own ports, scripted by tests."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar

from bole.domain.errors import BoleError
from bole.domain.generation import EncodedPrompt, Generation, GenerationRequest, ModelIdentity, Prompt

P = ParamSpec("P")
T = TypeVar("T")

IDENTITY = ModelIdentity(
    model_digest="1" * 64, tokenizer_sha256="2" * 64, vocab_size=1000, max_seq_len=8192, max_batch_size=8
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CharacterEncoder:
    """A `PromptEncoder` that counts one token a code point."""

    max_tokens: int = 100_000

    def count(self, text: str) -> int:
        """Returns the length."""
        return len(text)

    def encode(self, prompt: Prompt) -> EncodedPrompt:
        """Encodes each code point as itself."""
        turns = "".join(turn.question + turn.answer for turn in prompt.examples)
        prefix = prompt.system + turns + prompt.task
        whole = prefix + prompt.document + prompt.closing
        return EncodedPrompt(
            token_count=len(whole),
            prefix_token_count=len(prefix),
            prefix_digest=hashlib.sha256(prefix.encode()).hexdigest(),
            input_ids=whole.encode("utf-32-le"),
        )


def text_of(encoded: EncodedPrompt) -> str:
    """Returns what `CharacterEncoder` encoded."""
    return encoded.input_ids.decode("utf-32-le")


@dataclass(kw_only=True)
class ScriptedModel:
    """A `LanguageModel` that gives its replies in order, raises those that are errors, and keeps the requests."""

    replies: list[str | Generation | BoleError]
    leaves_premises: bool = False
    limit: int = 100_000
    requests: list[GenerationRequest] = field(default_factory=list)

    async def connect(self) -> ModelIdentity:
        """Is always there."""
        return IDENTITY

    async def differences(self) -> list[str]:
        """Finds none."""
        return []

    def identity(self) -> ModelIdentity:
        """Returns who it is."""
        return IDENTITY

    def encoder(self) -> CharacterEncoder:
        """Returns an encoder of one token a code point."""
        return CharacterEncoder(max_tokens=self.limit)

    async def warm(self, grammars: Iterable[str]) -> None:
        """Compiles nothing."""

    async def generate(self, request: GenerationRequest) -> Generation:
        """Gives the next reply."""
        self.requests.append(request)
        reply = self.replies.pop(0)
        if isinstance(reply, BoleError):
            raise reply
        return reply if isinstance(reply, Generation) else Generation(text=reply, cut=False)

    async def close(self) -> None:
        """Has nothing to close."""


class SameProcess:
    """`Workers` that run the work where it is asked for."""

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs the work."""
        return work(*args, **kwargs)
