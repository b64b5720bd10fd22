"""The same demand in Chinese and in English comes to the same findings on the same resume."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
import yaml

from bole.domain.documents import Document, DocumentRole
from bole.domain.rubric import JobPosting, Rubric
from bole.engines.rules import RulesEngine
from bole.evidence.reading import Reading, read
from bole.parsing.limits import ParsingLimits
from bole.parsing.parser import parse
from bole.pipeline.screening import assess
from bole.rubric.drafting import draft_rubric

TABLE = yaml.safe_load((Path(__file__).parents[2] / "data/same_in_both.yaml").read_text(encoding="utf-8"))
AS_OF = datetime.date(2026, 1, 31)


def _reading(text: str) -> Reading:
    document = Document(content=text.encode(), media_type="text/plain", file_name="a.txt", role=DocumentRole.RESUME)
    return read(parse(document, ParsingLimits()))


def _answers(rubric: Rubric, reading: Reading) -> list[tuple[str, int | None, list[str]]]:
    answers = assess(rubric, (reading,), RulesEngine(), AS_OF, "en")
    return [(one.level.value, one.credit, [evidence.quote for evidence in one.evidence]) for one in answers]


@pytest.fixture(scope="module")
def readings() -> tuple[Reading, ...]:
    """The resumes of the table."""
    return tuple(_reading(text) for text in TABLE["resumes"])


@pytest.mark.parametrize("demand", TABLE["demands"], ids=lambda demand: demand["en"])
def test_either_language_asks_for_the_same(demand: dict[str, str], readings: tuple[Reading, ...]) -> None:
    """Level, credit and quotes; and the two languages of a resume come to the same level."""
    english = draft_rubric(JobPosting(text=f"Requirements\n- {demand['en']}"))
    chinese = draft_rubric(JobPosting(text=f"任职要求\n1. {demand['zh']}"))

    found = [(_answers(english, reading), _answers(chinese, reading)) for reading in readings]

    assert all(left == right for left, right in found)
    levels = [(left[0][0], left[0][1]) for left, _ in found]
    assert levels[0] == levels[1]
    assert levels[2] == levels[3]


def test_the_table_shows_every_level(readings: tuple[Reading, ...]) -> None:
    """A table in which nothing is found would prove nothing."""
    rubrics = [draft_rubric(JobPosting(text=f"Requirements\n- {one['en']}")) for one in TABLE["demands"]]

    levels = {answer[0] for rubric in rubrics for reading in readings for answer in _answers(rubric, reading)}

    assert {"DEMONSTRATED", "USED", "LISTED", "ABSENT", "MET"} <= levels
