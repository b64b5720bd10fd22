"""Candidates in the vocabulary of HR-XML."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from bole.domain.errors import BoleError
from bole.domain.resume import Contact, Profile
from bole.domain.screening import Level, ScreenedCandidate
from bole.reports.hr_xml import BOLE, HR, OA, write_hr_xml
from bole.reports.ranking import rank
from tests.factories import AS_OF, assessment, candidate, criterion, failed_candidate, screening
from tests.profiles import profile

SHAPE = etree.RelaxNG(etree.parse(Path(__file__).with_name("candidates.rng")))
NAMES = {"hr": HR, "oa": OA, "bole": BOLE}


def written(*candidates: ScreenedCandidate) -> bytes:
    out = io.BytesIO()
    write_hr_xml(rank(candidates), out, as_of=AS_OF)
    return out.getvalue()


def parsed(*candidates: ScreenedCandidate) -> etree._Element:
    root = etree.fromstring(written(*candidates))
    SHAPE.assertValid(root)
    return root


def known(item_id: str = "0001", told: Profile | None = None) -> ScreenedCandidate:
    one = candidate(item_id, name="Nora Whitfield", email="nora@example.com")
    return replace(one, profile=profile() if told is None else told)


def test_candidate_has_person_profile_and_assessment() -> None:
    """The elements that an import looks for, in their namespaces."""
    root = parsed(known())

    def found(path: str) -> list[str | None]:
        return [element.text for element in root.findall(path, NAMES)]

    assert found(".//hr:PersonName/hr:FormattedName") == ["Nora Whitfield"]
    assert found(".//hr:Communication/oa:URI") == ["nora@example.com", "https://github.com/nora"]
    assert found(".//hr:EmployerHistory/hr:OrganizationName") == ["Northwind", "Fabrikam", "Code Club"]
    assert found(".//hr:EmploymentPeriod/hr:StartDate/hr:FormattedDateTime") == ["2019-05", "2018"]
    assert found(".//hr:CurrentIndicator") == ["true", "false"]
    assert found(".//hr:EducationDegree/hr:DegreeName") == ["MSc"]
    assert found(".//hr:CompetencyName") == ["Python", "Dutch"]
    assert found(".//bole:Score") == ["80"]
    assert found(".//bole:Recommendation") == ["ADVANCE"]
    assert "a person does" in str(found(".//bole:Note"))
    assert "1990" not in "".join(str(text) for text in root.itertext())


def test_each_person_stands_once() -> None:
    """Neither failed items nor copies of a file."""
    root = parsed(known("0001"), replace(known("0002"), duplicate_of="0001"), failed_candidate(), known("0003"))

    assert [one.text for one in root.iter(f"{{{HR}}}DocumentID")] == ["0001", "0003"]
    assert [one.get("tied") for one in root.iter(f"{{{BOLE}}}Rank")] == ["true", "true"]


@pytest.mark.parametrize(
    "text", ["<Candidate/>", "]]>", "&lol;", '" onload="', "\x00\x0b\x1f", "\ud800", "\ufffe\uffff", "a\r\nb\tc"]
)
def test_hostile_text_stays_text(text: str) -> None:
    """Whatever a resume holds, the document is well-formed and keeps its shape."""
    asked = criterion(text, text)
    answer = assessment(asked, Level.USED, quotes=[text])
    hostile = candidate(text, screening([answer], candidate_id=text), name=text, email=text, phone=text)

    root = parsed(replace(hostile, profile=profile(text)))

    assert len(list(root.iter(f"{{{HR}}}Candidate"))) == 1


def test_nothing_stated_gives_a_candidate_too() -> None:
    """An empty profile, no contact, no score."""
    unknown = candidate(screened=screening([assessment(level=Level.UNCLEAR)]))

    root = parsed(replace(unknown, profile=Profile(), contact=Contact()))

    assert root.find(".//bole:Score", NAMES) is None
    assert len(root.findall(".//hr:CandidateProfile/*", NAMES)) == 0


def test_same_run_gives_the_same_bytes() -> None:
    """No clock is read."""
    assert written(known("0001"), known("0002")) == written(known("0002"), known("0001"))


def test_results_without_profiles_are_refused() -> None:
    """A candidate without a profile would look like somebody who wrote nothing."""
    with pytest.raises(BoleError, match="contact and profile"):
        written(candidate())
