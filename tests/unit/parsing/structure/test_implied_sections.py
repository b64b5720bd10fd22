"""Work that no heading announces, and degrees and licences among the work."""

import pytest

from bole.domain.resume import DegreeLevel, SectionKind
from bole.parsing.structure.implied_sections import with_implied_sections
from bole.parsing.structure.lines import read
from bole.parsing.structure.outline import structure
from bole.parsing.structure.sections import find_sections

# A resume, the first years of its work, the levels of its degrees, its certificates.
RESUMES: dict[str, tuple[str, list[int], list[DegreeLevel | None], list[str]]] = {
    "engineer, no heading": (
        (
            "李雷\n电话：13800001111\n\n2019.03-至今 杭州云启科技有限公司 后端工程师\n负责订单系统的设计与开发\n"
            "2016.07-2019.02 上海某某软件公司 Java开发\n参与支付模块开发\n"
            "2012.09-2016.06 浙江大学 计算机科学与技术 本科\n熟悉 MySQL、Spring\n"
        ),
        [2019, 2016],
        [DegreeLevel.BACHELOR],
        [],
    ),
    "auditor, 职业生涯": (
        (
            "王芳\n13900002222\n职业生涯\n2018.05-2023.08 上海明珠会计师事务所 审计员\n负责年报审计\n"
            "教育\n2014.09-2018.06 上海财经大学 会计学 本科\n"
        ),
        [2018],
        [DegreeLevel.BACHELOR],
        [],
    ),
    "forklift driver, 履历": (
        (
            "陈强\n履历\n2015年3月—2020年12月  顺达物流有限公司  叉车司机\n驾驶叉车装卸货物\n"
            "2021年1月—至今  京海仓储  仓库班长\n带班12人\n叉车证（2015）\n"
        ),
        [2015, 2021],
        [],
        ["叉车证"],
    ),
    "designer, dates at the end": (
        (
            "赵敏\nzhaomin@example.com\n\n平面设计师  星火广告有限公司  2020/03-至今\n· 负责品牌视觉设计\n"
            "设计助理  蓝天文化传媒  2018/07-2020/02\n· 协助海报制作\n\n视觉传达设计 本科 湖北美术学院 2014-2018\n"
        ),
        [2020, 2018],
        [DegreeLevel.BACHELOR],
        [],
    ),
    "accountant, degree and certificate among the work": (
        (
            "工作经历\n2020.01-至今 大华股份有限公司 会计\n做账、报税\n2016.09-2019.12 浙江财经大学 会计 本科\n"
            "2018.07 初级会计资格证书\n"
        ),
        [2020],
        [DegreeLevel.BACHELOR],
        ["初级会计资格证书"],
    ),
    "nurse, no heading": (
        (
            "Mary Collins\nmary@example.com | 020 7946 0000\n\nStaff Nurse, St Anne's Hospital, Mar 2019 - Present\n"
            "- Trained two junior nurses\nHealthcare Assistant, Rose Care Home, 2016 - 2019\n- Helped residents\n\n"
            "BSc Nursing, University of Leeds, 2013 - 2016\nFluent in Polish\n"
        ),
        [2019, 2016],
        [DegreeLevel.BACHELOR],
        [],
    ),
    "chef, headings of his own": (
        (
            "Omar Diaz\nomar@example.com\n\nWhere I have cooked\nHead Chef | Blue Kettle | 2020 - now\n"
            "Ran a kitchen of 8.\nSous Chef | Red Lantern | 2016 - 2020\nMade pastry.\n\nWhat I know\nHACCP\n"
        ),
        [2020, 2016],
        [],
        [],
    ),
    "lawyer, dates first": (
        (
            "JANE SMITH\njane@example.com\n\n2018 - present   Associate, Brown & Lowe LLP\nDrafted 15 agreements.\n"
            "2014 - 2018   Legal Counsel, Norton Bank\nAdvised on lending.\n2011 - 2014   J.D., Georgetown University\n"
        ),
        [2018, 2014],
        [DegreeLevel.DOCTORATE],
        [],
    ),
    "electrician, below the education": (
        (
            "Education\nElectrical Installation, Leeds College, 2008 - 2010\n\nJobs so far\n"
            "Electrician, Volt Services Ltd, 2012 - 2020\n- Wired 40 houses\n"
            "Site Supervisor, Bright Group, 2020 - present\n- Led 6 people\n"
        ),
        [2012, 2020],
        [None],
        [],
    ),
    "analyst, degrees among the work": (
        (
            "Experience\nAnalyst, Acme, 2023 - present\n- Built reports\nB.A., Yale University, 2012 - 2016\n"
            "M.Sc., Columbia University, 2016 - 2019\n"
        ),
        [2023],
        [DegreeLevel.BACHELOR, DegreeLevel.MASTER],
        [],
    ),
    "teacher, degree above its school": (
        (
            "Employment\nMath Teacher, Lincoln High School, 2015 - present\n- Taught algebra\n"
            "Bachelor of Science in Mathematics\nTufts University, 2006 - 2010\n"
        ),
        [2015],
        [DegreeLevel.BACHELOR],
        [],
    ),
    "driver, licences among the work": (
        (
            "Work\nForklift licence (2015)\nWarehouse Operative, Big Box Ltd, 2016 - 2021\n- Picked 300 lines\n"
            "Commercial driver's license, 2011 - 2016\n"
        ),
        [2016],
        [],
        ["Forklift licence", "Commercial driver's license"],
    ),
}


