"""What prose may repeat."""

import pytest

from bole.domain.resume import Basics, EducationEntry, Fact, Profile
from bole.domain.spans import Span
from bole.evidence.privacy import impersonal_part, is_impersonal
from tests.unit.evidence.written import ResumeWriter

PROFILE = Profile(
    basics=Basics(
        name=Fact(value="Rowan Hale", span=Span(0, 10)), emails=(Fact(value="r@example.com", span=Span(0, 1)),)
    ),
    education=(EducationEntry(span=Span(0, 1), institution=Fact(value="北桥大学", span=Span(0, 1))),),
)


@pytest.mark.parametrize(
    "text",
    [
        "男，32岁",
        "女 汉族 党员",
        "出生年月：1990.01",
        "已婚",
        "aged 32",
        "Date of birth 1990",
        "Female engineer",
        "产假期间完成报表",
        "2019年确诊癫痫",
        "本人患糖尿病",
        "宝妈",
        "育有两子",
        "哺乳期",
        "病假后返岗",
        "Returned from maternity leave",
        "Diagnosed with epilepsy",
        "mother of two",
        "Despite my disability",
        "Pregnant",
        "cancer survivor",
        "Career break to raise my children",
        "after paternity leave",
        "divorced",
        "34 years old",
    ],
)
def test_age_gender_origin_health_and_family_are_personal(text: str) -> None:
    """In both languages."""
    assert not is_impersonal(text)


@pytest.mark.parametrize(
    "text",
    [
        "使用Python Flask MySQL构建高并发接口",
        "女装电商运营，GMV增长30%",
        "Managed 32 people",
        "Ran a team for 5 years",
        "护理糖尿病患者30名",
        "采集病史并书写病历",
        "承接婚礼策划80场",
        "审批产假申请",
        "办理生育保险",
        "确诊病例流调",
        "Cared for patients diagnosed with epilepsy",
        "Nursed pregnant women",
        "Taught 30 children",
        "Ran the maternity ward",
        "Wrote the maternity leave policy",
        "Diagnosed network faults",
        "Supported adults with disabilities",
    ],
)
def test_work_is_impersonal(text: str) -> None:
    """Even where it sells dresses, cares for the sick or administers leave."""
    assert is_impersonal(text)


@pytest.mark.parametrize("text", ["ROWAN HALE built it", "write to r@example.com", "在北桥大学任教"])
def test_names_contacts_and_schools_of_the_profile_are_personal(text: str) -> None:
    """Whatever their case."""
    assert not is_impersonal(text, PROFILE)
    assert is_impersonal(text)


@pytest.mark.parametrize(
    ("text", "focus", "left"),
    [
        ("Sarah Jones, 29, female, mother of two, Excel expert, CPA", "Excel", "Excel expert"),
        ("Sarah Jones, 29, female, mother of two, Excel expert, CPA", "CPA", "CPA"),
        ("Sarah Jones (RN)", "RN", "RN"),
        ("English (native, born in London)", "", "English"),
        ("张伟，男，32岁，已婚，精通Excel，CPA", "Excel", "精通Excel"),
        ("Diagnosed with epilepsy, still cut payroll errors by 20%", "payroll", "still cut payroll errors by 20%"),
        ("Returned from maternity leave and rebuilt the menu", "menu", "rebuilt the menu"),
        ("产假期间完成报表", "报表", "完成报表"),
        ("财务主管 李娜（女，45岁）为直属上级", "财务主管", "财务主管 李娜"),
        ("Despite my disability I led payroll", "payroll", "payroll"),
        ("Married, 34, built a bridge in Oslo, on time", "", "built a bridge in Oslo, on time"),
        ("Female, 32 years old", "", "Female, 32 years old"),
        ("Built a bridge in Oslo, on time", "bridge", "Built a bridge in Oslo, on time"),
    ],
)
def test_quote_keeps_the_clause_it_is_quoted_for(text: str, focus: str, left: str) -> None:
    """What says who the person is stays outside; what is impersonal stays whole."""
    writer = ResumeWriter()
    writer.person("Sarah Jones")
    span = writer.line(text)
    start = writer.text.index(focus, span.start)
    part = impersonal_part(writer.reading(), span, Span(start, start + len(focus)))

    assert part.of(writer.text) == left
