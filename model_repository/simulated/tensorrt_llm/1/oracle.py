"""Answers the criteria of a screening from the resume's own lines, a set share of them wrong on purpose.

What comes out is a function of the seed, the criteria and the resume alone, so that a test can compute the answers that
a service must have been given.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from excerpts import Excerpt, Lines, lines_of
from prompt_reading import Criterion

MAX_QUOTES = 2
MAX_EXPERIENCE = 2
_LEVELS = ("DEMONSTRATED", "USED", "LISTED")
_ABSENT = "ABSENT"
_INVENTED = "vexolith quandary"
_NOTHING = "Not stated."


class Kind(StrEnum):
    """What is right or wrong with an answer."""

    HONEST = "HONEST"
    OFF_TOPIC = "OFF_TOPIC"
    NOT_VERBATIM = "NOT_VERBATIM"
    WRONG = "WRONG"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """Shares of answers, 0 to 1, that are wrong on purpose; together at most 1.

    Attributes:
        off_topic: Quotes a line that names none of the terms.
        not_verbatim: Quotes a line with words changed, so that it stands nowhere.
        wrong: Claims what the resume does not say, in invented words.
    """

    off_topic: float = 0.0
    not_verbatim: float = 0.0
    wrong: float = 0.0

    def __post_init__(self) -> None:
        shares = (self.off_topic, self.not_verbatim, self.wrong)
        if min(shares) < 0 or sum(shares) > 1:
            raise ValueError("shares of wrong answers lie between 0 and 1, together at most 1")

    def kind(self, drawn: float) -> Kind:
        """Returns the kind of an answer for a number drawn evenly from [0, 1)."""
        if drawn < self.off_topic:
            return Kind.OFF_TOPIC
        if drawn < self.off_topic + self.not_verbatim:
            return Kind.NOT_VERBATIM
        return Kind.WRONG if drawn < self.off_topic + self.not_verbatim + self.wrong else Kind.HONEST


@dataclass(frozen=True, slots=True, kw_only=True)
class OracleAnswer:
    """The answer to one criterion: `level` of the output, 0 to 2 quotes of 1 to 120 code points, and their kind."""

    kind: Kind
    level: str
    quotes: tuple[str, ...]


def answer_key(
    seed: int, shares: Shares, criteria: tuple[Criterion, ...], resume_text: str
) -> tuple[OracleAnswer, ...]:
    """Answers every criterion, in order.

    An honest answer quotes the first lines that name its terms, at a level that the seed chooses, or is ABSENT. Where a
    resume has no line for a wrong answer of the drawn kind, the answer is honest.
    """
    lines = lines_of(resume_text)
    resume = hashlib.blake2b(resume_text.encode(), digest_size=16).digest()
    return tuple(_answer(_Draws(seed, criterion, resume), shares, criterion, lines) for criterion in criteria)


def experience(resume_text: str) -> tuple[str, ...]:
    """Returns 1 or 2 short sentences about the work, copied from the resume."""
    return lines_of(resume_text).factual(MAX_EXPERIENCE) or (_NOTHING,)


class _Draws:
    """Numbers that depend on seed, criterion and resume alone."""

    def __init__(self, seed: int, criterion: Criterion, resume: bytes) -> None:
        asked = "\0".join((str(seed), criterion.text, *criterion.terms))
        digest = hashlib.blake2b(asked.encode(), key=resume, digest_size=24).digest()
        self.kind = int.from_bytes(digest[:8], "big") / 2**64
        self.level = _LEVELS[int.from_bytes(digest[8:16], "big") % len(_LEVELS)]
        self.line = int.from_bytes(digest[16:], "big")


def _answer(draws: _Draws, shares: Shares, criterion: Criterion, lines: Lines) -> OracleAnswer:
    kind = shares.kind(draws.kind)
    if kind is Kind.OFF_TOPIC:
        quotes = lines.without(criterion.terms, draws.line)
    elif kind is Kind.NOT_VERBATIM:
        quotes = tuple(map(_reworded, lines.naming(criterion.terms, 1)))
    elif kind is Kind.WRONG:
        quotes = (_claim(criterion),)
    else:
        quotes = ()
    if quotes:
        return OracleAnswer(kind=kind, level=_LEVELS[0], quotes=quotes)
    found = tuple(one.text for one in lines.naming(criterion.terms, MAX_QUOTES))
    return OracleAnswer(kind=Kind.HONEST, level=draws.level if found else _ABSENT, quotes=found)


def _reworded(excerpt: Excerpt) -> str:
    """Keeps the term of a quote and puts invented words where the rest stood."""
    term = excerpt.text[excerpt.start : excerpt.end]
    after = excerpt.text[excerpt.end :][:40].rpartition(" ")[0]
    return f"{_INVENTED} {term}{after} {_INVENTED}"


def _claim(criterion: Criterion) -> str:
    about = next((term for term in criterion.terms if len(term) <= 60), "")
    return f"{_INVENTED} {about} {_INVENTED}".replace('"', "").replace("\\", "")
