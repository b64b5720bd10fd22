"""What prose may repeat from a resume: nothing that says who the person is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from bole.domain.resume import Profile
from bole.domain.spans import Span
from bole.evidence.cue_patterns import pattern
from bole.evidence.reading import Reading
from bole.lexicon.folding import fold

_SHORTEST_NAME = 2
_BARE_NUMBER = re.compile(r"[^0-9a-z]*[0-9]{1,2}[^0-9a-z]*")
"""A clause that is a number alone: an age, beside other facts of a person."""

_PARTING = " ,;:|、，；：\n（(["


def is_impersonal(text: str, profile: Profile | None = None) -> bool:
    """Tells whether a passage is free of age, gender, origin, health, family and the like, and of names in a profile.

    Args:
        text: A passage of visible text.
        profile: Whose name, contacts and schools must not stand in it; None where it is not known.
    """
    folded = fold(text).text
    if pattern("demographic").search(folded) is not None:
        return False
    return profile is None or not any(name in folded for name in _names(profile))


def impersonal_part(reading: Reading, span: Span, focus: Span | None = None) -> Span:
    """Cuts from a passage what says who the person is: name, contacts, age, gender, origin, health, family.

    What needs no cut stays whole. Else the clause of `focus` is left, and of a clause that is personal itself `focus`
    alone. Without a focus the longest part between personal clauses is left; the passage stays whole where all of it
    is personal, because nothing tells which words it is quoted for.

    Args:
        reading: The document.
        span: The passage.
        focus: What it is quoted for, such as the mention of a term.
    """
    if not _is_personal(reading, span):
        return span
    clauses = _clauses(reading, span)
    if focus is not None and focus.start < focus.end and span.contains(focus):
        own = next((one for one in clauses if one.contains(focus)), focus)
        return focus if _is_personal(reading, own) else _unmarked(reading.text, own, focus)
    longest = max(_runs(reading, clauses), key=lambda one: (one.end - one.start, -one.start), default=None)
    return span if longest is None else _unmarked(reading.text, longest, Span(longest.start, longest.start))


def _unmarked(text: str, clause: Span, focus: Span) -> Span:
    """Takes marks and brackets without their partner from the ends of a clause, never from its focus."""
    start, end = clause.start, clause.end
    lone = list(_lone_brackets(text, clause))
    start = max((index + 1 for index in lone if index < focus.start), default=start)
    end = min((index for index in lone if index >= max(focus.end, start + 1)), default=end)
    while end > focus.end and text[end - 1] in _PARTING:
        end -= 1
    while start < min(focus.start, end) and text[start] in _PARTING:
        start += 1
    return Span(start, end)


def _lone_brackets(text: str, span: Span) -> Iterator[int]:
    opened: list[int] = []
    for index in range(span.start, span.end):
        if text[index] in "(（[":
            opened.append(index)
        elif text[index] in ")）]":
            if opened:
                opened.pop()
            else:
                yield index
    yield from opened


def _is_personal(reading: Reading, span: Span) -> bool:
    start, end = reading.folded.locate(span)
    text = reading.folded.text[start:end]
    if pattern("demographic").search(text) is not None:
        return True
    basics = reading.resume.profile.basics
    for fact in (basics.name, *basics.emails, *basics.phones):
        if fact is not None:
            left, right = reading.folded.locate(fact.span)
            name = reading.folded.text[left:right].strip()
            if len(name) >= _SHORTEST_NAME and name in text:
                return True
    return False


def _clauses(reading: Reading, span: Span) -> list[Span]:
    start, end = reading.folded.locate(span)
    breaks = pattern("demographic", "clause_breaks").finditer(reading.folded.text, start, end)
    borders = [span.start, *(reading.folded.span(start, one.end()).end for one in breaks), span.end]
    return [Span(left, right) for left, right in pairwise(borders) if left < right]


def _runs(reading: Reading, clauses: list[Span]) -> list[Span]:
    """Returns the parts of a passage between its personal clauses."""
    runs: list[Span] = []
    joined = False
    for clause in clauses:
        start, end = reading.folded.locate(clause)
        bare = _BARE_NUMBER.fullmatch(reading.folded.text, start, end) is not None
        if bare or _is_personal(reading, clause):
            joined = False
            continue
        runs[len(runs) - joined :] = [Span(runs[-1].start, clause.end) if joined else clause]
        joined = True
    return runs


def _names(profile: Profile) -> list[str]:
    basics = profile.basics
    facts = [basics.name, *basics.emails, *basics.phones, *(entry.institution for entry in profile.education)]
    names = [fold(fact.value).text.strip() for fact in facts if fact is not None]
    return [name for name in names if len(name) >= _SHORTEST_NAME]
