"""Reads the grammars of this project the way xgrammar does, as Python regular expressions."""

from __future__ import annotations

import re
from functools import lru_cache

_SYMBOL = re.compile(r'"(?:[^"\\]|\\.)*"|\[(?:[^\]\\]|\\.)*\]|\{[0-9]+,[0-9]+\}|[A-Za-z_]+|[()|?]')


def accepts(grammar: str, text: str) -> bool:
    """Tells whether a text is an answer of a grammar."""
    return _compiled(grammar).fullmatch(text) is not None


@lru_cache(maxsize=64)
def _compiled(grammar: str) -> re.Pattern[str]:
    return re.compile(_pattern("root", _rules(grammar)), re.DOTALL)


def _rules(grammar: str) -> dict[str, str]:
    return dict(line.split(" ::= ", 1) for line in grammar.splitlines())


def _pattern(name: str, rules: dict[str, str]) -> str:
    return f"(?:{''.join(_piece(symbol, rules) for symbol in _SYMBOL.findall(rules[name]))})"


def _piece(symbol: str, rules: dict[str, str]) -> str:
    if symbol[0] == '"':
        return f"(?:{re.escape(symbol[1:-1].replace(chr(92) + chr(34), chr(34)).replace(chr(92) * 2, chr(92)))})"
    if symbol[0] == "(":
        return "(?:"
    return _pattern(symbol, rules) if symbol in rules else symbol


def longest(grammar: str) -> int:
    """Returns the code points of the longest answer in which every character of a string is one code point."""
    rules = {**_rules(grammar), "character": "[x]"}
    return _Longest(rules).rule("root")


class _Longest:
    def __init__(self, rules: dict[str, str]) -> None:
        self._rules = rules
        self._known: dict[str, int] = {}

    def rule(self, name: str) -> int:
        if name not in self._known:
            symbols = _SYMBOL.findall(self._rules[name])
            self._known[name] = self._choice(symbols)
        return self._known[name]

    def _choice(self, symbols: list[str]) -> int:
        best = total = 0
        while symbols and symbols[0] != ")":
            symbol = symbols.pop(0)
            if symbol == "|":
                best, total = max(best, total), 0
                continue
            size = self._size(symbol, symbols)
            if symbols and symbols[0][0] == "{":
                size *= int(symbols.pop(0)[1:-1].split(",")[1])
            elif symbols and symbols[0] == "?":
                symbols.pop(0)
            total += size
        return max(best, total)

    def _size(self, symbol: str, rest: list[str]) -> int:
        if symbol == "(":
            size = self._choice(rest)
            rest.pop(0)
            return size
        if symbol[0] == '"':
            return len(symbol[1:-1].replace('\\"', '"').replace("\\\\", "\\"))
        return 1 if symbol[0] == "[" else self.rule(symbol)
