"""Twins of resumes that people wrote: the name, the school or the place that is read of them is exchanged."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bole.domain.errors import BoleError
from bole.domain.resume import Fact, Profile
from bole.lexicon.resources import items, load_mapping, mapping
from bole.parsing.parser import parse_summary

_PACKAGE = "bole.evaluation.fairness"
_SWAPS = "swaps.yaml"
_SHORTEST = 2


def real_twins(text: str) -> Iterator[tuple[str, str]]:
    """Yields groups with the text of a twin: every place that spells the name, a school or the place is changed.

    Args:
        text: What a person sees of a resume. One whose profile names nothing has no twin.
    """
    try:
        resume = parse_summary(text)
    except BoleError:
        return
    language = "zh" if resume.languages and resume.languages[0].startswith("zh") else "en"
    for slot, fact in _facts(resume.profile):
        if len(fact.value.strip()) >= _SHORTEST:
            for group, value in _values(language, slot):
                yield group, _spelled_anew(resume.text, fact.span.of(resume.text), value)


def _spelled_anew(text: str, spelled: str, value: str) -> str:
    """Puts a value in the place of every spelling that is no part of a longer word: "main" holds no place IN."""
    before, after = ("(?<![^\\W_])" if spelled[0].isascii() else ""), ("(?![^\\W_])" if spelled[-1].isascii() else "")
    return re.sub(f"{before}{re.escape(spelled)}{after}", lambda _: value, text)


def _facts(profile: Profile) -> Iterator[tuple[str, Fact]]:
    if profile.basics.name is not None:
        yield "name", profile.basics.name
    if profile.basics.location is not None:
        yield "address", profile.basics.location
    schools = (entry.institution for entry in profile.education if entry.institution is not None)
    school = next(schools, None)
    if school is not None:
        yield "school", school


def _values(language: str, slot: str) -> Iterator[tuple[str, str]]:
    swap = mapping(mapping(load_mapping(_PACKAGE, _SWAPS)[language], _SWAPS)[slot], _SWAPS)
    for one in items(swap["twins"], _SWAPS)[:2]:
        change = mapping(one, _SWAPS)
        yield slot if slot != "name" else str(change["group"]), str(change["value"])
