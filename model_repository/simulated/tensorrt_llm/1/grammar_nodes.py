"""The rules of a grammar: what text is made of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Literal:
    """Fixed text."""

    text: str


@dataclass(frozen=True)
class Characters:
    """One code point of a class: within `ranges` (first, last), or outside them all where `negated`."""

    ranges: tuple[tuple[str, str], ...]
    negated: bool

    @cached_property
    def refused(self) -> re.Pattern[str]:
        """Matches every run of code points that the class does not hold."""
        return re.compile(f"(?:{self._pattern(negated=not self.negated)})+")

    @cached_property
    def pattern(self) -> str:
        """A regular expression for one code point of the class."""
        return self._pattern(negated=self.negated)

    @cached_property
    def sample(self) -> str:
        """One character of the class, empty where it holds none."""
        if not self.negated:
            return self.ranges[0][0] if self.ranges else ""
        characters = map(chr, chain(range(0x20, 0xD800), range(0xE000, 0x110000)))
        return next((one for one in characters if self.holds(one)), "")

    def _pattern(self, *, negated: bool) -> str:
        inner = "".join(f"{re.escape(first)}-{re.escape(last)}" for first, last in self.ranges)
        if not inner:
            return r"[\s\S]" if negated else r"(?!)"
        return f"[^{inner}]" if negated else f"[{inner}]"

    def holds(self, character: str) -> bool:
        """Tells whether one code point belongs to the class."""
        return any(first <= character <= last for first, last in self.ranges) is not self.negated


@dataclass(frozen=True, slots=True)
class Reference:
    """The text of another rule."""

    rule: str


@dataclass(frozen=True, slots=True)
class Sequence:
    """One part after the other."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Exactly one of several."""

    options: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A part `minimum` to `maximum` times in a row; None is without end."""

    part: Node
    minimum: int
    maximum: int | None


@dataclass(frozen=True, slots=True)
class Run:
    """The content of a string: `minimum` to `maximum` times a code point of a class, or one of a few fixed texts."""

    characters: Characters
    escapes: tuple[str, ...]
    minimum: int
    maximum: int | None


Node: TypeAlias = Literal | Characters | Reference | Sequence | Choice | Repeat | Run


@dataclass(frozen=True, eq=False)
class Grammar:
    """Rules by name; the language is that of `root`."""

    rules: dict[str, Node]

    @property
    def root(self) -> Node:
        """What the whole text is."""
        return self.rules["root"]

    @cached_property
    def depths(self) -> dict[str, int]:
        """For each rule the fewest references that lie one in the other until its text is complete."""
        depths: dict[str, int] = {}
        while True:
            found = {name: depth for name, node in self.rules.items() if (depth := depth_of(node, depths)) is not None}
            if found == depths:
                return depths
            depths = found


def depth_of(node: Node, depths: dict[str, int]) -> int | None:
    """Returns the fewest nested references that complete a node, None where `depths` do not tell yet."""
    match node:
        case Reference(rule):
            depth = depths.get(rule)
            return None if depth is None else depth + 1
        case Sequence(parts):
            inner = [depth_of(part, depths) for part in parts]
            known = [depth for depth in inner if depth is not None]
            return max(known, default=0) if len(known) == len(inner) else None
        case Choice(options):
            return min((one for option in options if (one := depth_of(option, depths)) is not None), default=None)
        case Repeat(part, minimum, _):
            return 0 if minimum == 0 else depth_of(part, depths)
        case _:
            return 0
