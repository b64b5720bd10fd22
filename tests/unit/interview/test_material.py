"""What a resume offers to ask about."""

from __future__ import annotations

import pytest

from bole.interview.material import Statement, material
from bole.interview.units import Home
from tests.unit.interview.resumes import plain, structured


def _only(text: str) -> Statement:
    (statement,) = material(plain(text)).statements
    return statement


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("使用Redis缓存商户费率，数据库读请求由每秒900次降到300次", {"change", "number", "done"}),
        ("Developed the search endpoints in Flask, used by 400,000 readers a month", {"volume", "create", "build"}),
        ("带教新入职护士14名，全部通过急救技能考核", {"teach", "number"}),
        ("Led a team of five nurses and wrote the handover form of the ward", {"lead", "team"}),
        ("与3名同事共同将清算模块从单体系统拆分为4个微服务", {"team", "split", "number"}),
        ("Negotiated with suppliers and cut the cost of flour by 12%", {"conflict", "change"}),
        ("自学Python并开发了爬虫系统，采集商品价格", {"learning", "create"}),
    ],
)
def test_a_statement_offers_what_it_says(text: str, offered: set[str]) -> None:
    """Scale, change, people and learning are read from the passage."""
    assert offered <= _only(text).offers


@pytest.mark.parametrize(
    "text",
    [
        "Built deep learning models for image search in PyTorch",
        "使用深度学习算法开发图像检索服务",
        "Ran the service at an availability of 99.98% with Docker",
    ],
)
def test_words_in_passing_do_not_count(text: str) -> None:
    """Deep learning is no learning of a person, and a figure is no change."""
    assert not _only(text).offers & {"learning", "change"}


@pytest.mark.parametrize(
    ("text", "quoted", "left_out"),
    [
        (
            "张伟，男，32岁，本科。使用Flask开发订单接口，日均请求百万级。",
            "使用Flask开发订单接口，日均请求百万级",
            "张伟",
        ),
        (
            "Maria Silva is a nurse with nine years in intensive care.",
            "nurse with nine years in intensive care",
            "Maria",
        ),
        (
            "She led a team of four and trained six apprentices.",
            "led a team of four and trained six apprentices",
            "She",
        ),
        ("王芳有八年会计经验，负责月结和合并报表。", "有八年会计经验，负责月结和合并报表", "王芳"),
        ("2019年至今在XX科技任职，主要负责订单系统开发。", "主要负责订单系统开发", "2019"),
        ("熟悉Linux服务器运维工作，没有Redis和Docker使用经验", "熟悉Linux服务器运维工作", "Redis"),
        (
            "Developed the payment service in Django, born 1990, married.",
            "Developed the payment service in Django",
            "born",
        ),
    ],
)
def test_a_quote_is_cut_to_the_work(text: str, quoted: str, left_out: str) -> None:
    """Names, pronouns, age, gender, dates and denials stay outside."""
    statements = material(plain(text)).statements

    assert statements[0].span.of(text) == quoted
    assert not any(left_out in statement.quote for statement in statements)


def test_a_long_statement_is_cut_at_a_clause_around_what_it_shows() -> None:
    """The part with the figure and the tools stays, and an ellipsis shows where the sentence goes on."""
    text = (
        "负责日常需求沟通与评审工作，" * 4
        + "使用Flask与MySQL开发订单接口，日均订单320万笔，"
        + "配合测试完成上线与回归验证工作，" * 3
    )

    statement = material(plain(text)).statements[0]

    assert "日均订单320万笔" in statement.quote
    assert len(statement.quote) <= 62


def test_a_list_of_skills_is_no_work() -> None:
    """It can only be asked which of them was used where."""
    statement = _only("Python, Django, Flask, FastAPI, MySQL, PostgreSQL")

    assert "listed" in statement.offers
    assert "done" not in statement.offers


