"""What of a screening's prompt can be tried by hand."""

from __future__ import annotations

from bole.v1.screening_service_pb2 import PromptPart
from bole.web.playground.turns import turns_of


def part(speaker: str, text: str) -> PromptPart:
    return PromptPart(speaker=speaker, text=text)


def test_the_last_turn_is_put_together_of_its_parts() -> None:
    found = turns_of(
        [part("system", "Read. "), part("system", "Quote."), part("user", "Task "), part("user", "resume")]
    )

    assert (found.system_text, found.prompt_text, found.left_out) == ("Read. Quote.", "Task resume", False)


def test_worked_examples_stay_behind_and_that_is_known() -> None:
    parts = [part("system", "S"), part("user", "example"), part("assistant", "answer"), part("user", "Task")]

    found = turns_of(parts)

    assert (found.prompt_text, found.left_out) == ("Task", True)
    assert len(found.parts) == 4
