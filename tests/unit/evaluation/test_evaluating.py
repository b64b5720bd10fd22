"""Measuring an engine on a set, with an engine that answers as it is told."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bole.domain.documents import Document
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.rubric import JobPosting, Rubric
from bole.domain.screening import Recommendation
from bole.evaluation.asking import Judged, Screener
from bole.evaluation.dataset import Dataset, Label
from bole.evaluation.evaluating import Approach, Gathered, Plan, leave_out, measure_baselines, measure_engine
from bole.evaluation.figures import Basis, Figure, MeasuredEngine

_REVIEW = Recommendation.REVIEW


class Told:
    """Answers with what it is told, by document; `draft` fails for postings without a title."""

    def __init__(self, answers: Mapping[str, Judged], *, name: str = "told", is_test_model: bool = False) -> None:
        self.answers = answers
        self.drafted: list[str] = []
        self.screened: list[str] = []
        self._engine = MeasuredEngine(name=name, is_test_model=is_test_model)

    @property
    def engine(self) -> MeasuredEngine:
        """What is measured."""
        return self._engine

    async def draft(self, posting: JobPosting) -> Rubric:
        """Drafts a rubric without criteria."""
        self.drafted.append(posting.title)
        if not posting.title:
            raise BoleError(ErrorReason.JOB_POSTING_EMPTY, "There is no posting. Write one.")
        return Rubric(title=posting.title, role="", language_code="en", criteria=())

    async def screen(self, rubric: Rubric, document: Document) -> Judged:
        """Answers as told."""
        self.screened.append(f"{rubric.title} {document.file_name}")
        return self.answers[document.file_name]


def _dataset(grades: Mapping[str, float], titles: tuple[str, ...] = ("cook",)) -> Dataset:
    return Dataset(
        name="some",
        postings={f"p{number}": JobPosting(text="A cook", title=title) for number, title in enumerate(titles)},
        documents={name: Document(content=name.encode(), file_name=name) for name in grades},
        labels=tuple(
            Label(posting_id=f"p{number}", document_id=name, rater_id="anna", grade=grade, language="en")
            for number in range(len(titles))
            for name, grade in grades.items()
        ),
    )


async def _measured(engine: Told, dataset: Dataset, *, shared: bool = False) -> Mapping[tuple[str, str], Figure]:
    gathered = Gathered()
    approach = Approach(screener=engine, at_a_time=2, shared=shared)
    await measure_engine(approach, (dataset,), Plan(), gathered)
    assert gathered.engines == [engine.engine]
    return {(one.metric, one.slice): one for one in gathered.figures}


def _score(rank_score: int, recommendation: Recommendation = _REVIEW, claimed: int = 0, fallen: int = 0) -> Judged:
    return Judged(rank_score=rank_score, recommendation=recommendation, seconds=0.5, claimed=claimed, fallen=fallen)


async def test_every_pair_is_asked_once_and_every_posting_drafted_once() -> None:
    engine = Told({"a": _score(1), "b": _score(2), "c": _score(3)})
    seen: list[None] = []
    plan = Plan(on_answer=lambda: seen.append(None))

    await measure_engine(
        Approach(screener=engine, at_a_time=3),
        (_dataset({"a": 1, "b": 0, "c": 0}, ("cook", "nurse")),),
        plan,
        Gathered(),
    )

    assert sorted(engine.drafted) == ["cook", "nurse"]
    assert sorted(engine.screened) == [f"{title} {name}" for title in ("cook", "nurse") for name in "abc"]
    assert len(seen) == 6


async def test_the_recommendation_goes_before_the_score_and_failures_stand_last() -> None:
    engine = Told(
        {
            "a": _score(10, Recommendation.ADVANCE),
            "b": _score(90, Recommendation.HOLD),
            "c": Judged(failure="DOCUMENT_DAMAGED"),
        }
    )

    figures = await _measured(engine, _dataset({"a": 2, "b": 1, "c": 0}))

    assert figures["kendall_tau", ""].value == 1
    assert figures["ndcg@10", "language:en"].value == 1
    assert figures["failure_rate", ""].value == pytest.approx(1 / 3)
    assert (figures["failure_rate", "reason:DOCUMENT_DAMAGED"].n, figures["seconds_p50", ""].n) == (3, 2)


async def test_a_posting_without_a_rubric_fails_for_all_its_documents() -> None:
    figures = await _measured(Told({"a": _score(1)}), _dataset({"a": 1}, ("",)))

    assert figures["failure_rate", "reason:JOB_POSTING_EMPTY"].value == 1
    assert figures["ndcg@10", ""].value is None
    assert "answered for no document" in figures["ndcg@10", ""].note
    assert figures["seconds_mean", ""].basis is Basis.NOT_MEASURED


async def test_quotes_that_fell_and_output_that_was_invalid_are_counted() -> None:
    engine = Told({"a": _score(1, claimed=3, fallen=1), "b": Judged(failure="MODEL_OUTPUT_INVALID")})

    figures = await _measured(engine, _dataset({"a": 1, "b": 0}))

    assert (figures["unsupported_quote_rate", ""].value, figures["unsupported_quote_rate", ""].n) == (1 / 3, 3)
    assert (figures["valid_output_rate", ""].value, figures["valid_output_rate", ""].n) == (0.5, 2)


async def test_an_engine_without_a_model_has_no_rate_of_valid_output() -> None:
    figures = await _measured(Told({"a": _score(1)}, name="rules"), _dataset({"a": 1}))

    assert figures["valid_output_rate", ""].note == "no language model answers"


async def test_a_test_model_gets_no_figure_but_its_failures() -> None:
    engine = Told({"a": _score(1), "b": _score(2)}, is_test_model=True)

    figures = await _measured(engine, _dataset({"a": 1, "b": 0}))

    measured = {metric for (metric, _), one in figures.items() if one.value is not None}
    assert measured == {"failure_rate"}
    assert "test model" in figures["auc", ""].note


async def test_documents_at_a_time_share_a_model_server_and_not_processors() -> None:
    dataset, answers = _dataset({"a": 1, "b": 0}), {"a": _score(1), "b": _score(2)}

    shared, own = [await _measured(Told(answers), dataset, shared=shared) for shared in (True, False)]

    assert (shared["seconds_mean", ""].value, own["seconds_mean", ""].value) == (0.25, 0.5)
    assert shared["documents_per_second", ""].value == own["documents_per_second", ""].value == 4


async def test_one_document_gives_no_mean_of_seconds_and_says_so() -> None:
    figures = await _measured(Told({"a": _score(1), "b": Judged(failure="INTERNAL")}), _dataset({"a": 1, "b": 0}))

    assert figures["seconds_p50", ""].n == 1
    assert "one document alone" in figures["seconds_mean", ""].note


async def test_a_study_is_told_of_engine_and_set_and_its_figures_are_kept() -> None:
    async def study(screener: Screener, dataset: Dataset, at_a_time: int) -> tuple[Figure, ...]:
        return (Figure(metric="noise", engine=screener.engine.name, dataset=dataset.name, n=at_a_time),)

    async def once(screener: Screener, at_a_time: int) -> tuple[Figure, ...]:
        return (Figure(metric="twins", engine=screener.engine.name, n=at_a_time),)

    gathered, dataset = Gathered(), _dataset({"a": 1})
    approach = Approach(screener=Told({"a": _score(1)}), at_a_time=2)
    await measure_engine(approach, (dataset, dataset), Plan(studies=(study,), engine_studies=(once,)), gathered)

    found = [(one.metric, one.dataset, one.n) for one in gathered.figures if one.metric in {"noise", "twins"}]
    assert found == [("noise", "some", 2), ("noise", "some", 2), ("twins", "", 2)]


def test_baselines_stand_beside_engines_and_missing_raters_are_said() -> None:
    gathered = Gathered()

    measure_baselines((_dataset({"A cook": 1, "A nurse": 0}),), Plan(), gathered)

    found = {(one.engine, one.metric): one for one in gathered.figures if not one.slice}
    assert [found[name, "auc"].value for name in ("bm25", "tfidf", "random")] == [1, 1, 0.5]
    assert found["human", "weighted_kappa"].basis is Basis.NOT_MEASURED
    assert "second rater" in found["human", "weighted_kappa"].note


def test_engines_that_are_left_out_are_named() -> None:
    gathered = Gathered()

    leave_out("encoder", (_dataset({"a": 1}),), gathered)

    assert {one.note for one in gathered.figures} == {"not measured: no model"}
    assert all(one.value is None and one.basis is Basis.NOT_MEASURED for one in gathered.figures)
