"""Reads the skills that a candidate lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from bole.domain.resume import Fact, Section, SectionKind, SkillEntry
from bole.domain.spans import Span
from bole.lexicon.resources import load_mapping, mapping, strings
from bole.parsing.structure.lines import HAN, Line, Reading, lines_within
from bole.parsing.structure.section_headings import heading_key, headings
from bole.parsing.structure.work_words import begins_statement

_MOST_SKILLS = 300
_LONGEST_SKILL = 50
_MOST_WORDS = 6

_CATEGORY = re.compile(r"([^:,，、;；|\n]{2,40}?)\s*(?::|\s-\s)\s*(?=\S)")
_CELL = re.compile(r"([^,，、;；|]{2,30}?)(?:\s{2,}|\s*[|]\s*)(?=\S)")
_SEPARATOR = re.compile(r"[,，、;；|•·]+|\s{2,}|\s/\s|/(?=[A-Z])|。|\.\s|\s+[>]\s+|\s-\s|(?<=\w)\s+and\s+(?=[A-Z])")
_LEVEL_IN_PARENS = re.compile(r"\s*\(([^()]{1,40})\)\s*$")
_PARENS = re.compile(r"\([^()]*\)")
_SPAN_OF_TIME = re.compile(r"\d\s*\+?\s*(?:years?|yrs?|months?|年|个月)|[a-c]\d$|^\d+/\d+$")
_ADDRESS = re.compile(r"://|www\.|\.com/")
_FEWEST_IN_STATEMENT = 3
_LONG_HAN = re.compile(rf"[{HAN}]{{16}}")
_EDGE = " .:：,;*_-–—|/\"'“”"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    level: re.Pattern[str]
    negated: re.Pattern[str]
    tail: re.Pattern[str]
    special: re.Pattern[str]


def find_skills(reading: Reading, sections: Iterable[Section]) -> tuple[SkillEntry, ...]:
    """Returns the skills of the sections about skills, in text order, each once; at most 300.

    Items are divided at commas, bars, semicolons and line ends; a category before a colon is not a skill, a level
    before the colon ("熟悉：Docker"), before the skill or in parentheses is the level of its skills. What a candidate
    says not to have is left out, and so are sentences.
    """
    found: dict[str, SkillEntry] = {}
    for section in sections:
        if section.kind is not SectionKind.SKILLS:
            continue
        start = section.heading.end if section.heading else section.span.start
        for line in _whole(lines_within(reading.lines, start, section.span.end)):
            for entry in _in_line(reading, line):
                if len(found) < _MOST_SKILLS:
                    found.setdefault(entry.name.value.casefold(), entry)
    return tuple(found.values())


def _whole(lines: Iterable[Line]) -> Iterator[Line]:
    """Joins a line that leaves a parenthesis open with the next one, if that closes it."""
    above: Line | None = None
    for line in lines:
        joined = _joined(above, line)
        if above is not None and joined is line:
            yield above
        above = joined if _leaves_open(joined.text) else None
        if above is None:
            yield joined
    if above is not None:
        yield above


def _joined(above: Line | None, line: Line) -> Line:
    if above is None or line.bullet or line.start - above.end != 1 or not _closes(line.text):
        return line
    return replace(above, end=line.end, text=f"{above.text} {line.text}")


def _leaves_open(text: str) -> bool:
    return text.rfind("(") > text.rfind(")")


def _closes(text: str) -> bool:
    return -1 < text.find(")") < (text.find("(") if "(" in text else len(text))


def _in_line(reading: Reading, line: Line) -> list[SkillEntry]:
    words = _words()
    text = line.text
    category = _CATEGORY.match(text) or _CELL.match(text)
    begin = category.end() if category else 0
    level: Fact | None = None
    if category is not None and words.level.fullmatch(category[1].strip().lower()):
        level = reading.fact(line.start + category.start(1), line.start + category.end(1))
    entries: list[SkillEntry] = []
    special = words.special.search(text.lower()) is not None
    for low, high in _items(text, begin):
        entry = _entry(reading, Span(line.start + low, line.start + high), level, special=special)
        if entry is not None:
            entries.append(entry)
            level = level or _carried(entry)
    return entries


def _carried(entry: SkillEntry) -> Fact | None:
    """Returns the level that goes on to the next items: "熟悉Python、Flask" is one statement."""
    level = entry.level
    return level if level is not None and level.span.end <= entry.name.span.start else None


def _items(text: str, begin: int) -> list[tuple[int, int]]:
    items: list[tuple[int, int]] = []
    depth_text = _PARENS.sub(_covered, text) if "(" in text else text
    start = begin
    for match in _SEPARATOR.finditer(depth_text, begin):
        items.append((start, match.start()))
        start = match.end()
    items.append((start, len(text)))
    return items


def _covered(match: re.Match[str]) -> str:
    """Hides what stands in parentheses from the separators where it is a level."""
    inside = match.group()[1:-1].strip()
    if (
        _words().level.fullmatch(inside.lower())
        or _SPAN_OF_TIME.search(inside.lower())
        or not _SEPARATOR.search(inside)
    ):
        return "\0" * len(match.group())
    return "," + match.group()[1:-1] + ","


def _entry(reading: Reading, span: Span, level: Fact | None, *, special: bool) -> SkillEntry | None:
    words = _words()
    text = span.of(reading.lower)
    if special and words.negated.search(text.strip()):
        return None
    start = span.start + len(text) - len(text.lstrip(_EDGE))
    end = span.end
    parens = _LEVEL_IN_PARENS.search(text) if ")" in text else None
    if parens is not None:
        end = span.start + parens.start()
        if words.level.fullmatch(parens[1].strip()) or _SPAN_OF_TIME.search(parens[1]):
            level = reading.fact(span.start + parens.start(1), span.start + parens.end(1))
    stated = words.level.match(reading.lower, start, end)
    if stated is not None and stated.end() < end:
        level = reading.fact(start, stated.end())
        start = stated.end()
    return _named(reading, start, end, level, special=special)


def _named(reading: Reading, start: int, end: int, level: Fact | None, *, special: bool) -> SkillEntry | None:
    text = reading.plain[start:end]
    tail = _words().tail.search(text.lower().rstrip(_EDGE)) if special else None
    if tail is not None and tail.start() > 0:
        text = text[: tail.start()]
    name = text.strip(_EDGE)
    if not _is_skill(name):
        return None
    start += len(text) - len(text.lstrip(_EDGE))
    return SkillEntry(name=reading.fact(start, start + len(name)), level=level)


def _is_skill(name: str) -> bool:
    """Tells whether a piece can be the name of a skill: short, with letters, no sentence and no heading."""
    words = name.split()
    if not name or len(name) > _LONGEST_SKILL or len(words) > _MOST_WORDS or _LONG_HAN.search(name):
        return False
    if _ADDRESS.search(name) or (len(words) >= _FEWEST_IN_STATEMENT and begins_statement(name)):
        return False
    if len(name) == 1:
        return name.isupper()
    heading = headings().kinds.get(heading_key(name))
    return heading is not SectionKind.SKILLS and any(character.isalpha() for character in name)


@cache
def _words() -> _Words:
    words = load_mapping("bole.parsing.structure", "skills.yaml")
    levels = mapping(words["levels"])
    latin = "|".join(sorted((word.replace(" ", r"\s+") for word in strings(levels["latin"])), key=len, reverse=True))
    han = "|".join(sorted(strings(levels["han"]), key=len, reverse=True))
    negated, tail = "|".join(strings(words["negated"])), "|".join(strings(words["tail"]))
    hints = "|".join(strings(words["hints"]))
    return _Words(
        level=re.compile(rf"(?:(?:{latin})(?![\w-])|(?:{han}))\s*(?:in|with|of|的)?\s*"),
        negated=re.compile(negated),
        tail=re.compile(tail),
        special=re.compile(hints),
    )
