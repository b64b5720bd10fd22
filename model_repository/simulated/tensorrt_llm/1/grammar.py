"""Reads EBNF grammars of the dialect that guided decoding takes (that of xgrammar) into rules."""

from __future__ import annotations

import re
import sys
from functools import lru_cache
from typing import NoReturn

from grammar_nodes import Characters, Choice, Grammar, Literal, Node, Reference, Repeat, Run, Sequence

_TOKEN = re.compile(
    r"""(?P<blank>(?:\s|\#[^\n]*)+)
      | (?P<define>::=)
      | (?P<name>[A-Za-z_][A-Za-z0-9_.\-]*)
      | "(?P<literal>(?:[^"\\\n]|\\.)*)"
      | \[(?P<characters>(?:[^\]\\\n]|\\.)*)\]
      | \{\s*+(?P<minimum>\d++)\s*+(?P<comma>,)?\s*+(?P<maximum>\d++)?\s*+\}
      | (?P<mark>[|()*+?])""",
    re.VERBOSE,
)
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_CONTROL = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "0": "\0"}
_MAX_RULES = 256
_MAX_COUNT_DIGITS = 9
_NAMED = 3
"""How many of the names that are wrong a message tells."""

_STARS = {"*": (0, None), "+": (1, None), "?": (0, 1)}


class GrammarError(ValueError):
    """A grammar that cannot be read; the message says where."""


@lru_cache(maxsize=256)
def parse_grammar(text: str) -> Grammar:
    """Reads a grammar; the same text is read once.

    Raises:
        GrammarError: where the text is no grammar, has no `root`, names a rule that is not there, has a rule whose text
            never ends, or is larger than anybody needs: in rules, in counts, or in parts that lie one in the other.
    """
    try:
        return _parse(text)
    except RecursionError as error:
        raise GrammarError("the grammar has too many parts that lie one in the other") from error


def _parse(text: str) -> Grammar:
    grammar = Grammar(rules=_Reader(text).rules())
    if "root" not in grammar.rules:
        raise GrammarError("the grammar has no rule named root")
    missing = sorted({name for node in grammar.rules.values() for name in _references(node)} - grammar.rules.keys())
    if missing:
        raise GrammarError(f"the grammar names rules that it does not define: {', '.join(missing[:_NAMED])}")
    endless = sorted(grammar.rules.keys() - grammar.depths.keys())
    if endless:
        raise GrammarError(f"the grammar has rules whose text never ends: {', '.join(endless[:_NAMED])}")
    return Grammar(rules={name: _with_runs(node, grammar.rules) for name, node in grammar.rules.items()})


def _with_runs(node: Node, rules: dict[str, Node]) -> Node:
    """Names what is the content of a string, which is then read and written as a whole."""
    match node:
        case Sequence(parts):
            return Sequence(tuple(_with_runs(part, rules) for part in parts))
        case Choice(options):
            return Choice(tuple(_with_runs(option, rules) for option in options))
        case Repeat(part, minimum, maximum):
            unit = rules[part.rule] if isinstance(part, Reference) else part
            return _run(unit, minimum, maximum) or Repeat(_with_runs(part, rules), minimum, maximum)
        case Characters():
            return Run(node, (), 1, 1)
        case _:
            return node


def _run(unit: Node, minimum: int, maximum: int | None) -> Run | None:
    """Returns a repeated class of code points, escapes beside it, where the first code point tells them apart."""
    options = unit.options if isinstance(unit, Choice) else (unit,)
    classes = [option for option in options if isinstance(option, Characters)]
    escapes = tuple(option.text for option in options if isinstance(option, Literal))
    if len(classes) != 1 or len(escapes) != len(options) - 1 or not _apart(classes[0], escapes):
        return None
    return Run(classes[0], escapes, minimum, maximum)


def _apart(characters: Characters, escapes: tuple[str, ...]) -> bool:
    lengths = {len(escape) for escape in escapes}
    return len(lengths) <= 1 and not any(not escape or characters.holds(escape[0]) for escape in escapes)


def _references(node: Node) -> set[str]:
    match node:
        case Reference(rule):
            return {rule}
        case Sequence(parts) | Choice(parts):
            return set().union(*map(_references, parts))
        case Repeat(part, _, _):
            return _references(part)
        case _:
            return set()


