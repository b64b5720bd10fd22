"""Tells positions, organisations and statements apart, by the words of `work_words.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from bole.parsing.lines import HAN
from bole.parsing.vocabulary import as_mapping, as_strings, vocabulary

_NAMES = r"(?:united|allied|applied|limited|unlimited|advanced|integrated|associated|certified|licensed|registered|embedded|speed|red|skilled|shared)"
_SMALL_WORDS = frozenset({"of", "and", "the", "for", "in", "at", "a", "an", "de", "la", "to", "on", "with", "by", "und", "von", "del", "&"})


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkWords:
    """Compiled word lists, matched against plain text whatever its case."""

    position: re.Pattern[str]
    organization: re.Pattern[str]
    statement: re.Pattern[str]
    label: re.Pattern[str]
    fields: dict[str, str]
    internship: re.Pattern[str]
    volunteer: re.Pattern[str]
    claim: re.Pattern[str]
    work_cue: re.Pattern[str]

    def field(self, label: str) -> str | None:
        """Returns what a form label asks for: organization, position, dates, project, or None."""
        return self.fields.get(re.sub(r"\s+", "", label).lower())


@cache
def work_words() -> WorkWords:
    """Returns the word lists; compiling them takes a moment once in each process."""
    words = vocabulary("work_words.yaml")
    labels = {name: as_strings(names) for name, names in as_mapping(words["labels"]).items()}
    statement = as_mapping(words["statement"])
    latin_statement = _words(statement["latin"])
    return WorkWords(
        position=_either(words["position"], han_end=True),
        organization=_either(words["organization"], han_end=False),
        statement=re.compile(
            rf"(?:(?:{latin_statement}|(?!{_NAMES}\b)[a-z]+ed)(?![a-z])|(?:{_words(statement['han'])}))", re.I
        ),
        label=re.compile(r"([^:\n]{2,24}?)\s*:"),
        fields={re.sub(r"\s+", "", word): name for name, names in labels.items() for word in names},
        internship=_bounded(words["internship"]),
        volunteer=_bounded(words["volunteer"]),
        claim=re.compile(_words(words["claims"]), re.I),
        work_cue=_either(words["work_cues"], han_end=False),
    )


def is_statement(text: str) -> bool:
    """Tells whether a line says what was done rather than where and as what."""
    if text[-1:] in "。；;" or (text[-1:] in "!?" and len(text) > 25) or (text[-1:] == "." and len(text) > 40 and not text.endswith(("Inc.", "Ltd.", "Co.", "Corp."))):
        return True
    return text[:1].islower() or len(text) > 110 or begins_statement(text)


def begins_statement(text: str) -> bool:
    """Tells whether the first word is one that statements begin with and headings do not."""
    return bool(work_words().statement.match(text)) and not names_position(text.split(",")[0])


def names_position(text: str) -> bool:
    """Tells whether a piece of a heading names a position."""
    return bool(work_words().position.search(text))


def names_organization(text: str) -> bool:
    """Tells whether a piece of a heading names an organisation."""
    return bool(work_words().organization.search(text))


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


def _either(value: object, *, han_end: bool) -> re.Pattern[str]:
    groups = as_mapping(value)
    end = rf"(?=$|[^{HAN}])" if han_end else ""
    return re.compile(rf"(?<![^\W\d_]){_words(groups['latin'])}(?![^\W\d_])|(?:{_words(groups['han'])}){end}", re.I)


def _bounded(value: object) -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z]){_raw(value)}(?![a-z])", re.I)


def _words(value: object) -> str:
    ordered = sorted(dict.fromkeys(as_strings(value)), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered) + ")"


def _raw(value: object) -> str:
    return "(?:" + "|".join(sorted(as_strings(value), key=lambda word: (-len(word), word))) + ")"
