"""Writes text that a grammar allows, and tells whether it allows a given one."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Protocol

from grammar_nodes import Characters, Choice, Grammar, Literal, Node, Reference, Repeat, Run, Sequence, depth_of

_DEEP = 24
"""References one in the other beyond which the walk takes the shortest way to an end."""

_LONG = 10_000
"""Parts visited, whether they write anything or not, beyond which it does so too."""


class Choices(Protocol):
    """What decides wherever a grammar leaves something open."""

    def option(self, count: int) -> int:
        """Returns which of `count` alternatives to take, from 0."""
        ...

    def times(self, minimum: int, maximum: int | None) -> int:
        """Returns how often to write a part; what is out of the range is brought into it."""
        ...

    def text(self, characters: Characters, minimum: int, maximum: int | None) -> str:
        """Returns the content of a string; code points that the class does not hold are left out, the rest is cut."""
        ...


def walk(grammar: Grammar, choices: Choices) -> str:
    """Returns a text of the grammar; whatever the choices are, never one that the grammar does not allow."""
    written: list[str] = []
    _Walk(grammar, choices, written).write(grammar.root, depth=0)
    return "".join(written)


class _Walk:
    def __init__(self, grammar: Grammar, choices: Choices, written: list[str]) -> None:
        self._grammar = grammar
        self._choices = choices
        self._written = written
        self._visited = 0

    def write(self, node: Node, depth: int) -> None:
        self._visited += 1
        match node:
            case Literal(text):
                self._written.append(text)
            case Run(characters, _, minimum, maximum):
                self._content(characters, minimum, maximum)
            case Reference(rule):
                self.write(self._grammar.rules[rule], depth + 1)
            case Sequence(parts):
                for part in parts:
                    self.write(part, depth)
            case Choice(options):
                self.write(self._option(options, depth), depth)
            case Repeat(part, minimum, maximum):
                self._repeat(part, minimum, maximum, depth)

    def _option(self, options: tuple[Node, ...], depth: int) -> Node:
        if not self._closing(depth):
            return options[self._choices.option(len(options)) % len(options)]
        depths = self._grammar.depths
        known = [(inner, at) for at, option in enumerate(options) if (inner := depth_of(option, depths)) is not None]
        return options[min(known)[1]]

    def _repeat(self, part: Node, minimum: int, maximum: int | None, depth: int) -> None:
        wanted = max(minimum, self._choices.times(minimum, maximum))
        if self._closing(depth):
            wanted = minimum
        for _ in range(wanted if maximum is None else min(wanted, maximum)):
            self.write(part, depth)

    def _closing(self, depth: int) -> bool:
        return depth >= _DEEP or self._visited >= _LONG

    def _content(self, characters: Characters, minimum: int, maximum: int | None) -> None:
        wanted = self._choices.text(characters, minimum, maximum)
        fitting = characters.refused.sub("", wanted)[:maximum]
        self._written.append(fitting.ljust(minimum, characters.sample) if len(fitting) < minimum else fitting)


def allows(grammar: Grammar, text: str) -> bool:
    """Tells whether a text belongs to a grammar, always taking the first alternative that fits and all rounds.

    Never true of a text that does not belong to it. Not true of some that do: where a later alternative would have been
    right, or where a rule holds itself. In return no grammar makes it go back and try again.
    """
    pattern = _pattern(grammar)
    return pattern is not None and pattern.fullmatch(text) is not None


@lru_cache(maxsize=256)
def _pattern(grammar: Grammar) -> re.Pattern[str] | None:
    try:
        return re.compile(_expression(grammar, grammar.root, ()))
    except _RecursiveError:
        return None


class _RecursiveError(Exception):
    """A rule holds itself, so that no regular expression says the same."""


def _expression(grammar: Grammar, node: Node, inside: tuple[str, ...]) -> str:  # noqa: PLR0911  (one a kind of node)
    """Returns a regular expression for a node; `inside` are the rules around it."""
    match node:
        case Literal(text):
            return re.escape(text)
        case Reference(rule):
            if rule in inside:
                raise _RecursiveError
            return _expression(grammar, grammar.rules[rule], (*inside, rule))
        case Sequence(parts):
            return "".join(_expression(grammar, part, inside) for part in parts)
        case Choice(options):
            return f"(?>{'|'.join(_expression(grammar, option, inside) for option in options)})"
        case Repeat(part, minimum, maximum):
            return _repeated(_expression(grammar, part, inside), minimum, maximum)
        case Run(characters, escapes, minimum, maximum):
            return _repeated("|".join((characters.pattern, *map(re.escape, escapes))), minimum, maximum)
        case Characters():
            return node.pattern


def _repeated(expression: str, minimum: int, maximum: int | None) -> str:
    """Returns a regular expression for `minimum` to `maximum` times another."""
    return f"(?:{expression}){{{minimum},{'' if maximum is None else maximum}}}+"
