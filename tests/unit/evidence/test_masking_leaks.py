"""What says who a person is, in the forms that resumes and letters write it; and work that looks alike."""

import re
import time
from dataclasses import replace

import pytest

from bole.domain.documents import Document, DocumentRole
from bole.domain.resume import Basics
from bole.evidence.masking import mask
from bole.evidence.reading import Reading, read
from bole.parsing.limits import ParsingLimits
from bole.parsing.parser import parse


def reading(text: str, role: DocumentRole = DocumentRole.RESUME) -> Reading:
    return read(parse(Document(content=text.encode(), role=role), ParsingLimits()))


LEAKS = [
    # Names
    ("My name is Weiguo Zhang and I build shops.", "Weiguo", "build shops"),
    ("I am Weiguo Zhang, a backend engineer.", "Zhang", "backend engineer"),
    ("本人张伟国，从事后端开发。", "伟国", "从事后端开发"),
    ("我叫张伟国，五年后端经验。", "张伟国", "五年后端经验"),
    ("Built shops.\nBest regards,\nWeiguo Zhang", "Weiguo", "Built shops"),
    ("Built shops.\nSincerely\n\nW. Zhang", "Zhang", "Built shops"),
    ("此致\n敬礼！\n张伟国", "张伟国", "此致"),
    ("张伟国 敬上", "张伟国", "敬上"),
    ("候选人：张伟国", "张伟国", "候选人"),
    ("候选人张伟国负责订单系统", "张伟国", "负责订单系统"),
    ("Candidate: Weiguo Zhang", "Weiguo", "Candidate"),
    ("Worked with Mr. Zhang and Ms Anne Lee on billing.", "Zhang", "on billing"),
    ("张先生负责订单系统", "张先生", "负责订单系统"),
    ("HALE, Rowan and R. Hale built shops", "Hale", "built shops"),
    ("Hello, my name is weiguo zhang and I build shops.", "zhang", "build shops"),
    ("此致 敬礼 张伟国", "张伟国", "此致"),
    # Gender
    ("She built the shop and cut his costs.", "She", "built the shop"),
    ("He moved orders to Kafka.", "He", "moved orders to Kafka"),
    ("她主导订单系统，并带领她的团队。", "她", "主导订单系统"),
    ("Pronouns: he/him", "him", ""),
    ("Gender - Male", "Male", ""),
    ("Sex Female | Python", "Female", "Python"),
    ("性别 - 女", "女", ""),
    ("性别：　男", "男", ""),
    # Faith, family, origin, health
    ("Religion Islam", "Islam", ""),
    ("Religion: Hindu", "Hindu", ""),
    ("宗教信仰　佛教", "佛教", ""),
    ("As a Muslim I pray.", "Muslim", "pray"),
    ("Marital Status - Married", "Married", ""),
    ("婚姻状况 - 已婚", "已婚", ""),
    ("Nationality - Egyptian", "Egyptian", ""),
    ("Nationality Egyptian", "Egyptian", ""),
    ("民族 - 回族", "回族", ""),
    ("Disability - hearing loss", "hearing", ""),
    ("I am deaf and build shops.", "deaf", "build shops"),
    ("目前怀孕，可远程", "怀孕", "可远程"),
    ("三级残疾", "残疾", ""),
    ("I have two kids.", "two kids", ""),
    ("Currently pregnant with a child", "pregnant", ""),
    ("A native of Henan and a Chinese national.", "Henan", ""),
    ("我是河南人，从事开发", "河南", "从事开发"),
    # Birth and age
    ("34 yrs old", "34", ""),
    ("生于一九九六年", "一九九六", ""),
    ("Born in Cairo, Egypt, 1982", "Egypt", ""),
    ("出生年月：96年3月", "96年", ""),
    ("年龄：二十八岁", "二十八", ""),
    ("年龄 - 28", "28", ""),
    ("b. 1990", "1990", ""),
    ("I was born in Cairo in 1982 and build shops.", "Cairo", "build shops"),
    ("Born: May '88", "88", ""),
    # Numbers and contacts
    ("证件 510104 19900307 8812", "8812", ""),
    ("证件 510104-19900307-881X", "881X", ""),
    ("证件 ５１０１０４１９９００３０７８８１２", "８８１２", ""),
    ("WeChat: zgq_1990", "zgq", ""),
    ("微信 zgq_1990", "zgq", ""),
    ("QQ 12345678", "12345678", ""),
    ("Skype weiguo.zhang", "weiguo", ""),
    ("Passport E 1234 5678", "1234", ""),
    ("skype: live:weiguo.z", "weiguo", ""),
    ("linkedin: weiguo-z", "weiguo", ""),
    ("weiguo.z (at) mail.example", "weiguo", ""),
    ("weiguo [at] mail [dot] example", "weiguo", ""),
    ("weiguo at mail dot example", "weiguo", ""),
    ("weiguo at gmail.com", "weiguo", ""),
    ("138.0000.1234", "1234", ""),
    ("+44.20.7946.0958", "7946", ""),
    ("１３８００００１２３４", "１２３４", ""),
    # Addresses
    ("12 Rose Terrace, Leeds LS1 4AB", "Rose", ""),
    ("221B Baker Street", "Baker", ""),
    ("1600 Amphitheatre Parkway, Mountain View", "Amphi", ""),
    ("P.O. Box 1234, Cairo", "1234", ""),
    ("Flat 3, 12 High St, London", "Flat", ""),
    # Schools
    ("Graduated from Stanford in 2015", "Stanford", "Graduated"),
    ("毕业于北大，从事开发", "北大", "从事开发"),
    ("清华硕士，从事开发", "清华", "从事开发"),
    ("PhD, Stanford", "Stanford", "PhD"),
    ("Harvard MBA", "Harvard", "MBA"),
    ("本科（985）", "985", "本科"),
    ("C9高校本科", "C9", "本科"),
]


