"""Prompts as chat messages, for servers whose tokenizer is not at hand: control tokens broken up, tokens estimated."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from bole.domain.generation import ChatMessage, EncodedPrompt, Prompt

_CONTROL = re.compile(
    r"<(?=[|｜])"  # Qwen, Llama 3, Phi: <|im_end|>; DeepSeek with full-width bars
    # Gemma, T5, Llama 2, ChatGLM
    r"|<(?=/?(?:s|bos|eos|pad|unk|mask|sop|eop|think|tool_call|tool_response|start_of_turn|end_of_turn|start_of_image"
    r"|endoftext|unused[0-9]{1,4}|extra_id_[0-9]{1,4}|reserved_[0-9]{1,4})>)"
    r"|<(?=</?SYS>>)"
    # Mistral, ChatGLM, BERT
    r"|\[(?=/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|[gs]?MASK|CLS|SEP|PAD|UNK|BOS|EOS)\])"
)
_HARMLESS = {"<": "‹", "[": "［"}

_LETTER_TOKENS = 0.35
_MARK_TOKENS = 1.0
_OTHER_TOKENS = 1.2
_LETTERS = re.compile(r"[A-Za-z ]+")
_MARKS = re.compile(r"[\x00-\x1f!-@\[-`{-\x7f]+")

_TURN_TOKENS = 8
"""More than any usual chat template puts around a message: two control tokens, the role, line breaks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatEncoder:
    """A `PromptEncoder` that builds chat messages and estimates tokens upwards.

    An estimate takes 0.35 tokens for an ASCII letter or blank, 1 for any other ASCII character (Qwen splits numbers
    into digits) and 1.2 for everything else. Of 139 resumes, postings and other documents each had 0.3 to 0.84 of its
    estimate as Qwen2.5 tokens; a text made of rare characters may have more.

    Attributes:
        max_tokens: Tokens of prompt and output together that the model takes.
    """

    max_tokens: int

    def count(self, text: str) -> int:
        """Returns an upper estimate of the tokens of a text."""
        letters = sum(map(len, _LETTERS.findall(text)))
        marks = sum(map(len, _MARKS.findall(text)))
        others = len(text) - letters - marks
        return math.ceil(_LETTER_TOKENS * letters + _MARK_TOKENS * marks + _OTHER_TOKENS * others)

    def encode(self, prompt: Prompt) -> EncodedPrompt:
        """Builds the messages of a prompt: system, a user and an assistant turn for each example, and the question.

        Texts keep their length; see `without_control_tokens`.
        """
        prefix = [_message(role, text) for role, text in _prefix(prompt)]
        document, closing = without_control_tokens(prompt.document), without_control_tokens(prompt.closing)
        question = ChatMessage(role="user", content=prefix[-1].content + document + closing)
        prefix_tokens = sum(self.count(message.content) + _TURN_TOKENS for message in prefix)
        return EncodedPrompt(
            token_count=prefix_tokens + self.count(document) + self.count(closing) + _TURN_TOKENS,
            prefix_token_count=prefix_tokens,
            prefix_digest=_digest(prefix),
            messages=(*prefix[:-1], question),
        )


def without_control_tokens(text: str) -> str:
    """Returns a text in which no server finds a control token of the usual chat formats.

    The first character of each is replaced by one that looks alike (`<|im_end|>` to `‹|im_end|>`): offsets stay.
    Servers tokenise the text of messages themselves, and many of them read control tokens in it.
    """
    return _CONTROL.sub(lambda found: _HARMLESS[found[0]], text)


def chat_ml(messages: tuple[ChatMessage, ...]) -> str:
    """Returns messages as one text in the ChatML layout of Qwen2.5, up to where the answer begins."""
    turns = (f"<|im_start|>{message.role}\n{message.content}<|im_end|>\n" for message in messages)
    return f"{''.join(turns)}<|im_start|>assistant\n"


def _prefix(prompt: Prompt) -> Iterator[tuple[str, str]]:
    yield "system", prompt.system
    for turn in prompt.examples:
        yield "user", turn.question
        yield "assistant", turn.answer
    yield "user", prompt.task


def _message(role: str, text: str) -> ChatMessage:
    return ChatMessage(role=role, content=without_control_tokens(text))


def _digest(messages: list[ChatMessage]) -> str:
    digest = hashlib.sha256()
    for message in messages:
        content = message.content.encode()
        digest.update(f"{message.role} {len(content)}\n".encode() + content)
    return digest.hexdigest()
