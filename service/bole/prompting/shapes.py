"""Shapes of answers: each is at once a rule of a grammar, a JSON schema, and a bound of its length.

Grammars are EBNF in the dialect of xgrammar: compact JSON without blanks, every string under one bounded rule. Schemas,
for servers that know no grammars, have the same keys in the same order; their strings have no `maxLength`, because a
server that compiles one takes tens of seconds, and others refuse the keyword: what is longer than 1,000 code points is
refused when it is read.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from bole.domain.generation import Guide

Schema: TypeAlias = Mapping[str, object]
"""A node of a JSON schema, made ready for `json.dumps`."""

# JSON forbids C0 controls, a raw quote and a raw backslash; DEL shows nothing. Only two escapes are allowed, so that
# none brings a control character back. C1 controls and the Unicode line ends, which JSON allows, are not excluded: with
# several ranges beyond ASCII, xgrammar as OpenVINO GenAI 2026.4 holds it let a forbidden token through in one answer of
# 500, and constrained nothing after it.
_CHARACTER = r'[^"\\\x00-\x1f\x7f] | "\\\"" | "\\\\"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a value of an answer looks like.

    Attributes:
        rule: Right side of its rule.
        schema: The same as JSON schema.
        structure: Most code points of it outside of strings.
        strings: Most strings in it.
        rules: Rules that `rule` refers to, as name and right side.
    """

    rule: str
    schema: Schema
    structure: int
    strings: int = 0
    rules: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerBound:
    """How long an answer can be: code points of its structure, and of what stands inside its strings.

    An escaped quote or backslash is one code point of a string and two of the answer.
    """

    structure_code_points: int
    string_code_points: int


TEXT = Shape(rule="text", schema={"type": "string"}, structure=2, strings=1)
"""A string of 1 to the grammar's most code points."""

FLAG = Shape(rule='("true" | "false")', schema={"type": "boolean"}, structure=5)
"""True or false."""

"""A primary language subtag (BCP-47), or an empty string."""


def name_of(texts: Sequence[str]) -> Shape:
    """Returns a string that is one of `texts`."""
    written = [f'"{text}"' for text in texts]
    return Shape(
        rule=_one_of(written), schema={"type": "string", "enum": list(texts)}, structure=max(map(len, written))
    )


def integer(least: int, most: int) -> Shape:
    """Returns a whole number within bounds."""
    written = [str(number) for number in range(least, most + 1)]
    return Shape(
        rule=_one_of(written),
        schema={"type": "integer", "minimum": least, "maximum": most},
        structure=max(map(len, written)),
    )


def array(item: Shape, least: int, most: int) -> Shape:
    """Returns a list of `least` (0 or more) to `most` (1 or more) items."""
    more = f' ("," {item.rule}){{{max(least - 1, 0)},{most - 1}}}' if most > 1 else ""
    inner = f"{item.rule}{more}" if least else f"({item.rule}{more})?"
    return Shape(
        rule=f'"[" {inner} "]"',
        schema={"type": "array", "items": item.schema, "minItems": least, "maxItems": most},
        structure=1 + most * (item.structure + 1),
        strings=most * item.strings,
        rules=item.rules,
    )


def sequence(items: Sequence[Shape]) -> Shape:
    """Returns a list of exactly these items, one or more, in this order; a schema says only how many and of what."""
    kinds = list({item.rule: item.schema for item in items}.values())
    inner = ' "," '.join(item.rule for item in items)
    return Shape(
        rule=f'"[" {inner} "]"',
        schema={
            "type": "array",
            "items": kinds[0] if len(kinds) == 1 else {"anyOf": kinds},
            "minItems": len(items),
            "maxItems": len(items),
        },
        structure=1 + sum(item.structure + 1 for item in items),
        strings=sum(item.strings for item in items),
        rules=_joined(items),
    )


def record(fields: Sequence[tuple[str, Shape]]) -> Shape:
    """Returns an object with all of these keys in this order."""
    heads = [f'{"," if place else "{"}"{key}":' for place, (key, _) in enumerate(fields)]
    shapes = [shape for _, shape in fields]
    parts = [f"{_literal(head)} {shape.rule}" for head, shape in zip(heads, shapes, strict=True)]
    return Shape(
        rule=f'{" ".join(parts)} "}}"',
        schema={
            "type": "object",
            "properties": {key: shape.schema for key, shape in fields},
            "required": [key for key, _ in fields],
            "additionalProperties": False,
        },
        structure=1 + sum(map(len, heads)) + sum(shape.structure for shape in shapes),
        strings=sum(shape.strings for shape in shapes),
        rules=_joined(shapes),
    )


def named(name: str, shape: Shape) -> Shape:
    """Returns the same shape as a rule of its own, so that what repeats is written once."""
    return Shape(
        rule=name,
        schema=shape.schema,
        structure=shape.structure,
        strings=shape.strings,
        rules=(*shape.rules, (name, shape.rule)),
    )


def guide(shape: Shape, longest: int) -> Guide:
    """Returns the grammar and the schema of an answer whose strings have 1 to `longest` code points."""
    rules = {
        "root": shape.rule,
        **dict(shape.rules),
        TEXT.rule: rf'"\"" character{{1,{longest}}} "\""',
        "character": _CHARACTER,
    }
    return Guide(
        grammar="".join(f"{name} ::= {right}\n" for name, right in rules.items()),
        json_schema=json.dumps(shape.schema, ensure_ascii=False, separators=(",", ":")),
    )


def bound(shape: Shape, longest: int) -> AnswerBound:
    """Returns how long an answer can be whose strings have at most `longest` code points."""
    return AnswerBound(structure_code_points=shape.structure, string_code_points=shape.strings * longest)


def _joined(shapes: Iterable[Shape]) -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys(rule for shape in shapes for rule in shape.rules))


def _one_of(texts: Iterable[str]) -> str:
    return f"({' | '.join(_literal(text) for text in texts)})"


def _literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
