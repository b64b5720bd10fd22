"""JSON Resume becomes a page with headings, whose values have spans."""

from __future__ import annotations

import json

import pytest

from bole.domain.documents import Document
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.resume import ParsedResume, SectionKind
from bole.parsing.data.json_resume import read_json_resume
from bole.parsing.limits import ParsingLimits
from bole.parsing.parser import parse
from tests.requirements import require_data

RESUME = {
    "basics": {
        "name": "Ada Example",
        "label": "Backend Engineer",
        "email": "ada@example.com",
        "phone": "+1 555 0100",
        "location": {"city": "Springfield", "countryCode": "US"},
        "summary": "Builds services that stay up.",
    },
    "work": [
        {
            "name": "Harbor Ltd",
            "position": "Backend Engineer",
            "startDate": "2019-03-01",
            "highlights": ["Built the order service in Python and Flask, used by 40,000 people a day."],
        },
        {"company": "Mill Ltd", "position": "Developer", "startDate": "2016", "endDate": "2018-12"},
    ],
    "education": [
        {"institution": "Lakeside University", "area": "Computer Science", "studyType": "Bachelor",
         "startDate": "2011-09-01", "endDate": "2015-06-30"},
    ],
    "skills": [{"name": "Back end", "level": "Master", "keywords": ["Python", "Flask"]}],
    "languages": [{"language": "English", "fluency": "Native speaker"}],
    "certificates": [{"name": "CPA", "issuer": "AICPA", "date": "2020-01-01"}],
}  # fmt: skip


def _parsed(data: object) -> ParsedResume:
    return parse(Document(content=json.dumps(data).encode(), file_name="cv.json"), ParsingLimits())


def test_every_value_of_the_profile_has_its_span() -> None:
    """What the data says is on the page, in the place of a page."""
    resume = _parsed(RESUME)

    basics = resume.profile.basics
    facts = [basics.name, basics.label, *basics.emails, *basics.phones, basics.location, basics.summary]
    assert [fact.span.of(resume.text) for fact in facts if fact] == [fact.value for fact in facts if fact]
    assert basics.name is not None
    assert basics.name.value == "Ada Example"
    work = [(one.organization, one.position) for one in resume.profile.work]
    assert [[fact.value for fact in facts if fact] for facts in work] == [
        ["Harbor Ltd", "Backend Engineer"],
        ["Mill Ltd", "Developer"],
    ]
    assert resume.profile.work[0].dates is not None
    assert resume.profile.work[0].dates.ongoing
    assert [one.institution and one.institution.value for one in resume.profile.education] == ["Lakeside University"]
    assert {one.name.value for one in resume.profile.skills} >= {"Python", "Flask"}
    assert [one.language_code for one in resume.profile.languages] == ["en"]
    assert resume.media_type == "application/json"
    assert resume.warnings == ()


def test_days_that_people_make_up_are_left_out() -> None:
    """The schema asks for a day; the page shows the month, and years stay years."""
    text = _parsed(RESUME).text

    assert "2019-03 - Present" in text
    assert "2016 - 2018-12" in text
    assert "2015-06-30" not in text


def test_unknown_and_wrong_fields_are_passed_over() -> None:
    """Nothing of another type than the schema names is shown or breaks."""
    odd = {
        "basics": {"name": "Ada Example", "email": ["x"], "location": "Springfield", "profiles": {"network": "x"}},
        "work": [None, 3, "Harbor Ltd", {"name": True, "highlights": "one", "startDate": 2019}, []],
        "skills": ["Python", {"name": "SQL", "keywords": [1, None, "MySQL"]}],
        "education": "Lakeside",
        "meta": {"theme": "x"},
        "$schema": "https://example.com",
    }

    text = read_json_resume(json.dumps(odd), ParsingLimits()).text

    assert text.split("\n")[0] == "Ada Example"
    assert "Harbor Ltd" in text
    assert "SQL: 1, MySQL" in text
    assert "Lakeside" not in text
    assert "True" not in text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('[{"basics": {}}]', ErrorReason.MEDIA_TYPE_UNSUPPORTED),
        ('{"name": "left-pad", "version": "1.0.0"}', ErrorReason.MEDIA_TYPE_UNSUPPORTED),
        ("{}", ErrorReason.MEDIA_TYPE_UNSUPPORTED),
        ('{"basics": {"name": "Ada"', ErrorReason.DOCUMENT_DAMAGED),
        ('{"basics": ' + "[" * 100_000 + "]" * 100_000 + "}", ErrorReason.DOCUMENT_DAMAGED),
        ('{"basics": {"name": ' + "9" * 10_000 + "}}", ErrorReason.DOCUMENT_DAMAGED),
        ('{"basics": {"summary": "' + "a" * 1_100_000 + '"}}', ErrorReason.DOCUMENT_TOO_LONG),
    ],
)
def test_other_json_ends_in_a_reason(text: str, reason: ErrorReason) -> None:
    """The error says what is read, and holds nothing of the document."""
    with pytest.raises(BoleError) as caught:
        read_json_resume(text, ParsingLimits())

    assert caught.value.reason is reason
    assert "Ada" not in caught.value.message


def test_the_sample_of_the_schema_is_read_whole() -> None:
    """Its sections come out as the kinds that they are."""
    path = require_data("labelled/structured/jsonresume_sample.resume.json")
    resume = parse(Document(content=path.read_bytes(), file_name=path.name), ParsingLimits())

    kinds = [section.kind for section in resume.sections]
    assert kinds[:4] == [SectionKind.BASICS, SectionKind.SUMMARY, SectionKind.WORK, SectionKind.PROJECTS]
    assert {SectionKind.EDUCATION, SectionKind.SKILLS, SectionKind.VOLUNTEER, SectionKind.LANGUAGES} <= set(kinds)
    assert resume.profile.work[0].organization is not None
    assert resume.profile.work[0].organization.value == "Pied Piper"
