"""Role families: the titles under which people of one trade work, and the fields that they work in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from bole.lexicon.folding import Folded
from bole.lexicon.index import TermIndex
from bole.lexicon.resources import load_mapping, mapping, strings


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleFamily:
    """Titles that stand for one kind of work.

    Attributes:
        family_id: Stable name, snake case.
        titles: Titles in Chinese and English, the most usual first.
        profession: The profession it belongs to, snake case, for example `accounting_finance`.
    """

    family_id: str
    titles: tuple[str, ...]
    profession: str


class RoleTable:
    """All role families, found in text by their titles."""

    def __init__(self, families: tuple[RoleFamily, ...]) -> None:
        """Builds the index over the titles of `families`."""
        self.families = families
        self._index = TermIndex((number, family.titles) for number, family in enumerate(families))

    def find(self, folded: Folded) -> tuple[RoleFamily, ...]:
        """Returns the families whose titles stand in the text, by first mention, each once."""
        numbers = dict.fromkeys(hit.number for hit in self._index.find(folded))
        return tuple(self.families[number] for number in numbers)


def role_families(folded: Folded) -> tuple[RoleFamily, ...]:
    """Returns the role families named in a text (a title, a heading, a sentence), by first mention, each once."""
    return role_table().find(folded)


def families_in_fields(folded: Folded) -> frozenset[str]:
    """Returns the identifiers of the families that work in the fields that a text names ("accounting experience")."""
    fields = _fields()
    return frozenset(family for hit in fields.index.find(folded) for family in fields.families[hit.number])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fields:
    index: TermIndex
    families: tuple[tuple[str, ...], ...]


@lru_cache(maxsize=1)
def _fields() -> _Fields:
    fields = [mapping(field) for field in load_mapping("bole.lexicon", "fields.yaml").values()]
    return _Fields(
        index=TermIndex((number, strings(field["names"])) for number, field in enumerate(fields)),
        families=tuple(strings(field["families"]) for field in fields),
    )


@lru_cache(maxsize=1)
def role_table() -> RoleTable:
    """Returns the role table of this package."""
    families = [
        RoleFamily(family_id=family_id, titles=strings(titles), profession=profession)
        for profession, value in load_mapping("bole.lexicon", "roles.yaml").items()
        for family_id, titles in mapping(value).items()
    ]
    return RoleTable(tuple(families))
