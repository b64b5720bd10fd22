"""Tells positions, organisations and statements apart, by the words of `work_words.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from bole.lexicon.resources import load_mapping, mapping, strings
from bole.parsing.structure.lines import HAN
from bole.parsing.structure.remembering import remembered
from bole.parsing.structure.word_lists import WordList, word_list

_LONGEST_LABEL = 24
_FIRST_WORD = re.compile(r"[a-z]+")

_NAMES = frozenset(
    [
        "united",
        "allied",
        "applied",
        "limited",
        "unlimited",
        "advanced",
        "integrated",
        "associated",
        "certified",
        "licensed",
        "registered",
        "embedded",
        "speed",
        "red",
        "skilled",
        "shared",
    ]
)
_SMALL_WORDS = frozenset(
    {"of", "and", "the", "for", "in", "at", "a", "an", "de", "la", "to", "on", "with", "by", "und", "von", "del", "&"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkWords:
    """The word lists, ready to be looked up."""

    position: WordList
    organization: WordList
    work_cue: WordList
    statement_words: frozenset[str]
    statement_openings: tuple[str, ...]
    fields: dict[str, str]
    internship: re.Pattern[str]
    volunteer: re.Pattern[str]
    claim: re.Pattern[str]

    def field(self, label: str) -> str | None:
        """Returns what a form label asks for: organization, position, dates, project, or None."""
        return self.fields.get("".join(label.split()).lower()) if len(label) <= _LONGEST_LABEL else None


@cache
def work_words() -> WorkWords:
    """Returns the word lists; reading them takes a moment once in each process."""
    words = load_mapping("bole.parsing.structure", "work_words.yaml")
    labels = {name: strings(names) for name, names in mapping(words["labels"]).items()}
    statement = mapping(words["statement"])
    return WorkWords(
        position=word_list(words["position"], han_end=True),
        organization=word_list(words["organization"]),
        work_cue=word_list(words["work_cues"]),
        statement_words=frozenset(strings(statement["latin"])),
        statement_openings=strings(statement["han"]),
        fields={"".join(word.split()): name for name, names in labels.items() for word in names},
        internship=re.compile(rf"(?<![a-z]){_raw(words['internship'])}(?![a-z])", re.IGNORECASE),
        volunteer=re.compile(rf"(?<![a-z]){_raw(words['volunteer'])}(?![a-z])", re.IGNORECASE),
        claim=re.compile(_raw(words["claims"]), re.IGNORECASE),
    )


def is_statement(text: str) -> bool:
    """Tells whether a line says what was done rather than where and as what."""
    if (
        text[-1:] in "。；;"
        or (text[-1:] in "!?" and len(text) > 25)
        or (text[-1:] == "." and len(text) > 40 and not text.endswith(("Inc.", "Ltd.", "Co.", "Corp.")))
    ):
        return True
    return text[:1].islower() or len(text) > 110 or begins_statement(text)


def begins_statement(text: str) -> bool:
    """Tells whether the first word is one that statements begin with and headings do not."""
    words = work_words()
    lower = text.lower()
    first = _FIRST_WORD.match(lower)
    opens = lower.startswith(words.statement_openings)
    if first is not None and not opens:
        word = first.group()
        opens = word in words.statement_words or (word.endswith("ed") and word not in _NAMES)
    return opens and not names_position(text.split(",", maxsplit=1)[0])


@remembered
def names_position(text: str) -> bool:
    """Tells whether a piece of a heading names a position."""
    return work_words().position.occurs(text)


@remembered
def names_organization(text: str) -> bool:
    """Tells whether a piece of a heading names an organisation."""
    return work_words().organization.occurs(text)


def is_title(text: str) -> bool:
    """Tells whether a line can be part of a heading: short, no statement, in title case or naming who or where."""
    if len(text) > 90 or is_statement(text) or text.endswith((":", ",", "，", "、")):
        return False
    if re.search(rf"[{HAN}]", text):
        return len(text) <= 45 and not re.search(r"[，。；]", text)
    if names_position(text) or names_organization(text):
        return len(text) <= 90
    tokens = [token for token in text.split() if token.lower() not in _SMALL_WORDS]
    titled = sum(1 for token in tokens if not token[0].islower())
    return bool(tokens) and titled >= 0.7 * len(tokens) and len(tokens) <= 10


def _raw(value: object) -> str:
    return "(?:" + "|".join(sorted(strings(value), key=lambda word: (-len(word), word))) + ")"
