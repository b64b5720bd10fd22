"""What becomes of quotes is counted: each once, by how it was found and whether it is about the criterion."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bole.domain.measuring import Collected, Count, listening
from bole.domain.rubric import Criterion
from bole.domain.screening import Finding, Level, TermFinding
from bole.evidence.verification import verify
from tests.unit.evidence.written import ResumeWriter, criterion

BUILT = "Built the order service in Python and Flask, 2 million requests a day"
REVIEWED = "Reviewed the code of five colleagues daily"
MADE_UP = "Moved forty warehouses to Kubernetes in nine weeks"

TWO_TERMS = criterion("c1", "Python and Flask", terms=["Python", "Flask"])
NO_TERMS = criterion("c1", "Has a sense of humour", terms=[])


def fates(asked: Criterion, finding: Finding) -> Mapping[tuple[str, ...], float]:
    """Verifies a finding in a resume of two sentences, and returns what was counted."""
    writer = ResumeWriter()
    writer.entry("2019-03..", [BUILT, REVIEWED], position="Engineer")
    told = Collected()
    with listening(told):
        verify(asked, [(writer.reading(), finding)], engine="triton")
    assert {what for what, _ in told.counts} <= {Count.EVIDENCE}
    assert {engine for _, (engine, *_) in told.counts} <= {"triton"}
    return {labels[1:]: by for (_, labels), by in told.counts.items()}


def as_a_whole(*quotes: str) -> Finding:
    return Finding(criterion_id="c1", level=Level.USED, quotes=quotes)


@pytest.mark.parametrize(
    ("quote", "fate"),
    [
        (BUILT, ("exact", "on")),
        (BUILT.upper(), ("normalized", "on")),
        (BUILT.replace("the order", "order"), ("fuzzy", "on")),
        (REVIEWED, ("exact", "off")),
        (MADE_UP, ("failed", "off")),
    ],
)
def test_a_quote_is_counted_by_how_it_was_found(quote: str, fate: tuple[str, str]) -> None:
    """Once, although it was made for two terms."""
    assert fates(TWO_TERMS, as_a_whole(quote)) == {fate: 1}


def test_a_quote_about_one_of_the_terms_is_on_topic() -> None:
    asked = criterion("c1", "Python or Erlang", terms=["Erlang", "Python"])

    assert fates(asked, as_a_whole(BUILT, MADE_UP)) == {("exact", "on"): 1, ("failed", "off"): 1}


def test_terms_that_share_a_quote_count_it_once() -> None:
    """As the rules answer: term by term."""
    terms = tuple(TermFinding(term=name, level=Level.USED, quotes=(BUILT,)) for name in ("Python", "Flask"))

    assert fates(TWO_TERMS, Finding(criterion_id="c1", level=Level.USED, terms=terms)) == {("exact", "on"): 1}


def test_a_criterion_without_terms_takes_what_stands_in_the_text() -> None:
    assert fates(NO_TERMS, as_a_whole(REVIEWED, MADE_UP)) == {("exact", "on"): 1, ("failed", "off"): 1}
