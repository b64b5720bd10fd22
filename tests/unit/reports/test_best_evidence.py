"""The one quote that speaks most for a candidate."""

from bole.domain.rubric import CriterionKind, Requirement
from bole.domain.screening import Level
from bole.reports.best_evidence import best_evidence
from tests.factories import assessment, criterion, screening


def test_quote_of_the_criterion_that_adds_most_is_best() -> None:
    """A must that is used counts more than a wish that is demonstrated."""
    wish = assessment(criterion("c1", "Redis", requirement=Requirement.NICE), Level.DEMONSTRATED, quotes=["Redis"])
    must = assessment(criterion("c2", "Python"), Level.USED, quotes=["Python", "more Python"])

    best = best_evidence(screening([wish, must]))

    assert best is not None
    assert best.evidence.quote == "Python"


def test_work_comes_before_facts() -> None:
    """The line of a degree often holds personal details, so it is shown only where nothing else is."""
    degree = assessment(criterion("c1", "Degree", kind=CriterionKind.EDUCATION), Level.MET, quotes=["BSc"])
    skill = assessment(criterion("c2", "Python", requirement=Requirement.NICE), Level.LISTED, quotes=["Python"])

    with_skill, without = best_evidence(screening([degree, skill])), best_evidence(screening([degree]))

    assert with_skill is not None
    assert with_skill.evidence.quote == "Python"
    assert without is not None
    assert without.evidence.quote == "BSc"


def test_denial_is_no_evidence() -> None:
    """An absent criterion may carry the quote that denies it."""
    denied = assessment(criterion("c1", "Redis"), Level.ABSENT, quotes=["no experience with Redis"])

    assert best_evidence(screening([denied])) is None
