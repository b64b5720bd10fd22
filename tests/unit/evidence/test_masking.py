"""What a model never sees, and the way back."""

import time
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bole.domain.documents import Document
from bole.domain.spans import Span
from bole.evidence.masking import Masked, mask
from bole.evidence.reading import Reading, read
from bole.parsing.limits import ParsingLimits
from bole.parsing.parser import parse

EXAMPLES = Path(__file__).resolve().parents[3] / "examples/resumes"

CHINESE = """张国强
男 | 35岁 | 汉族 | 已婚已育 | 中共党员 | 群众
身份证号：510104199003078812  手机：13800001234 微信：zgq_1990
籍贯：四川绵阳 民 族：汉 健康状况：良好 身高 178cm
地址：成都市武侯区锦绣大道100号3栋
工作经历
2018.03-2021.05 蓉锦服饰有限公司 男装设计师
- 负责男装、女装系列开发，面向18-35岁人群，参与党员教育平台和民族舞蹈项目，开发孕期管理App
- 张国强带领团队完成户口系统改造，2020年因病休养三个月
- 国强主导过 citizen developer 平台，撰写《2015年出生率分析》
教育背景
锦城大学 服装设计 本科 2011-2015 985/211院校
照片
"""
ENGLISH = """MARK RUST LEE
Male, 34 years old, married with two children | Nationality: South African | Date of birth: 3 May 1990
12 High Street, Leeds LS1 4AB | mark.lee@example.com | https://www.linkedin.com/in/marklee | +44 20 7946 0958
github.com/marklee/rustlib
Passport No: A12345678
Experience
Software Engineer, Lee & Partners, May 2019 - Mar 2021
- Built Rust services; Lee ran the citizen developer program for male and female users.
- US citizen, mother of two, maternity leave 2020. Wrote the maternity leave policy engine.
- Cared for patients diagnosed with diabetes. Diagnosed with epilepsy in 2019.
- Managed road safety at 100 stations in 2019-2021; single sign-on for 1,380,000 users.
Education
BSc Computer Science, University of Westerleigh (UOW), 2008 - 2012
"""


def reading(text: str) -> Reading:
    return read(parse(Document(content=text.encode()), ParsingLimits()))


@lru_cache(maxsize=2)
def masked(text: str) -> Masked:
    return mask(reading(text))


@pytest.mark.parametrize(
    "secret",
    [
        *("张国强", "国强", "男 |", "35岁 |", "汉族", "已婚", "党员 |", "群众", "510104199003078812", "13800001234"),
        *("zgq_1990", "四川", "民 族：汉", "良好", "178", "锦绣大道", "因病", "锦城大学", "985", "照片"),
    ],
)
def test_chinese_facts_of_a_person_are_masked(secret: str) -> None:
    """Name, gender, age, people, family, party, numbers, contacts, origin, health, address, school, photo."""
    assert secret in CHINESE
    assert secret not in masked(CHINESE).text


@pytest.mark.parametrize(
    "secret",
    [
        *("MARK RUST", "Lee ran", "Male,", "34", "married", "two children", "South African", "1990", "High Street"),
        *("LS1", "mark.lee", "linkedin", "marklee", "7946", "A12345678", "US citizen", "mother of two"),
        *("leave 2020", "epilepsy", "Westerleigh", "UOW"),
    ],
)
def test_english_facts_of_a_person_are_masked(secret: str) -> None:
    """The same in English, with the parts of a name that are no words."""
    assert secret in ENGLISH
    assert secret not in masked(ENGLISH).text


@pytest.mark.parametrize(
    "work",
    [
        *(
            "2018.03-2021.05 蓉锦服饰有限公司 男装设计师",
            "男装、女装系列",
            "18-35岁人群",
            "党员教育平台",
            "民族舞蹈项目",
        ),
        *(
            "孕期管理App",
            "户口系统",
            "citizen developer 平台",
            "2015年出生率分析",
            "服装设计 本科",
        ),
    ],
)
def test_chinese_work_stays(work: str) -> None:
    """Words for people that name work, employers, dates, degrees and skills are no secret."""
    assert work in masked(CHINESE).text


