"""Candidates as JSON Resume."""

import io
import json
import zipfile
from dataclasses import replace

import pytest
from jsonschema import Draft7Validator

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.resume import Contact, Profile
from bole.domain.screening import ScreenedCandidate
from bole.reports.json_resume import JsonObject, json_resume, write_json_resumes
from bole.reports.people import people
from bole.reports.ranking import rank
from tests.factories import candidate, failed_candidate
from tests.profiles import profile, work, years

DATE = {
    "type": "string",
    "pattern": r"^([1-2][0-9]{3}-[0-1][0-9]-[0-3][0-9]|[1-2][0-9]{3}-[0-1][0-9]|[1-2][0-9]{3})$",
}
TEXT = {"type": "string"}
TEXTS = {"type": "array", "items": TEXT}
URL = {"type": "string", "pattern": r"^https?://[^\s/?#]+[^\s]*$"}


def listed(**properties: object) -> dict[str, object]:
    """Returns the shape of a list of objects."""
    return {"type": "array", "items": {"type": "object", "properties": properties}}


SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "$schema": URL,
        "basics": {
            "type": "object",
            "properties": {
                "name": TEXT,
                "label": TEXT,
                "email": {"type": "string", "pattern": r"^[^@\s]+@[^@\s]+$"},
                "phone": TEXT,
                "url": URL,
                "summary": TEXT,
                "location": {"type": "object", "properties": {"address": TEXT}},
                "profiles": listed(network=TEXT, username=TEXT, url=URL),
            },
        },
        "work": listed(name=TEXT, position=TEXT, startDate=DATE, endDate=DATE, highlights=TEXTS),
        "volunteer": listed(organization=TEXT, position=TEXT, startDate=DATE, endDate=DATE, highlights=TEXTS),
        "education": listed(institution=TEXT, area=TEXT, studyType=TEXT, startDate=DATE, endDate=DATE),
        "certificates": listed(name=TEXT),
        "skills": listed(name=TEXT, level=TEXT),
        "languages": listed(language=TEXT, fluency=TEXT),
        "projects": listed(name=TEXT, roles=TEXTS, startDate=DATE, endDate=DATE, highlights=TEXTS),
        "meta": {"type": "object", "properties": {"version": TEXT, "lastModified": TEXT}},
    },
}
"""What JSON Resume 1.0.0 says of the parts that are written."""


def known(item_id: str = "0001", told: Profile | None = None) -> ScreenedCandidate:
    return replace(candidate(item_id, name="Nora Whitfield", email="nora@example.com"), profile=told or profile())


def document(one: ScreenedCandidate) -> JsonObject:
    (person,) = people(rank([one]))
    written: JsonObject = json.loads(json.dumps(json_resume(person)))
    Draft7Validator(SCHEMA).validate(written)
    return written


def test_document_tells_what_the_resume_says() -> None:
    """Each fact stands where JSON Resume has a place for it."""
    written = document(known())

    assert written["basics"] == {
        "name": "Nora Whitfield",
        "label": "Backend developer",
        "email": "nora@example.com",
        "phone": "+31 20 555 0100",
        "url": "https://github.com/nora",
        "summary": "Builds payment systems.",
        "location": {"address": "Utrecht"},
    }
    highlights = ["Cut the latency of payments by half."]
    assert written["work"] == [
        {"name": "Northwind", "position": "Developer", "startDate": "2019-05", "highlights": highlights},
        {
            "name": "Fabrikam",
            "position": "Intern",
            "kind": "internship",
            "startDate": "2018",
            "endDate": "2019-01",
            "highlights": highlights,
        },
    ]
    assert written["projects"] == [{"name": "Ledger", "roles": ["Lead"], "highlights": highlights}]
    assert written["volunteer"] == [{"organization": "Code Club", "position": "Mentor", "highlights": highlights}]
    assert written["education"] == [
        {"institution": "TU Delft", "area": "Computer science", "studyType": "MSc", "endDate": "2018-07"}
    ]
    assert written["languages"] == [{"language": "Dutch", "fluency": "native"}]


def test_meta_holds_the_result_and_that_a_person_decides() -> None:
    """An import keeps what the number rests on."""
    meta = document(known())["meta"]

    assert isinstance(meta, dict)
    bole = meta["bole"]
    assert (bole["match_score"], bole["recommendation"], bole["rank"], bole["tied"]) == (80, "ADVANCE", 1, False)
    assert (bole["as_of"], bole["rubric_digest"]) == ("2026-01-31", "b" * 64)
    assert "a person does" in bole["note"]


def test_what_nobody_may_be_judged_on_is_left_out() -> None:
    """The date of birth is in the profile and not in the document."""
    assert "1990" not in json.dumps(document(known()))


@pytest.mark.parametrize("text", ["\x00\x1b[31m", "\ud800", "</script>", "\u202eevil", "x" * 10_000])
def test_hostile_text_gives_a_valid_document(text: str) -> None:
    """Whatever a resume holds, the document is JSON in UTF-8 and fits the schema."""
    told = profile(text, urls=("javascript:alert(1)", "http://[::1", "ftp://x", "https://a b", "https://", text))

    written = document(replace(known(told=told), contact=Contact(name=text, email=text, phone=text)))

    assert "url" not in str(written["basics"])
    json.dumps(written, ensure_ascii=False).encode()


@pytest.mark.parametrize("year", [0, 999, 3000, 99_999])
def test_year_that_the_schema_cannot_hold_is_left_out(year: int) -> None:
    """A misread date does not make the document invalid."""
    told = replace(profile(), work=(work(dates=years((year, 1), (year, None))),))

    written = document(known(told=told))

    assert "Date" not in json.dumps(written["work"])


def test_empty_profile_gives_a_document_too() -> None:
    """What is not stated is left out."""
    written = document(replace(known(told=Profile()), contact=Contact()))

    assert set(written) == {"$schema", "meta"}


def test_archive_holds_each_person_once_in_order() -> None:
    """Neither failed items nor copies of a file; names of entries cannot leave the folder."""
    out = io.BytesIO()
    ranked = rank([known("../0001"), replace(known("0002"), duplicate_of="../0001"), failed_candidate(), known("0003")])

    write_json_resumes(ranked, out)

    names = zipfile.ZipFile(out).namelist()
    assert names == ["000001-.._0001.json", "000002-0003.json"]
    again = io.BytesIO()
    write_json_resumes(ranked, again)
    assert again.getvalue() == out.getvalue()


def test_results_without_profiles_are_refused_with_what_to_do() -> None:
    """Documents without the person would look like empty resumes."""
    with pytest.raises(BoleError, match="Ask for the results with contact and profile") as caught:
        write_json_resumes(rank([candidate()]), io.BytesIO())

    assert caught.value.reason is ErrorReason.ARGUMENT_INVALID
