"""The walk writes nothing that a grammar does not allow: compared with a matcher of its own."""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass
from typing import TypeAlias

import pytest
from excerpts import Excerpts
from grammar import GrammarError, parse_grammar
from grammar_nodes import Characters, Grammar
from grammar_walk import allows, walk
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bole.domain.generation import Guide
from bole.domain.interview import QuestionPlan
from bole.prompting.guides import interview_guide, rubric_guide, screening_guide

RULES = ("root", "one", "two")
ALPHABET = 'ab"\\-]^ \n好'


@dataclass(frozen=True)
class Text:
    """A literal."""

    text: str


@dataclass(frozen=True)
class AnyOf:
    """A class of code points."""

    characters: str
    negated: bool


@dataclass(frozen=True)
class Rule:
    """A reference."""

    name: str


@dataclass(frozen=True)
class All:
    """A sequence."""

    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Either:
    """Alternatives."""

    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Times:
    """A count."""

    part: Part
    least: int
    most: int | None


Part: TypeAlias = Text | AnyOf | Rule | All | Either | Times


def parts() -> st.SearchStrategy[Part]:
    texts = st.text(alphabet=ALPHABET, max_size=3)
    leaves: st.SearchStrategy[Part] = st.one_of(
        st.builds(Text, texts),
        st.builds(AnyOf, st.text(alphabet=ALPHABET, min_size=1, max_size=3), st.booleans()),
        st.builds(Rule, st.sampled_from(RULES)),
    )
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.builds(All, st.lists(inner, min_size=1, max_size=3).map(tuple)),
            st.builds(Either, st.lists(inner, min_size=1, max_size=3).map(tuple)),
            st.builds(
                lambda part, least, more: Times(part, least, None if more is None else least + more),
                inner,
                st.integers(0, 2),
                st.none() | st.integers(0, 2),
            ),
        ),
        max_leaves=8,
    )


def written(part: Part) -> str:
    """Writes a part in EBNF."""
    match part:
        case Text(text):
            return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
        case AnyOf(characters, negated):
            inner = re.sub(r"[\\\]\-^]", r"\\\g<0>", characters).replace("\n", "\\n")
            return f"[{'^' if negated else ''}{inner}]"
        case Rule(name):
            return name
        case All(inner):
            return "(" + " ".join(map(written, inner)) + ")"
        case Either(inner):
            return "(" + " | ".join(map(written, inner)) + ")"
        case Times(one, least, most):
            return f"{written(one)}{{{least},{'' if most is None else most}}}"


def grammar_of(rules: dict[str, Part]) -> Grammar:
    """Reads rules that end."""
    try:
        return parse_grammar("\n".join(f"{name} ::= {written(part)}" for name, part in rules.items()))
    except GrammarError as error:
        assume("never ends" not in str(error))
        raise


class Matcher:
    """Finds all ends of all rules at all offsets by going round until nothing new is found."""

    def __init__(self, rules: dict[str, Part], text: str) -> None:
        self._rules, self._text = rules, text
        self._ends: dict[tuple[str, int], frozenset[int]] = {}

    def matches(self) -> bool:
        """Tells whether the text belongs to the rule `root`."""
        known = -1
        while known != (known := sum(map(len, self._ends.values()))):
            for name, part in self._rules.items():
                for start in range(len(self._text) + 1):
                    self._ends[name, start] = self._from(part, start)
        return len(self._text) in self._ends["root", 0]

    def _from(self, part: Part, start: int) -> frozenset[int]:
        match part:
            case Text(text):
                return frozenset({start + len(text)} if self._text.startswith(text, start) else ())
            case AnyOf(characters, negated):
                here = self._text[start : start + 1]
                return frozenset({start + 1} if here and (here in characters) is not negated else ())
            case Rule(name):
                return self._ends.get((name, start), frozenset())
            case All(inner):
                ends = frozenset({start})
                for one in inner:
                    ends = self._each(one, ends)
                return ends
            case Either(inner):
                return frozenset().union(*(self._from(one, start) for one in inner))
            case Times(one, least, most):
                return self._times(one, least, most, start)

    def _times(self, part: Part, least: int, most: int | None, start: int) -> frozenset[int]:
        ends, found = frozenset({start}), frozenset({start} if least == 0 else ())
        for count in range(1, (len(self._text) + least + 1 if most is None else most) + 1):
            ends = self._each(part, ends)
            found |= ends if count >= least else frozenset()
        return found

    def _each(self, part: Part, starts: frozenset[int]) -> frozenset[int]:
        return frozenset().union(*(self._from(part, start) for start in starts))


