"""The words of reports in both languages."""

import re
from enum import StrEnum
from importlib.resources import files

import pytest
import yaml

from bole.domain.documents import DocumentRole
from bole.domain.errors import ErrorReason
from bole.domain.interview import QuestionType
from bole.domain.resume import WarningCode
from bole.domain.rubric import CriterionKind, Requirement
from bole.domain.screening import CutGroup, DimensionName, Level, Recommendation, RedFlagCode, Severity
from bole.evidence.wording import Phrases
from bole.reports.wording import musts_met, named, report_words
from tests.factories import assessment, criterion, screening

OF_THE_REQUEST = {
    ErrorReason.JOB_POSTING_EMPTY,
    ErrorReason.JOB_POSTING_WITHOUT_CRITERIA,
    ErrorReason.RUBRIC_INVALID,
    ErrorReason.CRITERION_PROTECTED,
    ErrorReason.FINDINGS_MISMATCH,
}
"""Reasons that fail a run as a whole, never an item."""


@pytest.mark.parametrize(
    ("group", "codes"),
    [
        ("recommendation", Recommendation),
        ("meaning", Recommendation),
        ("level", Level),
        ("level_meaning", Level),
        ("requirement", Requirement),
        ("kind", CriterionKind),
        ("cut_group", CutGroup),
        ("cut_mark", CutGroup),
        ("dimension", DimensionName),
        ("severity", Severity),
        ("flag", RedFlagCode),
        ("warning", WarningCode),
        ("role", DocumentRole),
        ("question", QuestionType),
        ("failure", [reason for reason in ErrorReason if reason not in OF_THE_REQUEST]),
    ],
)
def test_every_code_has_words(group: str, codes: list[StrEnum]) -> None:
    """A reader never meets a bare code, and a new code fails here until it has words."""
    words = report_words("en")

    assert [code for code in codes if not words.has(f"{group}_{code}")] == []


def test_every_protected_topic_has_words() -> None:
    """A refused line says what it is about in the reader's language."""
    words = report_words("zh")
    topics = yaml.safe_load(files("bole.rubric").joinpath("protected.yaml").read_text(encoding="utf-8"))

    assert "AGE" in topics
    assert [code for code in topics if code.isupper() and not words.has(f"refused_{code}")] == []


def slots(words: Phrases, key: str) -> list[set[str]]:
    return [set(re.findall(r"{(\w+)}", form)) for form in (words.singular[key], words.plural[key])]


def test_both_languages_fill_in_the_same_values() -> None:
    """A translation neither forgets a number nor asks for one more; a form for one may spell the number out."""
    zh, en = report_words("zh"), report_words("en")

    assert zh.singular.keys() == en.singular.keys()
    for key in zh.singular:
        chinese, english = slots(zh, key), slots(en, key)
        assert chinese[1] == english[1], key
        assert english[0] | {"count"} == chinese[0] | {"count"}, key


def test_code_without_words_is_readable() -> None:
    """A code of a later version reads as words."""
    assert named(report_words("zh"), "refused", "SHOE_SIZE") == "shoe size"


@pytest.mark.parametrize(
    ("level", "expected"), [(Level.USED, "1 of 1"), (Level.LISTED, "0 of 1"), (Level.UNCLEAR, "0 of 1")]
)
def test_must_is_met_at_the_credit_that_advancing_needs(level: Level, expected: str) -> None:
    """Listed earns 40 and falls short of 50."""
    assert musts_met(screening([assessment(level=level)]), report_words("en")) == expected


def test_rubric_without_musts_says_nothing_of_them() -> None:
    """Zero of zero would read as a failure."""
    wish = assessment(criterion(requirement=Requirement.NICE))

    assert musts_met(screening([wish]), report_words("en")) == ""
