"""What a title asks for where the rest of the posting does not."""

from __future__ import annotations

import pytest

from bole.domain.rubric import Criterion, CriterionKind, JobPosting, Requirement
from bole.rubric.drafting import draft_rubric


def trade_of(title: str, demands: str) -> Criterion | None:
    """Returns the criterion that the title came to."""
    rubric = draft_rubric(JobPosting(title=title, text=f"Requirements\n{demands}"))
    return next((one for one in rubric.criteria if one.text == title), None)


@pytest.mark.parametrize(
    ("title", "terms"),
    [
        ("Accountant", ["Accountant"]),
        ("Senior Accountant", ["Accountant", "Senior"]),
        ("高级会计", ["会计", "高级"]),
        (".NET Developer", [".NET Developer"]),
        ("Data Scientist - Personalization", ["Data Scientist"]),
    ],
)
def test_a_title_asks_for_its_trade_and_its_level(title: str, terms: list[str]) -> None:
    """A wish, after everything that the posting says itself."""
    trade = trade_of(title, "- Excel\n- SAP")

    assert trade is not None
    assert (trade.kind, trade.requirement, [term.name for term in trade.terms]) == (
        CriterionKind.OTHER,
        Requirement.SHOULD,
        terms,
    )


@pytest.mark.parametrize("title", ["Engineer", "Senior Manager"])
def test_a_title_that_fits_anybody_asks_for_nothing(title: str) -> None:
    """Nearly every resume would meet it."""
    assert trade_of(title, "- Excel\n- SAP") is None


def test_both_languages_name_the_same_trade() -> None:
    """Titles of a family count for each other."""
    english, chinese = trade_of("Accountant", "- Excel"), trade_of("会计", "- Excel")

    assert english is not None
    assert chinese is not None
    spelled = [{one.casefold() for one in trade.terms[0].spellings} for trade in (english, chinese)]
    assert spelled[0] == spelled[1]


@pytest.mark.parametrize(
    "demands",
    ["- 3 years of experience in accounting\n- Excel", "- Bachelor's degree"],
    ids=["years in the field", "no work asked for"],
)
def test_what_is_asked_for_already_is_not_asked_again(demands: str) -> None:
    """Years in a field are years in the trade; a posting about degrees alone asks for no trade."""
    assert trade_of("Accountant", demands) is None


@pytest.mark.parametrize("heading", ["What we would love", "Your toolbox for day one", "What we ask for"])
def test_a_line_above_a_list_is_its_heading(heading: str) -> None:
    """Without a colon and below duties: the list is no longer one of duties where it sounds like demands."""
    rubric = draft_rubric(
        JobPosting(
            text=f"Clerk\n\nWhat you will do\n- File letters\n\n{heading}\n- 2 years of experience with SAP\n- Excel"
        )
    )

    assert [one.text for one in rubric.criteria] == ["2 years of experience with SAP", "Excel"]
    assert {one.requirement for one in rubric.criteria} == {Requirement.MUST}


@pytest.mark.parametrize(
    ("line", "terms"),
    [
        ("Glazing and enamelling", ["Glazing", "enamelling"]),
        ("Generative AI", ["Generative AI"]),
        ("distributed ML and edge-aware routing", ["distributed ML", "edge-aware routing"]),
        ("Collaborative filtering", ["Collaborative filtering"]),
    ],
)
def test_no_item_of_a_list_is_lost(line: str, terms: list[str]) -> None:
    """Names that the skill table does not hold are asked for as the posting words them."""
    criteria = draft_rubric(JobPosting(text=f"Requirements\n- {line}")).criteria

    assert [term.name for one in criteria for term in one.terms] == terms
