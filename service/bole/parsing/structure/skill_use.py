"""Finds the skills that a text names besides listing them, and when each was used."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bole.domain.dates import DateRange
from bole.domain.resume import EducationEntry, EntryKind, SkillEntry, WorkEntry
from bole.domain.spans import Span
from bole.lexicon.folding import Folded, fold, fold_term
from bole.lexicon.skills import SkillMention, skill_table
from bole.lexicon.spelling import spelling
from bole.parsing.structure.lines import Reading

_MOST_SKILLS = 300
_LONGEST_ADDRESS = 120
_ADDRESS = re.compile(r"://|www\.|\.(?:com|org|net|io|cn)/")


def with_use(
    reading: Reading, listed: Sequence[SkillEntry], work: Sequence[WorkEntry], education: Iterable[EducationEntry]
) -> tuple[SkillEntry, ...]:
    """Adds the skills of the skill table that the text names, and to each the dates of the entries that name it.

    A skill is named as the skill table finds it (Golang is Go, "go" in a sentence is not); one that the table lacks by
    its own spelling. Entries count with dates, except voluntary work. Names of employers and of studies name no skill.

    Args:
        reading: The text.
        listed: The skills of the sections about skills.
        work: All entries.
        education: Whose schools and areas of study name no skill.

    Returns:
        The listed skills, then the others in the order of their first mention; at most 300.
    """
    folded = fold(reading.text)
    names = [entry.organization for entry in work if entry.kind is not EntryKind.PROJECT]
    names += [fact for entry in education for fact in (entry.institution, entry.area, entry.degree)]
    taken = sorted({fact.span for fact in names if fact is not None})
    found = (one for one in skill_table().find(folded) if not _overlaps(taken, one.span))
    mentions = _Mentions(one for one in found if not _in_address(reading.plain, one.span))
    dated = [(entry.span, entry.dates) for entry in work if entry.dates and entry.kind is not EntryKind.VOLUNTEER]
    skills = [replace(one, used=_used(mentions.of(one, folded), dated)) for one in listed]
    known = {mentions.id_of(one.name.value) for one in listed}
    places = sorted(one.name.span for one in listed)
    for spans in mentions.unlisted(known):
        apart = next((span for span in spans if not _overlaps(places, span)), None)
        if apart is not None:
            skills.append(SkillEntry(name=reading.fact(apart.start, apart.end), used=_used(spans, dated)))
    return tuple(skills[:_MOST_SKILLS])


class _Mentions:
    """Where the skills of the skill table stand in a text."""

    def __init__(self, found: Iterable[SkillMention]) -> None:
        self._spans: dict[str, list[Span]] = defaultdict(list)
        self._kinds: dict[str, str] = {}
        for one in found:
            self._spans[one.skill.skill_id].append(one.span)
            self._kinds[one.skill.skill_id] = one.skill.kind

    def id_of(self, name: str) -> str | None:
        """Returns the id of the skill that a name spells, or None."""
        skill = skill_table().lookup(name)
        return skill.skill_id if skill else None

    def of(self, entry: SkillEntry, folded: Folded) -> list[Span]:
        """Returns where a listed skill stands."""
        skill_id = self.id_of(entry.name.value)
        if skill_id is not None:
            return self._spans.get(skill_id, [])
        name = fold_term(entry.name.value)
        if not name or folded.text.find(name, folded.text.find(name) + 1) < 0:
            return []
        return [folded.span(*place) for place in spelling(name).matches(folded)]

    def unlisted(self, known: set[str | None]) -> list[list[Span]]:
        """Returns the places of each hard skill that is not known, by the first of them."""
        others = self._spans.keys() - known
        return sorted((self._spans[one] for one in others if self._kinds[one] == "SKILL"), key=lambda spans: spans[0])


def _used(spans: Sequence[Span], dated: Sequence[tuple[Span, DateRange]]) -> tuple[DateRange, ...]:
    """Returns the dates of the entries that hold one of the spans, each once, in text order."""
    dates = (dates for entry, dates in dated if any(entry.contains(span) for span in spans))
    return tuple(dict.fromkeys(dates))


def _in_address(text: str, span: Span) -> bool:
    """Tells whether a mention is part of a web address ("/r/" is not R)."""
    if text[span.start - 1 : span.start] not in {"/", ".", "-", "=", "_"}:
        return False
    start = max(text.rfind(blank, max(0, span.start - _LONGEST_ADDRESS), span.start) for blank in " \n") + 1
    return _ADDRESS.search(text, max(start, span.start - _LONGEST_ADDRESS), span.start) is not None


def _overlaps(sorted_spans: Sequence[Span], span: Span) -> bool:
    """Tells whether a span overlaps one of spans in order that do not overlap one another."""
    place = bisect_left(sorted_spans, span.end, key=lambda one: one.start) - 1
    return place >= 0 and sorted_spans[place].overlaps(span)