@pytest.mark.parametrize(
    "work",
    [
        *("Software Engineer, Lee & Partners, May 2019 - Mar 2021", "Built Rust services", "citizen developer program"),
        *("male and female users", "maternity leave policy engine", "patients diagnosed with diabetes"),
        *("road safety at 100 stations in 2019-2021", "single sign-on for 1,380,000", "BSc Computer Science"),
    ],
)
def test_english_work_stays(work: str) -> None:
    """An employer keeps its name though the candidate bears it too; Rust stays a language."""
    assert work in masked(ENGLISH).text


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("姓名：陈小明", "姓名：[NAME]"),
        ("出生年月：1996.05", "[BIRTH]"),
        ("1996年5月出生", "[BIRTH]"),
        ("护照号码：E12345678 QQ：12345678", "[ID] [CONTACT]"),
        ("毕业院校：锦城大学", "[SCHOOL]"),
        ("Age: 28", "[AGE]"),
        ("born on 3 May 1990", "[BIRTH]"),
        ("Ref: call +49 30 1234567 or x.y@z-mail.example", "Ref: call [PHONE] or [EMAIL]"),
        ("国籍：中国", "[PERSONAL]"),
        ("政治面貌：中共党员", "[PERSONAL]"),
        ("Marital status: single", "[PERSONAL]"),
        ("现居上海", "[ADDRESS]"),
    ],
)
def test_a_fact_is_known_by_its_label(line: str, kept: str) -> None:
    """Also where the profile did not read it."""
    text = f"Rowan Hale\nWork experience\nEngineer, Northwind, 2019 - 2021\n{line}\n- Built a shop.\n"
    assert mask(reading(text)).text.splitlines()[3] == kept


@pytest.mark.parametrize("name", sorted(path.name for path in EXAMPLES.iterdir()))
def test_nothing_of_the_profile_leaks_from_an_example(name: str) -> None:
    """Neither name nor contacts nor schools stand anywhere in the masked text, whatever their case."""
    found = read(parse(Document(content=(EXAMPLES / name).read_bytes(), file_name=name), ParsingLimits()))
    profile = found.resume.profile
    basics = profile.basics
    facts = [basics.name, *basics.emails, *basics.phones, *basics.urls, *(one.institution for one in profile.education)]
    text = mask(found).text.lower()
    assert [fact.value for fact in facts if fact is not None and fact.value.lower() in text] == []


@pytest.mark.parametrize("name", sorted(path.name for path in EXAMPLES.iterdir()))
def test_the_work_of_an_example_stays(name: str) -> None:
    """Dates, positions, statements and every skill are left, and so are employers but for a school's name in one."""
    found = read(parse(Document(content=(EXAMPLES / name).read_bytes(), file_name=name), ParsingLimits()))
    done = mask(found)
    entries = found.resume.profile.work
    spans = [entry.dates_span for entry in entries]
    spans += [entry.position.span for entry in entries if entry.position is not None]
    spans += [fact.span for entry in entries for fact in entry.highlights]
    spans += [
        mention.span
        for mention in found.skill_mentions
        if mention.skill.kind == "SKILL" and not any(cut.contains(mention.span) for cut in done.cuts)
    ]
    assert all(span.of(found.text) in done.text for span in spans if span is not None)
    schools = [one.institution.value for one in found.resume.profile.education if one.institution is not None]
    employers = [entry.organization.value for entry in entries if entry.organization is not None]
    assert all(name in done.text for name in employers if not any(school in name for school in schools))


def test_a_quote_maps_back_to_the_visible_text() -> None:
    """Outside of placeholders and around them."""
    done = masked(CHINESE)
    assert done.unmasked("男装、女装系列") == "男装、女装系列"
    assert done.unmasked("[NAME]带领团队完成户口系统改造，2020年[PERSONAL]三个月") == (
        "张国强带领团队完成户口系统改造，2020年因病休养三个月"
    )
    assert done.unmasked("[NAME]带领") == "张国强带领"
    assert done.unmasked("开发订单") == "开发订单"


@pytest.mark.parametrize("quote", ["[NAME]", "[PERSONAL]", "[NAME] | [AGE]", " [PERSONAL], [SCHOOL]。"])
def test_a_quote_of_placeholders_alone_is_empty(quote: str) -> None:
    """It shows nothing that a model could have read."""
    assert masked(CHINESE).unmasked(quote) == ""


def test_letters_of_a_placeholder_are_no_place_of_a_quote() -> None:
    """The first place beside placeholders counts."""
    text = "Rowan Hale\nEducation\nNorthbridge University\nSkills\nC, SQL and C tooling\n"
    done = mask(reading(text))
    assert done.text.index("C") < done.text.index("C, SQL")
    assert done.unmasked("C") == "C"
    assert done.unmasked("C, SQL") == "C, SQL"


@pytest.mark.parametrize("quote", ["", "never written", "[HOBBY]", "NAME]带领", "[PERSON", "NAME", "\ud800"])
def test_a_quote_that_does_not_stand_there_comes_back_as_it_is(quote: str) -> None:
    """The alignment decides about it later."""
    assert masked(CHINESE).unmasked(quote) == quote


