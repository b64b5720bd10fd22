"""What is asked of a language model, and what it answers: prompts, guides, requests."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum


class Priority(IntEnum):
    """Who waits for an answer; lower is served first."""

    INTERACTIVE = 0
    BATCH = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One worked example of a prompt: what is asked, and the answer that is wanted."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """A prompt in the order in which a model reads it.

    Everything before `document` is the same for a whole batch, so that a server computes it once; `document` is the
    text of people, `closing` the words that end it. None of these texts may be read as control tokens of the model.
    `version` is the SHA-256 of the templates it was made from, in lower-case hex.
    """

    system: str
    examples: tuple[Turn, ...]
    task: str
    document: str = field(repr=False)
    closing: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatMessage:
    """One message of a chat: `role` is system, user or assistant."""

    role: str
    content: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class EncodedPrompt:
    """A prompt ready to send: token ids where the tokenizer is at hand, else chat messages.

    `input_ids` are int32, little-endian. `prefix_digest` names what is shared by a batch: SHA-256 in lower-case hex.
    Without a tokenizer the counts are upper estimates.
    """

    token_count: int
    prefix_token_count: int
    prefix_digest: str
    input_ids: bytes = field(default=b"", repr=False)
    messages: tuple[ChatMessage, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """What output is allowed, twice over: an EBNF grammar, and a JSON schema for servers that know no grammars.

    Both are empty where any text is allowed; only the schema where an operator wrote a grammar by hand.
    """

    grammar: str
    json_schema: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """How tokens are chosen: greedy at temperature 0 (then `top_p` and `seed` say nothing)."""

    temperature: float = 0.0
    top_p: float = 1.0
    seed: int = 0

    @property
    def greedy(self) -> bool:
        """True where always the likeliest token is taken."""
        return self.temperature == 0

    def __str__(self) -> str:
        return "greedy" if self.greedy else f"temperature={self.temperature:g} top_p={self.top_p:g} seed={self.seed}"


GREEDY = Sampling()


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerationRequest:
    """One call of a model.

    `timeout_seconds` is what is left of the caller's deadline, None without one. Where the last model server goes away
    while the request is under way, it waits for one to come back, unless `wait_for_return` is False: then it fails at
    once.
    """

    prompt: EncodedPrompt
    guide: Guide
    max_output_tokens: int
    sampling: Sampling = GREEDY
    priority: Priority = Priority.INTERACTIVE
    timeout_seconds: float | None = None
    wait_for_return: bool = True


TOKENS_PER_BLOCK = 32
"""Tokens that a block of a model server's cache holds; engines and repositories are built with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """What a model answered.

    `cut` says that the output ended at the token limit. Counts that a server does not know are None.
    """

    text: str = field(repr=False)
    cut: bool
    input_tokens: int | None = None
    output_tokens: int | None = None
    reused_blocks: int | None = None

    @property
    def reused_tokens(self) -> int | None:
        """Tokens of the prompt that the server had in its cache; None where it does not tell."""
        return None if self.reused_blocks is None else self.reused_blocks * TOKENS_PER_BLOCK


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelIdentity:
    """Which model answers, and what it takes.

    `max_seq_len` are tokens of prompt and output together; `max_batch_size` requests at the same time on one server.
    Digests are SHA-256 in lower-case hex, empty where a server does not tell.
    """

    model_digest: str
    tokenizer_sha256: str
    vocab_size: int
    max_seq_len: int
    max_batch_size: int
