"""A parsed resume as a message."""

import datetime

from bole.api.resume_messages import parsed_resume
from bole.domain.resume import ParsedResume
from bole.parsing.structure.outline import structure
from bole.v1 import resume_pb2

TEXT = """Dana Kowalczyk
Gender: Female
Experience
Blue Harbour Ltd, Backend Developer, Mar 2019 - Feb 2020
- Built services in Go.
Green Field Ltd, Backend Developer, Jan 2020 - present
- Runs services in Go and Python.
Skills
Go, Python, Haskell
"""


def _message(as_of: datetime.date) -> resume_pb2.ParsedResume:
    outline = structure(TEXT)
    resume = ParsedResume(
        text=TEXT,
        document_digest="0" * 64,
        media_type="text/plain",
        pages=(),
        lines=(),
        sections=outline.sections,
        profile=outline.profile,
        languages=outline.languages,
    )
    return parsed_resume(resume, as_of)


def test_months_of_skills_count_overlaps_once_until_the_day_of_the_request() -> None:
    """March 2019 to March 2020 are 13 months; what nobody dates has none."""
    skills = {one.name.value: one for one in _message(datetime.date(2020, 3, 15)).profile.skills}

    assert (skills["Go"].experience_months, skills["Python"].experience_months) == (13, 3)
    assert skills["Go"].last_used == resume_pb2.PartialDate(year=2020, month=3)
    assert skills["Haskell"].experience_months == 0
    assert not skills["Haskell"].HasField("last_used")


def test_personal_facts_are_told_with_their_labels() -> None:
    """Value and label have places of their own."""
    message = _message(datetime.date(2020, 3, 15))
    (fact,) = message.profile.basics.personal

    assert (fact.kind, fact.fact.value) == (resume_pb2.PersonalFact.GENDER, "Female")
    assert message.text[fact.label.start : fact.label.end] == "Gender"
