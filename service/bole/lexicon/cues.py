"""Cue words around a term: negation and degree of knowledge; action and outcome stand in `actions`.

All functions take a folded sentence (`fold(...).text`) and folded offsets, half-open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from bole.lexicon.actions import has_action, has_outcome, own_action
from bole.lexicon.resources import any_of, load_mapping, mapping, strings

__all__ = ["Cue", "has_action", "has_outcome", "level_cue", "merely_aware", "negated", "own_action"]

_REACH = 60
"""Folded characters over which a cue before a term reaches it."""

_WINDOW = 200
"""Folded characters on either side of a term that its cues are looked for in."""


class Cue(StrEnum):
    """What the words around a term say about it."""

    NEGATED = "NEGATED"
    AWARE = "AWARE"
    FAMILIAR = "FAMILIAR"
    PROFICIENT = "PROFICIENT"


def negated(folded_sentence: str, start: int, end: int) -> bool:
    """Tells whether the sentence denies the term at the folded range [start, end).

    The denial reaches along a list (无Redis、Kafka经验) and stops at a contrast, at another statement, at a full stop.
    """
    cues = _cues()
    head, tail = _around(folded_sentence, start, end)
    if not cues.negation_trigger.search(head) and not cues.negation_trigger.search(tail):
        return False
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
        if level.after.match(tail) or level.stands_around(head, tail):
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
    head, tail = _around(folded_sentence, start, end)
    aware = next(level for level in _cues().levels if level.cue is Cue.AWARE)
    if not aware.before.search(head) and not aware.after.match(tail) and not aware.stands_around(head, tail):
        return False
    if level_cue(folded_sentence, start, end) is not Cue.AWARE:
        return False
    return not _cues().learned_and_used.search(folded_sentence, end, end + _WINDOW)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Level:
    cue: Cue
    before: re.Pattern[str]
    after: re.Pattern[str]
    around: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]

    def stands_around(self, head: str, tail: str) -> bool:
        """Tells whether a word before the term and one behind it say so together: attended a ... course."""
        return any(behind.match(tail) and before.search(head) for before, behind in self.around)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cues:
    negation_trigger: re.Pattern[str]
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


def _around(sentence: str, start: int, end: int) -> tuple[str, str]:
    return sentence[max(0, start - _WINDOW) : start], sentence[end : end + _WINDOW]


def _gaps(cue: re.Pattern[str], head: str) -> list[str]:
    gaps = [head[match.end() :] for match in cue.finditer(head)]
    return [gap for gap in gaps if len(gap) <= _REACH]


@lru_cache(maxsize=1)
def _cues() -> _Cues:
    data = load_mapping("bole.lexicon", "cues.yaml")
    negation, levels = mapping(data["negation"]), mapping(data["levels"])
    breaks = strings(data["breaks"])
    close_gap = "|".join(strings(negation["close_gap"]))
    return _Cues(
        negation_trigger=re.compile(str(negation["trigger"])),
        breaks=any_of(breaks),
        negation_before=any_of(strings(negation["before"])),
        negation_close=any_of(strings(negation["close"])),
        close_gap=re.compile(rf" ?(?>(?:{close_gap}) ?)*+"),
        negation_han=any_of(strings(negation["han"])),
        han_gap=re.compile(str(negation["han_gap"])),
        han_tail=any_of(strings(negation["han_tail"])),
        negation_after=any_of(strings(negation["after"])),
        affirmed_after=any_of(strings(negation["affirmed_after"])),
        levels=tuple(_level(Cue(name), mapping(value)) for name, value in levels.items()),
        level_breaks=any_of((*breaks, *strings(data["level_breaks"]))),
        learned_and_used=any_of(strings(data["learned_and_used"])),
    )


def _level(cue: Cue, fields: dict[str, object]) -> _Level:
    return _Level(
        cue=cue,
        before=any_of(strings(fields["before"])),
        after=any_of(strings(fields["after"])),
        around=tuple(_sides(pattern) for pattern in strings(fields.get("around"))),
    )


def _sides(pattern: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    before, _, behind = pattern.partition("{}")
    return re.compile(rf"(?:{before})$"), re.compile(behind)
