"""Writes text that a grammar allows, and tells whether it allows a given one."""

from __future__ import annotations

import contextlib
import re
import sys
from functools import lru_cache
from typing import Protocol

from grammar import GrammarError
from grammar_nodes import Characters, Choice, Grammar, Literal, Node, Reference, Repeat, Run, Sequence, depth_of

_DEEP = 24
"""References one in the other beyond which the walk takes the shortest way to an end."""

_LONG = 10_000
"""Parts visited, whether they write anything or not, beyond which it does so too."""

_TOO_LONG = 500_000
"""Parts visited beyond which a text is given up: a grammar may demand parts without number that write nothing."""

_LONGEST_PATTERN = 1_000_000
"""Characters of a regular expression beyond which a grammar is not compared: rules that name others may double it."""


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


def walk(grammar: Grammar, choices: Choices, limit: int = sys.maxsize) -> str:
    """Returns a text of the grammar; whatever the choices are, never one that the grammar does not allow.

    Args:
        grammar: What to write.
        choices: What decides where the grammar leaves something open.
        limit: Code points after which the text is cut.

    Raises:
        GrammarError: The grammar demands more parts than can be written, or a character of a class that holds none.
    """
    written: list[str] = []
    with contextlib.suppress(_FullError):
        _Walk(grammar, choices, written, limit).write(grammar.root, depth=0)
    return "".join(written)[:limit]


class _FullError(Exception):
    """As much has been written as may be."""


class _Walk:
    def __init__(self, grammar: Grammar, choices: Choices, written: list[str], limit: int) -> None:
        self._grammar = grammar
        self._choices = choices
        self._written = written
        self._left = limit
        self._visited = 0

    def write(self, node: Node, depth: int) -> None:
        self._visited += 1
        if self._visited > _TOO_LONG:
            raise GrammarError("the grammar demands too many parts")
        match node:
            case Literal(text):
                self._append(text)
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
        missing = min(minimum - len(fitting), self._left)
        if missing > 0 and not characters.sample:
            raise GrammarError("the grammar demands a character of a class that holds none")
        self._append(fitting + characters.sample * missing)

    def _append(self, text: str) -> None:
        self._written.append(text)
        self._left -= len(text)
        if self._left <= 0:
            raise _FullError


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
        return re.compile(_Expressions(grammar).of(grammar.root))
    except (_NoExpressionError, RecursionError, OverflowError, re.error):
        return None


class _NoExpressionError(Exception):
    """A rule holds itself, so that no regular expression says the same, or the expression would be too long."""


class _Expressions:
    """The regular expressions of a grammar, each rule's once."""

    def __init__(self, grammar: Grammar) -> None:
        self._grammar = grammar
        self._rules: dict[str, str | None] = {}  # None while the expression of a rule is being made
        self._left = _LONGEST_PATTERN

    def of(self, node: Node) -> str:  # noqa: PLR0911  (one a kind of node)
        """Returns the regular expression of a node."""
        match node:
            case Literal(text):
                return re.escape(text)
            case Reference(rule):
                return self._rule(rule)
            case Sequence(parts):
                return "".join(map(self.of, parts))
            case Choice(options):
                return f"(?>{'|'.join(map(self.of, options))})"
            case Repeat(part, minimum, maximum):
                return _repeated(self.of(part), minimum, maximum)
            case Run(characters, escapes, minimum, maximum):
                return _repeated("|".join((characters.pattern, *map(re.escape, escapes))), minimum, maximum)
            case Characters():
                return node.pattern

    def _rule(self, name: str) -> str:
        if name not in self._rules:
            self._rules[name] = None
            self._rules[name] = self.of(self._grammar.rules[name])
        expression = self._rules[name]
        self._left -= len(expression or "")
        if expression is None or self._left < 0:
            raise _NoExpressionError
        return expression


def _repeated(expression: str, minimum: int, maximum: int | None) -> str:
    """Returns a regular expression for `minimum` to `maximum` times another."""
    return f"(?:{expression}){{{minimum},{'' if maximum is None else maximum}}}+"
