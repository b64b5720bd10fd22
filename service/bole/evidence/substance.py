"""How much a statement of work says: objects, tools and results, beside words that fit any job."""

from __future__ import annotations

import re
from functools import lru_cache

from bole.domain.resume import WorkEntry
from bole.domain.spans import Span
from bole.evidence.cue_patterns import words
from bole.evidence.reading import Reading
from bole.lexicon.cues import has_action, has_outcome
from bole.lexicon.folding import HAN, LATIN
from bole.lexicon.skills import SkillMention

ENOUGH = 2.0
"""Words of substance (a Han character counts half) from which a statement is concrete."""

_TOOL_KINDS = frozenset({"SKILL", "DOMAIN", "CERTIFICATION"})
_WORD = re.compile(rf"[{LATIN}][{LATIN}0-9'+#.&-]*")
_HAN_RUN = re.compile(rf"[{HAN}]+")


def is_vague(entry: WorkEntry, reading: Reading) -> bool:
    """Tells whether an entry tells of work without one statement that names an object, a tool or a result.

    What the heading of the entry names (the title, its main skill) adds nothing when a statement repeats it. An entry
    without statements is not vague: it says nothing.
    """
    statements = statements_of(entry, reading)
    if not any(_tells_of_work(statement, reading) for statement in statements):
        return False
    title = _heading_words(entry, reading)
    tools = _tools(entry, reading.skill_mentions)
    return not any(_is_concrete(statement, reading, title, tools) for statement in statements)


def statements_of(entry: WorkEntry, reading: Reading) -> tuple[Span, ...]:
    """Returns the statements of an entry below its heading, in text order."""
    if entry.highlights:
        return tuple(highlight.span for highlight in entry.highlights)
    return tuple(
        sentence
        for sentence in reading.sentences
        if entry.span.contains(sentence) and sentence.start >= entry.heading.end
    )


def substance(text: str, title: frozenset[str]) -> float:
    """Counts the words of a folded statement that name something: Latin words one each, Han characters a half.

    Args:
        text: Folded text.
        title: Words that do not count because the heading says them.
    """
    latin = [word.strip(".'-&") for word in _WORD.findall(text)]
    named = sum(1 for word in latin if len(word) > 1 and word not in words("vague", "english") and word not in title)
    rest = text
    for known in sorted((word for word in title if _HAN_RUN.match(word)), key=len, reverse=True):
        rest = rest.replace(known, "")
    rest = _empty_han().sub(" ", rest)
    return named + sum(len(run) for run in _HAN_RUN.findall(rest)) / 2


def _tells_of_work(statement: Span, reading: Reading) -> bool:
    text = _folded(statement, reading)
    return has_action(text) or _empty_han().search(text) is not None or "responsible" in text


def _is_concrete(statement: Span, reading: Reading, title: frozenset[str], tools: tuple[Span, ...]) -> bool:
    if any(statement.contains(tool) for tool in tools):
        return True
    text = _folded(statement, reading)
    return has_outcome(text) or substance(text, title) >= ENOUGH


def _tools(entry: WorkEntry, mentions: tuple[SkillMention, ...]) -> tuple[Span, ...]:
    inside = [one for one in mentions if entry.span.contains(one.span) and one.skill.kind in _TOOL_KINDS]
    titled = {one.skill.skill_id for one in inside if entry.heading.contains(one.span)}
    return tuple(one.span for one in inside if one.skill.skill_id not in titled)


def _heading_words(entry: WorkEntry, reading: Reading) -> frozenset[str]:
    text = _folded(entry.heading, reading)
    han = [run[start : start + 2] for run in _HAN_RUN.findall(text) for start in range(len(run) - 1)]
    return frozenset([*(word.strip(".'-&") for word in _WORD.findall(text)), *han])


def _folded(span: Span, reading: Reading) -> str:
    start, end = reading.folded.locate(span)
    return reading.folded.text[start:end]


@lru_cache(maxsize=1)
def _empty_han() -> re.Pattern[str]:
    # Longer words first, so that 技术栈 is not read as 技术 and a rest.
    return re.compile("|".join(sorted(words("vague", "han"), key=lambda word: (-len(word), word))))