@pytest.mark.parametrize(("line", "secret", "kept"), LEAKS)
def test_a_fact_is_known_without_a_profile(line: str, secret: str, kept: str) -> None:
    """Names in prose, loose labels, numbers in groups, handles and short names of schools."""
    text = f"Rowan Hale\nWork experience\nEngineer, Northwind, 2019 - 2021\n{line}"
    assert secret in line
    done = mask(reading(text)).text
    assert "Engineer, Northwind, 2019 - 2021" in done
    assert secret not in done.split("2021\n")[1]
    assert kept in done


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        ("男 | 1993.05.12 | 本科", "1993"),
        ("Female / 12/05/1993", "1993"),
        ("Tel (212) 555-0199", "555"),
        ("010-62771234", "6277"),
        ("020 7946 0958", "7946"),
        ("@weiguo_z", "weiguo"),
        ("Muslim | Leeds", "Muslim"),
    ],
)
def test_a_fact_in_the_head_is_masked(line: str, secret: str) -> None:
    """Before the first work numbers and words alone say who a person is."""
    text = f"Rowan Hale\n{line}\nWork experience\nEngineer, Northwind, 2019 - 2021\n- Built a shop.\n"
    assert secret not in mask(reading(text)).text


@pytest.mark.parametrize(
    "line",
    [
        "Master data, master branches and a data lake for 985,211 orders",
        "I am Senior Backend Engineer with Python",
        "Best Practices",
        "其他系统与男装供应链，客户先生产后付款",
        "2 Google Drive integrations, MIT License, 211 cases",
        "HIS system and HE admissions; shell and hero banners",
        "2011.09-2015.06 2015.09-2018.06 2018.07-2021.03",
        "本人具有五年后端经验，熟悉高性能系统",
        "性能提升三十岁月系列，十岁以下儿童教育",
        "gender-neutral design and race conditions, faith-based charity, age-12 readers",
        "Worked at example.com and looked at dot products",
        "Annotated @Transactional methods; 10.5.2021 release",
        "候选人管理系统，求职者画像",
        "最高总额 300 万，小米商城，老客户",
        "Airborne sensors, born-digital archives",
    ],
)
def test_work_that_looks_like_a_person_stays(line: str) -> None:
    """Words that only resemble a name, a label or a number are left alone."""
    text = f"Rowan Hale\nWork experience\nEngineer, Northwind, 2019 - 2021\n- {line}\n- Built a shop.\n"
    assert line in mask(reading(text)).text


