"""Work told in running sentences."""

import pytest

from bole.domain.resume import EntryKind, SectionKind
from bole.parsing.structure.outline import structure

ZHANG_WEI = (
    "张伟，男，32岁，本科，计算机科学。2019年至今在XX科技任职Python开发，主要负责订单系统开发。"
    "使用Python Flask MySQL构建高并发接口，日均请求百万级。参与公司微服务拆分项目，使用Kubernetes部署服务。"
    "熟悉Linux运维，掌握Git/Jenkins持续集成。"
)


def test_paragraph_gives_one_employment_with_its_statements() -> None:
    """The entry reaches from the dated sentence to the last one about work; claims of skills stay outside."""
    (entry,) = structure(ZHANG_WEI).profile.work

    assert entry.kind is EntryKind.EMPLOYMENT
    assert entry.organization is not None
    assert entry.position is not None
    assert (entry.organization.value, entry.position.value) == ("XX科技", "Python开发")
    assert entry.dates is not None
    assert entry.dates.ongoing
    assert "Kubernetes" in entry.span.of(ZHANG_WEI)
    assert "Jenkins" not in entry.span.of(ZHANG_WEI)
    assert len(entry.highlights) == 3


def test_paragraph_is_divided_into_sections() -> None:
    """Who, work and skills become sections although there is no heading."""
    kinds = [section.kind for section in structure(ZHANG_WEI).sections]

    assert kinds == [SectionKind.BASICS, SectionKind.WORK, SectionKind.SKILLS]


@pytest.mark.parametrize(
    ("sentence", "organization", "position"),
    [
        (
            "Since 2019 I have worked at Lakeside Hospital as a nurse, caring for six patients.",
            "Lakeside Hospital",
            "nurse",
        ),
        (
            "From 2015 to 2018 I was a staff nurse at Riverside Clinic, covering surgery.",
            "Riverside Clinic",
            "staff nurse",
        ),
        ("I worked as an accountant for Alder Foods from 2012 to 2014.", "Alder Foods", "accountant"),
        ("2020年7月至2023年5月就职于平江会计师事务所，担任审计助理，参与年报审计。", "平江会计师事务所", "审计助理"),
        ("2016年3月-2020年8月在康乐饮料有限公司担任区域销售主管，管理团队。", "康乐饮料有限公司", "区域销售主管"),
        ("2013年2月至今任山东石化股份有限公司财务总监。", "山东石化股份有限公司", "财务总监"),
    ],
)
def test_sentence_names_organisation_and_position(sentence: str, organization: str, position: str) -> None:
    """Both languages tell where and as what in many orders."""
    (entry,) = structure(sentence).profile.work

    assert entry.organization is not None
    assert entry.position is not None
    assert (entry.organization.value, entry.position.value) == (organization, position)


def test_sentence_about_education_is_no_work() -> None:
    """A dated degree opens no entry."""
    assert structure("李娜，女。2016年毕业于江城大学会计学专业，获学士学位。").profile.work == ()
