"""Finds the title of a posting, its language and its trade."""

from __future__ import annotations

import re

from bole.domain.rubric import JobPosting
from bole.lexicon.folding import HAN, fold
from bole.lexicon.roles import RoleFamily, role_families
from bole.lexicon.skills import skill_table
from bole.rubric.patterns import pattern
from bole.rubric.sections import Part, PostingLine

_CUES = "titles.yaml"
_LONGEST = 80
_EDGE = " \t#*-—–:：，,。.!！;；\"“”'【】[]"
_LANGUAGE_NAMES = frozenset({"programming_language"})


def language_of(posting: JobPosting) -> str:
    """Returns the language of a posting: as given, else `zh` where Han characters are a good part of it, else `en`."""
    if posting.language_code:
        return posting.language_code
    han = len(re.findall(f"[{HAN}]", posting.text))
    words = len(re.findall(r"[A-Za-z]{2,}", posting.text))
    return "zh" if han and han >= words else "en"


def title_of(posting: JobPosting, lines: tuple[PostingLine, ...]) -> str:
    """Returns the title as the posting words it: given, labelled, announced (招聘..., looking for a ...) or on top."""
    if posting.title.strip():
        return posting.title.strip()
    labelled = next((line.text for line in lines if line.label == "TITLE" and line.part is not Part.COMPANY), "")
    if labelled:
        return _clean(labelled)
    opening = [line for line in lines if line.part in (Part.INTRO, Part.COMPANY)][:4]
    top = opening[0].text if opening and opening[0] is lines[0] else ""
    if top and len(top) <= _LONGEST and _is_title(top):
        return _clean(top)
    return next((title for line in opening if (title := _announced(line.text))), "")


def role_of(title: str, lines: tuple[PostingLine, ...]) -> RoleFamily | None:
    """Returns the role family of the title (of the first lines where there is no title); None when none is named.

    A programming language in the title is looked past first: a Python后端开发工程师 works in the backend.
    """
    texts = (_without_languages(title), title) if title else tuple(line.text for line in lines[:2])
    for text in texts:
        families = role_families(fold(text))
        if families:
            return families[0]
    return None


def _without_languages(title: str) -> str:
    folded = fold(title)
    kept = title
    for mention in reversed(skill_table().find(folded)):
        if mention.skill.class_id in _LANGUAGE_NAMES:
            kept = kept[: mention.span.start] + " " + kept[mention.span.end :]
    return kept


def is_title_line(line: PostingLine, title: str) -> bool:
    """Tells whether a line says nothing but the title."""
    return bool(title) and line.part is Part.INTRO and (line.label == "TITLE" or _clean(line.text) == title)


def _is_title(text: str) -> bool:
    folded = fold(text).text
    if pattern(_CUES, "no_title").search(folded):
        return False
    return bool(role_families(fold(text))) or pattern(_CUES, "title_words").search(folded) is not None


def _announced(text: str) -> str:
    folded = fold(text)
    match = pattern(_CUES, "announced").search(folded.text)
    if match is None:
        return ""
    stop = pattern(_CUES, "title_end").search(folded.text, match.end())
    end = stop.start() if stop else len(folded.text)
    return _clean(folded.span(match.end(), end).of(text)) if end - match.end() <= _LONGEST else ""


def _clean(text: str) -> str:
    folded = fold(text)
    lead, trail = pattern(_CUES, "before_title").match(folded.text), pattern(_CUES, "after_title").search(folded.text)
    start, end = lead.end() if lead else 0, trail.start() if trail else len(folded.text)
    found = folded.span(start, end).of(text) if start < end else ""
    cleaned = found.strip(_EDGE)
    # The point of .NET is none of the marks around a title.
    return f".{cleaned}" if found.strip(_EDGE.replace(".", "")).startswith(f".{cleaned}") else cleaned
