"""What holds for all criteria that are computed from the profile."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from bole.domain.documents import DocumentRole
from bole.domain.resume import Warning, WarningCode
from bole.domain.rubric import Criterion, CriterionKind
from bole.domain.screening import Level
from bole.evidence.facts import assess_fact, assess_fact_in_documents
from tests.unit.evidence.written import ResumeWriter, criterion

AS_OF = datetime.date(2026, 1, 31)
UNREADABLE = Warning(code=WarningCode.PAGE_UNREADABLE, message="Page 2 has no text.")
FACTS = [kind for kind in CriterionKind if kind.answered_by_fact]


def ask(kind: CriterionKind, *terms: str) -> Criterion:
    """Asks for three years, a master's degree, or French."""
    asked = criterion("c1", "asked", kind=kind, terms=terms)
    return replace(asked, min_years=3.0, min_degree="MASTER", language_code="fr")


def career() -> ResumeWriter:
    """Writes a career that meets everything asked for."""
    writer = ResumeWriter()
    writer.entry("2019-01..", ["Brewed ale"])
    writer.degree("MASTER", "Chemistry")
    writer.language("fr", "French", "fluent")
    writer.certificate("Brewing licence")
    return writer


@pytest.mark.parametrize("kind", FACTS)
def test_empty_document_is_absent(kind: CriterionKind) -> None:
    """Every kind of fact is answered where nothing is stated."""
    assessment = assess_fact(ask(kind, "licence"), ResumeWriter().reading(), AS_OF, "en")

    assert (assessment.level, assessment.credit, assessment.evidence) == (Level.ABSENT, 0, ())


@pytest.mark.parametrize("kind", FACTS)
def test_what_an_unreadable_page_may_tell_is_open(kind: CriterionKind) -> None:
    """ABSENT becomes UNCLEAR, and the note says why."""
    assessment = assess_fact(ask(kind, "licence"), ResumeWriter().reading(warnings=[UNREADABLE]), AS_OF, "en")

    assert (assessment.level, assessment.credit) == (Level.UNCLEAR, None)
    assert "a page could not be read" in assessment.note


@pytest.mark.parametrize("kind", FACTS)
def test_cover_letter_alone_decides_no_fact(kind: CriterionKind) -> None:
    """What the resume would meet is open when only the letter says so."""
    terms = ("licence",) if kind is CriterionKind.CERTIFICATION else ()
    letter = career().reading(role=DocumentRole.COVER_LETTER)

    assert assess_fact(ask(kind, *terms), career().reading(), AS_OF, "en").level is Level.MET
    assert assess_fact(ask(kind, *terms), letter, AS_OF, "en").level is Level.UNCLEAR


def test_document_that_shows_most_counts() -> None:
    """A licence in a document of its own meets the criterion, and is quoted from there."""
    asked = ask(CriterionKind.CERTIFICATION, "licence")
    other = replace(career().reading(role=DocumentRole.CERTIFICATE), document_index=1)

    assessment = assess_fact_in_documents(asked, [ResumeWriter().reading(), other], AS_OF, "en")

    assert (assessment.level, assessment.evidence[0].document_index) == (Level.MET, 1)


def test_kind_that_is_no_fact_is_refused() -> None:
    """A skill needs the findings of an engine."""
    with pytest.raises(ValueError, match="verify an engine's finding"):
        assess_fact(criterion("c1", "Python"), career().reading(), AS_OF, "en")
