"""Reads demands for command of a human language."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from bole.domain.rubric import Term
from bole.lexicon.folding import Folded
from bole.lexicon.resources import load_mapping, mapping
from bole.lexicon.skills import Skill, SkillMention, skill_table
from bole.rubric.naming import named
from bole.rubric.patterns import pattern

_NAME = "languages.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageDemand:
    """A language (BCP-47) that a clause asks for and the term that names it."""

    language_code: str
    term: Term


def language_demands(folded: Folded, mentions: tuple[SkillMention, ...]) -> tuple[LanguageDemand, ...]:
    """Returns the languages whose command a clause asks for, each once, by first mention.

    A test (CET-6, IELTS) asks for its language; a name does where a word of command stands in the clause.

    Args:
        folded: The clause.
        mentions: What the skill table finds in it.
    """
    demands: dict[str, LanguageDemand] = {}
    for mention in mentions:
        code = _codes("tests").get(mention.skill.skill_id)
        if code is None and _asks_command(folded, mention):
            code = _codes("languages").get(mention.skill.skill_id)
        if code is not None and code not in demands:
            demands[code] = LanguageDemand(language_code=code, term=_term(mention, folded, code))
    return tuple(demands.values())


def proves_language(skill: Skill) -> bool:
    """Tells whether an entry of the skill table is a test of a language, such as CET-6."""
    return skill.skill_id in _codes("tests")


def is_language_code(code: str) -> bool:
    """Tells whether `code` has the form of a BCP-47 tag."""
    parts = code.split("-")
    well_formed = all(part.isascii() and part.isalnum() and len(part) <= 8 for part in parts)
    return well_formed and parts[0].isalpha() and 2 <= len(parts[0]) <= 3


def _asks_command(folded: Folded, mention: SkillMention) -> bool:
    start, end = folded.locate(mention.span)
    return bool(pattern(_NAME, "command").search(folded.text)) and not any(
        match.start() < end and match.end() > start for match in pattern(_NAME, "not_command").finditer(folded.text)
    )


def _term(mention: SkillMention, folded: Folded, code: str) -> Term:
    """Names the language or the test; either proves the language, so a test brings the names of its language."""
    language = _language(code)
    names = language.aliases if language is not None else ()
    return named(mention.span.of(folded.source), (*mention.skill.aliases, *names))


@lru_cache(maxsize=64)
def _language(code: str) -> Skill | None:
    skill_id = next((one for one, known in _codes("languages").items() if known == code), "")
    return skill_table().get(skill_id)


@lru_cache(maxsize=2)
def _codes(key: str) -> dict[str, str]:
    codes = mapping(load_mapping("bole.rubric", _NAME).get(key), _NAME)
    return {skill_id: str(code) for skill_id, code in codes.items()}
