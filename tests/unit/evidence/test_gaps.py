"""What an assessed criterion leaves open."""

from dataclasses import replace

from bole.domain.rubric import Combination, CriterionKind, Term, TermGroup
from bole.domain.screening import Level
from bole.evidence.gaps import gaps, term_levels
from tests.unit.evidence.written import assessed, criterion


def test_groups_leave_open_what_none_of_their_terms_shows() -> None:
    """(MySQL or PostgreSQL) and Redis, with only the first group shown."""
    either = TermGroup(
        combination=Combination.ANY_OF,
        terms=(Term(name="MySQL", spellings=("MySQL",)), Term(name="PostgreSQL", spellings=("PostgreSQL",))),
    )
    redis = TermGroup(combination=Combination.ALL_OF, terms=(Term(name="Redis", spellings=("Redis",)),))
    asked = replace(criterion("c1", "databases"), term_groups=(either, redis))
    levels = [("MySQL", Level.ABSENT), ("PostgreSQL", Level.USED), ("Redis", Level.ABSENT)]

    assert [gap.names for gap in gaps(assessed(asked, Level.PARTLY_MET, 40, levels))] == [("Redis",)]


def test_emptiest_gap_comes_first() -> None:
    """Absent before listed, whatever the order of the terms."""
    asked = criterion("c1", "x", terms=["Git", "Jenkins"], combination=Combination.ALL_OF)
    answer = assessed(asked, Level.PARTLY_MET, 20, [("Git", Level.LISTED), ("Jenkins", Level.ABSENT)])

    assert [(gap.names, gap.level) for gap in gaps(answer)] == [
        (("Jenkins",), Level.ABSENT),
        (("Git",), Level.LISTED),
    ]


def test_criterion_without_terms_is_open_as_a_whole() -> None:
    """Its wording stands for it."""
    (gap,) = gaps(assessed(criterion("c1", "Own the month-end close.", kind=CriterionKind.OTHER), Level.ABSENT, 0))

    assert (gap.names, gap.whole) == (("Own the month-end close",), True)


def test_certificates_are_open_one_by_one_where_some_are_held() -> None:
    """BLS is held, ACLS in progress; where none is held the criterion is open as a whole."""
    asked = criterion(
        "c1", "BLS and ACLS", kind=CriterionKind.CERTIFICATION, terms=["BLS", "ACLS"], combination=Combination.ALL_OF
    )
    some = assessed(asked, Level.PARTLY_MET, 100, [("BLS", Level.MET), ("ACLS", Level.UNCLEAR)])
    none = assessed(asked, Level.ABSENT, 0, [("BLS", Level.ABSENT), ("ACLS", Level.ABSENT)])

    assert [(gap.names, gap.level, gap.whole) for gap in gaps(some)] == [(("ACLS",), Level.UNCLEAR, False)]
    assert [gap.whole for gap in gaps(none)] == [True]


def test_levels_of_terms_follow_the_rubric() -> None:
    """An answer as a whole stands for every term; a term left out of a term-by-term answer is absent."""
    asked = criterion("c1", "x", terms=["Git", "Jenkins"], combination=Combination.ALL_OF)

    assert term_levels(assessed(asked, Level.USED, 80)) == (("Git", Level.USED), ("Jenkins", Level.USED))
    assert term_levels(assessed(asked, Level.PARTLY_MET, 40, [("Git", Level.USED)])) == (
        ("Git", Level.USED),
        ("Jenkins", Level.ABSENT),
    )
