"""What is known of the grammars that came so far, of the last few hundred of them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import TypeVar

REMEMBERED = 256

Value = TypeVar("Value")


class GrammarMemory:
    """Grammars that have served, and those that do not compile, with what is wrong with them."""

    def __init__(self) -> None:
        self._proven: OrderedDict[str, None] = OrderedDict()
        self._refused: OrderedDict[str, str] = OrderedDict()

    def fault(self, grammar: str) -> str | None:
        """Returns what is wrong with a grammar, None where nothing is known to be."""
        return self._refused.get(grammar)

    def unproven(self, grammars: Iterable[str | None]) -> set[str]:
        """Returns the grammars that have not served yet."""
        return {grammar for grammar in grammars if grammar is not None and grammar not in self._proven}

    def prove(self, grammar: str) -> None:
        """Notes that a grammar has served."""
        _remember(self._proven, grammar, None)

    def refuse(self, grammar: str, fault: str) -> None:
        """Notes what is wrong with a grammar."""
        _remember(self._refused, grammar, fault)


def _remember(store: OrderedDict[str, Value], key: str, value: Value) -> None:
    """Keeps a grammar; the oldest of too many is forgotten."""
    store[key] = value
    while len(store) > REMEMBERED:
        store.popitem(last=False)
