"""Skills named in entries: which, and when."""

from bole.domain.dates import DateRange, PartialDate
from bole.domain.resume import SkillEntry
from bole.parsing.structure.outline import structure

RESUME = """Dana Kowalczyk
Experience
Oracle, Backend Developer, Mar 2019 - Feb 2021
- Built services in Golang and PostgreSQL.
Blue Harbour Ltd, Data Engineer, 2016 - 2018
- Wrote good pipelines in Python; go-live in May.
Volunteering
Code club, Python mentor, 2012 - 2014
Projects
Tracker, 2022.03 - present
- A tracker in Go with OpenTracker sync.
Skills
Go, Python, Haskell, OpenTracker
"""
FIRST = DateRange(start=PartialDate(2019, 3), end=PartialDate(2021, 2))
SECOND = DateRange(start=PartialDate(2016), end=PartialDate(2018))
PROJECT = DateRange(start=PartialDate(2022, 3), end=None, ongoing=True)


def _skills(text: str) -> dict[str, SkillEntry]:
    return {one.name.value: one for one in structure(text).profile.skills}


def test_a_skill_was_used_in_the_entries_that_name_it() -> None:
    """Golang is Go, "good" and "go-live" are not; voluntary work and the list itself are no use."""
    skills = _skills(RESUME)

    assert skills["Go"].used == (FIRST, PROJECT)
    assert skills["Python"].used == (SECOND,)
    assert skills["Haskell"].used == ()


def test_a_skill_that_the_table_lacks_is_found_by_its_own_name() -> None:
    """Only its own spelling counts."""
    assert _skills(RESUME)["OpenTracker"].used == (PROJECT,)


def test_a_skill_of_the_table_needs_no_list() -> None:
    """Its first mention is its name; an employer's name is none."""
    skills = _skills(RESUME)

    assert skills["PostgreSQL"].used == (FIRST,)
    assert "Oracle" not in skills
    assert all(one.name.span.of(RESUME) == name for name, one in skills.items())
