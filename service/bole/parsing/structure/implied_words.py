"""Tells employments, educations, licences and awards apart where no heading does."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from bole.domain.resume import DegreeLevel
from bole.lexicon.resources import load_mapping, strings
from bole.parsing.structure.degrees import DegreeMention, find_degrees, names_institution
from bole.parsing.structure.lines import HAN
from bole.parsing.structure.work_words import names_organization, names_position

_LONGEST_SUBJECT = 4
_PIECE = re.compile(r"\s{2,}|\s[-·|/]\s|[|,;，；、·()]|(?<=[^ -~])\s|\s(?=[^ -~])")
_HAN = re.compile(rf"[{HAN}]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpliedWords:
    """Compiled word lists of `implied.yaml`."""

    licence: re.Pattern[str]
    award: re.Pattern[str]
    academic_work: re.Pattern[str]
    enrolled: re.Pattern[str]
    study: re.Pattern[str]
    student_body: re.Pattern[str]
    prose: re.Pattern[str]
    person: re.Pattern[str]


@cache
def implied_words() -> ImpliedWords:
    """Returns the word lists; compiling them takes a moment once in each process."""
    words = {
        name: "|".join(strings(forms)) for name, forms in load_mapping("bole.parsing.structure", "implied.yaml").items()
    }
    whole = {name: re.compile(rf"(?<![a-z])(?:{forms})(?![a-z])", re.IGNORECASE) for name, forms in words.items()}
    return ImpliedWords(
        licence=whole["licence"],
        award=whole["award"],
        academic_work=whole["academic_work"],
        enrolled=whole["enrolled"],
        study=re.compile(rf"(?<![a-z])(?:{words['study']})", re.IGNORECASE),
        student_body=whole["student_body"],
        prose=whole["prose"],
        person=re.compile(f"(?:{words['person']})$"),
    )


def degrees_of(text: str) -> tuple[DegreeMention, ...]:
    """Returns the degrees of a heading above school; short forms only beside an institution."""
    found = find_degrees(text, beside_education=names_institution(text))
    return tuple(one for one in found if one.level > DegreeLevel.SECONDARY)


def holds_position(text: str) -> bool:
    """Tells whether a heading names a position, leaving out what belongs to a degree or names its subject."""
    rest = text
    for degree in reversed(degrees_of(text)):
        if names_position(degree.span.of(text)):
            rest = rest[: degree.span.start] + ", " + rest[degree.span.end :]
    if not names_position(rest):
        return False
    if not names_institution(rest) or not _HAN.search(rest):
        return True
    return any(names_position(piece) and not _subject(piece) for piece in _PIECE.split(rest) if piece)


def _subject(piece: str) -> bool:
    """Tells whether a piece beside a school is rather what was studied ("会计")."""
    whole = _HAN.fullmatch(piece) is not None
    return whole and len(piece) <= _LONGEST_SUBJECT and not implied_words().person.search(piece)


def names_degree(heading: str) -> bool:
    """Tells whether a heading is that of a degree or a time of study, and of no position.

    A short form such as BE or a step of school (HSC) counts at the front of a heading without an employer.
    """
    if holds_position(heading):
        return False
    if degrees_of(heading) or implied_words().enrolled.search(heading):
        return True
    first = next(iter(find_degrees(heading, beside_education=True)), None)
    return first is not None and first.short and first.span.start == 0 and not names_organization(heading)


def names_school_only(heading: str) -> bool:
    """Tells whether a heading names a school or university, and neither a position nor work done there."""
    if not (names_institution(heading) or find_degrees(heading, beside_education=False)):
        return False
    return not holds_position(heading) and not implied_words().academic_work.search(heading)


def names_licence(heading: str) -> bool:
    """Tells whether one piece of a heading ends as a licence or certificate does, and no piece names a position.

    The trade before the noun is part of the licence: "Forklift operator licence".
    """
    found = False
    rest: list[str] = []
    for piece in _PIECE.split(heading):
        match = implied_words().licence.search(piece)
        if match is None:
            rest.append(piece)
            continue
        found = True
        rest.append(piece[match.end() :])
    return found and not any(names_position(piece) for piece in rest if piece)


def names_award(heading: str) -> bool:
    """Tells whether a heading is that of an award rather than a position."""
    return implied_words().award.search(heading) is not None
