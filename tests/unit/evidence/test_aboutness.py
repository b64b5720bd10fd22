"""Passages that speak of a demand without naming it."""

from __future__ import annotations

import pytest

from bole.domain.documents import Document, DocumentRole
from bole.domain.rubric import Criterion, JobPosting
from bole.domain.screening import CriterionAssessment, Finding, Level, Method
from bole.engines.rules import RulesEngine
from bole.evidence.reading import Reading, read
from bole.evidence.verification import verify
from bole.parsing.limits import ParsingLimits
from bole.parsing.parser import parse
from bole.rubric.drafting import draft_rubric

DEMAND = "Experience in arbitration of marine salvage claims before panels"
SAID = "Wrote opinions on marine salvage claims"


def reading_of(text: str) -> Reading:
    """Reads a resume of plain text."""
    document = Document(content=text.encode(), media_type="text/plain", file_name="a.txt", role=DocumentRole.RESUME)
    return read(parse(document, ParsingLimits()))


def drafted(line: str) -> Criterion:
    """Returns the only criterion of a posting with one demand."""
    (criterion,) = draft_rubric(JobPosting(text=f"Requirements\n- {line}")).criteria
    return criterion


def answered(line: str, resume: str) -> CriterionAssessment:
    """Answers one demand by `rules` and checks the answer."""
    criterion, reading = drafted(line), reading_of(resume)
    (finding,) = RulesEngine().find(draft_rubric(JobPosting(text=f"Requirements\n- {line}")), reading)
    return verify(criterion, [(reading, finding)])


def test_a_passage_that_speaks_of_a_demand_is_listed_as_inferred() -> None:
    """With its quote, which holds in the check that all engines pass; never more than LISTED."""
    answer = answered(DEMAND, f"Sam Example\n\nWork\n\n2019 - 2024 Clerk, Port Office\n- {SAID}")

    assert (answer.level, answer.credit, answer.fallen) == (Level.LISTED, 40, False)
    assert [(one.quote, one.method) for one in answer.evidence] == [(SAID, Method.DERIVE)]


@pytest.mark.parametrize(
    "said",
    [
        "Sold marine paint",
        "No experience with marine salvage claims",
        "Marine paint. Salvage of cars. Claims of customers.",
        "",
    ],
    ids=["one word", "denied", "scattered", "nothing"],
)
def test_chance_and_denial_are_no_evidence(said: str) -> None:
    """One word is chance; words of several sentences belong to several things."""
    assert answered(DEMAND, f"Sam Example\n\nSummary\n{said}\n").level is Level.ABSENT


def test_the_name_of_a_product_stands_for_itself() -> None:
    """Whoever works beside it does not know it."""
    line = "Kubernetes in production environments of banks"

    assert answered(line, "Sam Example\n\nSummary\nRan production environments of banks\n").level is Level.ABSENT


def test_the_same_quote_counts_for_every_engine() -> None:
    """A model that claims more with such a quote falls to LISTED."""
    criterion, reading = drafted(DEMAND), reading_of(f"Sam Example\n\nSummary\n{SAID}\n")
    finding = Finding(criterion_id=criterion.criterion_id, level=Level.USED, quotes=(SAID,))

    answer = verify(criterion, [(reading, finding)])

    assert (answer.level, answer.evidence[0].method) == (Level.LISTED, Method.DERIVE)