class AnyChoices:
    """Choices at random: counts that may be out of the range, short strings that may hold what is forbidden."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311  (no secret)

    def option(self, count: int) -> int:
        """Returns any alternative."""
        return self._random.randrange(count)

    def times(self, minimum: int, maximum: int | None) -> int:
        """Returns a count, whatever the range."""
        del minimum, maximum
        return self._random.randrange(4)

    def text(self, characters: Characters, minimum: int, maximum: int | None) -> str:
        """Returns a short string."""
        del characters, minimum, maximum
        return "".join(self._random.choices(ALPHABET, k=self._random.randrange(4)))


class AlwaysOnce(AnyChoices):
    """Choices that take everything that may be left out."""

    def times(self, minimum: int, maximum: int | None) -> int:
        """Returns one."""
        del minimum, maximum
        return 1


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(rules=st.fixed_dictionaries({name: parts() for name in RULES}), seed=st.integers(0, 99))
def test_a_walk_stays_within_any_grammar(rules: dict[str, Part], seed: int) -> None:
    answer = walk(grammar_of(rules), AnyChoices(seed))
    assume(len(answer) <= 40)
    assert Matcher(rules, answer).matches()


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    rules=st.fixed_dictionaries({name: parts() for name in RULES}),
    text=st.text(alphabet=ALPHABET, max_size=6),
    seed=st.integers(0, 99),
)
def test_a_text_that_is_allowed_belongs_to_the_grammar(rules: dict[str, Part], text: str, seed: int) -> None:
    grammar = grammar_of(rules)
    drawn = walk(grammar, AnyChoices(seed))
    for one in (text, drawn if len(drawn) <= 40 else text):
        assert not allows(grammar, one) or Matcher(rules, one).matches()


GUIDES = [
    screening_guide(0),
    screening_guide(1),
    screening_guide(24),
    rubric_guide(),
    interview_guide(6, QuestionPlan(technical=3, behavioral=2, open_ended=1)),
]


@pytest.mark.parametrize("guide", GUIDES)
def test_answers_to_every_task_are_json_that_its_grammar_allows(guide: Guide) -> None:
    grammar = parse_grammar(guide.grammar)
    for seed in range(10):
        answer = walk(grammar, Excerpts(seed, 'Wrote "Python" services.\n使用Python、Kafka开发订单系统\nC:\\temp'))
        assert json.loads(answer)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('one ::= "a"', "no rule named root"),
        ("root ::= other", "does not define: other"),
        ('root ::= "a" root', "never ends: root"),
        ('root ::= "a"{3,2}', "is empty"),
        ("root ::= [b-a]", "is empty"),
        ('root ::= ("a"', "closing parenthesis"),
        ("root ::=", "part of a rule"),
        ('root ::= "a" ~', "cannot be read from offset 13"),
        ('root ::= "a"\nroot ::= "b"', "defines root twice"),
    ],
)
def test_what_is_no_grammar_is_refused_with_the_place(text: str, message: str) -> None:
    with pytest.raises(GrammarError, match=re.escape(message)):
        parse_grammar(text)


def test_a_grammar_without_end_is_walked_to_an_end() -> None:
    grammar = parse_grammar('root ::= "[" (root root root)? "]"')

    answer = walk(grammar, AlwaysOnce(0))
    assert answer.count("[") == answer.count("]") > 1000


def test_rules_that_write_nothing_are_left_after_a_while() -> None:
    grammar = parse_grammar("root ::= two{2,}\none ::= root{0,2}\ntwo ::= one{2,4}")
    assert walk(grammar, AnyChoices(57)) == ""


def test_comments_and_escapes_are_read() -> None:
    grammar = parse_grammar('# a comment\nroot ::= "\\u597d\\x41\\"" [\\u4e00-\\u9fff]+ # another\n')
    assert allows(grammar, '好A"中文')
    assert not allows(grammar, '好A"ab')
