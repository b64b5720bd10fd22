"""A prompt as a conversation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bole.v1 import screening_service_pb2 as pb

_SPEAKERS = frozenset({"system", "user", "assistant"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Turns:
    """The parts of a prompt, and what of it can be tried by hand.

    Attributes:
        parts: As they are sent; `speaker` is one of three words.
        system_text: What the model is told first.
        prompt_text: What it is asked last.
        left_out: Between the two stand worked examples, which a prompt by hand does not have.
    """

    parts: tuple[pb.PromptPart, ...]
    system_text: str
    prompt_text: str
    left_out: bool


def turns_of(parts: Iterable[pb.PromptPart]) -> Turns:
    """Returns the conversation of a prompt."""
    known = tuple(one for one in parts if one.speaker in _SPEAKERS)
    asked: list[str] = []
    for one in reversed(known):
        if one.speaker != "user":
            break
        asked.insert(0, one.text)
    return Turns(
        parts=known,
        system_text="".join(one.text for one in known if one.speaker == "system"),
        prompt_text="".join(asked),
        left_out=any(one.speaker == "assistant" for one in known),
    )
