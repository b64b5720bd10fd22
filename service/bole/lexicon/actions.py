"""Work and results in a sentence: did somebody act, was it the person, what came of it.

All functions take a folded sentence (`fold(...).text`) and folded offsets, half-open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bole.lexicon.inflection import verb_forms
from bole.lexicon.resources import any_of, load_mapping, mapping, strings

_CLAUSE_BREAK = re.compile(r"[,;:。!?]|\. |而且|同时|\bwhile\b|\bbut\b|但")
_WORD = re.compile(r"[a-z]+")
_DIGIT = re.compile(r"[0-9]")


def has_action(folded_sentence: str) -> bool:
    """Tells whether the sentence names work that somebody did, in the words of any trade."""
    return any(_acts(folded_sentence[start:end]) for start, end in _clauses(folded_sentence))


def own_action(folded_sentence: str, start: int | None = None, end: int | None = None) -> bool:
    """Tells whether the sentence names work that the person did, as far as its subject shows.

    Args:
        folded_sentence: The folded sentence.
        start: With `end`, the folded range of a term: a clause about it whose doer is somebody else (公司使用,
            "the team used") then decides.
        end: See `start`.
    """
    found = list(_clauses(folded_sentence))
    if start is not None and end is not None:
        about = [pair for pair in found if pair[0] <= start < pair[1] or start <= pair[0] < end]
        if any(_by_others(folded_sentence[left:right]) for left, right in about):
            return False
    clauses = (folded_sentence[left:right] for left, right in found)
    return any(_acts(clause) and not _by_others(clause) for clause in clauses)


def has_outcome(folded_sentence: str) -> bool:
    """Tells whether the sentence names an outcome, a scale, or a thing that was made."""
    outcomes = _outcomes()
    if outcomes.han.search(folded_sentence) or outcomes.english.search(folded_sentence):
        return True
    if _DIGIT.search(folded_sentence) and outcomes.figures.search(folded_sentence):
        return True
    clauses = (folded_sentence[start:end] for start, end in _clauses(folded_sentence))
    return any(outcomes.making.search(clause) and outcomes.thing.search(clause) for clause in clauses)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Actions:
    skill_opening: re.Pattern[str]
    han: re.Pattern[str]
    pasts: frozenset[str]
    phrases: re.Pattern[str]
    opening: re.Pattern[str]
    gerunds: frozenset[str]
    gerund_opening: re.Pattern[str]
    object: re.Pattern[str]
    others_opening: re.Pattern[str]
    others_inside: re.Pattern[str]
    not_others: re.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcomes:
    han: re.Pattern[str]
    english: re.Pattern[str]
    figures: re.Pattern[str]
    making: re.Pattern[str]
    thing: re.Pattern[str]


def _clauses(sentence: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _CLAUSE_BREAK.finditer(sentence):
        if match.start() > start:
            yield start, match.start()
        start = match.end()
    if len(sentence) > start:
        yield start, len(sentence)


def _acts(clause: str) -> bool:
    actions = _actions()
    if actions.skill_opening.match(clause):
        return False
    return actions.han.search(clause) is not None or _acts_in_english(clause, actions)


def _acts_in_english(clause: str, actions: _Actions) -> bool:
    words = set(_WORD.findall(clause))
    if not words:
        return False
    if words & actions.pasts or actions.opening.match(clause) or actions.phrases.search(clause):
        return True
    if not words & actions.gerunds:
        return False
    gerunds = (match for match in _WORD.finditer(clause) if match.group() in actions.gerunds)
    return any(
        actions.gerund_opening.search(clause[: match.start()]) and actions.object.match(clause, match.end())
        for match in gerunds
    )


def _by_others(clause: str) -> bool:
    actions = _actions()
    if not actions.others_opening.match(clause) and not actions.others_inside.search(clause):
        return False
    return actions.not_others.search(clause) is None


@lru_cache(maxsize=1)
def _actions() -> _Actions:
    data = load_mapping("bole.lexicon", "cues.yaml")
    fields, others = mapping(data["action"]), mapping(data["others"])
    verbs = [verb_forms(entry) for entry in strings(fields["english"])]
    pasts = [verb.past for verb in verbs]
    opening = "|".join(form for verb in verbs for form in (verb.base, verb.third))
    with_object = f"(?:{'|'.join(strings(fields['han_with_object']))})(?! ?(?:{fields['han_title']}))"
    return _Actions(
        skill_opening=re.compile(str(fields["skill_opening"])),
        han=re.compile("|".join((*strings(fields["han"]), with_object))),
        pasts=frozenset(past for past in pasts if " " not in past),
        phrases=any_of((str(fields["english_phrases"]), *(rf"\b{past}\b" for past in pasts if " " in past))),
        opening=re.compile(rf"{fields['english_opening']}(?:{opening})\b(?!{fields['english_title']})"),
        gerunds=frozenset(verb.gerund.partition(" ")[0] for verb in verbs),
        gerund_opening=re.compile(str(fields["english_gerund_opening"])),
        object=re.compile(rf"(?!{fields['english_title']}) \w"),
        others_opening=any_of(strings(others["opening"])),
        others_inside=any_of(strings(others["inside"])),
        not_others=any_of(strings(others["except"])),
    )


@lru_cache(maxsize=1)
def _outcomes() -> _Outcomes:
    fields = mapping(load_mapping("bole.lexicon", "cues.yaml")["outcome"])
    units = {name: str(fields[name]) for name in ("han_units", "english_units")}
    return _Outcomes(
        han=any_of(_with_units(strings(fields["han"]), units)),
        english=any_of(_with_units(strings(fields["english"]), units)),
        figures=any_of(_with_units(strings(fields["figures"]), units)),
        making=re.compile(str(fields["making"])),
        thing=re.compile(str(fields["thing"])),
    )


def _with_units(patterns: tuple[str, ...], units: dict[str, str]) -> tuple[str, ...]:
    for name, pattern in units.items():
        patterns = tuple(text.replace(f"{{{name}}}", pattern) for text in patterns)
    return patterns
