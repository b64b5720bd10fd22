"""What follows names is found, and what does not is 0."""

from pathlib import Path

import pytest

from bole.domain.documents import Document
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.rubric import JobPosting, Rubric
from bole.domain.screening import Recommendation
from bole.evaluation.asking import Judged
from bole.evaluation.dataset import Dataset, Label
from bole.evaluation.fairness.measuring import fairness_figures, twin_figures
from bole.evaluation.fairness.permutation import holm, p_value
from bole.evaluation.figures import Basis, Figure, MeasuredEngine
from tests.embedded import Embedded

RESUMES = Path(__file__).resolve().parents[3] / "data" / "acceptance" / "resumes"


class LikesSome:
    """An engine that follows two names."""

    engine = MeasuredEngine(name="thomas")

    def __init__(self, *names: str) -> None:
        self._names = [name.encode() for name in names]

    async def draft(self, posting: JobPosting) -> Rubric:
        """Asks for nothing."""
        return Rubric(title=posting.title, role="", language_code="en", criteria=())

    async def screen(self, rubric: Rubric, document: Document) -> Judged:
        """Gives 20 points more to some."""
        del rubric
        score = 80 if any(name in document.content for name in self._names) else 60
        return Judged(match_score=score, rank_score=score, recommendation=Recommendation.REVIEW)


def by_slice(figures: tuple[Figure, ...], metric: str) -> dict[str, Figure]:
    """Returns the figures of one metric."""
    return {one.slice: one for one in figures if one.metric == metric}


async def test_rules_do_not_follow_what_is_masked() -> None:
    """0 of 170 twins move, nor does the floor; what is read is measured apart."""
    found = await twin_figures(Embedded())

    moved = by_slice(found, "twin_moved")
    assert (moved["swap:masked"].value, moved["swap:masked"].n) == (0, 170)
    assert moved["floor:form"].value == 0
    assert by_slice(found, "twin_rank_shift")["swap:school"].value == 0
    assert by_slice(found, "twin_shift")["swap:polish"].n == 10
    assert "both written by us" in by_slice(found, "twin_shift")["swap:polish"].note
    assert all(one.n for one in found)


async def test_an_engine_that_follows_a_name_is_found() -> None:
    """Beyond chance, also after the correction; the ranks follow too."""
    found = await twin_figures(LikesSome("Thomas Whitcomb", "张伟"))

    shift = by_slice(found, "twin_shift")["swap:name_ar"]
    assert (shift.value, shift.n) == (-20, 20)
    assert by_slice(found, "twin_p")["swap:name_ar"].value == pytest.approx(12 * 2 / 2**10)
    assert by_slice(found, "twin_p")["swap:name_ar"].n == 10
    assert by_slice(found, "twin_p")["swap:school"].value == 1
    assert (by_slice(found, "twin_rank_shift")["swap:name_ar"].value or 0) > 0
    assert by_slice(found, "twin_moved")["swap:school"].value == 0


class Away(LikesSome):
    """An engine that went away: its rubrics come no more."""

    async def draft(self, posting: JobPosting) -> Rubric:
        """Fails."""
        raise BoleError(ErrorReason.MODEL_UNAVAILABLE, posting.title)


async def test_an_engine_that_went_away_moves_nothing_that_was_measured() -> None:
    """What was measured before is not lost, and no rank of failures counts as one that stayed."""
    found = await twin_figures(Away())

    assert {(one.basis, one.value, one.n) for one in found} == {(Basis.NOT_MEASURED, None, 0)}
    assert all(one.note for one in found)


async def test_twins_of_one_resume_are_one_case_of_the_test() -> None:
    """Ten twins that lose are five resumes: in English alone, chance is not ruled out."""
    found = await twin_figures(LikesSome("Thomas Whitcomb"))

    assert by_slice(found, "twin_shift")["swap:name_ar"].value == -10
    assert by_slice(found, "twin_p")["swap:name_ar"].value == pytest.approx(12 * 2 / 2**5)


async def test_resumes_of_a_set_get_twins() -> None:
    """Names and schools where the parser found them."""
    names = ("backend_strong_zh.txt", "nurse_intensive_care_en.txt")
    dataset = Dataset(
        name="some",
        postings={"p": JobPosting(text="Backend Engineer\nRequirements\n- Python\n- 3 years of experience")},
        documents={name: Document(content=(RESUMES / name).read_bytes()) for name in names},
        labels=tuple(Label(posting_id="p", document_id=name, rater_id="r", grade=0) for name in names),
    )

    found = await fairness_figures(Embedded(), dataset)

    moved = by_slice(found, "twin_moved")
    assert moved["swap:school"].n >= 2
    assert {one.value for one in moved.values()} <= {0, None}


@pytest.mark.parametrize(
    ("shifts", "expected"),
    [
        ([], 1.0),
        ([0, 0, 0], 1.0),
        ([5], 1.0),  # one shift leans to a side in any case
        ([3, 3, 3], 0.25),  # 2 of 8
        ([1, 2, -3], 1.0),
        ([1, 2, 3, 0], 0.25),
    ],
    ids=["none", "zeros", "one", "same_side", "balanced", "zeros_say_nothing"],
)
def test_permutation(shifts: list[int], expected: float) -> None:
    """Against tables worked out by hand."""
    assert p_value(shifts, seed=0) == expected


def test_many_shifts_are_drawn_and_repeat_with_the_seed() -> None:
    """Near the exact value, and never 0."""
    assert p_value([1] * 20, seed=1) == p_value([1] * 20, seed=1) < 0.001
    assert p_value([1, -1] * 10, seed=1) == 1


def test_holm() -> None:
    """Three questions: 0.01 x 3, 0.02 x 2, and never less than the one before."""
    assert holm({"b": 0.02, "a": 0.01, "c": 0.03}) == pytest.approx({"a": 0.03, "b": 0.04, "c": 0.04})
    assert holm({"a": 0.9, "b": 0.8}) == {"b": 1.0, "a": 1.0}
    assert holm({}) == {}
