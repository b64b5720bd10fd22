"""What a running model is asked: golden questions, prompts with a shared beginning, prompts for a load."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bole.domain.generation import GenerationRequest, Guide, Prompt
from bole.domain.ports import PromptEncoder

QUESTIONS = Path(__file__).with_name("questions.yaml")
LONG_TOKENS = 60_000
"""Tokens of the longest prompt that is tried, also where a model takes more."""

SECONDS = 120.0
"""How long one answer may take."""

_SYSTEM = "You answer questions about one text. Say nothing but the answer."
_ANSWER_CHARACTERS = 480
_SCREENING_TOKENS = 2000
_LOAD_GRAMMAR = "root ::= [a-z ]{%d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Golden:
    """A question with one right answer among its choices."""

    name: str
    text: str
    question: str
    choices: tuple[str, ...]
    answer: str


def golden_questions() -> tuple[tuple[Golden, ...], float]:
    """Returns the questions, and the share of them that must be answered right."""
    table = _table()
    questions = tuple(Golden(**{**row, "choices": tuple(row["choices"])}) for row in table["questions"])
    return questions, float(table["least_right"])


def golden_request(golden: Golden, encoder: PromptEncoder, *, before: str = "") -> GenerationRequest:
    """Returns the request of a question, with other text before its own; the grammar allows its choices."""
    choices = " | ".join(f'"{choice}"' for choice in golden.choices)
    task = f"{golden.question} ({', '.join(golden.choices)})\n"
    return _request(encoder, task=task, document=before + golden.text, grammar=f"root ::= {choices}")


def guided_request(encoder: PromptEncoder, grammar: str, max_seq_len: int) -> GenerationRequest:
    """Returns a request with room for the answer of a small screening, as far as the model has it."""
    task = "Give evidence for 1. Python and 2. SQL, as JSON.\n"
    return _request(
        encoder,
        task=task,
        document="Python and SQL since 2019.",
        grammar=grammar,
        length=min(_SCREENING_TOKENS, max_seq_len // 2),
    )


def long_request(encoder: PromptEncoder, max_seq_len: int) -> tuple[Golden, GenerationRequest]:
    """Returns the first golden question with so many words before its text that the prompt nearly fills the model."""
    golden = golden_questions()[0][0]
    words = min(LONG_TOKENS, max_seq_len) * 3 // 4
    chance = random.Random(2)  # noqa: S311 (no secret)
    request = golden_request(golden, encoder, before=f"{_text(chance, words)}\n")
    while words and request.prompt.token_count + request.max_output_tokens > max_seq_len:
        words = words * 3 // 4
        request = golden_request(golden, encoder, before=f"{_text(chance, words)}\n")
    return golden, request


def prefix_requests(encoder: PromptEncoder, tokens: int, seed: int) -> tuple[GenerationRequest, GenerationRequest]:
    """Returns two requests that begin with the same text, at least so many tokens long; another seed, another text."""
    task = f"{_text(random.Random(seed), tokens)}\n"  # noqa: S311 (no secret)
    first, other = (
        _request(encoder, task=task, document=document, grammar='root ::= "yes" | "no"')
        for document in ("The first text.", "The second text.")
    )
    return first, other


def load_requests(
    encoder: PromptEncoder, *, count: int, tokens: int, output_tokens: int, seed: int
) -> list[GenerationRequest]:
    """Returns requests of about so many tokens that have nothing in common but a short beginning.

    Args:
        encoder: Counts tokens.
        count: How many.
        tokens: Tokens of each prompt, about.
        output_tokens: Tokens of an answer at most; the grammar asks for more characters than fit.
        seed: Another seed, other texts: none of them is in a cache of the server.
    """
    chance = random.Random(seed)  # noqa: S311 (no secret)
    grammar = _LOAD_GRAMMAR % max(_ANSWER_CHARACTERS, 8 * output_tokens)
    texts = (_text(chance, tokens) for _ in range(count))
    return [_request(encoder, task="Go on.\n", document=text, grammar=grammar, length=output_tokens) for text in texts]


def _text(chance: random.Random, words: int) -> str:
    """Returns so many words, of a token each or little more."""
    return " ".join(chance.choices(_table()["load_words"].split(), k=words))


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = yaml.safe_load(QUESTIONS.read_text(encoding="utf-8"))
    return table


def _request(encoder: PromptEncoder, *, task: str, document: str, grammar: str, length: int = 32) -> GenerationRequest:
    prompt = Prompt(system=_SYSTEM, examples=(), task=task, document=document, closing="\n", version="")
    return GenerationRequest(
        prompt=encoder.encode(prompt),
        guide=Guide(grammar=grammar, json_schema=""),
        max_output_tokens=length,
        timeout_seconds=SECONDS,
        wait_for_return=False,
    )
