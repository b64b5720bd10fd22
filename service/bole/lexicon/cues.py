"""Cue words around a term: negation, degree of knowledge, the person's own action, outcome.

All functions take a folded sentence (`fold(...).text`) and folded offsets, half-open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from bole.lexicon.inflection import verb_forms
from bole.lexicon.resources import load_mapping, mapping, strings

_REACH = 60
"""Folded characters over which a cue before a term reaches it."""

_WINDOW = 200
"""Folded characters on either side of a term that its cues are looked for in."""

_CLAUSE_BREAK = re.compile(r"[,;:。!?]|\. |而且|同时|\bwhile\b|\bbut\b|但")


class Cue(StrEnum):
    """What the words around a term say about it."""

    NEGATED = "NEGATED"
    AWARE = "AWARE"
    FAMILIAR = "FAMILIAR"
    PROFICIENT = "PROFICIENT"
    ACTION = "ACTION"
    OUTCOME = "OUTCOME"


def negated(folded_sentence: str, start: int, end: int) -> bool:
    """Tells whether the sentence denies the term at the folded range [start, end).

    The denial reaches along a list (无Redis、Kafka经验) and stops at a contrast, at another statement, at a full stop.
    """
    cues = _cues()
    head, tail = _around(folded_sentence, start, end)
    reaching = [gap for gap in _gaps(cues.negation_before, head) if not cues.breaks.search(gap)]
    if any("," not in gap or not cues.affirmed_after.match(tail) for gap in reaching):
        return True
    if any(cues.close_gap.fullmatch(gap) for gap in _gaps(cues.negation_close, head)):
        return True
    if cues.negation_after.match(tail):
        return True
    listed = [gap for gap in _gaps(cues.negation_han, head) if cues.han_gap.fullmatch(gap)]
    return any(not cues.breaks.search(gap) for gap in listed) and cues.han_tail.match(tail) is not None


def level_cue(folded_sentence: str, start: int, end: int) -> Cue | None:
    """Returns NEGATED, AWARE, FAMILIAR or PROFICIENT as the nearest words say of the term, or None.

    A word directly after the term (`Kafka (beginner)`, `Redis有所了解`) decides before one in front of it.
    """
    if negated(folded_sentence, start, end):
        return Cue.NEGATED
    cues = _cues()
    head, tail = _around(folded_sentence, start, end)
    for level in cues.levels:
        if level.after.match(tail):
            return level.cue
    best: tuple[int, Cue] | None = None
    for level in cues.levels:
        for match in level.before.finditer(head):
            reaches = len(head) - match.end() <= _REACH and not cues.level_breaks.search(head[match.end() :])
            if reaches and (best is None or match.end() > best[0]):
                best = (match.end(), level.cue)
    return best[1] if best else None


def merely_aware(folded_sentence: str, start: int, end: int) -> bool:
    """Tells whether the sentence claims no more than acquaintance with the term: 了解, "aware of", "beginner".

    Learned and then really used (自学Python并开发了爬虫系统) is more than that.
    """
    if level_cue(folded_sentence, start, end) is not Cue.AWARE:
        return False
    return not _cues().learned_and_used.search(folded_sentence, end, end + _WINDOW)


def has_action(folded_sentence: str) -> bool:
    """Tells whether the sentence names work that somebody did, in the words of any trade."""
    return any(_acts(folded_sentence, start, end) for start, end in _clauses(folded_sentence))


def own_action(folded_sentence: str, start: int | None = None, end: int | None = None) -> bool:
    """Tells whether the sentence names work that the person did, as far as its subject shows.

    Args:
        folded_sentence: The folded sentence.
        start: With `end`, the folded range of a term: a clause about it whose doer is somebody else (公司使用,
            "the team used") then decides.
        end: See `start`.
    """
    found = _clauses(folded_sentence)
    if start is not None and end is not None:
        about = [pair for pair in found if pair[0] <= start < pair[1] or start <= pair[0] < end]
        if any(_by_others(folded_sentence[left:right]) for left, right in about):
            return False
    return any(
        _acts(folded_sentence, left, right) and not _by_others(folded_sentence[left:right]) for left, right in found
    )


def has_outcome(folded_sentence: str) -> bool:
    """Tells whether the sentence names an outcome, a scale, or a thing that was made."""
    cues = _cues()
    if cues.outcome.search(folded_sentence):
        return True
    clause_texts = (folded_sentence[start:end] for start, end in _clauses(folded_sentence))
    return any(cues.making.search(text) and cues.thing.search(text) for text in clause_texts)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Level:
    cue: Cue
    before: re.Pattern[str]
    after: re.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cues:
    breaks: re.Pattern[str]
    negation_before: re.Pattern[str]
    negation_close: re.Pattern[str]
    close_gap: re.Pattern[str]
    negation_han: re.Pattern[str]
    han_gap: re.Pattern[str]
    han_tail: re.Pattern[str]
    negation_after: re.Pattern[str]
    affirmed_after: re.Pattern[str]
    levels: tuple[_Level, ...]
    level_breaks: re.Pattern[str]
    learned_and_used: re.Pattern[str]
    action: re.Pattern[str]
    skill_opening: re.Pattern[str]
    others: re.Pattern[str]
    not_others: re.Pattern[str]
    outcome: re.Pattern[str]
    making: re.Pattern[str]
    thing: re.Pattern[str]


def _around(sentence: str, start: int, end: int) -> tuple[str, str]:
    return sentence[max(0, start - _WINDOW) : start], sentence[end : end + _WINDOW]


def _gaps(cue: re.Pattern[str], head: str) -> list[str]:
    gaps = [head[match.end() :] for match in cue.finditer(head)]
    return [gap for gap in gaps if len(gap) <= _REACH]


def _clauses(sentence: str) -> list[tuple[int, int]]:
    pairs: list[tuple[int, int]] = []
    start = 0
    for match in _CLAUSE_BREAK.finditer(sentence):
        pairs.append((start, match.start()))
        start = match.end()
    pairs.append((start, len(sentence)))
    return [pair for pair in pairs if pair[1] > pair[0]]


def _acts(sentence: str, start: int, end: int) -> bool:
    clause = sentence[start:end]
    return not _cues().skill_opening.search(clause) and _cues().action.search(clause) is not None


def _by_others(clause: str) -> bool:
    return bool(_cues().others.search(clause)) and not _cues().not_others.search(clause)


@lru_cache(maxsize=1)
def _cues() -> _Cues:
    data = load_mapping("cues.yaml")
    negation, levels = mapping(data["negation"]), mapping(data["levels"])
    action, others, outcome = mapping(data["action"]), mapping(data["others"]), mapping(data["outcome"])
    breaks = strings(data["breaks"])
    close_gap = "|".join(strings(negation["close_gap"]))
    return _Cues(
        breaks=_any(breaks),
        negation_before=_any(strings(negation["before"])),
        negation_close=_any(strings(negation["close"])),
        close_gap=re.compile(rf" ?(?>(?:{close_gap}) ?)*+"),
        negation_han=_any(strings(negation["han"])),
        han_gap=re.compile(str(negation["han_gap"])),
        han_tail=_any(strings(negation["han_tail"])),
        negation_after=_any(strings(negation["after"])),
        affirmed_after=_any(strings(negation["affirmed_after"])),
        levels=tuple(_level(Cue(name), mapping(value)) for name, value in levels.items()),
        level_breaks=_any((*breaks, *strings(data["level_breaks"]))),
        learned_and_used=_any(strings(data["learned_and_used"])),
        action=_action_pattern(action),
        skill_opening=re.compile(str(action["skill_opening"])),
        others=_any(strings(others["subject"])),
        not_others=_any(strings(others["except"])),
        outcome=_any(strings(outcome["result"])),
        making=re.compile(str(outcome["making"])),
        thing=re.compile(str(outcome["thing"])),
    )


def _any(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def _level(cue: Cue, fields: dict[str, object]) -> _Level:
    return _Level(cue=cue, before=_any(strings(fields["before"])), after=_any(strings(fields["after"])))


def _action_pattern(fields: dict[str, object]) -> re.Pattern[str]:
    verbs = [verb_forms(entry) for entry in strings(fields["english"])]
    past = "|".join(verb.past for verb in verbs)
    opening = "|".join(form for verb in verbs for form in (verb.base, verb.third))
    gerund = "|".join(verb.gerund for verb in verbs)
    return _any(
        (
            "|".join(strings(fields["han"])),
            rf"(?:{'|'.join(strings(fields['han_with_object']))})(?! ?(?:{fields['han_title']}))",
            str(fields["english_phrases"]),
            rf"\b(?:{past})\b",
            rf"{fields['english_opening']}(?:{opening})\b(?!{fields['english_title']})",
            rf"{fields['english_gerund_opening']}(?:{gerund})\b",
        )
    )
