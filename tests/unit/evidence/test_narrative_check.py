"""A narrative says only what stands in the documents or the rubric."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bole.domain.rubric import Rubric
from bole.evidence.narrative_check import check_narrative
from bole.evidence.reading import Reading
from tests.factories import criterion, rubric, term
from tests.unit.evidence.written import ResumeWriter


def english() -> Reading:
    writer = ResumeWriter()
    writer.person("Nora Whitfield")
    writer.entry(
        "2019-03..",
        [
            "Designed the order API in Python and FastAPI; it serves 1,800 requests per second.",
            "Moved order events to Kafka and cut stock mismatches by 82 percent since March 2020.",
        ],
        position="Senior Backend Engineer",
        organization="Juniper Market",
    )
    writer.degree("BACHELOR", "Computer Science", school="Northbridge University")
    return writer.reading()


def chinese() -> Reading:
    writer = ResumeWriter(languages=("zh",))
    writer.person("李明哲")
    writer.entry(
        "2019-03..2024-06",
        ["主导订单系统拆分为微服务，日均 20 万单，响应时间降低 40%。", "2021.05 用 Kubernetes 部署。"],
        position="高级后端开发工程师",
        organization="晴禾电商科技有限公司",
    )
    return writer.reading()


ENGLISH, CHINESE = english(), chinese()
ASKED: Rubric = rubric([criterion("c1", "5 years of Go", terms=[term("Go")])], title="Backend engineer")


def kept(sentence: str, language_code: str) -> bool:
    reading = CHINESE if language_code == "zh" else ENGLISH
    checked = check_narrative([sentence], [reading], ASKED, language_code)
    assert (checked.dropped == 0) == bool(checked.text)
    return checked.dropped == 0


@pytest.mark.parametrize(
    "sentence",
    [
        "Senior Backend Engineer at Juniper Market, working on the order API.",
        "Designed an API in Python and FastAPI that serves 1800 requests per second.",
        "Cut stock mismatches by 82% with Kafka since 2020.",
        "Since March 2020 order events have gone through Kafka.",
        "The opening asks for 5 years of Go.",
        "Has clear experience with backend services.",
    ],
)
def test_an_english_sentence_that_repeats_stays(sentence: str) -> None:
    """Ordinary words need not stand in the documents."""
    assert kept(sentence, "en")


@pytest.mark.parametrize(
    "sentence",
    [
        "Has 15 years of experience.",
        "Cut stock mismatches by 28%.",
        "Has worked there since April 2020.",
        "Built services in Rust.",
        "Knows terraform well.",
        "Worked at Google on search.",
        "Acme hired the candidate.",
        "Was an engineer at Juniper Bank.",
        "Studied at Kestrel University.",
        "Holds the AWS-SAP certificate.",
        "Nora led the order API.",
        "She is a married engineer.",
        "[NAME] designed the order API.",
        "Graduated from Northbridge University.",
        "负责订单系统。",
        "Ok.",
        "",
        "Designed\x9b an API in Python.",
        "Hire this engineer.",
        "The best candidate for the order API.",
        "Is an ideal fit for backend services.",
        "Highly recommended for backend services.",
        "Should be rejected without an interview.",
        "Is too old for backend services.",
        "You should read about the order API.",
        "Led nineteen engineers on the order API.",
        "Has fifteen years of backend experience.",
        "Served hundreds of shops with the order API.",
    ],
)
def test_an_english_sentence_that_says_more_is_dropped(sentence: str) -> None:
    """Numbers, dates, skills, names, the person, placeholders, another language, judgements, nothing at all."""
    assert not kept(sentence, "en")


@pytest.mark.parametrize(
    "sentence",
    [
        "在晴禾电商科技有限公司任高级后端开发工程师。",
        "2019年3月至2024年6月在晴禾电商科技有限公司工作。",
        "主导微服务拆分，响应时间降低40％",
        "2021 年使用 K8s 部署，日均 20 万单",
        "岗位要求 5 年 Go 经验",
        "曾在电商公司工作",
    ],
)
def test_a_chinese_sentence_that_repeats_stays(sentence: str) -> None:
    """A skill counts in any of its spellings, and a kind of employer is no name."""
    assert kept(sentence, "zh")


@pytest.mark.parametrize(
    "sentence",
    [
        "拥有 20 年后端经验。",
        "三年管理经验。",
        "响应时间降低 60%。",
        "2022年5月用容器部署。",
        "精通 TensorFlow 与系统开发。",
        "熟悉区块链开发。",
        "曾任职于云帆科技有限公司。",
        "毕业于锦城大学。",
        "李明哲主导订单系统拆分。",
        "男，汉族，后端开发工程师。",
        "[NAME]主导订单系统拆分。",
        "Led the order system.",
        "建议录用为后端工程师。",
        "强烈推荐该后端工程师。",
        "应淘汰该工程师。",
        "是最佳人选。",
        "年龄偏大，但有微服务经验。",
        "您应当考虑该工程师。",
        "管理着五十辆货车。",
        "系统覆盖三十城。",
    ],
)
def test_a_chinese_sentence_that_says_more_is_dropped(sentence: str) -> None:
    """The same in Chinese, where all Latin words must stand."""
    assert not kept(sentence, "zh")


def test_what_is_left_is_joined_in_order() -> None:
    """A sentence gets its full stop; the dropped ones are counted, repeated ones among them."""
    sentences = ["Worked in Python", "Worked in Rust.", "Worked in Python", "Ran the order API  on\nKafka."]
    checked = check_narrative(sentences, [ENGLISH], ASKED, "en")
    assert checked.text == "Worked in Python. Ran the order API on Kafka."
    assert checked.dropped == 2
    chinese_text = check_narrative(["主导系统拆分", "用 Kubernetes 部署系统。"], [CHINESE], ASKED, "zh").text
    assert chinese_text == "主导系统拆分。用 Kubernetes 部署系统。"


def test_a_narrative_is_at_most_400_code_points() -> None:
    """What would make it longer is dropped whole."""
    sentences = [f"Worked on the order API{' and on it' * count}." for count in range(10, 20)]
    checked = check_narrative(sentences, [ENGLISH], ASKED, "en")
    assert len(checked.text) <= 400
    assert checked.text.count(".") == 10 - checked.dropped
    assert checked.dropped > 0


def test_the_documents_of_a_candidate_count_together() -> None:
    """A fact of the second document stands too."""
    sentence = "Worked on microservices and with K8s in 2021."

    assert check_narrative([sentence], [ENGLISH, CHINESE], ASKED, "en").dropped == 0


@pytest.mark.parametrize(
    ("sentence", "language_code", "mixed"),
    [
        ("Worked on 微服务 and with K8s in 2021.", "en", 1),
        ("Worked on microservices at 晴禾电商 as 高级后端开发工程师.", "en", 0),
        ("用Kubernetes deployed the services。", "zh", 1),
        ("用Kubernetes部署微服务。", "zh", 0),
        ("Served 9000 requests.", "en", 0),
    ],
    ids=["word", "names", "phrase", "term", "untrue"],
)
def test_what_mixes_languages_is_told_apart(sentence: str, language_code: str, mixed: int) -> None:
    """A sentence that is untrue in the right language is counted as dropped alone."""
    checked = check_narrative([sentence], [CHINESE], ASKED, language_code)

    assert checked.mixed == mixed
    assert checked.dropped >= mixed
    assert not (mixed and checked.text)


@given(st.lists(st.text(max_size=60), max_size=6), st.sampled_from(["en", "zh", "zh-Hant", "fr", ""]))
def test_any_text_is_judged(sentences: list[str], language_code: str) -> None:
    """Nothing raises, nothing is too long, and every sentence is either kept or counted."""
    checked = check_narrative(sentences, [ENGLISH, CHINESE], ASKED, language_code)
    assert len(checked.text) <= 400
    assert 0 <= checked.dropped <= len(sentences)
    assert bool(checked.text) == (checked.dropped < len(sentences))


@given(st.integers(100, 10**9), st.sampled_from(["Served {} requests.", "Had {} users in Python."]))
def test_no_made_up_number_passes(number: int, sentence: str) -> None:
    """A number stays only where it stands."""
    assert kept(sentence.format(number), "en") == (number in {1800, 2019, 2020})
