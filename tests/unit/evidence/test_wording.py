"""Catalogues of prose: both languages, the same values, plural forms."""

import string
from importlib.resources import files

import pytest

from bole.evidence.wording import clipped, output_language, phrases, unwrapped

CATALOGUES = sorted(
    entry.name.removesuffix(".yaml")
    for entry in files("bole.evidence").joinpath("catalogues").iterdir()
    if entry.name.endswith(".yaml")
)


def _fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("name", CATALOGUES)
def test_both_languages_hold_the_same_phrases(name: str) -> None:
    """No answer fails for want of a sentence."""
    assert phrases(name, "zh").singular.keys() == phrases(name, "en").singular.keys()


@pytest.mark.parametrize("name", CATALOGUES)
def test_phrases_fill_in_the_same_values_in_both_languages(name: str) -> None:
    """Nothing is told in one language only; a count may be in the form of the word instead."""
    chinese, english = phrases(name, "zh"), phrases(name, "en")
    for key in english.singular:
        values = _fields(chinese.plural[key]) | _fields(english.plural[key])
        assert values - {"count"} <= _fields(chinese.singular[key]) | {"count"}
        assert values - {"count"} <= _fields(english.plural[key]) | {"count"}


@pytest.mark.parametrize("name", CATALOGUES)
def test_chinese_phrases_use_chinese_punctuation(name: str) -> None:
    """No half-width commas or question marks in Chinese prose."""
    chinese = phrases(name, "zh").plural
    sentences = [text for key, text in chinese.items() if key != "month_names"]

    assert not [text for text in sentences if any(mark in text for mark in ",?;")]


@pytest.mark.parametrize(
    ("code", "expected"), [("zh", "zh"), ("zh-Hant-TW", "zh"), ("ZH-cn", "zh"), ("en", "en"), ("de", "en"), ("", "en")]
)
def test_prose_is_chinese_for_chinese_else_english(code: str, expected: str) -> None:
    """By the primary language of the BCP-47 code."""
    assert output_language(code) == expected


def test_count_of_one_takes_the_singular() -> None:
    """1 year, 2 years."""
    words = phrases("experience_narrative", "en")

    assert (words.say("years", count=1), words.say("years", count=2)) == ("1 year", "2 years")


@pytest.mark.parametrize(
    ("language", "items", "expected"),
    [
        ("en", [], ""),
        ("en", ["a"], "a"),
        ("en", ["a", "b"], "a and b"),
        ("en", ["a", "b", "c"], "a, b and c"),
        ("zh", ["甲", "乙", "丙"], "甲、乙和丙"),
    ],
)
def test_lists_read_as_prose(language: str, items: list[str], expected: str) -> None:
    """Commas, and a word before the last item."""
    assert phrases("summary", language).listed(items) == expected


def test_braces_in_values_are_text() -> None:
    """A criterion that holds braces is no template."""
    assert phrases("summary", "en").say("quoted", text="{x} {0}") == "“{x} {0}”"


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("short", 10, "short"),
        ("two  blanks\nand a break", 40, "two blanks and a break"),
        ("one two three four", 15, "one two three…"),
        ("数据分析与报表制作", 5, "数据分析…"),
    ],
)
def test_long_text_is_cut_at_a_blank_where_one_is_near(text: str, limit: int, expected: str) -> None:
    """Within the limit, ellipsis included."""
    assert clipped(text, limit) == expected
    assert len(clipped(text, limit)) <= limit


def test_wrapped_lines_are_joined_as_their_script_joins() -> None:
    """A line end is no blank between Han characters."""
    assert unwrapped("对账时间由6小时缩短\n到40分钟，\n日均180万笔") == "对账时间由6小时缩短到40分钟，日均180万笔"
    assert unwrapped("cut the run time\n  to 20 seconds") == "cut the run time to 20 seconds"
