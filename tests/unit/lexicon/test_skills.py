"""The skill table: size, lookup, mentions, classes."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from bole.lexicon import skills
from bole.lexicon.folding import fold
from bole.lexicon.skills import Skill, SkillTable, skill_table
from bole.lexicon.spelling import spelling
from bole.lexicon.terms import term_matcher

RESUMES = Path(__file__).resolve().parents[3] / "../shared/data/resumes/source"


def _skill(spelling: str) -> Skill:
    skill = skill_table().lookup(spelling)
    assert skill is not None, f"{spelling} is missing"
    return skill


def test_the_table_covers_many_professions() -> None:
    """At least 500 skills; a sample of every profession is there under its usual name."""
    table = skill_table()

    assert len(table.skills) >= 500
    for name in (
        *("Python", "数据分析", "Figma", "产品管理", "会计核算", "大客户销售", "SEO", "招聘", "静脉输液", "备课"),
        *(
            "contract review",
            "报关",
            "六西格玛",
            "PLC",
            "工程造价",
            "投诉处理",
            "front desk",
            "档案管理",
            "口译",
            "CPA",
        ),
        *("PMP", "护士执业证", "教师资格证", "法律职业资格", "英语六级", "IELTS", "驾照", "团队合作", "fintech"),
    ):
        assert table.lookup(name) is not None, name


def test_every_skill_has_a_spelling_in_each_script_or_is_a_proper_name() -> None:
    """Skills named by a Han word have a Latin spelling too, so that either language can ask; a few stay local."""
    local = [
        skill.skill_id
        for skill in skill_table().skills
        if skill.kind != "CERTIFICATION" and not any(re.search("[A-Za-z]", alias) for alias in skill.aliases)
    ]

    assert set(local) <= {"dameng", "golden_tax", "vehicle_management"}


def test_no_rule_hides_a_spelling_where_it_is_plainly_meant() -> None:
    """Every spelling is found behind 熟悉 or in a list, save those that count only in some company."""
    hidden = [
        alias
        for skill in skill_table().skills
        for alias in skill.aliases
        if not _needs_company(alias) and not _found(f"熟悉{alias}", alias) and not _found(f"{alias}、Redis", alias)
    ]

    assert hidden == []


def _needs_company(alias: str) -> bool:
    ambiguity = spelling(alias).ambiguity
    return ambiguity is not None and ambiguity.only_around is not None


def _found(text: str, alias: str) -> bool:
    return term_matcher((alias,)).first(fold(text)) is not None


def test_lookup_ignores_case_width_hyphens_and_blanks() -> None:
    """A posting may write a skill in any way."""
    assert _skill("ｓｐｒｉｎｇ-boot") is _skill("SpringBoot")
    assert _skill("nodejs") is _skill("Node.js")
    assert _skill("微服務") is _skill("Microservice" + "s")
    assert skill_table().lookup("no such skill") is None
    assert skill_table().lookup("C") is not skill_table().lookup("C++")
    assert skill_table().lookup(".NET") is _skill("dotnet")


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("Django", "Flask", True),
        ("MySQL", "PostgreSQL", True),
        ("MySQL", "Redis", False),
        ("React", "Vue", True),
        ("Photoshop", "Illustrator", False),
        ("Tableau", "Power BI", True),
        ("CPA", "ACCA", True),
        ("Docker", "Kubernetes", False),
        ("Git", "Jenkins", False),
        ("CET-6", "IELTS", True),
    ],
)
def test_alternatives_share_a_class(left: str, right: str, same: bool) -> None:
    """The class decides whether "/" means any of or all of."""
    assert (_skill(left).class_id == _skill(right).class_id) is same


def test_mentions_prefer_the_longest_name_and_keep_their_order() -> None:
    """SQL Server is not SQL, Objective-C is not C."""
    text = "SQL Server、Objective-C，熟悉Spring Cloud与机器学习"

    found = [(mention.skill.skill_id, mention.span.of(text)) for mention in skill_table().find(fold(text))]

    assert found == [
        ("sql_server", "SQL Server"),
        ("objective_c", "Objective-C"),
        ("spring_cloud", "Spring Cloud"),
        ("machine_learning", "机器学习"),
    ]


@pytest.mark.parametrize(
    ("spelling", "language_code", "label"),
    [
        ("microservices", "zh-CN", "微服务"),
        ("微服务", "en", "microservices"),
        ("Python", "zh", "Python"),
        ("护士执业证", "en", "nursing license"),
        ("达梦数据库", "en", "达梦数据库"),
    ],
)
def test_a_skill_is_shown_in_the_language_of_the_reader(spelling: str, language_code: str, label: str) -> None:
    """Where the table has a word of that language."""
    assert _skill(spelling).label(language_code) == label


def test_two_skills_cannot_claim_one_spelling() -> None:
    """A table that contradicts itself is refused with both names."""
    one = Skill(skill_id="a", name="Redis", class_id="x", aliases=("Redis",), kind="SKILL")
    two = Skill(skill_id="b", name="redis", class_id="x", aliases=("redis",), kind="SKILL")

    with pytest.raises(ValueError, match="belongs to a and b"):
        SkillTable((one, two))
    with pytest.raises(ValueError, match="skill_id"):
        SkillTable((one, one))


def test_mentions_in_real_resumes_are_whole_words_in_order() -> None:
    """No mention is cut out of a longer Latin word, and none overlaps the next."""
    sources = sorted(RESUMES.glob("*.md")) if RESUMES.is_dir() else []
    if not sources:
        pytest.skip("needs the real documents beside the repository (../shared/data)")
    for source in sources:
        text = source.read_text(encoding="utf-8")
        spans = [mention.span for mention in skill_table().find(fold(text))]

        assert all(left.end <= right.start for left, right in itertools.pairwise(spans))
        assert not any(
            re.fullmatch("[A-Za-z]{2}", text[span.start - 1 : span.start + 1]) for span in spans if span.start
        )


@pytest.mark.parametrize(
    ("general", "special"),
    [
        ("SQL", "PostgreSQL"),
        ("JavaScript", "TypeScript"),
        ("机器学习", "PyTorch"),
        ("CI/CD", "Jenkins"),
        ("Python", "Django"),
        ("销售", "大客户销售"),
    ],
)
def test_who_knows_the_special_thing_knows_the_general_one(general: str, special: str) -> None:
    """The names of what implies a skill count as it, over several steps; not the other way round."""
    table = skill_table()
    asked, held = table.lookup(general), table.lookup(special)

    assert asked is not None
    assert held is not None
    assert special in table.spellings(asked)
    assert table.spellings(asked)[0] == asked.name
    assert asked.name not in table.spellings(held)


def test_an_implied_skill_that_does_not_exist_is_refused() -> None:
    """A typing error in the data is found when the table is built."""
    with pytest.raises(ValueError, match="sqll"):
        SkillTable(skill_table().skills, {"sqll": ("mysql",)})


def test_what_a_match_must_hold_stands_in_all_ways_to_write_it() -> None:
    """The index looks for it before it tries a spelling."""
    checked = 0
    for alias in (alias for skill in skill_table().skills for alias in skill.aliases):
        one = spelling(alias)
        for text in (alias, alias + "s", alias[:-1] + "ies", alias.replace(" ", "-"), alias.replace("&", " and ")):
            folded = fold(text).text
            for match in one.pattern.finditer(folded) if one.rest else ():
                checked += 1
                assert one.rest in match.group(), (alias, text)
                assert len(match.group()) <= one.reach or one.needs
    assert checked > 1000


def test_no_spelling_stands_twice_in_the_files() -> None:
    """Neither in one entry nor in two; a second one would be an edit that went to the wrong place."""
    lexicon = Path(skills.__file__).parent
    files = [yaml.safe_load((lexicon / name).read_text(encoding="utf-8")) for name in skills.DATA_FILES]
    rows = [row for file in files for group in file.values() for row in group["skills"].values()]
    written = [fold(str(one)).text for row in rows for one in row]

    assert [one for one, count in Counter(written).items() if count > 1] == []
    assert len(written) >= 3000
