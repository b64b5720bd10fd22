"""The skill table: what skills exist, how they are written, and which of them are alternatives."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args

from bole.domain.spans import Span
from bole.lexicon.folding import HAN, Folded, fold_term
from bole.lexicon.index import TermIndex
from bole.lexicon.resources import load_mapping, mapping, strings

SkillKind = Literal["SKILL", "DOMAIN", "SOFT_SKILL", "CERTIFICATION", "LANGUAGE"]
"""What a skill is to a rubric."""

DATA_FILES = ("skills.yaml", "skills_data_design.yaml", "skills_fields.yaml", "professions.yaml", "credentials.yaml")
"""The files of the table."""

_SEPARATORS = re.compile(r"[ _\-./']+")
_SHORTEST_PLURAL = 6
"""Letters of a plural that is looked up as its singular: relational databases."""

_HAN_ONLY = re.compile(rf"[{HAN}]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Skill:
    """One entry of the skill table.

    Attributes:
        skill_id: Stable name of the entry, snake case.
        name: Canonical name.
        class_id: Skills of one class are alternatives of each other (Django, Flask); skills of two are not.
        aliases: All spellings in Chinese and English, `name` first.
        kind: What the skill is to a rubric.
    """

    skill_id: str
    name: str
    class_id: str
    aliases: tuple[str, ...]
    kind: SkillKind

    def label(self, language_code: str) -> str:
        """Returns the name to show in a language (BCP-47): a Chinese word for `zh`, where there is one."""
        chinese = language_code.lower().startswith("zh")
        fitting = (alias for alias in self.aliases if bool(_HAN_ONLY.fullmatch(alias)) == chinese)
        return next(fitting, self.name) if bool(_HAN_ONLY.fullmatch(self.name)) != chinese else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillMention:
    """A skill named in a text, with its source span."""

    skill: Skill
    span: Span


class SkillTable:
    """All skills, found by spelling or in text."""

    def __init__(self, skills: tuple[Skill, ...], implied: Mapping[str, tuple[str, ...]] | None = None) -> None:
        """Builds the index over `skills`.

        Args:
            skills: The skills.
            implied: For the id of a general skill the ids of those that imply it.

        Raises:
            ValueError: Two skills claim one spelling or one id, or `implied` names an id that no skill has.
        """
        self.skills = skills
        self._implied = dict(implied or {})
        self._by_id = {skill.skill_id: skill for skill in skills}
        if len(self._by_id) != len(skills):
            raise ValueError("two skills share a skill_id; make the ids of the skill table unique")
        unknown = {*self._implied, *(one for ids in self._implied.values() for one in ids)} - self._by_id.keys()
        if unknown:
            raise ValueError(f"no skill has the id {min(unknown)}; correct the list of implied skills")
        self._by_spelling: dict[str, Skill] = {}
        for skill in skills:
            for alias in skill.aliases:
                known = self._by_spelling.setdefault(_key(alias), skill)
                if known is not skill:
                    raise ValueError(f"'{alias}' belongs to {known.skill_id} and {skill.skill_id}; keep one of them")
        self._index = TermIndex((number, skill.aliases) for number, skill in enumerate(skills))

    def get(self, skill_id: str) -> Skill | None:
        """Returns the skill with this id, or None."""
        return self._by_id.get(skill_id)

    def spellings(self, skill: Skill) -> tuple[str, ...]:
        """Returns all that counts as the skill: its aliases, then the names of skills that imply it (MySQL for SQL)."""
        found = {skill.skill_id: skill}
        waiting = [skill]
        while waiting:
            for skill_id in self._implied.get(waiting.pop(0).skill_id, ()):
                if skill_id not in found:
                    found[skill_id] = self._by_id[skill_id]
                    waiting.append(found[skill_id])
        return tuple(alias for one in found.values() for alias in one.aliases)

    def lookup(self, spelling: str) -> Skill | None:
        """Returns the skill that a whole spelling names, or None; case, width, hyphens, blanks and a plural s aside."""
        key = _key(spelling)
        found = self._by_spelling.get(key)
        if found is None and len(key) > _SHORTEST_PLURAL and key.endswith("s"):
            found = self._by_spelling.get(key[:-1])
        return found

    def find(self, folded: Folded) -> tuple[SkillMention, ...]:
        """Returns all mentions in the text: sorted by place, not overlapping, the longest at each place."""
        hits = self._index.find(folded)
        return tuple(SkillMention(skill=self.skills[hit.number], span=folded.span(hit.start, hit.end)) for hit in hits)


@lru_cache(maxsize=1)
def skill_table() -> SkillTable:
    """Returns the skill table of this package; reading it takes a moment once in each process."""
    implied = {general: strings(ids) for general, ids in load_mapping("bole.lexicon", "implied.yaml").items()}
    return SkillTable(tuple(skill for name in DATA_FILES for skill in _read(name)), implied)


def _read(name: str) -> list[Skill]:
    skills: list[Skill] = []
    for class_id, value in load_mapping("bole.lexicon", name).items():
        fields = mapping(value)
        kind = _kind(str(fields.get("kind", "SKILL")))
        for skill_id, spellings in mapping(fields.get("skills")).items():
            aliases = tuple(dict.fromkeys(strings(spellings)))
            skills.append(Skill(skill_id=skill_id, name=aliases[0], class_id=class_id, aliases=aliases, kind=kind))
    return skills


def _kind(text: str) -> SkillKind:
    kinds: tuple[SkillKind, ...] = get_args(SkillKind)
    for kind in kinds:
        if kind == text:
            return kind
    raise ValueError(f"unknown kind '{text}' in the skill table; use one of {', '.join(kinds)}")


def _key(spelling: str) -> str:
    folded = fold_term(spelling)
    return _SEPARATORS.sub("", folded) if folded[:1] != "." else "." + _SEPARATORS.sub("", folded)
