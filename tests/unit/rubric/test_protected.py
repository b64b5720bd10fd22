"""Topics that no one may be scored on."""

from pathlib import Path

import pytest
import yaml

from bole.lexicon.folding import fold
from bole.rubric.protected import protected_demands, protected_topic

_FILE = Path(__file__).resolve().parents[2] / "data" / "protected.yaml"
ROWS: list[dict[str, str | None]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
TOPICS = sorted({topic for row in ROWS if (topic := row["topic"]) is not None})


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["text"]))
def test_a_text_is_on_the_topic_that_the_table_says(row: dict[str, str | None]) -> None:
    """Demands and questions are found; the same words about the work are not."""
    topic = protected_topic(str(row["text"]), "en")

    assert (topic.topic if topic else None) == row["topic"]


def test_the_table_has_every_topic() -> None:
    """One row at the least for each topic of the design."""
    assert TOPICS == [
        "AGE",
        "APPEARANCE",
        "CAREER_GAP",
        "DISABILITY",
        "ETHNICITY",
        "GENDER",
        "HEALTH",
        "HUKOU",
        "MARITAL_STATUS",
        "NAME",
        "NATIONALITY",
        "NATIVE_SPEAKER",
        "PHOTO",
        "POLITICAL_STATUS",
        "RELIGION",
        "SCHOOL_PRESTIGE",
    ]


def test_the_span_counts_code_points_of_the_text_given() -> None:
    """Full-width digits and emoji before the demand shift nothing."""
    text = "🎉 熟悉Java，３５岁以下，本科"
    topic = protected_topic(text, "zh")

    assert topic is not None
    assert topic.span.of(text) == "３５岁以下"


def test_traditional_characters_and_width_change_nothing() -> None:
    """年齡 is 年龄."""
    topic = protected_topic("年齡：35歲以下", "zh-Hant")

    assert topic is not None
    assert topic.topic == "AGE"


@pytest.mark.parametrize("language", ["zh", "zh-CN", "en", "de"])
@pytest.mark.parametrize("text", ["35岁以下", "Female preferred", "985院校", "Native English speaker", "身体健康"])
def test_the_alternative_is_lawful_itself(text: str, language: str) -> None:
    """What Bole proposes instead is no protected demand, and is worded in the language asked for."""
    topic = protected_topic(text, language)

    assert topic is not None
    assert topic.lawful_alternative
    assert protected_topic(topic.lawful_alternative, language) is None
    assert topic.lawful_alternative.isascii() != language.startswith("zh")


def test_several_demands_in_one_line_are_told_apart() -> None:
    """Each with its own span, in order, without overlap."""
    text = "女性，35岁以下，985院校"
    found = protected_demands(fold(text), "zh")

    assert [(one.topic, one.span.of(text)) for one in found] == [
        ("GENDER", "女性"),
        ("AGE", "35岁以下"),
        ("SCHOOL_PRESTIGE", "985院校"),
    ]
