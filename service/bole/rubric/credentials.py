"""Reads demands for certificates and licences."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from bole.domain.rubric import Term
from bole.lexicon.folding import Folded, fold_term
from bole.lexicon.index import TermIndex
from bole.lexicon.resources import load_mapping, mapping, strings
from bole.lexicon.skills import SkillMention, skill_table
from bole.rubric.naming import named
from bole.rubric.patterns import pattern

_NAME = "credentials.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialDemand:
    """A certificate in folded text at [start, end); `by_law` when the work may not be done without it."""

    start: int
    end: int
    term: Term
    by_law: bool = False


def credential_demands(folded: Folded, mentions: tuple[SkillMention, ...]) -> tuple[CredentialDemand, ...]:
    """Returns the certificates that a clause names, in order: known ones, else what is spelled like one.

    Args:
        folded: The clause.
        mentions: What the skill table finds in it.
    """
    found = {one.skill.skill_id: _listed(folded, one) for one in reversed(mentions) if _is_certificate(one, folded)}
    for hit in _index().find(folded):
        key, spellings = _more()[hit.number]
        if not any(one.start < hit.end and hit.start < one.end for one in found.values()):
            name = folded.span(hit.start, hit.end).of(folded.source)
            found[key] = CredentialDemand(
                start=hit.start, end=hit.end, term=named(name, spellings), by_law=key in _by_law()
            )
    return tuple(sorted(found.values(), key=lambda one: one.start)) or _placed(folded) or _spelled(folded)


def _is_certificate(mention: SkillMention, folded: Folded) -> bool:
    """Tells a certificate from the skill of the same name (心肺复苏)."""
    if mention.skill.kind != "CERTIFICATION":
        return False
    name = fold_term(mention.span.of(folded.source))
    named_so = pattern(_NAME, "certificate_name").search(name) is not None
    return named_so or pattern(_NAME, "certificate_clause").search(folded.text) is not None


def _listed(folded: Folded, mention: SkillMention) -> CredentialDemand:
    start, end = folded.locate(mention.span)
    term = named(mention.span.of(folded.source), mention.skill.aliases)
    return CredentialDemand(start=start, end=end, term=term, by_law=mention.skill.skill_id in _by_law())


def _placed(folded: Folded) -> tuple[CredentialDemand, ...]:
    """Finds licences that name their place: admission to the California bar."""
    for skill_id in mapping(load_mapping("bole.rubric", _NAME).get("placed"), _NAME):
        match = pattern(_NAME, f"placed.{skill_id}").search(folded.text)
        if match is not None:
            skill = skill_table().get(skill_id)
            term = named(folded.span(*match.span()).of(folded.source), skill.aliases if skill is not None else ())
            return (CredentialDemand(start=match.start(), end=match.end(), term=term, by_law=skill_id in _by_law()),)
    return ()


def _spelled(folded: Folded) -> tuple[CredentialDemand, ...]:
    """Names what ends like a certificate, without the words that lead up to it."""
    match = pattern(_NAME, "patterns").search(folded.text)
    if match is None:
        return ()
    lead = pattern(_NAME, "lead_in").match(match.group())
    start = match.start() + (lead.end() if lead else 0)
    name = folded.span(start, match.end()).of(folded.source).strip(" ,，、的")
    if len(name) < 3 or pattern(_NAME, "bare").fullmatch(fold_term(name)):
        return ()
    return (CredentialDemand(start=start, end=match.end(), term=named(name, ())),)


@lru_cache(maxsize=1)
def _by_law() -> frozenset[str]:
    return frozenset(strings(load_mapping("bole.rubric", _NAME).get("by_law"), _NAME))


@lru_cache(maxsize=1)
def _more() -> tuple[tuple[str, tuple[str, ...]], ...]:
    table = mapping(load_mapping("bole.rubric", _NAME).get("also"), _NAME)
    return tuple((key, strings(value, f"{_NAME}: {key}")) for key, value in table.items())


@lru_cache(maxsize=1)
def _index() -> TermIndex:
    return TermIndex((number, spellings) for number, (_, spellings) in enumerate(_more()))
