"""Text made to be slow: a result comes for each, and every value stands at its span."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bole.domain.resume import Fact, Profile
from bole.domain.spans import Span
from bole.parsing.structure.outline import structure

LENGTH = 30_000
"""Code points; what takes time in the square of the length takes longer than a test may."""

UNITS = [
    "2019.03-",
    "2019 - ",
    "1/",
    "性别：",
    "性别 男 ",
    "Date of birth: ",
    "a, ",
    "，",
    "(",
    "（",
    "R2.",
    "令和",
    "2019年3月",
    "Q1 2020 - ",
    "Jan ",
    "jan2019 to ",
    "| ",
    "  x",
    "a@b.",
    "+86 ",
    "http://a.b/",
    "任",
    "历任公司",
    "在公司任职",
    "Bachelor of ",
    "University of ",
    "5 years of experience ",
    "先生，男，",
    "Go ",
    "、经理",
]


def _facts(profile: Profile) -> Iterator[Fact]:
    basics = profile.basics
    single = [basics.name, basics.label, basics.location, basics.summary]
    single += [fact for entry in profile.work for fact in (entry.organization, entry.position)]
    single += [fact for entry in profile.education for fact in (entry.institution, entry.area, entry.degree)]
    single += [fact for skill in profile.skills for fact in (skill.name, skill.level)]
    yield from (fact for fact in single if fact is not None)
    yield from (*basics.emails, *basics.phones, *basics.urls, *(one.fact for one in basics.personal))
    yield from (fact for entry in profile.work for fact in entry.highlights)
    yield from (entry.name for entry in profile.languages)
    yield from (entry.name for entry in profile.certificates)


def _assert_sound(text: str) -> None:
    outline = structure(text)
    spans: list[Span] = [section.span for section in outline.sections]
    spans += [entry.span for entry in outline.profile.work]
    spans += [entry.span for entry in outline.profile.education]
    spans += [entry.heading for entry in outline.profile.work]
    spans += [entry.dates_span for entry in outline.profile.work if entry.dates_span is not None]

    assert all(0 <= span.start <= span.end <= len(text) for span in spans)
    assert all(fact.value == fact.span.of(text) != "" for fact in _facts(outline.profile))


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("lines", [False, True], ids=["one line", "many lines"])
def test_repetition_ends_in_a_sound_result(unit: str, *, lines: bool) -> None:
    """One line of thirty thousand characters, and as many in lines."""
    piece = unit * 8 + "\n" if lines else unit
    _assert_sound((piece * (LENGTH // len(piece) + 1))[:LENGTH])


WORDS = [
    "2019.03-至今",
    "Mar 2019 – Present",
    "某公司",
    "历任",
    "经理、",
    "，",
    "；",
    "。",
    "\n",
    "  ",
    "教育背景",
    "Skills",
    "Python",
    "河海大学",
    "本科",
    "性别：男",
    "Blue Ltd",
    "Engineer",
    "BSc in Physics",
    "(",
    ")",
    "•",
    "令和2年3月",
    "a@example.com",
    "13800001122",
    "先生",
    "张伟",
    "现任",
    "工作经历",
    "e\u0301",
    "İ",
    "ＡＢ",
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=40))
def test_every_value_stands_at_its_span(words: list[str]) -> None:
    """Whatever pieces of resumes follow one another."""
    _assert_sound("".join(words))
