"""Finds degrees and says at which level they are."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from bole.domain.resume import DegreeLevel
from bole.domain.spans import Span
from bole.lexicon.resources import load_mapping, mapping, strings
from bole.parsing.structure.lines import lowered
from bole.parsing.structure.remembering import remembered
from bole.parsing.structure.word_lists import WordList, word_list

# A short form such as MS, MA or BA is a product, a place or a job beside these words.
_NOT_A_DEGREE = re.compile(
    r"\s*(?:office|word|excel|access|project|sql|power\s?point|outlook|teams|windows|visio|dynamics|dos|azure|\d|team\b|role\b|/\s*qa)",
    re.IGNORECASE,
)
_THESIS = re.compile(r"['’]?s?\s+(?:thesis|dissertation|project)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class DegreeMention:
    """A degree named in a text."""

    level: DegreeLevel
    span: Span
    short: bool = False
    """Whether it is a form such as MS or BA, which means other things too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Patterns:
    safe: re.Pattern[str]
    every: re.Pattern[str]
    institution: WordList
    capitals: re.Pattern[str]
    in_progress: re.Pattern[str]
    area_end: re.Pattern[str]


@remembered
def find_degrees(text: str, *, beside_education: bool) -> tuple[DegreeMention, ...]:
    """Returns the degrees of a plain text in order.

    Args:
        text: Plain text; spans count its code points.
        beside_education: Whether the text tells of an education, so that MS, BA and other short forms are degrees.
    """
    patterns = _patterns()
    found: list[DegreeMention] = []
    for match in (patterns.every if beside_education else patterns.safe).finditer(lowered(text)):
        if _THESIS.match(text, match.end()):
            continue
        level, _, form = (match.lastgroup or "").partition("_")
        if form == "short" and (
            _NOT_A_DEGREE.match(text, match.end()) or not _written_as_degree(text[match.start() : match.end()])
        ):
            continue
        span = Span(match.start(), match.end())
        found.append(DegreeMention(level=DegreeLevel[level], span=span, short=form == "short"))
    return tuple(found)


def best_degree(mentions: Iterable[DegreeMention]) -> DegreeMention | None:
    """Returns the highest degree, short forms only where nothing else is named, or None."""
    return max(mentions, key=lambda one: (not one.short, one.level, -one.span.start), default=None)


@remembered
def names_institution(text: str) -> bool:
    """Tells whether a plain text names a school, college or university."""
    patterns = _patterns()
    return patterns.institution.occurs(text) or patterns.capitals.search(text) is not None


def in_progress(text: str) -> bool:
    """Tells whether a plain text says that an education still goes on."""
    return bool(_patterns().in_progress.search(text))


def area_end(text: str) -> int:
    """Returns where an area of study at the start of a plain text ends."""
    match = _patterns().area_end.search(text)
    return match.start() if match else len(text)


def _written_as_degree(text: str) -> bool:
    letters = "".join(character for character in text if character.isalpha())
    return (
        not text.isascii() or text[:1].isdigit() or (letters.isupper() if len(letters) <= 4 else letters[:1].isupper())
    )


@cache
def _patterns() -> _Patterns:
    words = load_mapping("bole.parsing.structure", "education.yaml")
    safe, every = [], []
    for name, forms in mapping(words["levels"]).items():
        kinds = {kind: strings(value) for kind, value in mapping(forms).items()}
        safe.append(f"(?P<{name}_safe>{_joined(kinds['safe'])})")
        every.append(f"(?P<{name}_short>{_joined(kinds['short'])})")
    before = r"(?<![a-z0-9.])"
    return _Patterns(
        safe=re.compile(before + f"(?:{'|'.join(safe)})"),
        every=re.compile(before + f"(?:{'|'.join([*safe, *every])})"),
        institution=word_list(words["institution"]),
        capitals=re.compile(str(words["institution_capitals"])),
        in_progress=re.compile(rf"(?<![A-Za-z]){_joined(strings(words['in_progress']))}", re.IGNORECASE),
        area_end=re.compile(
            rf"(?<![A-Za-z]){_joined(strings(words['area_end']))}(?![a-z])|\d|[,;|()·]|\s{{2,}}|\s-\s|\*",
            re.IGNORECASE,
        ),
    )


def _joined(forms: tuple[str, ...]) -> str:
    return "(?:" + "|".join(forms) + ")"