@pytest.mark.parametrize(
    "line",
    [
        "WEI-LING CHEN",
        "Wei-Ling Chen",
        "wei ling chen",
        "Chen, Wei-Ling",
        "W.-L. Chen",
        "W. L. Chen",
        "W. Chen",
        "陈伟玲",
    ],
)
def test_a_name_is_found_in_every_spelling(line: str) -> None:
    """With a blank for the hyphen, surname first, with initials, and in Chinese."""
    text = f"WEI-LING CHEN (陈伟玲)\nWork experience\nEngineer, Northwind, 2019 - 2021\nNotes by {line} on Kafka\n"
    done = mask(reading(text)).text
    assert done.startswith("[NAME]")
    assert re.search(r"Notes by \[NAME\] on Kafka", done)


@pytest.mark.parametrize("spoken", ["小张", "老张", "张总", "张先生", "张女士", "张老师", "张同志", "张伟国", "伟国"])
def test_a_chinese_name_is_found_as_people_speak(spoken: str) -> None:
    """The surname with a title, or after 小 and 老."""
    text = f"张伟国\n工作经历\n2018.03-2021.05 北风科技有限公司 工程师\n- {spoken}负责订单系统，主张简单设计\n"
    done = mask(reading(text)).text
    assert "- [NAME]负责订单系统，主张简单设计" in done


RESUME_ZH = """张伟国
电话：13800001234 邮箱：zwg@mail.example
教育经历
清华大学 计算机 本科 2011-2015
工作经历
2018.03-2021.05 北风科技有限公司 工程师
"""
RESUME_EN = """Weiguo Zhang
weiguo@mail.example
Education
BSc Physics, Kestrel University, 2010 - 2014
Work experience
Engineer, Northwind, 2019 - 2021
"""
LETTER_ZH = """尊敬的招聘经理：
我在清华大学读书时学会了 Python。伟国负责订单系统，张伟国也做过支付系统，138-0000-1234。
"""
LETTER_EN = """Dear team,
Since Kestrel University I have built shops with Python.
Best, Weiguo
"""


@pytest.mark.parametrize(
    ("letter", "hidden", "kept"),
    [
        (LETTER_ZH, ("伟国", "清华大学", "1234"), ("学会了 Python", "做过支付系统", "订单系统")),
        (LETTER_EN, ("Weiguo", "Kestrel"), ("built shops with Python",)),
    ],
)
def test_what_one_document_knows_is_masked_in_all(letter: str, hidden: tuple[str, ...], kept: tuple[str, ...]) -> None:
    """A letter need not say whose it is: the resume beside it does."""
    known = [reading(resume).resume.profile for resume in (RESUME_ZH, RESUME_EN)]
    done = mask(reading(letter, DocumentRole.COVER_LETTER), known).text
    assert [one for one in hidden if one in done] == []
    assert [one for one in kept if one not in done] == []


def test_a_name_alone_in_the_first_line_is_masked_where_the_profile_knows_none() -> None:
    """Two to four words or Han characters; a title of a document is none."""
    for first, hidden in (
        ("Wei-Ling Chen (陈伟玲)", True),
        ("张伟国", True),
        ("Cover Letter", False),
        ("求职信", False),
    ):
        found = reading(f"{first}\nWork experience\nEngineer, Northwind, 2019 - 2021\n")
        unknown = replace(found, resume=replace(found.resume, profile=replace(found.resume.profile, basics=Basics())))
        assert (first not in mask(unknown).text) == hidden


@pytest.mark.parametrize(
    "run",
    ["A", "a", "1", "一", "@", "Aa ", "\n", "1 ", "(", "photo\n", "Best,\n", "street 1 a ", "男|", "a.", "he ", "地址"],
)
def test_a_long_run_is_masked_at_once(run: str) -> None:
    """No pattern reads a text again and again; 64,000 characters take a tenth of this bound or so."""
    text = "Rowan Hale\nSkills\nPython\nEducation\nBSc Physics, Kestrel University, 2010\n"
    found = reading(text + run * (64_000 // len(run)))
    begun = time.perf_counter()
    mask(found)
    assert time.perf_counter() - begun < 2
