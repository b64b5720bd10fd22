"""Cuts a statement down to what a question may quote: work, never who the candidate is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from bole.domain.resume import ParsedResume
from bole.domain.spans import Span
from bole.lexicon.folding import Folded, fold
from bole.lexicon.resources import any_of, load_mapping, strings

LONGEST_HAN = 60
"""Code points of a quote in Chinese."""

LONGEST_LATIN = 150
"""Code points of a quote in a Latin script."""

_BREAK = re.compile(
    r"[（(][^（()）]*[)）]"
    r"|[，；;。！？!?]|[,:：](?![0-9])|(?<=[^0-9]),(?=[0-9])|\.(?=\s|$|[一-鿿])| \| "
    r"|\s+(?=(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6}\.? (?:19|20)[0-9]{2}\b)"
    r"|\s+(?:and|with|for)\s+(?=[^,;]{0,60}\b(?:his|hers?|he|she|him)\b)"
)
_EDGES = " \t\n\r\u3000-–—*·•●▪,，.。;；:：、|\"'“”‘’「」"
_HAN = re.compile(r"[一-鿿]")
_WORD = re.compile(r"[^\W\d_]+")
_NAME_PART = re.compile(r"[A-Z][\w'’-]+")
_ENGLISH_NAME = re.compile(
    r"\s*((?:[A-Z][\w'’.-]+ ){1,3})(?=(?:is|was|has|had|works?|worked|leads?|led|manages?|managed|runs?|ran|teaches|"
    r"taught|built|builds|joined|brings|holds|spent|designed|developed|graduated|specialises|specializes)\b)"
    r"|\s*((?:[A-Z][\w'’.-]+ ?){2,3})(?=, (?:(?:an?|the|[0-9]+|[A-Z]{2,5})\b|[A-Z][a-z]+ed ))"
)
_COPULA = re.compile(r"\s*(?:is|was|has been)\s+(?:an?\s+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clause:
    span: Span
    value: int
    blocked: bool
    placing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rules:
    identity: re.Pattern[str]
    leading: re.Pattern[str]
    placing: re.Pattern[str]
    han_name: re.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Privacy:
    """What of one resume no quote may hold: spans of identity, and the names of the candidate and of schools."""

    spans: tuple[Span, ...]
    names: tuple[str, ...]

    def touches(self, text: str, span: Span) -> bool:
        """Tells whether the span holds one of the names or overlaps a fact on identity."""
        passage = span.of(text)
        return any(span.overlaps(one) for one in self.spans) or any(_names(name, passage) for name in self.names)


def privacy(resume: ParsedResume) -> Privacy:
    """Collects the name, contacts, place of living and schools of a candidate."""
    basics = resume.profile.basics
    facts = [basics.name, *basics.emails, *basics.phones, *basics.urls, basics.location]
    facts += [entry.institution for entry in resume.profile.education]
    name = basics.name.value if basics.name else _guessed_name(resume.text)
    schools = [entry.institution.value for entry in resume.profile.education if entry.institution is not None]
    own = (name.strip(), *_NAME_PART.findall(name), *schools)
    return Privacy(
        spans=tuple(fact.span for fact in facts if fact is not None),
        names=tuple(dict.fromkeys(one for part in own for one in _cases(part) if len(part) > 1)),
    )


def _cases(name: str) -> tuple[str, ...]:
    """Returns a name as written, in capitals and as a name in a sentence; small letters alone may be a word."""
    return (name, name.upper(), name.title())


def says_who(passage: str) -> bool:
    """Tells whether a passage holds age, gender, family, health, faith, contacts or schools of somebody."""
    return _rules().identity.search(fold(passage).text) is not None


def quotable(folded: Folded, unit: Span, hidden: Privacy, marks: Iterable[Span], denied: Iterable[Span]) -> Span | None:
    """Returns the part of a sentence that is best to quote, or None.

    Args:
        folded: The folded text of the resume.
        unit: The sentence.
        hidden: What may not be quoted.
        marks: Places that make a clause worth quoting, such as skills named.
        denied: Places that a quote must not hold, such as skills the candidate denies.
    """
    text = folded.source
    unit = _without_head(text, unit, hidden)
    clauses = _clauses(folded, unit, hidden, tuple(marks), tuple(denied))
    if not clauses:
        return None
    limit = LONGEST_HAN if len(_HAN.findall(unit.of(text))) * 3 > unit.end - unit.start else LONGEST_LATIN
    best = max(_windows(clauses, limit), key=lambda found: (found[0], -found[1].start), default=None)
    if best is None:
        return None
    span = _trimmed(text, _shortened(text, best[1], limit))
    return span if _says_enough(span.of(text)) else None


def _clauses(
    folded: Folded, unit: Span, hidden: Privacy, marks: tuple[Span, ...], denied: tuple[Span, ...]
) -> list[_Clause]:
    found = []
    for span in _split(folded.source, unit):
        start, end = folded.locate(span)
        passage = folded.text[start:end]
        blocked = (
            hidden.touches(folded.source, span)
            or _rules().identity.search(passage) is not None
            or any(span.overlaps(one) for one in denied)
        )
        value = 1 + 3 * sum(span.contains(mark) for mark in marks) + 2 * any(c.isdigit() for c in passage)
        placing = _rules().placing.search(passage.strip()) is not None
        found.append(_Clause(span=span, value=value, blocked=blocked, placing=placing))
    telling = [replace(clause, blocked=clause.blocked or clause.placing) for clause in found]
    return found if all(clause.blocked for clause in telling) else telling


def _split(text: str, unit: Span) -> list[Span]:
    breaks = [match for match in _BREAK.finditer(text, unit.start, unit.end) if match.group()[0] not in "（("]
    # A mark stays with the clause before it, a conjunction goes with the clause after it.
    inner = [match.end() if len(match.group().strip()) <= 1 else match.start() for match in breaks]
    cuts = [unit.start, *inner, unit.end]
    return [Span(start, end) for start, end in pairwise(cuts) if text[start:end].strip(_EDGES)]


def _windows(clauses: list[_Clause], limit: int) -> Iterable[tuple[int, Span]]:
    """Yields (value, span) of all runs of clauses that may be quoted whole, and of single ones too long for that."""
    for first, clause in enumerate(clauses):
        value = 3 if first == 0 and clause.value > 0 else 0
        for last in range(first, min(len(clauses), first + 12)):
            if clauses[last].blocked:
                break
            span = Span(clause.span.start, clauses[last].span.end)
            if span.end - span.start > limit + 1 and last > first:
                break
            value += clauses[last].value
            yield value, span


def _without_head(text: str, unit: Span, hidden: Privacy) -> Span:
    """Drops a name or pronoun that opens the sentence."""
    passage = unit.of(text)
    for name in hidden.names:
        if passage.startswith(name):
            rest = passage[len(name) :]
            copula = _COPULA.match(rest)
            return Span(unit.start + len(name) + (copula.end() if copula else 0), unit.end)
    pronoun = _rules().leading.match(passage)
    return Span(unit.start + pronoun.end(), unit.end) if pronoun else unit


def _shortened(text: str, span: Span, limit: int) -> Span:
    if span.end - span.start <= limit:
        return span
    cut = span.start + limit
    while cut > span.start + limit // 2 and not _is_border(text, cut):
        cut -= 1
    return Span(span.start, cut)


def _is_border(text: str, cut: int) -> bool:
    before, after = text[cut - 1], text[cut]
    return before.isspace() or after.isspace() or (bool(_HAN.match(before)) and bool(_HAN.match(after)))


def _trimmed(text: str, span: Span) -> Span:
    passage = span.of(text)
    start = span.start + len(passage) - len(passage.lstrip(_EDGES))
    return Span(start, max(start, span.start + len(passage.rstrip(_EDGES))))


def _says_enough(passage: str) -> bool:
    return len(_HAN.findall(passage)) * 2 + 4 * len(_WORD.findall(_HAN.sub(" ", passage))) >= 12


def _names(name: str, passage: str) -> bool:
    if name not in passage:
        return False
    return not name.isascii() or re.search(rf"\b{re.escape(name)}\b", passage) is not None


def _guessed_name(text: str) -> str:
    """Returns the name that opens a plain text ("Maria Silva is a nurse", 张伟，男), or an empty string."""
    han = _rules().han_name.match(text.lstrip())
    if han:
        return han.group(1)
    english = _ENGLISH_NAME.match(text)
    return (english.group(1) or english.group(2)).strip() if english else ""


@lru_cache(maxsize=1)
def _rules() -> _Rules:
    fields = load_mapping("bole.interview", "material.yaml")
    return _Rules(
        identity=any_of(strings(fields["identity"])),
        leading=re.compile(str(fields["leading"]), re.IGNORECASE),
        placing=re.compile(str(fields["placing"])),
        han_name=re.compile(f"([{fields['surnames']}][一-鿿]{{1,2}}?)(?={fields['name_followers']})"),
    )
