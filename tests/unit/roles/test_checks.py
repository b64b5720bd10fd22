"""A role that is wrong is told so with its place; those of the package are right."""

from __future__ import annotations

import pytest

from bole.domain.interview import QuestionType
from bole.domain.rubric import Requirement
from bole.lexicon.roles import role_table
from bole.roles.checks import faults
from bole.roles.library import BUILT_IN, built_in_files
from bole.roles.role_file import RoleFile, languages_of
from tests.unit.roles.files import in_chinese, role_file

NAMES = {
    "accountant",
    "backend_engineer",
    "data_analyst",
    "data_engineer",
    "devops_engineer",
    "frontend_engineer",
    "hr_specialist",
    "machine_learning_engineer",
    "mobile_engineer",
    "product_manager",
    "sales_representative",
    "security_engineer",
    "test_engineer",
    "ui_ux_designer",
}
TEXT = ("core_questions", 0, "text")
WRONG = {
    "a family that is none": (role_file("families", value=["wizard"]), "families[0]"),
    "a key that is none": (role_file("colour", value="red"), "colour"),
    "a name that is another's": (role_file("role_id", value="smith"), "role_id"),
    "a kind that is none": (role_file("criteria", 0, "kind", value="MAGIC"), "criteria[0].kind"),
    "no criterion": (role_file("criteria", value=[]), "criteria"),
    "what nobody may be scored on": (
        role_file("criteria", 0, "text", value={"zh": "35岁以下", "en": "Under 35 years old"}),
        "criteria[0].text",
    ),
    "a term in one language": (
        role_file("criteria", 0, "terms", 0, value={"any_of": ["strange welding"]}),
        "criteria[0].terms",
    ),
    "a text without its other language": (role_file("criteria", 0, "text", "zh"), "criteria[0].text"),
    "a text in the other language": (role_file("guidance", "en", value="看做过的焊缝"), "guidance (en)"),
    "a text in a language of its own": (role_file("title", "en"), "The text stands in en"),
    "no title": (role_file("title"), "title"),
    "an example of nothing": (role_file("examples", 0, "criterion", value="x"), "examples[0].criterion"),
    "a quote that does not stand": (role_file("examples", 0, "quote", "en", value="forge"), "examples[0].quote (en)"),
    "guidance without end": (role_file("guidance", "en", value="Look. " * 200), "guidance"),
    "a question on nothing": (role_file("core_questions", 0, "criterion", value="x"), "core_questions[0].criterion"),
    "a yes or no": (role_file(*TEXT, "en", "question", value="Do you know how to weld a tank?"), "YES_NO"),
    "what nobody may be asked": (
        role_file(*TEXT, "en", "question", value="How do you care for your children while you weld?"),
        "PROTECTED_TOPIC",
    ),
    "too few points": (role_file(*TEXT, "zh", "expected_points", value=["看气体"]), "GUIDE_INCOMPLETE"),
    "minutes without end": (role_file("core_questions", 0, "minutes", value=90), "core_questions[0].minutes"),
    "no YAML": (RoleFile(role_id="welder", text="a: [1"), "line 2"),
    "no mapping": (RoleFile(role_id="welder", text="- 1"), "no role"),
    "a date that is none": (RoleFile(role_id="welder", text="title: 2020-13-45"), "quotes"),
}  # fmt: skip


def test_the_roles_of_the_package_are_right() -> None:
    """All of them, in both languages, each with a plan of questions worth asking."""
    assert {file.role_id for file in built_in_files()} == NAMES
    assert {family.family_id for family in role_table().families} >= NAMES
    assert [(file.role_id, fault) for file in built_in_files() for fault in faults(file)] == []
    for file in built_in_files():
        assert languages_of(file) == ("en", "zh")
    for chinese, english in zip(BUILT_IN.roles("zh"), BUILT_IN.roles("en"), strict=True):
        kinds = [one.type for one in english.core_questions]
        assert 5 <= len(kinds) <= 6
        assert kinds.count(QuestionType.TECHNICAL) >= 3
        assert {QuestionType.BEHAVIORAL, QuestionType.OPEN_ENDED} <= set(kinds)
        assert 6 <= len(english.rubric.criteria) <= 10
        assert any(one.requirement is Requirement.MUST for one in english.rubric.criteria)
        assert english.guidance
        assert len(english.examples) >= 2
        asked = [[(one.criterion_id, one.term_groups) for one in role.rubric.criteria] for role in (chinese, english)]
        assert asked[0] == asked[1], "both languages look for the same"


def test_a_role_that_is_right_has_no_faults() -> None:
    """Whether it has texts in two languages or in one."""
    assert faults(role_file()) == ()
    assert faults(in_chinese()) == ()


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told_with_its_place(name: str) -> None:
    """One line each."""
    file, place = WRONG[name]
    found = faults(file)
    assert found
    assert any(place in fault for fault in found), found
