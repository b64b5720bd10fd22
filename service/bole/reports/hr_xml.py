"""Writes candidates as XML in the vocabulary of HR-XML 3 (HR Open), for import into applicant tracking systems."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import BinaryIO

from lxml import etree

from bole.domain.dates import DateRange
from bole.domain.resume import EducationEntry, EntryKind, Profile, WorkEntry
from bole.domain.screening import CriterionAssessment
from bole.reports.cells import portable_text
from bole.reports.people import A_PERSON_DECIDES, Person, end_text, people, start_text, stated
from bole.reports.ranking import RankedCandidate

HR = "http://www.hr-xml.org/3"
OA = "http://www.openapplications.org/oagis/9"
BOLE = "urn:bole:assessment:1"
"""Namespace of what HR-XML has no elements for; it stands in `UserArea` alone."""

_NAMES = {None: HR, "oa": OA, "bole": BOLE}
_HISTORIES = ((EntryKind.EMPLOYMENT, ""), (EntryKind.INTERNSHIP, "Internship"), (EntryKind.VOLUNTEER, "Volunteer"))


def write_hr_xml(ranked: Iterable[RankedCandidate], out: BinaryIO, *, as_of: datetime.date) -> None:
    """Writes one `ProcessCandidate` document with a `Candidate` for each screened candidate; duplicates once.

    Characters that XML cannot hold are dropped. The same candidates give the same bytes.

    Args:
        ranked: The candidates in their order with their profiles, read one at a time.
        out: Where the bytes go.
        as_of: The date that the screenings were computed for; stands as the time of creation.

    Raises:
        BoleError: ARGUMENT_INVALID where a candidate comes without a profile.
    """
    with etree.xmlfile(out, encoding="UTF-8") as document:
        document.write_declaration()
        with document.element(f"{{{HR}}}ProcessCandidate", nsmap=_NAMES, releaseID="3.0"):
            document.write(_application_area(as_of))
            with document.element(f"{{{HR}}}DataArea"):
                document.write(_element(OA, "Process"))
                for person in people(ranked):
                    document.write(candidate_element(person), pretty_print=True)


def candidate_element(person: Person) -> etree._Element:
    """Returns a candidate as the element `Candidate`; what is not stated is left out."""
    candidate = _element(HR, "Candidate")
    _hr(candidate, "DocumentID", person.candidate.item_id)
    _hr(candidate, "AlternateDocumentID", person.screening.provenance.candidate_id)
    _person(candidate, person)
    _profile(_hr_parent(candidate, "CandidateProfile"), person.profile)
    _assessment(_hr_parent(candidate, "UserArea"), person)
    return candidate


def _application_area(as_of: datetime.date) -> etree._Element:
    area = _element(OA, "ApplicationArea")
    _oa(area, "CreationDateTime", f"{as_of.isoformat()}T00:00:00Z")
    return area


def _person(candidate: etree._Element, person: Person) -> None:
    parent = _hr_parent(candidate, "CandidatePerson")
    if person.name:
        _hr(_hr_parent(parent, "PersonName"), "FormattedName", person.name)
    for channel, name, values in (
        ("Email", "URI", (person.email,)),
        ("Telephone", "FormattedNumber", (person.phone,)),
        ("Web", "URI", person.links),
    ):
        for value in filter(None, values):
            communication = _hr_parent(parent, "Communication")
            _hr(communication, "ChannelCode", channel)
            _oa(communication, name, value)
    location = stated(person.profile.basics.location)
    if location:
        _oa(_hr_parent(_hr_parent(parent, "Communication"), "Address"), "AddressLine", location)


def _profile(parent: etree._Element, profile: Profile) -> None:
    _hr(parent, "ExecutiveSummary", stated(profile.basics.summary))
    employment = _hr_parent(parent, "EmploymentHistory")
    for kind, code in _HISTORIES:
        for entry in profile.work:
            if entry.kind is kind:
                _employer(_hr_parent(employment, "EmployerHistory"), entry, code)
    education = _hr_parent(parent, "EducationHistory")
    for studied in profile.education:
        _attendance(_hr_parent(education, "EducationOrganizationAttendance"), studied)
    certifications = _hr_parent(parent, "Certifications")
    for certificate in profile.certificates:
        _hr(_hr_parent(certifications, "Certification"), "CertificationName", stated(certificate.name))
    qualifications = _hr_parent(parent, "PersonQualifications")
    for skill in profile.skills:
        _competency(qualifications, "skill", stated(skill.name), stated(skill.level))
    for language in profile.languages:
        _competency(qualifications, "language", stated(language.name), stated(language.fluency))
    for history in (employment, education, certifications, qualifications):
        if len(history) == 0:
            parent.remove(history)


def _employer(employer: etree._Element, entry: WorkEntry, code: str) -> None:
    _hr(employer, "OrganizationName", stated(entry.organization))
    position = _hr_parent(employer, "PositionHistory")
    _hr(position, "PositionTitle", stated(entry.position))
    _hr(position, "PositionOfferingTypeCode", code)
    _period(position, "EmploymentPeriod", entry.dates)
    if entry.dates is not None:
        _hr(position, "CurrentIndicator", "true" if entry.dates.ongoing else "false")
    _oa(position, "Description", "\n".join(map(stated, entry.highlights)))


def _attendance(attendance: etree._Element, entry: EducationEntry) -> None:
    _hr(attendance, "OrganizationName", stated(entry.institution))
    _hr(attendance, "ProgramName", stated(entry.area))
    _hr(attendance, "EducationLevelCode", "" if entry.level is None else entry.level.name)
    _period(attendance, "AttendancePeriod", entry.dates)
    if entry.degree is not None:
        _hr(_hr_parent(attendance, "EducationDegree"), "DegreeName", stated(entry.degree))


def _period(parent: etree._Element, name: str, dates: DateRange | None) -> None:
    start, end = start_text(dates), end_text(dates)
    if start or end:
        period = _hr_parent(parent, name)
        for tag, text in (("StartDate", start), ("EndDate", end)):
            if text:
                _hr(_hr_parent(period, tag), "FormattedDateTime", text)


def _competency(parent: etree._Element, taxonomy: str, name: str, level: str) -> None:
    competency = _hr_parent(parent, "PersonCompetency")
    _hr(competency, "CompetencyName", name)
    _hr(competency, "TaxonomyID", taxonomy)
    if level:
        _hr(_hr_parent(competency, "ProficiencyLevel"), "ScoreText", level)


def _assessment(parent: etree._Element, person: Person) -> None:
    screening = person.screening
    result = etree.SubElement(parent, f"{{{BOLE}}}AssessmentResult")
    _bole(result, "AssessmentDate", screening.provenance.as_of.isoformat())
    if screening.match_score is not None:
        score = _bole(result, "Score", str(screening.match_score))
        score.attrib.update({"minimum": "0", "maximum": "100"})
        if screening.score_interval is not None:
            low, high = screening.score_interval.low, screening.score_interval.high
            score.attrib.update({"low": str(low), "high": str(high)})
    _bole(result, "Coverage", f"{screening.coverage:.3f}")
    if person.ranked.rank is not None:
        _bole(result, "Rank", str(person.ranked.rank)).set("tied", "true" if person.ranked.tied else "false")
    _bole(result, "Recommendation", screening.recommendation.value)
    _bole(result, "Reason", screening.recommendation_reason)
    _bole(result, "Engine", screening.provenance.engine)
    _bole(result, "RubricDigest", screening.provenance.rubric_digest)
    for answer in screening.criteria:
        _criterion(result, answer)
    _bole(result, "Note", A_PERSON_DECIDES)


def _criterion(parent: etree._Element, answer: CriterionAssessment) -> None:
    criterion = etree.SubElement(parent, f"{{{BOLE}}}Criterion")
    criterion.set("id", portable_text(answer.criterion.criterion_id))
    criterion.set("requirement", answer.criterion.requirement.value)
    criterion.set("level", answer.level.value)
    if answer.credit is not None:
        criterion.set("credit", str(answer.credit))
    _bole(criterion, "Text", answer.criterion.text)
    for evidence in answer.evidence[:1]:
        _bole(criterion, "Quote", evidence.quote).set("page", str(evidence.page_number))


def _element(namespace: str, name: str) -> etree._Element:
    return etree.Element(f"{{{namespace}}}{name}", nsmap=_NAMES)  # type: ignore[arg-type]  # the stubs know no default


def _hr_parent(parent: etree._Element, name: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{HR}}}{name}")


def _hr(parent: etree._Element, name: str, text: str) -> None:
    if text:
        etree.SubElement(parent, f"{{{HR}}}{name}").text = portable_text(text)


def _oa(parent: etree._Element, name: str, text: str) -> None:
    if text:
        etree.SubElement(parent, f"{{{OA}}}{name}").text = portable_text(text)


def _bole(parent: etree._Element, name: str, text: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{BOLE}}}{name}")
    element.text = portable_text(text)
    return element
