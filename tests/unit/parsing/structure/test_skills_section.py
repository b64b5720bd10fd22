"""Listed skills."""

import pytest

from bole.parsing.structure.lines import read
from bole.parsing.structure.sections import find_sections
from bole.parsing.structure.skills_section import find_skills


def _skills(text: str) -> list[tuple[str, str]]:
    reading = read(text)
    return [
        (entry.name.value, entry.level.value if entry.level else "")
        for entry in find_skills(reading, find_sections(reading))
    ]


@pytest.mark.parametrize(
    ("line", "skills"),
    [
        ("Java, Go / C++ | SQL; R", [("Java", ""), ("Go", ""), ("C++", ""), ("SQL", ""), ("R", "")]),
        ("Languages: Python, SQL", [("Python", ""), ("SQL", "")]),
        ("| Data | PostgreSQL, MongoDB |", [("PostgreSQL", ""), ("MongoDB", "")]),
        (
            "Excel (Power Query, pivot tables), SAP",
            [("Excel", ""), ("Power Query", ""), ("pivot tables", ""), ("SAP", "")],
        ),
        ("C++ (Less than 1 year), Java (advanced)", [("C++", "Less than 1 year"), ("Java", "advanced")]),
        ("Aware of Redis and Kubernetes", [("Redis", "Aware of"), ("Kubernetes", "Aware of")]),
        ("Aware of Docker. No production experience with databases.", [("Docker", "Aware of")]),
        ("Proficient: Python, Django", [("Python", "Proficient"), ("Django", "Proficient")]),
    ],
)
def test_english_lines_are_divided_into_skills(line: str, skills: list[tuple[str, str]]) -> None:
    """Separators, categories, tables and levels are made out; what is not known is left out."""
    assert _skills(f"Skills\n{line}\n") == skills


@pytest.mark.parametrize(
    ("line", "skills"),
    [
        ("熟练掌握Python、Flask、MySQL", [("Python", "熟练掌握"), ("Flask", "熟练掌握"), ("MySQL", "熟练掌握")]),
        ("熟悉：Docker、Linux", [("Docker", "熟悉"), ("Linux", "熟悉")]),
        ("了解Redis，无Kubernetes经验", [("Redis", "了解")]),
        ("没有Redis和Docker使用经验", []),
        ("运维：Linux、Docker", [("Linux", ""), ("Docker", "")]),
        ("静脉穿刺、心肺复苏、护理文书", [("静脉穿刺", ""), ("心肺复苏", ""), ("护理文书", "")]),
        ("Photoshop（精通）、会声会影", [("Photoshop", "精通"), ("会声会影", "")]),
    ],
)
def test_chinese_lines_are_divided_into_skills(line: str, skills: list[tuple[str, str]]) -> None:
    """、 divides, a level goes on to the items behind it, negations are left out."""
    assert _skills(f"专业技能\n- {line}\n") == skills


def test_a_skill_is_listed_once_and_sentences_are_none() -> None:
    """Repetition and prose do not fill the list."""
    text = "Skills\nJava, java\nI enjoy working with people from many countries and learning from them every day\n"

    assert _skills(text) == [("Java", "")]
