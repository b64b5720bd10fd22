"""Lines that a program broke at a width are put together; lines that a person ended stay."""

import pytest

from bole.evaluation.edits.forms import rewrapped
from bole.parsing.text.wrapping import unwrapped

ENGLISH = """Jane Sample

Work experience
Senior Software Engineer | Harbour Systems Inc. | San Francisco, CA | January 2022 - December 2024
- Built a real-time recommendation service in Python and Kafka, which brought the click rate up by 35 percent
- Moved the order database from Oracle to PostgreSQL without an hour of downtime for any of the customers
- Led five people

Skills
Python, Kafka, PostgreSQL
"""
CHINESE = """张伟

工作经历
2020.01-2023.06 星辰科技 后端工程师
负责订单系统的架构设计与性能优化，使用Python和Redis把接口响应时间缩短了一半，支撑了每天两百万笔订单的处理。
主导微服务拆分，把原来的单体应用分成十二个服务，并建立了持续集成与自动化测试的流程，减少了线上故障。
"""
TABLE = """Acme Corporation Limited       Software Engineer     2019 - 2021
beta corporation limited       software engineer     2021 - 2023
gamma holdings international   team lead             2023 - 2024"""


@pytest.mark.parametrize("width", [66, 72, 80])
@pytest.mark.parametrize("text", [ENGLISH, CHINESE], ids=["english", "chinese"])
def test_a_wrapped_text_comes_back(text: str, width: int) -> None:
    """In the middle of sentences, of dates and of headings; Chinese is broken between any two characters."""
    broken = rewrapped(text, width)

    assert broken != text
    assert unwrapped(broken) == text


@pytest.mark.parametrize(
    "text",
    [
        ENGLISH,
        CHINESE,
        "",
        "One line without an end",
        "Built the shop of a large chain of bakeries and its stock\nLed five people",  # a list without bullets
        "company - Harbour Systems and sons of the north harbour\ndescription - Built shops of many kinds for it",
        "- Built the shop of a large chain of bakeries and\n- led five people in three countries of Europe",
        "Languages of programming, such as Python, and others\nSkills: Python, Kafka",
        "apples and pears,\nplums",  # too narrow to be wrapped
        TABLE,
    ],
    ids=["english", "chinese", "nothing", "one", "sentences", "fields", "items", "label", "verse", "table"],
)
def test_lines_that_a_person_ended_stay(text: str) -> None:
    """Whatever their widths."""
    assert unwrapped(text) == text


def test_a_blank_line_inside_of_a_sentence_is_none() -> None:
    """A person reads on."""
    assert unwrapped("Planned events for poetry,\n\nmusic and art") == "Planned events for poetry,\nmusic and art"
