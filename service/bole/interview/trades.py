"""The trade behind a job title: its areas of work, and whether it builds software."""

from __future__ import annotations

from dataclasses import dataclass

from bole.domain.resume import ParsedResume
from bole.interview.areas import SOFTWARE, Area, area_table
from bole.lexicon.folding import fold
from bole.lexicon.roles import RoleFamily, role_families, role_table

_SOFTWARE_PROFESSIONS = frozenset({"software"})
_SOFTWARE_FAMILIES = frozenset({"data_engineer", "machine_learning_engineer"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    """A line of work.

    Attributes:
        area: Where a plain statement of the trade belongs, None where the trade is not known.
        kin: Ids of all areas that the trade works in.
        software: Whether it builds or runs software; None where the trade is not known.
    """

    area: Area | None
    kin: frozenset[str]
    software: bool | None

    def fits(self, area: Area) -> bool:
        """Tells whether an area that a statement touches is part of the work rather than a word in passing."""
        if self.software:
            return area.track == SOFTWARE or area.topics[0] == "TOOLS"
        return self.area is None or area.track == SOFTWARE or area.topics[0] == "TOOLS" or area.area_id in self.kin


UNKNOWN = Trade(area=None, kin=frozenset(), software=None)
"""The trade of a title that the role table does not hold."""


def trade_of(title: str) -> Trade:
    """Returns the trade that a job title names."""
    families = role_families(fold(title))
    return _trade(families[0]) if families else UNKNOWN


def trade_of_family(family_id: str) -> Trade:
    """Returns the trade of a role family of the lexicon."""
    families = (family for family in role_table().families if family.family_id == family_id)
    found = next(families, None)
    return _trade(found) if found is not None else UNKNOWN


def trades(resume: ParsedResume, role: Trade = UNKNOWN) -> dict[int, Trade]:
    """Returns the trade of each entry by its index; -1 is the candidate's own label, or the first title.

    Args:
        resume: The resume.
        role: The trade of the role, for work whose own trade the resume does not tell.
    """
    work = resume.profile.work
    label = resume.profile.basics.label
    titles = {number: entry.position.value for number, entry in enumerate(work) if entry.position is not None}
    known = {number: trade_of(title) for number, title in titles.items()}
    own = trade_of(label.value) if label is not None else UNKNOWN
    if own is UNKNOWN:
        own = next((trade for trade in known.values() if trade is not UNKNOWN), UNKNOWN)
    if own is UNKNOWN and not titles:
        own = trade_of(resume.text[:200])
    if own is UNKNOWN:
        own = role
    found = {number: known.get(number, own) for number in range(-1, len(work))}
    return {number: own if trade is UNKNOWN else trade for number, trade in found.items()}


def _trade(family: RoleFamily) -> Trade:
    table = area_table()
    tags = {family.family_id, family.profession}
    return Trade(
        area=table.by_profession.get(family.family_id) or table.by_profession.get(family.profession),
        kin=frozenset(area.area_id for area in table.areas if tags & set(area.professions)),
        software=family.profession in _SOFTWARE_PROFESSIONS or family.family_id in _SOFTWARE_FAMILIES,
    )