@pytest.mark.parametrize("name", RESUMES)
def test_work_is_found_and_nothing_else_counts_as_work(name: str) -> None:
    """Whatever the headings, each employment is an entry, and no degree or licence is one."""
    text, work, levels, certificates = RESUMES[name]
    profile = structure(text).profile

    assert [entry.dates.start.year for entry in profile.work if entry.dates and entry.dates.start] == work
    assert len(profile.work) == len(work)
    assert [entry.level for entry in profile.education] == levels
    assert [certificate.name.value for certificate in profile.certificates] == certificates


@pytest.mark.parametrize(
    "heading",
    [
        "Research Assistant, Columbia University, 2018 - 2020",
        "PhD student, ETH Zurich, 2014 - 2018",
        "Registered Nurse, City Hospital, 2019 - 2022",
        "License Specialist, Department of Motor Vehicles, 2015 - 2019",
        "Certification Engineer, Airbus, 2012 - 2015",
        "Associate, Goldman & Lowe, 2012 - 2015",
        "2016.09-至今 南京第五中学 数学教师",
        "2018.03-2020.02 协和医学院附属医院 主管护师",
        "2018.03-2020.02 江湾大学 图书馆 管理员",
    ],
)
def test_positions_at_schools_and_with_licences_stay_work(heading: str) -> None:
    """A position makes a heading work, whoever the employer is."""
    profile = structure(f"Experience\n{heading}\n- Led 4 people\n").profile

    assert len(profile.work) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Ann Bo\nBorn 1990\nHonest and hard-working.\n",
        "张伟，2019年至今在某某科技有限公司任职工程师，负责系统开发。\n",
        "Education\nBSc Biology, Hill University, 2018 - 2021\nPresident, Student Union, 2019 - 2020\n",
        "Ann Bo\n2015 - 2019 Cook, Acme\n\nExperience\nCook, Acme, 2015 - 2019\n- Cooked\n",
    ],
)
def test_sections_without_implied_work_stay_as_they_are(text: str) -> None:
    """No dated heading of work, or work that has its own section: nothing is divided."""
    reading = read(text)
    sections = find_sections(reading)

    assert with_implied_sections(reading, sections) == sections


def test_unknown_heading_goes_with_what_stands_below() -> None:
    """A short line after an empty line above the first degree is no statement of the last employment."""
    found = structure(
        "Anna Weber\nanna@example.com\n\nHotel Manager, Alpenhof Hotel, 2017 - 2024\nManaged 30 staff.\n\n"
        "My studies\nDiploma in Hospitality, Munich Business School, 2010 - 2013\n"
    )

    assert [section.kind for section in found.sections] == [
        SectionKind.BASICS,
        SectionKind.WORK,
        SectionKind.EDUCATION,
    ]
    assert [fact.value for fact in found.profile.work[0].highlights] == ["Managed 30 staff."]
