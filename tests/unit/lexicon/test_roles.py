"""Role families."""

from __future__ import annotations

import pytest

from bole.lexicon.folding import fold
from bole.lexicon.resources import load_mapping, mapping, strings
from bole.lexicon.roles import families_in_fields, role_families, role_table


def _families(text: str) -> list[str]:
    return [family.family_id for family in role_families(fold(text))]


def test_the_table_covers_many_professions() -> None:
    """At least 40 families over at least 14 professions, each with titles in both scripts, no title twice."""
    families = role_table().families
    titles = [fold(title).text for family in families for title in family.titles]

    assert len(families) >= 40
    assert len({family.profession for family in families}) >= 14
    assert all(any(title.isascii() for title in family.titles) for family in families)
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("招聘Python后端开发工程师", "python_developer"),
        ("Senior Back-End Developer", "backend_engineer"),
        ("應收會計", "accountant"),
        ("Staff Accountant at Acme", "accountant"),
        ("ICU护士", "nurse"),
        ("Registered Nurse", "nurse"),
        ("高中数学教师", "teacher"),
        ("Legal Counsel", "legal_counsel"),
        ("仓库管理员", "warehouse_keeper"),
        ("Warehouse Associate", "warehouse_keeper"),
        ("大客户经理", "sales_manager"),
        ("HR Generalist", "hr_specialist"),
        ("土建工程师", "civil_engineer"),
        ("Front desk agent", "hotel_staff"),
        ("行政文员", "secretary"),
    ],
)
def test_titles_lead_to_their_family(text: str, family: str) -> None:
    """Whatever the language, case and hyphens of the title."""
    assert family in _families(text)


@pytest.mark.parametrize(
    "text", ["SQL Server", "device driver", "维护工作", "会计师事务所", "Power of Attorney", "code editor"]
)
def test_things_are_not_people(text: str) -> None:
    """A word inside another, or a thing with the name of a trade, is no title."""
    assert _families(text) == []


def test_families_come_by_first_mention_each_once() -> None:
    """A text may name several trades."""
    assert _families("会计、出纳，前会计主管") == ["accountant", "cashier_accounting"]


def test_fields_of_work_lead_to_the_families_that_work_in_them() -> None:
    """Postings ask for experience in a field, resumes name titles."""
    assert "accountant" in families_in_fields(fold("5 years of accounting experience"))
    assert "nurse" in families_in_fields(fold("3年以上护理经验"))
    assert families_in_fields(fold("Python")) == frozenset()


def test_every_family_of_a_field_exists() -> None:
    """A family that is misspelled would never be found."""
    known = {family.family_id for family in role_table().families}
    fields = load_mapping("bole.lexicon", "fields.yaml")

    assert fields
    for field in fields.values():
        assert set(strings(mapping(field)["families"])) <= known
