"""Blind results."""

from dataclasses import replace

import pytest

from bole.domain.resume import Contact
from bole.domain.screening import OpenQuestion
from bole.reports.blinding import MASK, blinded, blinded_kit
from bole.reports.ranking import rank
from tests.factories import assessment, candidate, failed_candidate, interview_kit, interview_question, screening
from tests.profiles import profile


def test_name_and_contact_are_masked_wherever_texts_repeat_them() -> None:
    """Quotes, summary, questions and evaluation lose the candidate's own name."""
    screened = screening(
        [assessment(quotes=["Nora Whitfield, nora@example.com, wrote Python"])],
        summary="WHITFIELD shows Python.",
        experience_evaluation="Nora led a team.",
        open_questions=[OpenQuestion(criterion_id="c1", question="What did Nora build?")],
    )
    known = candidate("0001", screened, name="Nora Whitfield", email="nora@example.com", source="nora.pdf")

    one = blinded(rank([known]))[0].candidate

    assert (one.source, one.contact) == ("0001", Contact())
    assert "nora" not in repr(one).lower()
    assert "whitfield" not in repr(one).lower()
    assert one.screening is not None
    assert one.screening.criteria[0].evidence[0].quote == f"{MASK}, {MASK}, wrote Python"


def test_name_inside_another_word_stays() -> None:
    """A candidate called An does not cost every article its letters."""
    one = blinded(rank([candidate("0001", screening(summary="An analyst from Hanoi."), name="An Li")]))[0].candidate

    assert one.screening is not None
    assert one.screening.summary == f"{MASK} analyst from Hanoi."


def test_chinese_name_is_masked_inside_a_sentence() -> None:
    """Chinese has no blanks around a name."""
    one = blinded(rank([candidate("0001", screening(summary="候选人张伟负责订单系统。"), name="张伟")]))[0].candidate

    assert one.screening is not None
    assert one.screening.summary == f"候选人{MASK}负责订单系统。"


def test_failed_item_loses_its_file_name() -> None:
    """A file name often is a name."""
    assert blinded(rank([failed_candidate("7", source="nora.pdf")]))[0].candidate.source == "7"


def test_interview_questions_are_masked() -> None:
    """Questions quote the resume too."""
    kit = interview_kit([interview_question("Nora, what limited the service?", quote="Nora Whitfield built it")])

    blind = blinded_kit(kit, Contact(name="Nora Whitfield"))

    assert blind.questions[0].question == f"{MASK}, what limited the service?"
    assert "Nora" not in repr(blind)
    assert blinded_kit(kit, Contact()) == kit


def test_links_are_masked_in_interview_questions() -> None:
    """A link to a page of one's own is a name."""
    kit = interview_kit([interview_question("Why Redis?", quote="See github.com/nora for Redis")])

    blind = blinded_kit(kit, Contact(), profile())

    assert blind.questions[0].evidence[0].quote == f"See {MASK} for Redis"


@pytest.mark.parametrize("written", ["020 555 0100", "+31(20)555-0100", "0031205550100", "20.555.01.00"])
def test_a_phone_number_is_masked_however_it_is_written(written: str) -> None:
    """A resume writes it with the code of the country at its head, and without in a sentence."""
    said = screening(summary=f"Call {written}, 2055501001 or 2018 - 2024.")
    one = blinded(rank([replace(candidate("1", said), profile=profile())]))[0].candidate

    assert one.screening is not None
    assert one.screening.summary == f"Call {MASK}, 2055501001 or 2018 - 2024."


@pytest.mark.parametrize(
    "contact", ["QQ: 998877665", "微信:nora_wx", "nora.two@example.com", "身份证430102199501011234", "+31 6 5550 0199"]
)
def test_a_contact_that_nobody_listed_is_masked_by_its_form(contact: str) -> None:
    """A profile does not know every number that a sentence has."""
    screened = screening([assessment(quotes=[f"Ran MySQL 5.7 for 1,000 users {contact}, 2018 - 2024"])])
    one = blinded(rank([candidate("0001", screened)]))[0].candidate

    assert one.screening is not None
    assert one.screening.criteria[0].evidence[0].quote == f"Ran MySQL 5.7 for 1,000 users {MASK}, 2018 - 2024"


def test_what_the_profile_says_of_the_person_is_masked_and_gone() -> None:
    """A second address, a link and an identifier that is an address tell who it is."""
    quote = "nora.second@example.com and github.com/nora"
    screened = screening([assessment(quotes=[quote])], candidate_id="nora@example.com")
    known = replace(candidate("1", screened, name="Nora", email="nora@example.com"), profile=profile())

    one = blinded(rank([known]))[0].candidate

    assert one.profile is None
    assert "nora" not in repr(one).lower()
