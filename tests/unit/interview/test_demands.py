"""What the role asks and the resume leaves open."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bole.domain.rubric import CriterionKind, Rubric, Term, TermGroup
from bole.domain.screening import CriterionAssessment, Level, TermAssessment
from bole.interview.demands import Gap, demands, gaps, software_role
from bole.interview.material import material
from tests.unit.interview.briefs import ALL, ANY, MUST, NICE, SHOULD, criterion, python_rubric, rubric
from tests.unit.interview.resumes import plain

ZHANG_WEI = "使用Python Flask MySQL构建高并发接口，日均请求百万级。参与公司微服务拆分项目，使用Kubernetes部署服务。"


def _gaps(text: str, wanted: Rubric, language: str = "zh", answers: tuple[CriterionAssessment, ...] = ()) -> list[Gap]:
    found = material(plain(text))
    return list(gaps(demands(wanted, answers, found.folded), answers, found, language))


def test_one_term_of_several_is_missing() -> None:
    """MySQL is there, Redis is not; one framework of two is enough."""
    found = _gaps(ZHANG_WEI, python_rubric())

    assert [(gap.criterion.criterion_id, gap.name, gap.state) for gap in found] == [("c3", "Redis", "absent")]


def test_a_denied_term_is_missing() -> None:
    """Who says that there is no experience with it is believed."""
    found = _gaps("使用Flask开发接口。没有Redis使用经验。", rubric(criterion("c1", "Redis", ("Redis",), MUST)))

    assert [gap.state for gap in found] == ["absent"]


def test_a_term_that_is_only_listed_is_asked_about_as_such() -> None:
    """Named among skills, in no work."""
    found = _gaps(
        "使用Flask开发订单接口。熟悉Redis、Kafka、Docker。", rubric(criterion("c1", "Redis", ("Redis",), MUST))
    )

    assert [(gap.state, gap.sort) for gap in found] == [("listed", "listed")]


def test_what_matters_most_comes_first() -> None:
    """Musts before shoulds before nice ones."""
    wanted = rubric(
        criterion("c1", "Kafka", ("Kafka",), NICE),
        criterion("c2", "Redis", ("Redis",), SHOULD),
        criterion("c3", "Go", ("Go",), MUST),
    )

    assert [gap.criterion.criterion_id for gap in _gaps("使用Flask开发订单接口。", wanted)] == ["c3", "c2", "c1"]


def test_terms_are_joined_as_the_criterion_combines_them() -> None:
    """All of them and any of them read differently; the name is in the language of the questions."""
    both = rubric(criterion("c1", "Redis和Kafka", ("Redis", "Kafka"), MUST, ALL))
    either = rubric(criterion("c1", "Redis或Kafka", ("Redis", "Kafka"), MUST))
    chinese = rubric(criterion("c1", "微服务", ("微服务",), MUST))

    assert _gaps("使用Flask开发订单接口。", both)[0].name == "Redis和Kafka"
    assert _gaps("使用Flask开发订单接口。", either, "en")[0].name == "Redis or Kafka"
    assert _gaps("使用Flask开发订单接口。", chinese, "en")[0].name.isascii()


def test_an_unclear_answer_is_a_gap_of_its_own_kind() -> None:
    """What the documents leave open is asked."""
    asked = criterion("c1", "Redis", ("Redis",), MUST)
    answer = CriterionAssessment(
        criterion=asked,
        level=Level.UNCLEAR,
        credit=None,
        terms=(TermAssessment(term="Redis", level=Level.UNCLEAR, credit=None),),
    )

    assert [gap.state for gap in _gaps("使用Flask开发订单接口。", rubric(asked), answers=(answer,))] == ["unclear"]


def test_one_of_several_is_enough_to_be_named() -> None:
    """Where any of three databases will do, the one that is listed is asked about, and not the two others."""
    either = criterion("c1", "MySQL/Oracle/PostgreSQL", ("MySQL", "Oracle", "PostgreSQL"), MUST)
    listed = CriterionAssessment(
        criterion=either,
        level=Level.LISTED,
        credit=40,
        terms=(
            TermAssessment(term="MySQL", level=Level.LISTED, credit=40),
            TermAssessment(term="Oracle", level=Level.ABSENT, credit=0),
            TermAssessment(term="PostgreSQL", level=Level.ABSENT, credit=0),
        ),
    )

    (gap,) = _gaps("使用Flask开发订单接口。", rubric(either), answers=(listed,))

    assert (gap.state, gap.name) == ("listed", "MySQL")


def _spelled(name: str, *also: str) -> Rubric:
    group = TermGroup(combination=ANY, terms=(Term(name=name, spellings=(name, *also)),))
    return rubric(replace(criterion("c1", name, (), MUST), term_groups=(group,)))


def test_what_is_only_listed_is_called_as_the_resume_calls_it() -> None:
    """Nobody is told that they named what they did not: a term stands for all its spellings."""
    wanted = _spelled("internal control", "内控", "external audit")
    text = "Wrote tax returns for four states. Skills: SAP, External  Audit, Excel"

    assert [(gap.state, gap.name) for gap in _gaps(text, wanted, "en")] == [("listed", "External Audit")]


@pytest.mark.parametrize(
    ("name", "also", "called"),
    [
        ("berth planning", ("泊位计划",), "泊位计划"),
        ("requirements analysis", (), "需求分析"),
        ("Tableau", ("可视化工具",), "Tableau"),
    ],
    ids=["spelled", "in the table", "a product"],
)
def test_common_words_are_named_in_the_language_of_the_questions(name: str, also: tuple[str, ...], called: str) -> None:
    """As the term or the skill table spells them; names of products stay."""
    assert [gap.name for gap in _gaps("使用Flask开发订单接口。", _spelled(name, *also))] == [called]


@pytest.mark.parametrize(
    ("kind", "level", "sort"),
    [
        (CriterionKind.EXPERIENCE, Level.PARTLY_MET, "years"),
        (CriterionKind.CERTIFICATION, Level.ABSENT, "record"),
        (CriterionKind.LANGUAGE, Level.UNCLEAR, "record"),
        (CriterionKind.EXPERIENCE, Level.MET, ""),
    ],
)
def test_facts_that_the_profile_does_not_show_are_asked_about(kind: CriterionKind, level: Level, sort: str) -> None:
    """Years, certificates and languages; none that are met."""
    asked = replace(criterion("c1", "5年以上财务经验。", (), MUST), kind=kind)
    answer = CriterionAssessment(criterion=asked, level=level, credit=None)

    found = _gaps("使用Flask开发订单接口。", rubric(asked), answers=(answer,))

    assert [(gap.sort, gap.name) for gap in found] == ([(sort, "5年以上财务经验")] if sort else [])


def test_the_plan_follows_the_role_and_what_the_resume_can_carry() -> None:
    """A software posting alone does not make a cook a developer."""
    developer, cook = material(plain(ZHANG_WEI)), material(plain("Led a kitchen of nine and wrote the menu.", "en"))
    asked = demands(python_rubric(), (), developer.folded)

    assert software_role(python_rubric(), asked, developer.statements)
    assert software_role(None, (), developer.statements)
    assert not software_role(python_rubric(), asked, cook.statements)
    assert not software_role(rubric(role="accountant"), (), developer.statements)