def _unescape(text: str) -> str:
    def character(match: re.Match[str]) -> str:
        *codes, plain = match.groups()
        code = next((code for code in codes if code), None)
        return _code_point(code) if code else _CONTROL.get(plain, plain)

    return _ESCAPE.sub(character, text)


def _code_point(code: str) -> str:
    number = int(code, 16)
    if number > sys.maxunicode or 0xD800 <= number <= 0xDFFF:
        raise GrammarError(f"the escape {code} is no character")
    return chr(number)


def _count(digits: str) -> int:
    if len(digits) > _MAX_COUNT_DIGITS:
        raise GrammarError(f"a count has more than {_MAX_COUNT_DIGITS} digits")
    return int(digits)


def _characters(text: str) -> Characters:
    negated = text.startswith("^")
    units = re.findall(r"\\x..|\\u.{4}|\\U.{8}|\\.|.", text[negated:], re.DOTALL)
    ranges: list[tuple[str, str]] = []
    at = 0
    while at < len(units):
        wide = at + 2 < len(units) and units[at + 1] == "-"
        first, last = _unescape(units[at]), _unescape(units[at + 2] if wide else units[at])
        if last < first:
            raise GrammarError(f"the range {units[at]}-{units[at + 2]} of a character class is empty")
        ranges.append((first, last))
        at += 3 if wide else 1
    return Characters(ranges=tuple(ranges), negated=negated)


class _Reader:
    """Recursive descent over the tokens of one grammar."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = self._scan()
        self._at = 0

    def _scan(self) -> list[re.Match[str]]:
        tokens: list[re.Match[str]] = []
        offset = 0
        while offset < len(self._text):
            match = _TOKEN.match(self._text, offset)
            if match is None:
                raise GrammarError(f"the grammar cannot be read from offset {offset} on")
            offset = match.end()
            if match.lastgroup != "blank":
                tokens.append(match)
        return tokens

    def rules(self) -> dict[str, Node]:
        rules: dict[str, Node] = {}
        while self._at < len(self._tokens):
            name = self._take("name")
            self._take("define")
            if name in rules:
                raise GrammarError(f"the grammar defines {name} twice")
            if len(rules) == _MAX_RULES:
                raise GrammarError(f"the grammar has more than {_MAX_RULES} rules")
            rules[name] = self._choice()
        return rules

    def _take(self, group: str) -> str:
        token = self._peek()
        if token is None or token[group] is None:
            self._fail(f"a {group}")
        self._at += 1
        return token[group]

    def _fail(self, wanted: str) -> NoReturn:
        token = self._peek()
        offset = len(self._text) if token is None else token.start()
        raise GrammarError(f"the grammar has no {wanted} where one is wanted, at offset {offset}")

    def _peek(self) -> re.Match[str] | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _mark(self, mark: str) -> bool:
        token = self._peek()
        if token is None or token["mark"] != mark:
            return False
        self._at += 1
        return True

    def _choice(self) -> Node:
        options = [self._sequence()]
        while self._mark("|"):
            options.append(self._sequence())
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def _sequence(self) -> Node:
        parts: list[Node] = []
        while (part := self._part()) is not None:
            parts.append(self._repeated(part))
        if not parts:
            self._fail("part of a rule")
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def _part(self) -> Node | None:
        token = self._peek()
        if token is None or self._defines() or token["mark"] not in {None, "("} or token["define"]:
            return None
        if self._mark("("):
            inner = self._choice()
            if not self._mark(")"):
                self._fail("closing parenthesis")
            return inner
        if token["minimum"] is not None:
            self._fail("part before a count")
        self._at += 1
        if token["name"] is not None:
            return Reference(token["name"])
        if token["literal"] is not None:
            return Literal(_unescape(token["literal"]))
        return _characters(token["characters"])

    def _defines(self) -> bool:
        """Tells whether the next tokens begin another rule."""
        following = self._tokens[self._at : self._at + 2]
        return len(following) == 2 and following[0]["name"] is not None and following[1]["define"] is not None

    def _repeated(self, part: Node) -> Node:
        while (token := self._peek()) is not None:
            if token["minimum"] is not None:
                least = _count(token["minimum"])
                exact = None if token["comma"] else least
                most = _count(token["maximum"]) if token["maximum"] else exact
                if most is not None and most < least:
                    raise GrammarError(f"the count {token[0]} is empty")
            elif token["mark"] in _STARS:
                least, most = _STARS[token["mark"]]
            else:
                break
            self._at += 1
            part = Repeat(part, least, most)
        return part
