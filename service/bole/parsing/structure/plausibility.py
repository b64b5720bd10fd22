"""Tells texts that clearly are no resume: code, logs, invoices, recipes, tales, contracts, postings."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from bole.domain.resume import Profile, SectionKind
from bole.lexicon.resources import load_mapping, mapping, strings
from bole.parsing.structure.lines import lowered, plain
from bole.parsing.structure.work_words import work_words

if TYPE_CHECKING:
    from bole.parsing.structure.outline import Structure

_MOST_READ = 20_000
"""Code points looked at: what a document is shows at its beginning."""

_STATEMENTS = (
    r"(?:async )?(?:def|class) \w+.*:$",
    r"(?:from \S+ )?import [\w.{*, }]+",
    (
        r"(?:public|private|protected|static|function|const|let|var|func|fn|struct|namespace|using|package|export|module)"
        r" \w.*[;{(=]"
    ),
    (
        r"(?:return|raise|yield|throw|assert|if|elif|else|for|while|try|except|catch|finally|with|switch|case|match)\b"
        r".*[:;{]\s*(?:#.*|//.*)?$"
    ),
    r"return\b.{0,80}$",
    r"#include\b.*",
    r"@\w[\w.]*(?:\(.*\)?)?$",
    r"(?://|/\*|\*/).*",
    r"[)\]}]+[;,:]?.*$",
    r"SELECT\b.*",
    r"(?:INSERT|UPDATE|CREATE|ALTER|DROP) (?:INTO|TABLE|INDEX|DATABASE)\b.*",
    r"[\w.\[\]\"']+(?:\s*:\s*[\w\[\], |.]+)?\s*[+-]?=\s*\S.*",
    r".*[\w\])]\([^()]*\)?[,;:]?$",
    r".*(?:[)\]}\"'];|=.*;|^\s*[\w.]+;|[({\[]|\)\s*\{|=>|->.*:|\"\"\")$",
    r"</?\w+[^>]*>.*",
    r"\"?[\w-]+\"?\s*:\s*(?:[\[{].*|\"[^\"]*\",?|\d+,?|true,?|false,?|null,?)$",
    r".*(?:\bself\.|::|\s[=!]=\s|&&|\|\|).*",
)
_CODE = re.compile(r"^\s*(?:" + "|".join(_STATEMENTS) + r")\s*$")
_LOG = re.compile(
    r"^\s*\[?(?:\d{4}-\d\d-\d\d[T ]\d\d:\d\d|\d\d:\d\d:\d\d|[A-Z][a-z]{2}\s+\d{1,2} \d\d:\d\d:\d\d"
    r"|\d{1,3}(?:\.\d{1,3}){3}\s)|\b(?:INFO|WARN(?:ING)?|ERROR|DEBUG|TRACE)\b\s*[:\]\[-]"
)
_TABLE_OF_NUMBERS = re.compile(r"^[\d\s.,;:$€¥%+\-/|()eE]{6,}$")
_TELLING_KINDS = frozenset(SectionKind) - {
    SectionKind.BASICS,
    SectionKind.OTHER,
    SectionKind.SUMMARY,
    SectionKind.REFERENCES,
}
_ENOUGH = 3
_PLENTY = 13
"""Signs that no code, log or table has together: four headings of a resume and most facts of a person."""
_PARTLY, _MOSTLY = 0.3, 0.55
"""Shares of the lines that machines read or write."""

_LONGEST_CODE = 160
_MOST_LINES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cues:
    resume: tuple[re.Pattern[str], ...]
    other: tuple[tuple[re.Pattern[str], ...], ...]
    posting: tuple[re.Pattern[str], ...]


def looks_like_resume(text: str, structure: Structure) -> bool:
    """Tells whether a text can be a resume; False only where it clearly is something else.

    Counts what a resume has (headings, dated work, degrees, contacts, skills, words of careers) against what other
    documents have (lines of code or of a log, words of invoices, recipes, postings, contracts, tales).

    Args:
        text: The visible text.
        structure: What `structure` made of it.
    """
    beginning = text[:_MOST_READ]
    signs = _signs(structure)
    if signs >= _PLENTY and not _of_nobody(structure.profile):
        return True
    machine = _machine_share(beginning.split("\n", maxsplit=_MOST_LINES)[:_MOST_LINES])
    if signs >= 3 * _ENOUGH and machine < _PARTLY and not _of_nobody(structure.profile):
        return True
    lower = lowered(plain(beginning))
    for_it = signs + _words_for(lower)
    if for_it == 0:
        return False
    if machine >= _MOSTLY or (machine >= _PARTLY and for_it < 3 * _ENOUGH):
        return False
    if _of_nobody(structure.profile) and _posting_words(lower) >= _ENOUGH:
        return False
    other = _words_against(lower)
    return for_it > other or (for_it >= _ENOUGH and other < 2 * _ENOUGH)


def _signs(structure: Structure) -> int:
    """Counts what the structure shows of a resume: headings twice, as they are the surest sign."""
    profile = structure.profile
    kinds = {section.kind for section in structure.sections if section.heading is not None} & _TELLING_KINDS
    return 2 * min(len(kinds), 4) + _facts(profile)


def _facts(profile: Profile) -> int:
    basics = profile.basics
    return sum(
        (
            bool(basics.emails or basics.phones),
            bool(basics.emails and basics.phones),
            bool(basics.name),
            bool(basics.label),
            any(entry.dates for entry in profile.work),
            any(entry.dates and (entry.position or entry.organization) for entry in profile.work),
            2 * any(entry.level for entry in profile.education),
            bool(profile.claimed_years),
            bool(profile.certificates),
        )
    )


def _words_for(lower: str) -> int:
    return sum(1 for pattern in _cues().resume if pattern.search(lower)) + work_words().position.occurs(lower[:200])


def _of_nobody(profile: Profile) -> bool:
    """Tells whether nobody is named, reached or dated, as in a job posting."""
    basics = profile.basics
    return not (basics.name or basics.phones or any(entry.dates for entry in profile.work))


def _posting_words(lower: str) -> int:
    return sum(1 for pattern in _cues().posting if pattern.search(lower))


def _words_against(lower: str) -> int:
    """Returns how many different words of the other kind of document that fits best stand in the text."""
    counts = (sum(1 for pattern in kind if pattern.search(lower)) for kind in _cues().other)
    return max(counts, default=0)


def _machine_share(lines: list[str]) -> float:
    """Returns the share of lines that machines read or write: code, logs, tables of numbers."""
    written = [line for line in lines if line.strip()]
    counts = Counter(
        bool(_CODE.match(line[:_LONGEST_CODE]) or _LOG.search(line[:60]) or _TABLE_OF_NUMBERS.match(line))
        for line in written
    )
    return counts[True] / max(1, len(written))


@cache
def _cues() -> _Cues:
    words = load_mapping("bole.parsing.structure", "plausibility.yaml")
    resume = [re.compile("|".join(strings(forms))) for forms in mapping(words["resume"]).values()]
    other = [tuple(re.compile(form) for form in strings(forms)) for forms in mapping(words["other"]).values()]
    posting = tuple(re.compile(form) for form in strings(words["posting"]))
    return _Cues(resume=tuple(resume), other=(*other, posting), posting=posting)
