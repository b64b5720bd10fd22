"""The whole structure, on any text and on real documents."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bole.domain.documents import Document
from bole.domain.errors import BoleError
from bole.domain.resume import EntryKind, Fact, Profile, SectionKind
from bole.parsing.limits import ParsingLimits
from bole.parsing.parser import parse
from bole.parsing.structure.outline import Structure, structure
from tests.requirements import require_data

EXAMPLES = sorted((Path(__file__).resolve().parents[4] / "examples" / "resumes").iterdir())

_HEADINGS = (
    "Experience|工作经历|Education|教育背景|Skills|专业技能|Projects|项目经验|Languages|证书|Summary|公司名称|项目名称"
)
_MARKS = "\n|\n\n|- |• |1. |  |　|, |，|。|：|: |(|)|**|## |-|–|\u00a0"
_WORDS = (
    "Engineer|工程师|Acme Ltd|某某有限公司|2019.03-至今|Mar 2019 – May 2020|2021|B.Sc. Physics|本科|Hill University"
    "|江湾大学|Led a team of 5|负责系统开发|English (native)|英语CET-6|5年经验|a@example.com|138-0000-1122"
    "|Python|Ann Bo|张伟|İstanbul|ﬁne|é|𠮷"
)
_PIECES = st.sampled_from([*_HEADINGS.split("|"), *_MARKS.split("|"), "|", *_WORDS.split("|")])


def _verbatim(profile: Profile) -> Iterator[Fact]:
    basics = profile.basics
    single = [basics.name, basics.label, basics.location, basics.summary]
    for entry in profile.work:
        single += [entry.organization, entry.position, *entry.highlights]
    for education in profile.education:
        single += [education.institution, education.area, education.degree]
    for skill in profile.skills:
        single += [skill.name, skill.level]
    for language in profile.languages:
        single += [language.name, language.fluency]
    single += [certificate.name for certificate in profile.certificates]
    yield from (fact for fact in (*single, *basics.emails, *basics.phones, *basics.urls) if fact is not None)


def _assert_sound(text: str, found: Structure) -> None:
    sections, profile = found.sections, found.profile
    assert all(fact.span.of(text) == fact.value and fact.value == fact.value.strip() for fact in _verbatim(profile))
    assert all(one.span.end <= other.span.start for one, other in pairwise(sections))
    assert all(section.heading is None or section.span.contains(section.heading) for section in sections)
    assert all(section.span.of(text) == section.span.of(text).strip() != "" for section in sections)
    for entry in profile.work:
        assert any(section.span.contains(entry.span) for section in sections)
        assert entry.span.contains(entry.heading)
        assert entry.dates_span is None or entry.span.contains(entry.dates_span)
        assert all(entry.span.contains(highlight.span) for highlight in entry.highlights)
    assert all(one.span.end <= other.span.start for one, other in pairwise(profile.work))
    assert all(any(section.span.contains(one.span) for section in sections) for one in profile.education)
    assert all(claim.value.isdecimal() and claim.span.of(text) for claim in profile.claimed_years)


@settings(max_examples=200, deadline=None)
@given(st.lists(_PIECES, max_size=40).map("".join))
def test_facts_stand_at_their_spans_whatever_the_text(text: str) -> None:
    """Values are the text at their spans, sections and entries are ordered, entries stand inside of sections."""
    _assert_sound(text, structure(text))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_no_text_is_too_strange(text: str) -> None:
    """Any characters at all are read without an error."""
    _assert_sound(text, structure(text))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_examples_are_sound_and_read_the_same_twice(path: Path) -> None:
    """Every example resume keeps the invariants, and names its candidate."""
    text = parse(Document(content=path.read_bytes(), file_name=path.name), ParsingLimits()).text
    found = structure(text)

    _assert_sound(text, found)
    assert found == structure(text)
    assert found.profile.basics.name is not None
    assert found.languages


@pytest.mark.parametrize("pattern", ["resumes/pdf/*.pdf", "resumes/docx/*.docx"])
def test_real_documents_are_sound(pattern: str) -> None:
    """Every real document that parses keeps the invariants."""
    folder = require_data(str(Path(pattern).parent))
    read = 0
    for path in sorted(folder.glob(Path(pattern).name)):
        try:
            text = parse(Document(content=path.read_bytes(), file_name=path.name), ParsingLimits()).text
        except BoleError:
            continue
        _assert_sound(text, structure(text))
        read += 1

    assert read > 15


def test_resume_of_a_nurse_comes_out_whole() -> None:
    """Sections, entries, degree, skills, languages and certificates of one resume."""
    text = (
        "吴珊\n急诊科护士\n邮箱：wu@example.com　电话：138-0000-7788\n\n"
        "个人简介\n急诊护理工作8年。\n\n工作经历\n"
        "江湾市第三医院　急诊科　主管护师　2020/07 – 至今\n- 负责急诊预检分诊，日均接诊约260人次。\n\n教育经历\n"
        "江湾医学院　护理学　本科　2013年9月 – 2017年6月\n\n证书\n- 护士执业证书（2017年）\n\n"
        "技能\n静脉穿刺、心肺复苏\n\n"
        "语言\n英语：CET-4\n"
    )
    found = structure(text)
    profile = found.profile

    assert [section.kind for section in found.sections] == [
        SectionKind.BASICS,
        SectionKind.SUMMARY,
        SectionKind.WORK,
        SectionKind.EDUCATION,
        SectionKind.CERTIFICATES,
        SectionKind.SKILLS,
        SectionKind.LANGUAGES,
    ]
    assert [(entry.kind, entry.position and entry.position.value) for entry in profile.work] == [
        (EntryKind.EMPLOYMENT, "主管护师")
    ]
    assert [claim.value for claim in profile.claimed_years] == ["8"]
    assert [certificate.name.value for certificate in profile.certificates] == ["护士执业证书"]
    assert [skill.name.value for skill in profile.skills] == ["静脉穿刺", "心肺复苏", "急诊", "护理"]
    assert found.languages == ("zh",)


def test_huge_lines_stay_linear() -> None:
    """A line of a hundred thousand marks is read to its end."""
    assert structure("," * 100_000).sections
    assert structure("EDUCATION\n" + "本科" * 20_000).sections
