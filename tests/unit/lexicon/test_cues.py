"""Action, doer and outcome; negation and acquaintance have their rows in matching.yaml."""

from __future__ import annotations

import pytest

from bole.lexicon.cues import Cue, has_action, has_outcome, level_cue, own_action
from bole.lexicon.folding import fold
from bole.lexicon.terms import term_matcher

DONE = [
    "使用Python Flask MySQL构建高并发接口",
    "主要负责订单系统开发",
    "编制月度财务报表并完成纳税申报",
    "护理危重病人，执行医嘱",
    "讲授高二数学，担任班主任",
    "开拓华东区域客户，签订年度合同",
    "起草买卖合同，代理劳动仲裁案件",
    "調度車輛並跟蹤運輸",
    "Built REST APIs with Flask",
    "- building data pipelines for billing",
    "Prepared monthly financial statements",
    "Taught mathematics to grade 9",
    "Administered medication and monitored vital signs",
    "Negotiated supplier contracts",
    "Responsible for nursing care on two wards",
    "Drafted pleadings and represented clients in court",
    "Recruited engineers for three offices",
    "I troubleshot servo drives",
    "Made desserts and pastry.",
    "Gave medication to 20 patients",
    "Did SQL reports",
    "Wired control panels",
    "Changed dressings and took blood samples",
    "用ANSYS做机架静力学分析",
    "用Excel做报表",
    "做账、报税",
    "烹饪川菜",
    "驾驶叉车",
    "带班",
    "AutoCAD出图",
    "抽血、换药、打针",
]
NOT_DONE = [
    "Python开发工程师",
    "熟悉软件开发、数据库设计",
    "熟练掌握Linux运维",
    "会计专业",
    "具备良好的沟通能力",
    "Skills: Python, Java, SQL",
    "Graphic design skills",
    "Experienced accountant",
    "Test Engineer",
    "Account Manager",
    "Software Engineer, Acme",
    "Bachelor of Nursing",
    "Sous chef",
    "视觉传达设计 本科",
    "收银员",
    "烹饪专业",
    "驾驶证C1",
    "叉车驾驶员",
    "熟练驾驶叉车",
    "用户画像分析",
    "做事认真",
]


@pytest.mark.parametrize("text", DONE)
def test_work_in_the_words_of_any_trade_is_an_action(text: str) -> None:
    """Verbs of many professions count, in both languages."""
    assert has_action(fold(text).text)
    assert own_action(fold(text).text)


@pytest.mark.parametrize("text", NOT_DONE)
def test_titles_subjects_and_claims_are_no_action(text: str) -> None:
    """What somebody is, studied or can do was not thereby done."""
    assert not has_action(fold(text).text)


@pytest.mark.parametrize(
    "text",
    [
        "公司使用Java开发系统",
        "公司用Kafka",
        "由同事负责Kafka",
        "Kafka was used by another team",
        "The team used Kafka and Spark to process 1 TB",
        "团队使用Redis做缓存",
        "The team used Redis for caching",
        "The client's system was built on Oracle",
        "Our company developed an ERP",
        "Built by the vendor",
        "由外包商开发",
    ],
)
def test_work_of_somebody_else_is_not_the_persons(text: str) -> None:
    """The subject decides."""
    assert not own_action(fold(text).text)


@pytest.mark.parametrize(
    "text",
    [
        "带领团队使用Redis优化缓存",
        "公司系统由本人独立开发",
        "我们团队使用Go，我负责网关开发",
        "I led the team that built the gateway",
    ],
)
def test_work_done_with_others_is_the_persons(text: str) -> None:
    """Leading a team or naming one's own part is own work."""
    assert own_action(fold(text).text)


def test_the_clause_about_the_term_decides_whose_work_it_is() -> None:
    """In one sentence the team may use one thing and the person do another."""
    folded = fold("团队使用Redis做缓存，我负责前端页面开发")
    [(start, end)] = term_matcher(("Redis",)).ranges(folded)

    assert own_action(folded.text)
    assert not own_action(folded.text, start, end)


@pytest.mark.parametrize(
    "text",
    [
        "日均请求百万级",
        "库存周转率提升20%",
        "月均处理凭证300份",
        "负责10个病区护理",
        "服务客户200余家",
        "主要负责订单系统开发",
        "荣获年度优秀员工称号",
        "系统已正式上线",
        "Reduced latency by 40%",
        "Served 10k users",
        "Managed a team of 8",
        "Cared for 12 patients per shift",
        "Closed deals worth $2.5m",
        "Awarded employee of the month",
        "Built an inventory management system",
        "Audit finished ahead of schedule",
    ],
)
def test_results_scale_and_things_made_are_outcomes(text: str) -> None:
    """Numbers with a unit, awards, releases and named artefacts count."""
    assert has_outcome(fold(text).text)


@pytest.mark.parametrize(
    "text",
    [
        "参与公司微服务拆分项目",
        "使用Kubernetes部署服务",
        "2019年至今在某科技公司任职Python开发",
        "3年Java开发经验",
        "熟悉Linux操作系统",
        "5 years of Java",
        "2019-2021 Software Engineer",
        "Used Redis to cache data",
        "Python 3.8",
    ],
)
def test_years_versions_and_plain_use_are_no_outcome(text: str) -> None:
    """A duration or a version number is not a result."""
    assert not has_outcome(fold(text).text)


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("精通Java", Cue.PROFICIENT),
        ("Expert in Java", Cue.PROFICIENT),
        ("熟悉Java", Cue.FAMILIAR),
        ("Familiar with Java", Cue.FAMILIAR),
        ("了解Java", Cue.AWARE),
        ("不会Java", Cue.NEGATED),
        ("了解Redis，精通Java", Cue.PROFICIENT),
        ("Java (advanced)", Cue.PROFICIENT),
        ("Java", None),
    ],
)
def test_the_nearest_word_tells_the_degree(text: str, cue: Cue | None) -> None:
    """A word behind the term decides before one in front of it."""
    folded = fold(text)
    [(start, end)] = term_matcher(("Java",)).ranges(folded)

    assert level_cue(folded.text, start, end) is cue


@pytest.mark.parametrize("piece", ["9", "no a/", "和", "没有", "a, ", "increase ", "ly ", "的公司", "x of ", "了解"])
def test_long_runs_of_one_piece_are_answered_too(piece: str) -> None:
    """A hostile line ends like any other; the limit of the suite would catch one that does not."""
    sentence = fold(piece * 2000).text
    middle = len(sentence) // 2

    assert level_cue(sentence, middle, middle + 1) in {None, *Cue}
    assert own_action(sentence, middle, middle + 1) in {True, False}
    assert has_outcome(sentence) in {True, False}
