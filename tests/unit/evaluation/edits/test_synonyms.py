"""The list of synonyms: frozen, and exchanged with care."""

import hashlib
from importlib.resources import files

import pytest

from bole.evaluation.edits.synonyms import FILE, Synonyms, with_synonyms

FROZEN = "43764968897ea14ba1ed40b75404402f9c1da55eb3c92f751e5f7eed36484cc8"


def test_the_list_is_as_it_was_frozen() -> None:
    """Who changes it on purpose changes the digest too, and compares no run from before with one from after."""
    content = files("bole.evaluation.edits").joinpath(FILE).read_bytes()
    assert hashlib.sha256(content).hexdigest() == FROZEN


@pytest.mark.parametrize(
    ("part", "text", "expected"),
    [
        (Synonyms.WORDING, "- Developed shops and reduced costs", "- Built shops and cut costs"),
        (Synonyms.WORDING, "- was responsible for customers", "- was in charge of clients"),
        (Synonyms.WORDING, "Ford Motor Company, Customers Bank", "Ford Motor Company, Customers Bank"),
        (Synonyms.WORDING, "redeveloped the steam", "redeveloped the steam"),
        (Synonyms.WORDING, "搭建订单系统，提升吞吐", "构建订单系统，提高吞吐"),
        (Synonyms.SKILLS, "Kubernetes、JavaScript and node.js", "K8s、JS and NodeJS"),
        (Synonyms.SKILLS, "熟悉自然语言处理", "熟悉NLP"),
        (Synonyms.HEADINGS, "## Education\nEducation manager", "## Academic background\nEducation manager"),
        (Synonyms.HEADINGS, "工作经历：\n三年工作经历", "工作经验：\n三年工作经历"),
    ],
)
def test_words_are_exchanged(part: Synonyms, text: str, expected: str) -> None:
    """Only whole words, and no proper names."""
    assert with_synonyms(text, part) == expected
