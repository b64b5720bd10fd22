"""Personal facts in ten languages: found where they stand, with the value alone."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bole.domain.resume import PersonalFact, PersonalFactKind
from bole.parsing.structure.lines import read
from bole.parsing.structure.personal import find_personal
from bole.parsing.structure.sections import find_sections

K = PersonalFactKind


def _found(text: str) -> tuple[PersonalFact, ...]:
    reading = read(text)
    return find_personal(reading, find_sections(reading))


def _values(text: str) -> list[tuple[PersonalFactKind, str]]:
    return [(one.kind, one.fact.value) for one in _found(text)]


FORMS = [
    (
        "张伟\n性别：男   民族：汉   政治面貌：党员\n",
        [(K.GENDER, "男"), (K.ETHNICITY, "汉"), (K.POLITICAL_STATUS, "党员")],
    ),
    (
        "出生年月：1990年5月　籍贯：山东济南　婚姻状况：已婚\n",
        [(K.BIRTH_DATE, "1990年5月"), (K.NATIVE_PLACE, "山东济南"), (K.MARITAL_STATUS, "已婚")],
    ),
    (
        "性 别：女  年 龄：25岁\n民 族：汉族  户 口：北京\n",
        [(K.GENDER, "女"), (K.AGE, "25岁"), (K.ETHNICITY, "汉族"), (K.HOUSEHOLD_REGISTRATION, "北京")],
    ),
    ("身高/体重：178cm/70kg\n健康状况：良好\n", [(K.BODY, "178cm/70kg"), (K.HEALTH, "良好")]),
    ("身份证号：110101199003074578\n", [(K.ID_NUMBER, "110101199003074578")]),
    (
        "期望薪资：15-20K\n目前薪资：面议\n到岗时间：随时到岗\n",
        [(K.EXPECTED_SALARY, "15-20K"), (K.CURRENT_SALARY, "面议"), (K.AVAILABILITY, "随时到岗")],
    ),
    (
        "李雷\n男 | 28岁 | 本科 | 5年经验 | 未婚\n",
        [(K.GENDER, "男"), (K.AGE, "28岁"), (K.MARITAL_STATUS, "未婚")],
    ),
    ("性别  男   民族  汉   籍贯  河北\n", [(K.GENDER, "男"), (K.ETHNICITY, "汉"), (K.NATIVE_PLACE, "河北")]),
    ("姓名 李梅 性别 女 民族 汉族\n", [(K.GENDER, "女"), (K.ETHNICITY, "汉族")]),
    ("性別\n女\n國籍\n台灣\n", [(K.GENDER, "女"), (K.NATIONALITY, "台灣")]),
    (
        "高勇：男，中国国籍，1966年出生，汉族，中共党员，本科学历。",
        [
            (K.GENDER, "男"),
            (K.NATIONALITY, "中国国籍"),
            (K.BIRTH_DATE, "1966年"),
            (K.ETHNICITY, "汉族"),
            (K.POLITICAL_STATUS, "中共党员"),
        ],
    ),
    (
        (
            "Date of birth: March 5, 1990\nNationality: German\n"
            "Marital Status: Not married | Gender: Female\nReligion : Hindu\n"
        ),
        [
            (K.BIRTH_DATE, "March 5, 1990"),
            (K.NATIONALITY, "German"),
            (K.MARITAL_STATUS, "Not married"),
            (K.GENDER, "Female"),
            (K.RELIGION, "Hindu"),
        ],
    ),
    (
        "Expected salary: 80,000 EUR\nNotice period: 2 months\nHeight: 170 cm, Weight: 60 kg\nPassport No: P1234567\n",
        [
            (K.EXPECTED_SALARY, "80,000 EUR"),
            (K.AVAILABILITY, "2 months"),
            (K.BODY, "170 cm"),
            (K.BODY, "60 kg"),
            (K.ID_NUMBER, "P1234567"),
        ],
    ),
    (
        "生年月日：平成2年3月4日生（満34歳）\n性別：男\n国籍：日本\n",
        [(K.BIRTH_DATE, "平成2年3月4日生"), (K.AGE, "満34歳"), (K.GENDER, "男"), (K.NATIONALITY, "日本")],
    ),
    (
        "생년월일: 1990년 5월 1일\n성별: 남\n국적: 대한민국\n",
        [(K.BIRTH_DATE, "1990년 5월 1일"), (K.GENDER, "남"), (K.NATIONALITY, "대한민국")],
    ),
    (
        "Geburtsdatum: 12.03.1990\nFamilienstand: ledig, keine Kinder\nStaatsangehörigkeit: deutsch\n",
        [(K.BIRTH_DATE, "12.03.1990"), (K.MARITAL_STATUS, "ledig"), (K.NATIONALITY, "deutsch")],
    ),
    (
        "Date de naissance : 3 mai 1990\nSituation familiale : célibataire\n",
        [(K.BIRTH_DATE, "3 mai 1990"), (K.MARITAL_STATUS, "célibataire")],
    ),
    (
        "Fecha de nacimiento: 3 de mayo de 1990\nEstado civil: soltero\nNacionalidad: española\n",
        [(K.BIRTH_DATE, "3 de mayo de 1990"), (K.MARITAL_STATUS, "soltero"), (K.NATIONALITY, "española")],
    ),
    (
        "Data de nascimento: 03/05/1990\nNaturalidade: Recife\n",
        [(K.BIRTH_DATE, "03/05/1990"), (K.NATIVE_PLACE, "Recife")],
    ),
    (
        "Дата рождения: 12 марта 1990 г.\nСемейное положение: не женат\nГражданство: РФ\nПол: мужской\n",
        [
            (K.BIRTH_DATE, "12 марта 1990 г."),
            (K.MARITAL_STATUS, "не женат"),
            (K.NATIONALITY, "РФ"),
            (K.GENDER, "мужской"),
        ],
    ),
    (
        "تاريخ الميلاد: ١٢/٣/١٩٩٠\nالجنسية: مصري\nالحالة الاجتماعية: أعزب\n",
        [(K.BIRTH_DATE, "١٢/٣/١٩٩٠"), (K.NATIONALITY, "مصري"), (K.MARITAL_STATUS, "أعزب")],
    ),
]


@pytest.mark.parametrize(("text", "facts"), FORMS, ids=[text.split("\n")[0] for text, _ in FORMS])
def test_values_are_found_without_their_labels(text: str, facts: list[tuple[PersonalFactKind, str]]) -> None:
    """Lines with labels, cells of tables, and pieces that nothing else looks like."""
    assert _values(text) == facts


def test_a_label_is_told_where_there_is_one() -> None:
    """Label and value are apart, whatever stands between them."""
    text = "Jane Roe | Gender : Female\n"
    (fact,) = _found(text)

    assert fact.label is not None
    assert (fact.label.of(text), fact.fact.span.of(text)) == ("Gender", "Female")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Gender: prefer not to say\n", "prefer not to say"),
        ("Gender: non-binary\n", "non-binary"),
        ("性别：女性\n", "女性"),
        ("성별: 여자\n", "여자"),
        ("民族：维吾尔族\n", "维吾尔族"),
        ("民族：回\n", "回"),
        ("婚姻状况：已婚已育\n", "已婚已育"),
        ("配偶者：無\n", "無"),
        ("혼인여부: 미혼\n", "미혼"),
        ("Height: 5'11\"\n", "5'11\""),
        ("Height: 1m75\n", "1m75"),
        ("身高：175厘米\n", "175厘米"),
        ("Weight: 65 kg\n", "65 kg"),
        ("健康状况：良好\n", "良好"),
        ("视力：左5.0右5.0\n", "左5.0右5.0"),
        ("Health: excellent\n", "excellent"),
        ("Passport No: E1234567\n", "E1234567"),
    ],
)
def test_values_of_many_forms_are_found(text: str, value: str) -> None:
    """As people write them."""
    assert [found for _, found in _values(text)] == [value]


@pytest.mark.parametrize(
    "text",
    [
        "工作经历\n2019.03-至今 某公司 工程师\n- 男装与女装 | 28岁用户 | 已婚人群\n",
        "Built a form with gender, age and nationality fields\n",
        "Age group analytics\nSex education programme lead\n",
        "Race conditions fixed in the scheduler\n",
        "Date of birth:\nNationality:\n",
        "性别：\n民族：\n",
        "5年经验 | 本科 | Java\n",
        "Gender: 12345\nAge: unknown\n",
        "Single sign-on, married to quality\n",
        "Experience\nAcme, Engineer, Jan 2019 - Mar 2021\nHealth: insurance project lead\nRace: condition fixes\n",
        "Experience\nAcme, Engineer, Jan 2019 - Mar 2021\nAvailability: 99.99% uptime\nGenre: fiction\n",
        "Gender: equality project lead\nHealth: 12 hospitals\nHeight: 3 m desks\nWeight: 20% of the grade\n",
        "Race\nExperience\n",
        "健康：管理系统开发\n民族：学专业\n性别 平等项目\n婚姻：家庭咨询师\n视力：检测系统\n",
        "生日：祝福小程序2.0\n身份证：OCR 识别率 99\n",
    ],
)
def test_other_text_tells_nothing(text: str) -> None:
    """Words of work, empty forms and impossible values."""
    assert _values(text) == []


@settings(deadline=None)
@given(st.text(alphabet="性别男女：:| 　年龄28岁民族汉\nGender Male,1990.05生born()（）", max_size=200))
def test_every_value_stands_at_its_span(text: str) -> None:
    """Spans lie in the text, in order, without overlap."""
    facts = _found(text)

    assert all(one.fact.span.of(text) == one.fact.value != "" for one in facts)
    assert all(one.fact.span.end <= other.fact.span.start for one, other in pairwise(facts))
    assert all(one.label is None or one.label.of(text).strip() for one in facts)
