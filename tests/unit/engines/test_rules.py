"""Levels that the embedded engine finds, by where and how a resume names a term."""

from __future__ import annotations

import pytest

from bole.domain.documents import Document
from bole.domain.rubric import Combination, Criterion, CriterionKind, Requirement, Rubric, Term, TermGroup
from bole.domain.screening import Finding, Level
from bole.engines.rules import RulesEngine
from bole.evidence.reading import read
from bole.parsing.limits import ParsingLimits
from bole.parsing.parser import parse

ENTRY = "Ada Example\n\nWork experience\nExample Ltd, Engineer, 2019.01-2021.01\n- {}\n\nSkills\n{}\n"
EINTRAG = "张三\n\n工作经历\n示例科技有限公司　工程师　2019.01-2021.01\n- {}\n\n专业技能\n{}\n"


def find(text: str, *spellings: str) -> Finding:
    """Answers a criterion of one term on a resume."""
    group = TermGroup(combination=Combination.ALL_OF, terms=(Term(name=spellings[0], spellings=spellings),))
    criterion = Criterion(
        criterion_id="c1",
        text=spellings[0],
        kind=CriterionKind.SKILL,
        requirement=Requirement.MUST,
        term_groups=(group,),
    )
    rubric = Rubric(title="", role="", language_code="en", criteria=(criterion,))
    (finding,) = RulesEngine().find(rubric, read(parse(Document(content=text.encode()), ParsingLimits())))
    return finding


@pytest.mark.parametrize(
    ("text", "level"),
    [
        (ENTRY.format("Built the order API with Redis, which cut page time by 40%.", "SQL"), Level.DEMONSTRATED),
        (ENTRY.format("Maintained the Redis cluster.", "SQL"), Level.USED),
        (ENTRY.format("Wrote unit tests for the order API.", "SQL, Redis"), Level.LISTED),
        (
            ENTRY.format("Built services with Go, Java, Redis, Kafka, MySQL, Docker, Linux and Git.", "SQL"),
            Level.LISTED,
        ),
        (ENTRY.format("Wrote unit tests for the order API.", "Aware of Redis"), Level.LISTED),
        (ENTRY.format("Wrote unit tests for the order API.", "No experience with Redis"), Level.ABSENT),
        (ENTRY.format("Wrote unit tests for the order API.", "SQL"), Level.ABSENT),
        (ENTRY.format("Wrote unit tests.\n- Redis, Kafka, Spark", "SQL"), Level.LISTED),
        (ENTRY.format("Wrote unit tests.\n- Redis, sailing, chess", "SQL"), Level.LISTED),
        (ENTRY.format("Wrote unit tests.\n- Technologies: Redis, Kafka, Spark", "SQL"), Level.USED),
        (ENTRY.format("Technologies: Redis, Kafka, Spark", "SQL"), Level.LISTED),
        (ENTRY.format("Wrote unit tests.\n- Wired Redis counters into the billing feed", "SQL"), Level.USED),
        (ENTRY.format("Wrote unit tests.\n- Five years of Redis experience", "SQL"), Level.LISTED),
        (ENTRY.format("Wrote unit tests.\n- Redis was used by another team", "SQL"), Level.LISTED),
        (ENTRY.format("Wrote unit tests.\n- The team used Redis and Spark to process 1 TB", "SQL"), Level.LISTED),
        (ENTRY.format("Wrote unit tests.", "SQL").replace("Engineer", "Redis Engineer"), Level.USED),
        (ENTRY.format("Northampton", "SQL").replace("Engineer", "Redis Engineer"), Level.LISTED),
        (
            ENTRY.format("Wrote unit tests.", "SQL").replace("Engineer", "Engineer (Redis, Kafka, Spark, MySQL)"),
            Level.LISTED,
        ),
        (
            # Seven names, of which only four are different.
            ENTRY.format("Migrated Redis, MySQL, Kafka and Spark (Redis, MySQL, Kafka) to one account.", "SQL"),
            Level.USED,
        ),
        (
            # Eight skills in two sentences of one bullet.
            ENTRY.format("Built jobs with Go, Java, Redis and Kafka. Ran MySQL, Docker, Linux and Git.", "SQL"),
            Level.USED,
        ),
        (EINTRAG.format("编写订单接口的单元测试。\n- 技术栈：Redis、Kafka、Spark", "SQL"), Level.USED),
        (EINTRAG.format("编写订单接口的单元测试。\n- Redis、Kafka、Spark", "SQL"), Level.LISTED),
        (EINTRAG.format("编写订单接口的单元测试。\n- 由同事负责Redis", "SQL"), Level.LISTED),
        (EINTRAG.format("使用Redis搭建缓存服务，接口耗时降低40%。", "SQL"), Level.DEMONSTRATED),
        (EINTRAG.format("负责Redis集群的维护。", "SQL"), Level.USED),
        (EINTRAG.format("编写订单接口的单元测试。", "熟悉Redis"), Level.LISTED),
        (EINTRAG.format("编写订单接口的单元测试。", "了解Redis"), Level.LISTED),
        (EINTRAG.format("编写订单接口的单元测试。", "无Redis经验"), Level.ABSENT),
    ],
)
def test_the_level_follows_from_place_and_wording(text: str, level: Level) -> None:
    """Dated entry with action and outcome, with action, elsewhere, denied, nowhere."""
    assert find(text, "Redis").level is level


def test_a_denial_is_quoted() -> None:
    """ABSENT with the words that say so."""
    finding = find(ENTRY.format("Wrote unit tests for the order API.", "No experience with Redis"), "Redis")

    assert any("No experience with Redis" in quote for term in finding.terms for quote in term.quotes)


def test_a_listing_and_a_denial_cannot_be_decided() -> None:
    """UNCLEAR, with both quotes."""
    text = ENTRY.format("Wrote unit tests for the order API.", "SQL, Redis\nNo experience with Redis in production")

    finding = find(text, "Redis")

    assert finding.level is Level.UNCLEAR
    assert len(finding.terms[0].quotes) == 2


def test_work_shown_outweighs_a_denial() -> None:
    """What was done was done."""
    text = ENTRY.format(
        "Built the order API with Redis, which cut page time by 40%.", "No experience with Redis Cluster"
    )

    assert find(text, "Redis").level is Level.DEMONSTRATED


def test_an_undated_entry_shows_nothing_above_listed() -> None:
    """Without dates nobody can tell when it was."""
    text = (
        "Ada Example\n\nWork experience\nExample Ltd, Engineer\n- Built the API with Redis, cutting page time by 40%.\n"
    )

    assert find(text, "Redis").level is Level.LISTED


def test_an_alias_in_the_other_language_is_the_same_term() -> None:
    """微服务 answers for microservices."""
    text = EINTRAG.format("主导微服务拆分，接口耗时降低40%。", "SQL")

    assert find(text, "microservices", "微服务").level is Level.DEMONSTRATED