@pytest.mark.parametrize("text", [CHINESE, ENGLISH])
def test_masked_and_visible_text_correspond(text: str) -> None:
    """Between the cuts both texts are the same, cuts are apart and in order, and each has its placeholder."""
    done = masked(text)
    assert len(done.cuts) == len(done.placeholders) > 5
    ends = [(0, 0), *((cut.end, place.end) for cut, place in zip(done.cuts, done.placeholders, strict=True))]
    starts = [(cut.start, place.start) for cut, place in zip(done.cuts, done.placeholders, strict=True)]
    starts.append((len(done.original), len(done.text)))
    for (left, masked_left), (right, masked_right) in zip(ends, starts, strict=True):
        assert left <= right
        assert done.original[left:right] == done.text[masked_left:masked_right]


@given(st.integers(0, 400), st.integers(0, 60))
def test_spans_go_there_and_back(start: int, size: int) -> None:
    """A span of the masked text comes back as itself, grown to whole placeholders."""
    done = masked(CHINESE)
    span = Span(min(start, len(done.text)), min(start + size, len(done.text)))
    back = done.masked_span(done.original_span(span))
    assert back.contains(span) or span.start == span.end


def test_a_resume_of_nothing_stays_nothing() -> None:
    """A text without facts of a person is left alone."""
    text = "Built a shop with Django and PostgreSQL.\nCut response times by 40%.\n"
    assert mask(reading(f"Experience\n{text}")).cuts == ()


def test_masking_reads_a_long_resume_at_once() -> None:
    """The best of several runs over 4,000 characters takes a fraction of this bound."""
    work = "- 用 Python 与 MySQL 开发订单系统，日均 20 万单，2021 年上线。Wrote the on-call runbook for the team.\n"
    found = reading(CHINESE + work * ((4000 - len(CHINESE)) // len(work)))
    mask(found)
    best = 1.0
    for _ in range(20):
        begun = time.perf_counter()
        mask(found)
        best = min(best, time.perf_counter() - begun)
    assert best < 0.005


@pytest.mark.parametrize(
    ("studies", "masked_studies"),
    [
        ("2011-2015", "[STUDIED]-[STUDIED]"),
        ("2011.09 - 2015.06", "[STUDIED] - [STUDIED]"),
        ("2011年9月至2015年6月", "[STUDIED]至[STUDIED]"),
        ("Sept. 2011 – June 2015", "[STUDIED] – [STUDIED]"),
        ("graduated 2015", "graduated [STUDIED]"),
        ("2019 - present", "[STUDIED] - present"),
    ],
)
def test_when_a_person_studied_is_masked_and_when_they_worked_is_not(studies: str, masked_studies: str) -> None:
    """The year of a degree tells how old somebody is; that studies go on is no age."""
    work = "Work experience\nShopko, Developer, 2016 - 2019\n- Built shops"

    found = masked(f"Jane Sample\n\n{work}\n\nEducation\nLee University, B.Sc. Physics, {studies}\n").text

    assert f"[SCHOOL], B.Sc. Physics, {masked_studies}" in found
    assert "Shopko, Developer, 2016 - 2019" in found


@pytest.mark.parametrize("name", ["买买提·艾山", "阿依古丽·买买提", "张伟国"])
def test_all_parts_of_a_name_are_masked(name: str) -> None:
    """Also behind the dots that part them."""
    assert masked(
        f"{name}\n电话：13800000142\n\n工作经历\n星辰科技 工程师 2020.01-2023.06\n- 开发订单系统\n"
    ).text.startswith("[NAME]\n")


@pytest.mark.parametrize(
    ("text", "name", "kept"),
    [
        ('"Hettie Jerri Langosh, P.H.R. 555-123-4567 | Education in Bath', "Langosh", "P.H.R."),
        ("Maurice Botsford 12 Mill Lane Cell: 555-123-4567 Experience with SAP", "Botsford", "NAME"),
        ("Jade Hilpert jade@example.com AREAS OF EXPERTISE: experience with SAP", "Hilpert", "AREAS OF EXPERTISE"),
        ("Software Engineer jade@example.com Work experience with SAP", "jade", "Software Engineer"),
    ],
    ids=["credentials", "address", "email", "title"],
)
def test_a_name_begins_a_text_whose_line_ends_were_lost(text: str, name: str, kept: str) -> None:
    """Contacts stand behind it on the same line."""
    found = masked(text).text

    assert name not in found
    assert kept in found
