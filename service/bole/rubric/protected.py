"""Topics that no one may be scored on, and what may be asked instead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from bole.domain.spans import Span
from bole.lexicon.folding import Folded, fold
from bole.lexicon.resources import any_of, load_mapping, mapping, strings
from bole.rubric.patterns import pattern

_NAME = "protected.yaml"
_EQUAL_TREATMENT = "equal_treatment"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectedTopic:
    """A protected demand in a text.

    Attributes:
        topic: Code such as AGE, GENDER or SCHOOL_PRESTIGE.
        span: Where it stands, in code points of the text given.
        lawful_alternative: What may be asked instead, in the language asked for.
    """

    topic: str
    span: Span
    lawful_alternative: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Topic:
    name: str
    demands: re.Pattern[str]
    exceptions: re.Pattern[str] | None
    whole: re.Pattern[str]
    alternatives: tuple[str, str]


def protected_topic(text: str, language: str) -> ProtectedTopic | None:
    """Returns the first protected demand of a criterion, a question or a line of a posting, or None.

    A text that consists of the topic alone ("age") counts; a promise of equal treatment does not.

    Args:
        text: Any text; it is folded here.
        language: BCP-47 code that chooses the words of the alternative (Chinese for `zh...`, else English).
    """
    folded = fold(text)
    found = protected_demands(folded, language)
    return found[0] if found else whole_topic(folded, language)


def whole_topic(folded: Folded, language: str) -> ProtectedTopic | None:
    """Returns the topic of a text that consists of nothing else ("age", 性别), or None."""
    bare = folded.text.strip(" \n\t.:;,。、!?()[]")
    for topic in _topics():
        if topic.whole.fullmatch(bare):
            return _report(topic, Span(0, len(folded.source)), language)
    return None


def protected_demands(folded: Folded, language: str) -> tuple[ProtectedTopic, ...]:
    """Returns all protected demands of a text in order; they don't overlap.

    Args:
        folded: A clause or sentence of a posting; spans are code points of its source.
        language: BCP-47 code that chooses the words of the alternative.
    """
    if pattern(_NAME, _EQUAL_TREATMENT).search(folded.text):
        return ()
    ranges = sorted(
        ((start, -end, topic) for topic in _topics() for start, end in _matches(topic, folded.text)),
        key=lambda one: one[:2],
    )
    found: list[ProtectedTopic] = []
    for start, negative_end, topic in ranges:
        span = folded.span(start, -negative_end)
        if not found or span.start >= found[-1].span.end:
            found.append(_report(topic, span, language))
    return tuple(found)


def _matches(topic: _Topic, text: str) -> list[tuple[int, int]]:
    found = [match.span() for match in topic.demands.finditer(text) if match.end() > match.start()]
    if not found or topic.exceptions is None:
        return found
    excused = [match.span() for match in topic.exceptions.finditer(text)]
    return [
        (start, end)
        for start, end in found
        if not any(start < other_end and other < end for other, other_end in excused)
    ]


def _report(topic: _Topic, span: Span, language: str) -> ProtectedTopic:
    chinese, english = topic.alternatives
    alternative = chinese if language.lower().startswith("zh") else english
    return ProtectedTopic(topic=topic.name, span=span, lawful_alternative=alternative)


@lru_cache(maxsize=1)
def _topics() -> tuple[_Topic, ...]:
    return tuple(
        _topic(name, mapping(value, f"{_NAME}: {name}"))
        for name, value in load_mapping("bole.rubric", _NAME).items()
        if name != _EQUAL_TREATMENT
    )


def _topic(name: str, fields: dict[str, object]) -> _Topic:
    exceptions = _compiled(fields.get("except"), name)
    demands, whole = _compiled(fields.get("demands"), name), _compiled(fields.get("whole"), name)
    if demands is None or whole is None:
        raise ValueError(f"rubric data {_NAME} is broken at {name}; restore the file from the release")
    alternatives = (str(fields.get("zh", "")), str(fields.get("en", "")))
    return _Topic(name=name, demands=demands, exceptions=exceptions, whole=whole, alternatives=alternatives)


def _compiled(value: object, name: str) -> re.Pattern[str] | None:
    found = strings(value, f"{_NAME}: {name}")
    return any_of(found) if found else None
