"""Human languages against what a posting asks for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bole.domain.resume import Fact, LanguageEntry
from bole.domain.rubric import Criterion, CriterionKind
from bole.domain.screening import Level
from bole.domain.spans import Span
from bole.evidence.language import assess_language
from tests.unit.evidence.written import ResumeWriter, criterion


def english(text: str, *terms: str) -> Criterion:
    """Asks for English."""
    asked = criterion("c1", text, kind=CriterionKind.LANGUAGE, terms=terms or ("English", "英语"))
    return replace(asked, language_code="en")


@pytest.mark.parametrize(
    ("asked", "fluency", "level", "credit"),
    [
        ("English", "fluent", Level.MET, 100),
        ("English", "basic", Level.MET, 100),
        ("Fluent English", "native", Level.MET, 100),
        ("Fluent English", "intermediate", Level.PARTLY_MET, 50),
        ("英语流利", "日常交流", Level.PARTLY_MET, 50),
        ("Working proficiency in English", "professional working proficiency", Level.MET, 100),
        ("English at C1", "B2", Level.PARTLY_MET, 50),
    ],
)
def test_stated_fluency_is_compared(asked: str, fluency: str, level: Level, credit: int) -> None:
    """Enough is MET, weaker half."""
    writer = ResumeWriter(languages=("zh",))
    writer.language("en", "English", fluency)
    reading = writer.reading()

    assessment = assess_language(english(asked), reading, "en")

    assert (assessment.level, assessment.credit) == (level, credit)
    assert assessment.evidence[0].quote == f"English  {fluency}"


@pytest.mark.parametrize(
    ("asked", "text", "level"),
    [
        ("CET-6", "大学英语六级", Level.MET),
        ("英语CET-6及以上", "英语CET-6证书", Level.MET),
        ("英语CET-6及以上", "通过CET-4考试", Level.PARTLY_MET),
        ("英语四级", "英语六级", Level.MET),
        ("Fluent English", "IELTS 7.5", Level.MET),
        ("Fluent English", "雅思6分", Level.PARTLY_MET),
        ("英语流利", "CET-6：560分", Level.MET),
        ("English", "未通过英语四级", Level.ABSENT),
        ("English", "负责会计核算", Level.ABSENT),
        ("英语读写", "英语可读写", Level.MET),
        ("Fluent English", "英语", Level.UNCLEAR),
        ("English", "英语", Level.MET),
    ],
)
def test_certificates_and_mentions_show_a_language(asked: str, text: str, level: Level) -> None:
    """Tests by name and score, and the clause around a mention, in either language."""
    reading = ResumeWriter(languages=("zh",), text=text + "\n").reading()

    assessment = assess_language(english(asked), reading, "zh")

    assert assessment.level is level
    assert all(one.quote == one.span.of(reading.text) for one in assessment.evidence)


def test_resume_written_in_the_language_shows_it() -> None:
    """Its own prose is enough, with a note."""
    assessment = assess_language(english("Fluent English"), ResumeWriter(text="Built services.\n").reading(), "en")

    assert (assessment.level, assessment.credit) == (Level.MET, 100)
    assert assessment.note == "the resume is written in it"


def test_other_language_is_absent() -> None:
    """French shows no English."""
    writer = ResumeWriter(languages=("zh",))
    writer.language("fr", "法语", "流利")

    assert assess_language(english("English"), writer.reading(), "en").level is Level.ABSENT


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Languages: Spanish, English (native, at home), German", "English (native, at home)"),
        ("英语（母语，流利），法语", "英语（母语，流利）"),
        ("Speaks three (English fluent, German weak)", "English fluent"),
        ("French (basic), fluent English", "fluent English"),
    ],
)
def test_quote_of_a_language_keeps_its_brackets_whole(text: str, quote: str) -> None:
    """A bracket is quoted with its partner or not at all."""
    assessment = assess_language(english("English"), ResumeWriter(languages=("zh",), text=text + "\n").reading(), "en")

    assert assessment.evidence[0].quote == quote


def test_fluency_in_brackets_is_quoted_with_the_closing_one() -> None:
    """The entry of the profile ends inside the bracket."""
    writer = ResumeWriter(languages=("zh",), text="English (native)\n")
    name, fluency = (Fact(value=word, span=Span(*at)) for word, at in (("English", (0, 7)), ("native", (9, 15))))
    writer.spoken.append(LanguageEntry(language_code="en", name=name, fluency=fluency))

    assessment = assess_language(english("English"), writer.reading(), "en")

    assert assessment.evidence[0].quote == "English (native)"
