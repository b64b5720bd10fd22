"""Human languages and how well they are spoken."""

import pytest

from bole.parsing.structure.human_languages import find_languages, names_human_language
from bole.parsing.structure.lines import read
from bole.parsing.structure.sections import find_sections


def _languages(text: str) -> list[tuple[str, str]]:
    reading = read(text)
    return [
        (entry.language_code, entry.fluency.value if entry.fluency else "")
        for entry in find_languages(reading, find_sections(reading))
    ]


@pytest.mark.parametrize(
    ("line", "languages"),
    [
        ("English (native), Polish (conversational)", [("en", "native"), ("pl", "conversational")]),
        ("Italian: native; English: C1; French: basic", [("it", "native"), ("en", "C1"), ("fr", "basic")]),
        ("Fluent in Spanish", [("es", "Fluent")]),
        ("英语：CET-6，读写流利", [("en", "CET-6，读写流利")]),
        ("英语：CET-4，日语流利", [("en", "CET-4"), ("ja", "流利")]),
        ("普通话：二级甲等；英语：CET-4", [("zh", "二级甲等"), ("en", "CET-4")]),
        ("英语 English: IELTS 7.0, 工作语言", [("en", "IELTS 7.0, 工作语言")]),
        ("- 英语：TOEIC 785", [("en", "TOEIC 785")]),
        ("日语N1，粤语流利", [("ja", "日语N1"), ("yue", "流利")]),
        ("German, Dutch", [("de", ""), ("nl", "")]),
        ("العربية (اللغة الأم)، الإنجليزية (جيد جدًا)", [("ar", "اللغة الأم"), ("en", "جيد جدًا")]),
    ],
)
def test_section_of_languages_gives_codes_and_fluency(line: str, languages: list[tuple[str, str]]) -> None:
    """Names in many languages map to BCP-47; levels and tests stay as stated."""
    assert _languages(f"Languages\n{line}\n") == languages


def test_elsewhere_only_a_stated_fluency_counts() -> None:
    """A language without a level, and one inside an entry of work, is not claimed."""
    text = (
        "Ann Bo\nFluent in French. Teaches English literature.\nExperience\nGuide, Alder, 2019\n- Spoke fluent German\n"
    )

    assert _languages(text) == [("fr", "Fluent")]


def test_a_language_counts_once() -> None:
    """The entry with a fluency stands."""
    assert _languages("语言\n英语\n证书\n英语六级\n") == [("en", "英语六级")]


def test_other_words_name_no_language() -> None:
    """Programming languages and parts of words are not spoken."""
    assert not names_human_language("Languages: Python, Java, C++")
    assert not names_human_language("Polishing and finishing of germanium")
    assert names_human_language("流利的德语")