def test_areas_follow_the_trade_of_the_entry() -> None:
    """A cook who changes suppliers is not asked as a buyer."""
    text = (
        "Ann Lee\nHead Chef\nEXPERIENCE\nHead Chef, The Copper Kettle\n"
        "- Brought food cost down from 34% to 28% by changing two suppliers.\n"
    )

    (statement,) = material(structured(text, "en")).statements

    assert statement.home is Home.WORK
    assert [area.area_id for area in statement.areas] == ["kitchen"]


def test_titles_places_and_dates_are_not_asked_about() -> None:
    """They say nothing of the work."""
    text = (
        "Ann Lee\nEngineer\nEXPERIENCE\nEngineer, Acme\n- Junior Systems Administrator\n- Date: Month 2020, Ongoing\n"
        "- Moved 14 servers to Linux virtual machines.\n"
    )

    quotes = [statement.quote for statement in material(structured(text, "en")).statements]

    assert quotes == ["Moved 14 servers to Linux virtual machines"]


def test_lines_that_the_page_broke_are_one_quote() -> None:
    """A wrapped sentence reads as it was written."""
    text = (
        "Ann Lee\nEngineer\nSummary\nEngineer who has run the payment service of a bank with nine\npeople since 2019.\n"
    )

    quotes = [statement.quote for statement in material(structured(text, "en")).statements]

    assert any("with nine people" in quote for quote in quotes)


def test_the_best_statement_comes_first() -> None:
    """Work with a result before a plain duty."""
    text = "负责部门日常工作。使用Redis缓存商户费率，数据库读请求由每秒900次降到300次。"

    ranks = [statement.rank for statement in material(plain(text)).statements]

    assert ranks == sorted(ranks, reverse=True)
    assert "Redis" in material(plain(text)).statements[0].quote


@pytest.mark.parametrize(
    ("line", "left_out"),
    [
        ("Diagnosed with epilepsy, still cut payroll errors by 20%", "epilepsy"),
        ("Returned from maternity leave and rebuilt the handover form", "maternity"),
        ("While pregnant, ran the year-end close for 3 entities", "pregnant"),
        ("Single mum, managed a warehouse of 20 people", "mum"),
        ("产假期间完成报表编制", "产假"),
        ("确诊糖尿病后仍坚持每月结账，差错为零", "糖尿病"),
        ("李娜（女，45岁）为直属上级，负责税务申报30家", "李娜"),
        ("PETER O'NEIL, CPA, prepared tax returns for 40 firms", "NEIL"),
        ("Sarah Jones, 29, female, married, Excel expert, closed the books of 4 entities", "29"),
    ],
)
def test_health_family_and_names_are_not_asked_about(line: str, left_out: str) -> None:
    """The work in the same line may be."""
    assert not any(left_out in statement.quote for statement in material(plain(line)).statements)


@pytest.mark.parametrize(
    "line",
    [
        "Cared for patients diagnosed with epilepsy on a ward of 20 beds",
        "Processed maternity leave claims for 300 employees",
        "护理患有糖尿病的老人，每班12名",
        "为孕妇开展孕期营养课程，累计40场",
        "核算生育保险与产假工资，覆盖300人",
    ],
)
def test_the_health_of_others_is_work(line: str) -> None:
    """Nurses, caregivers and clerks are asked about what they do."""
    assert material(plain(line)).statements


@pytest.mark.parametrize(
    ("line", "offered"), [("Level 3 Food Hygiene", "certificate"), ("Admitted: New York State Bar", "certificate")]
)
def test_a_record_is_no_work(line: str, offered: str) -> None:
    """A certificate among the lines of work is asked about as a certificate."""
    assert all(offered in statement.offers for statement in material(plain(line)).statements)


@pytest.mark.parametrize("line", ["视觉传达设计 本科", "BSc Nursing, 2:1", "Available weekends and nights"])
def test_degrees_and_hours_are_not_asked_about(line: str) -> None:
    """They are no passage about work."""
    assert material(plain(line)).statements == ()


def test_ai_beside_design_programs_is_illustrator() -> None:
    """A designer is not asked about models."""
    (statement,) = material(plain("使用PS、AI完成品牌手册与海报设计，年产出120套")).statements

    assert [area.area_id for area in statement.areas] == ["design_tools", "marketing"]
