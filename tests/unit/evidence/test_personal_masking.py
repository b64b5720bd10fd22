"""Personal facts that the profile knows, in any language, never reach a model."""

import pytest

from bole.domain.documents import Document
from bole.evidence.masking import mask
from bole.evidence.reading import read
from bole.parsing.limits import ParsingLimits
from bole.parsing.parser import parse


def _masked(text: str) -> str:
    return mask(read(parse(Document(content=text.encode()), ParsingLimits()))).text


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("Familienstand: ledig", "ledig"),
        ("Staatsangehörigkeit: deutsch", "deutsch"),
        ("Geburtsdatum: 12.03.1990", "12.03.1990"),
        ("Situation familiale : célibataire", "célibataire"),
        ("Estado civil: soltero", "soltero"),
        ("Naturalidade: Recife", "Recife"),
        ("Семейное положение: не женат", "не женат"),
        ("Дата рождения: 12 марта 1990", "1990"),
        ("生年月日：平成2年3月4日", "平成2年"),
        ("国籍：ブラジル", "ブラジル"),
        ("생년월일: 1990년 5월 1일", "1990"),
        ("결혼여부: 미혼", "미혼"),
        ("الحالة الاجتماعية: أعزب", "أعزب"),
        ("性别  男   民族  回   籍贯  河北", "河北"),
    ],
)
def test_personal_facts_are_masked(line: str, value: str) -> None:
    """Labels may stay, values do not; what stands beside them stays."""
    masked = _masked(f"Resume\n{line}\nExperience\nBlue Ltd, Engineer, 2019 - 2021\n- Built Java services.\n")

    assert value not in masked
    assert "Java services" in masked


@pytest.mark.parametrize(
    "line", ["期望薪资：15-20K", "到岗时间：一个月内", "Notice period: 2 months", "Expected salary: 80,000 EUR"]
)
def test_what_criteria_may_ask_about_stays(line: str) -> None:
    """Pay and the day of a start are no facts of a person's birth or family."""
    assert line in _masked(f"Resume\n{line}\nExperience\nBlue Ltd, Engineer, 2019 - 2021\n- Built Java services.\n")
