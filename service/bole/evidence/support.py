"""What the quotes of a claim are worth for one term in one document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from bole.domain.documents import DocumentRole
from bole.domain.screening import Alignment, Evidence, Level, Method
from bole.evidence.alignment import Aligned
from bole.evidence.levels import rank
from bole.evidence.quoting import evidence_of
from bole.evidence.reading import Reading
from bole.evidence.topic import Relation, Topic

_Quoted = tuple[Aligned, Relation]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What an engine says of a term.

    Attributes:
        level: The level, as far as the document can support one.
        quotes: The engine's wording of the text.
        shared: The claim was made for several terms at once, so that a term it does not hold for is no mistake.
    """

    level: Level
    quotes: tuple[str, ...]
    shared: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is left of a claim.

    Attributes:
        claim: The level that was claimed.
        level: The level that the text supports.
        evidence: Quotes for it, best first.
        unsupported: No quote of the claim holds.
        quotes: What became of each quote.
    """

    claim: Level
    level: Level
    evidence: tuple[Evidence, ...] = ()
    unsupported: bool = False
    quotes: tuple[Located, ...] = ()


class Located(NamedTuple):
    """What became of a quote: how it was found, None where it stands nowhere, and whether it is about the term."""

    quote: str
    alignment: Alignment | None
    on_topic: bool


def claimable(level: Level, role: DocumentRole) -> Level:
    """Returns a claimed level, lowered to what a document of this role can show.

    A cover letter shows at most USED; MET and PARTLY_MET are no levels of terms and count as LISTED.
    """
    if level in {Level.MET, Level.PARTLY_MET}:
        return Level.LISTED
    if role is DocumentRole.COVER_LETTER and level is Level.DEMONSTRATED:
        return Level.USED
    return level


def answer(topic: Topic, claim: Claim, *, known: bool) -> Answer:
    """Checks a claim about one term.

    Args:
        topic: The term in the document.
        claim: What the engine says of it.
        known: The document names what is asked; an unclear claim about something that it never names is ABSENT.
    """
    located = [(quote, topic.locate(quote)) for quote in dict.fromkeys(claim.quotes)]
    found = _answered(topic, claim, [pair for _, pair in located if pair is not None], known=known)
    return replace(found, quotes=tuple(_fate(quote, pair) for quote, pair in located)) if located else found


def _fate(quote: str, found: _Quoted | None) -> Located:
    if found is None:
        return Located(quote, None, on_topic=False)
    aligned, relation = found
    return Located(quote, aligned.alignment, on_topic=relation.mention is not None)


def _answered(topic: Topic, claim: Claim, quoted: Sequence[_Quoted], *, known: bool) -> Answer:
    if claim.level is Level.ABSENT:
        return _absent(topic, claim, [pair for pair in quoted if pair[1].mention is not None])
    if claim.level is Level.UNCLEAR:
        return _unclear(topic, claim, quoted, known=known)
    supporting = [pair for pair in quoted if pair[1].supports]
    if not supporting:
        return _unsupported(topic, claim, quoted)
    supporting.sort(key=lambda pair: pair[1].slight)
    level = Level.LISTED if supporting[0][1].slight else claim.level
    return Answer(claim=claim.level, level=level, evidence=_evidence(topic.reading, supporting))


def _absent(topic: Topic, claim: Claim, quoted: Sequence[_Quoted]) -> Answer:
    open_still = topic.reading.incomplete and not quoted and not topic.only_denied
    level = Level.UNCLEAR if open_still else Level.ABSENT
    return Answer(claim=claim.level, level=level, evidence=_evidence(topic.reading, quoted))


def _unclear(topic: Topic, claim: Claim, quoted: Sequence[_Quoted], *, known: bool) -> Answer:
    related = [pair for pair in quoted if pair[1].mention is not None]
    if known or (topic.reading.incomplete and not topic.only_denied):
        return Answer(claim=claim.level, level=Level.UNCLEAR, evidence=_evidence(topic.reading, related))
    return _absent(topic, claim, related)


def _unsupported(topic: Topic, claim: Claim, quoted: Sequence[_Quoted]) -> Answer:
    """Falls to what the text itself says of the term."""
    denied = [pair for pair in quoted if pair[1].denied]
    beside = [] if claim.shared or denied else [pair[0] for pair in quoted]
    inferred = tuple(_inferred(topic.reading, aligned) for aligned in beside)
    named = topic.first_affirmed
    if named is not None:
        mentioned = evidence_of(topic.reading, topic.reading.sentence_of(named), focus=named)
        return Answer(claim=claim.level, level=Level.LISTED, evidence=(mentioned, *inferred), unsupported=True)
    if inferred:
        return Answer(claim=claim.level, level=Level.LISTED, evidence=inferred, unsupported=True)
    nothing = _absent(topic, claim, denied)
    level = nothing.level if claim.shared else Level.ABSENT
    return Answer(claim=claim.level, level=level, evidence=nothing.evidence, unsupported=True)


def _evidence(reading: Reading, quoted: Sequence[_Quoted]) -> tuple[Evidence, ...]:
    return tuple(
        evidence_of(
            reading,
            aligned.span,
            focus=relation.mention,
            alignment=aligned.alignment,
            method=Method.DERIVE if relation.inferred else Method.EXTRACT,
        )
        for aligned, relation in quoted
    )


def _inferred(reading: Reading, aligned: Aligned) -> Evidence:
    return evidence_of(reading, aligned.span, alignment=aligned.alignment, method=Method.DERIVE)


def fell(answer: Answer, final: Level) -> bool:
    """Tells whether a claim fell for want of a quote, and no other document made up for it."""
    return answer.unsupported and rank(final) > rank(answer.claim)
