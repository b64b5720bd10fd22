"""Identifiers of candidates."""

from __future__ import annotations

from bole.domain.documents import Document
from bole.domain.resume import ParsedResume
from bole.parsing.limits import ParsingLimits
from bole.parsing.parser import parse
from bole.pipeline.candidates import candidate_id, contact

KEY = b"key"
WORK = "\nWork experience\nExample Ltd, Engineer, 2019.01-2021.01\n- Built the billing service in Python.\n"


def resume(contacts: str) -> ParsedResume:
    """A resume with some lines of contact."""
    return parse(Document(content=f"Ada Example\n{contacts}{WORK}".encode()), ParsingLimits())


def test_the_callers_identifier_wins() -> None:
    """It is echoed as it is."""
    assert candidate_id("c-1", [resume("ada@example.com")], KEY) == "c-1"


def test_the_same_mail_in_any_case_is_the_same_candidate_and_says_nothing_of_it() -> None:
    """A keyed digest: other keys give others."""
    one, two = (candidate_id("", [resume(mail)], KEY) for mail in ("Ada@Example.com", "ada@example.com"))

    assert one == two
    assert "ada" not in one
    assert candidate_id("", [resume("ada@example.com")], b"other") != one


def test_without_contacts_the_document_is_the_candidate() -> None:
    """Its digest names it."""
    parsed = resume("")

    assert candidate_id("", [parsed], KEY) == parsed.document_digest


def test_contact_comes_from_the_first_document_that_states_it() -> None:
    """A cover letter without a phone does not hide the resume's."""
    found = contact([resume(""), resume("ada@example.com | +1 555 0100")])

    assert found.email == "ada@example.com"
    assert found.phone.endswith("555 0100")
    assert found.name == "Ada Example"
