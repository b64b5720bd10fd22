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

    assert assess_certification(CPA, reading, "en").level is Level.UNCLEAR


def test_unnamed_certificate_is_unclear_where_any_is_held() -> None:
    """Whether a licence is relevant cannot be told from a list of certificates."""
    asked = criterion("c1", "a relevant licence", kind=CriterionKind.CERTIFICATION)
    writer = ResumeWriter()
    writer.certificate("Forklift licence")

    held = assess_certification(asked, writer.reading(), "en")
    none = assess_certification(asked, ResumeWriter(text="Drove trucks.\n").reading(), "en")

    assert (held.level, held.evidence[0].quote) == (Level.UNCLEAR, "Forklift licence")
    assert (none.level, none.credit) == (Level.ABSENT, 0)
