"""Which fields of study are neighbours."""

import pytest

from bole.evidence.fields_of_study import study_groups, takes_related


@pytest.mark.parametrize(
    ("text", "related"),
    [("计算机相关专业", True), ("or a related field", True), ("会计专业", False), ("a degree in law", False)],
)
def test_postings_say_whether_they_take_related_fields(text: str, *, related: bool) -> None:
    """In either language."""
    assert takes_related(text) is related


@pytest.mark.parametrize(
    ("left", "right", "neighbours"),
    [
        ("计算机科学与技术", "Software Engineering", True),
        ("会计学", "Economics", True),
        ("護理學", "Public Health", True),
        ("法学", "Nursing", False),
        ("Lawn care", "Law", False),  # whole words only
    ],
)
def test_fields_of_one_group_are_neighbours(left: str, right: str, *, neighbours: bool) -> None:
    """Across languages, scripts and spellings."""
    assert bool(study_groups([left]) & study_groups([right])) is neighbours


def test_unknown_field_has_no_group() -> None:
    """Nobody can tell what it is related to."""
    assert study_groups(["Underwater basket weaving"]) == frozenset()
