"""Texts that mix languages, as Qwen2.5 does, beside those that only name things."""

import pytest

from bole.lexicon.output_language import strays

NAMES = ("阿里巴巴", "微服务", "Bank of Experience", "浙江大学", "the Team")

RIGHT = [
    ("zh", "负责支付系统的微服务改造，将延迟从300ms降至40ms。"),
    ("zh", "请描述你如何用 Spring Boot 和 Kafka Streams 处理高并发订单？"),
    ("zh", "熟练使用Python、Go、Rust、C++、Kubernetes、Docker和gRPC。"),
    ("zh", "在 Bank of America 负责 Infrastructure as Code 的落地。"),
    ("zh", "端到端（end-to-end）测试由谁负责？"),
    ("zh", "你在简历中写道“Led the migration of the payment system”，当时如何决定分阶段？"),
    ("zh", "Kubernetes"),
    ("zh", "代码见 https://example.com/the/team，邮箱hr@example.com。"),
    ("zh", "SQL tuning"),
    ("zh", "采用α=0.05的检验，误差为±3 μm。"),
    ("zh", "说明 CI/CD、code review 与 on-call 的做法。"),
    ("zh", "阅读《The Art of Computer Programming》后改了什么？"),
    ("zh", "曾任 Bank of Experience 的 Senior Data Engineer。"),
    ("zh", "2019—2024，12/25"),
    ("en", "Led the migration of a payment system to Kafka and cut latency to 40 ms."),
    ("en", "How did you decide on the caching strategy for the order service?"),
    ("en", "Worked at Alibaba (阿里巴巴集团) on search ranking for six years."),
    ("en", "Built 微服务 at 阿里巴巴 for the order system."),
    ("en", "The resume says “负责支付系统重构”: what did you change first?"),
    ("en", "Café owners in São Paulo and Zürich used the app that the team built."),
    ("en", "System design"),
    ("en", "Environment: Windows 10, frontend Hibernate, backend MySQL, das Keyboard"),
    ("en", "Graduated from 浙江大学 in 2016."),
    ("en", "Uses μ-law coding and a Δ of 3 ms."),
    ("en", ""),
]

MIXED = [
    ("zh", "请描述一次 handle the conflict with 同事的经历。", "handle the conflict with"),
    ("zh", "候选人有丰富的 experience，能够独立工作。", "experience"),
    (
        "zh",
        "The candidate has worked with Kafka for three years.",
        "The candidate has worked with Kafka for three years.",
    ),
    ("zh", "他 demonstrated strong 沟通能力。", "demonstrated strong"),
    ("zh", "负责команда的管理工作。", "负责команда的管理工作"),
    ("zh", "データベースの設計を担当した。", "データベースの設計を担当した"),
    ("zh", "请说明 your role 和结果。", "your role"),
    ("zh", "具备 مهندس 的背景。", "مهندس"),
    ("zh", "能说明原因，and the impact on users。", "and the impact on users"),
    ("en", "You 负责 the payment system at a bank; what changed?", "负责"),
    ("en", "Strong in 沟通 and teamwork across three offices.", "沟通"),
    ("en", "请描述你如何处理高并发订单？", "请描述你如何处理高并发订单"),
    ("en", "Describe how you handled the 上线 on the weekend.", "上线"),
    ("en", "Led a команда of four engineers in Leeds.", "команда"),
    ("en", "Built バックエンド services in Go.", "バックエンド"),
    ("en", "설계 of services in Go was the main task.", "설계"),
    ("en", "Er hat das System mit der Gruppe entwickelt und die Kosten gesenkt.", "Er hat das System"),
    ("en", "Le candidat est responsable de la migration et des tests dans une banque.", "Le candidat est"),
    ("en", "El candidato trabajó con los equipos y fue responsable de las pruebas.", "El candidato"),
    ("en", "Explains the trade-offs，能够举例说明。", "能够举例说明"),
]


@pytest.mark.parametrize(("language", "text"), RIGHT, ids=range(len(RIGHT)))
def test_names_quotes_and_terms_may_stand_in_any_language(language: str, text: str) -> None:
    """What a person would call a text in the language."""
    assert strays(text, language, NAMES) == ()


@pytest.mark.parametrize(("language", "text", "stray"), MIXED, ids=range(len(MIXED)))
def test_prose_of_another_language_is_found(language: str, text: str, stray: str) -> None:
    """And nothing else of the text, where it is a part."""
    found = strays(text, language, NAMES)

    assert len(found) == 1
    assert found[0].startswith(stray)


@pytest.mark.parametrize(
    ("code", "right"), [("zh", True), ("zh-Hant-TW", True), ("ZH", True), ("en-GB", False), ("fr", False)]
)
def test_variants_are_their_language(code: str, right: bool) -> None:
    """What is not Chinese is answered in English."""
    assert (strays("负责支付系统。", code) == ()) is right


def test_a_name_is_spared_as_a_word_alone() -> None:
    """Neither parts of longer words, nor words around it."""
    assert strays("负责 teams 的 experience", "zh", ["experience"]) == ("teams",)
    assert strays("使用 works 完成", "zh", ["work"]) == ("works",)
