"""Certificates and licences against what a posting asks for."""

from __future__ import annotations

import pytest

from bole.domain.documents import DocumentRole
from bole.domain.rubric import Combination, CriterionKind
from bole.domain.screening import Level
from bole.evidence.certification import assess_certification
from tests.unit.evidence.written import ResumeWriter, criterion

CPA = criterion("c1", "CPA", kind=CriterionKind.CERTIFICATION, terms=["CPA"])


@pytest.mark.parametrize(
    ("text", "level", "credit"),
    [
        ("持有CPA证书", Level.MET, 100),
        ("Certified: CPA (2018)", Level.MET, 100),
        ("CPA、CFA备考中", Level.MET, 100),  # the other one is in preparation
        ("正在备考CPA", Level.UNCLEAR, None),
        ("CPA（已通过3科）", Level.UNCLEAR, None),
        ("CPA (in progress)", Level.UNCLEAR, None),
        ("Preparing for the CPA exam", Level.UNCLEAR, None),
        ("CPA candidate, expected 2027", Level.UNCLEAR, None),
        ("没有CPA证书", Level.ABSENT, 0),
        ("Audited listed companies", Level.ABSENT, 0),
    ],
)
def test_certificate_is_held_prepared_for_or_absent(text: str, level: Level, credit: int | None) -> None:
    """Held is MET, in preparation open, denied or unnamed ABSENT."""
    reading = ResumeWriter(text=text + "\n").reading()

    assessment = assess_certification(CPA, reading, "en")

    assert (assessment.level, assessment.credit) == (level, credit)
    assert all(one.quote == one.span.of(reading.text) for one in assessment.evidence)
    assert bool(assessment.evidence) is ("CPA" in text)


def test_place_that_holds_it_decides() -> None:
    """Prepared for in one line and held in another is held, and that line is quoted."""
    reading = ResumeWriter(text="2018: preparing for CPA\n2020: CPA\n").reading()

    assessment = assess_certification(CPA, reading, "en")

    assert (assessment.level, assessment.evidence[0].quote) == (Level.MET, "2020: CPA")


@pytest.mark.parametrize(
    ("combination", "level", "credit"),
    [(Combination.ANY_OF, Level.MET, 100), (Combination.ALL_OF, Level.PARTLY_MET, 50)],
)
def test_several_certificates_combine(combination: Combination, level: Level, credit: int) -> None:
    """One of two: enough for "or", half for "and"."""
    asked = criterion("c1", "both", kind=CriterionKind.CERTIFICATION, terms=["CPA", "ACCA"], combination=combination)

    assessment = assess_certification(asked, ResumeWriter(text="ACCA, 2019\n").reading(), "en")

    assert (assessment.level, assessment.credit) == (level, credit)
    assert [term.level for term in assessment.terms] == [Level.ABSENT, Level.MET]


def test_cover_letter_alone_does_not_show_a_certificate() -> None:
    """It touches the criterion and cannot decide it."""
    reading = ResumeWriter(text="I hold the CPA.\n").reading(role=DocumentRole.COVER_LETTER)

    assessment = assess_certification(CPA, reading, "en")

    assert (assessment.level, assessment.note) == (Level.UNCLEAR, "named in the cover letter only")


def level_of(term: str, text: str) -> tuple[Level, str]:
    """Asks for one certificate; returns level and note."""
    asked = criterion("c1", term, kind=CriterionKind.CERTIFICATION, terms=[term])
    assessment = assess_certification(asked, ResumeWriter(text=text + "\n").reading(), "en")
    return assessment.level, assessment.note


@pytest.mark.parametrize(
    ("term", "text", "lapsed"),
    [
        ("Registered Nurse", "Registered Nurse licence (expired 2019)", True),
        ("Registered Nurse", "Registered Nurse license, revoked 2022", True),
        ("Registered Nurse", "My Registered Nurse license lapsed", True),
        ("A2驾照", "A2驾照已过期", True),
        ("A2驾照", "A2驾照，2019年被吊销", True),
        ("注册会计师", "注册会计师证书已于2020年注销", True),
        ("Registered Nurse", "Registered Nurse license renewed after it expired", False),
        ("Registered Nurse", "Registered Nurse (active, never suspended)", False),
        ("Registered Nurse", "Registered Nurse, expired BLS card", False),
        ("A2驾照", "持A2驾照，无吊销记录", False),
        ("注册会计师", "注册会计师，负责公司注销", False),
    ],
)
def test_lapsed_certificate_is_unclear(term: str, text: str, lapsed: bool) -> None:
    """Expired, revoked, suspended: a person asks; renewed, never suspended: held."""
    level, note = level_of(term, text)

    assert level is (Level.UNCLEAR if lapsed else Level.MET)
    assert ("expired, lapsed or been revoked" in note) is lapsed


@pytest.mark.parametrize(
    ("term", "text", "held"),
    [
        ("Registered Nurse", "Supervised 12 registered nurses", False),
        ("Registered Nurse", "Applying for: Registered Nurse", False),
        ("Registered Nurse", "Worked with registered nurses", False),
        ("CPA", "Interned at a CPA firm", False),
        ("注册会计师", "求职意向：注册会计师", False),
        ("注册会计师", "求职意向\n注册会计师", False),
        ("注册会计师", "管理10名注册会计师", False),
        ("注册会计师", "注册会计师助理", False),
        ("Registered Nurse", "Lead Registered Nurse, ICU", True),
        ("Registered Nurse", "Position: Registered Nurse", True),
        ("Registered Nurse", "Supervised patients as a registered nurse", True),
        ("Registered Nurse", "Reports to the director\nRegistered Nurse", True),
        ("注册会计师", "项目管理、注册会计师", True),
        ("注册会计师", "担任注册会计师", True),
    ],
)
def test_post_sought_and_certificates_of_others_are_not_held(term: str, text: str, held: bool) -> None:
    """Only what the candidate holds meets it."""
    assert level_of(term, text)[0] is (Level.MET if held else Level.ABSENT)


@pytest.mark.parametrize(
    ("term", "text", "level"),
    [
        ("A2驾照", "驾照A2", Level.MET),
        ("A2驾照", "A2证", Level.MET),
        ("A2驾照", "准驾车型：A2", Level.MET),
        ("驾驶证C1", "C1驾照", Level.MET),
        ("Class A CDL", "CDL-A", Level.MET),
        ("A2驾照", "CA2证", Level.ABSENT),
        ("A2驾照", "C1驾照", Level.ABSENT),
        ("Class A CDL", "Class B CDL", Level.ABSENT),
    ],
)
def test_class_of_licence_counts_in_either_order(term: str, text: str, level: Level) -> None:
    """The letter may stand before or behind the noun; another class is another licence."""
    assert level_of(term, text)[0] is level


def test_unnamed_certificate_is_unclear_where_any_is_held() -> None:
    """Whether a licence is relevant cannot be told from a list of certificates."""
    asked = criterion("c1", "a relevant licence", kind=CriterionKind.CERTIFICATION)
    writer = ResumeWriter()
    writer.certificate("Forklift licence")

    held = assess_certification(asked, writer.reading(), "en")
    none = assess_certification(asked, ResumeWriter(text="Drove trucks.\n").reading(), "en")

    assert (held.level, held.evidence[0].quote) == (Level.UNCLEAR, "Forklift licence")
    assert (none.level, none.credit) == (Level.ABSENT, 0)
