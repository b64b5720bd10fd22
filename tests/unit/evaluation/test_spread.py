"""The noise that a rubric states."""

from __future__ import annotations

import pytest

from bole.domain.documents import Document
from bole.domain.rubric import JobPosting, Rubric
from bole.evaluation.asking import Judged
from bole.evaluation.figures import MeasuredEngine
from bole.evaluation.spread import measured_spread, spread_of

_ENGINE = MeasuredEngine(name="some", model_digest="0" * 64)
_RUBRIC = Rubric(title="Cook", role="", language_code="en", criteria=())


class CountsLines:
    """Scores a text by its lines: an engine that form moves; documents in other formats fail."""

    engine = _ENGINE

    async def draft(self, posting: JobPosting) -> Rubric:
        """Nobody asks for one."""
        raise NotImplementedError(posting.title)

    async def screen(self, rubric: Rubric, document: Document) -> Judged:
        """Answers with 10 points a line."""
        del rubric
        if document.media_type != "text/plain":
            return Judged(failure="MEDIA_TYPE_UNSUPPORTED")
        return Judged(match_score=10 * document.content.decode().count("\n"))


def test_the_spread_holds_nineteen_of_twenty_shifts() -> None:
    found = spread_of([0] * 94 + [3] + [9] * 5, _ENGINE)

    assert found is not None
    assert (found.points, found.pair_count, found.engine, found.model_digest) == (3, 100, "some", "0" * 64)


@pytest.mark.parametrize(("shifts", "points"), [([0] * 20, 0), ([80] * 20, 50), ([1] * 20, 1)])
def test_the_spread_is_within_what_a_rubric_may_state(shifts: list[int], points: int) -> None:
    found = spread_of(shifts, _ENGINE)

    assert found is not None
    assert found.points == points


def test_too_few_pairs_give_no_spread() -> None:
    assert spread_of([1] * 19, _ENGINE) is None


async def test_an_engine_that_form_moves_has_a_spread() -> None:
    texts = ["Anna\n\nExperience\n- Cook, 2020 to 2022\n- Nurse, 2018 to 2020\n\nSkills\n- Cooking\n"] * 4

    found = await measured_spread(CountsLines(), _RUBRIC, [*texts, " "], at_a_time=2)

    assert found is not None
    assert found.points >= 10
    assert found.pair_count % 4 == 0
