"""Figures and gates of an acceptance run are right, for good models and for bad ones."""

import json
from dataclasses import replace

import pytest

from accept import report
from acceptance_figures import (
    GATES,
    NOTHING,
    Answers,
    Gate,
    Share,
    WrittenKit,
    agreement,
    aligned_quotes,
    failed_gates,
    figures,
    in_language,
    on_topic,
    placebo_flips,
)
from acceptance_set import Label, LabelledResume
from bole.domain.resume import Warning, WarningCode
from bole.domain.rubric import Criterion, CriterionKind
from bole.domain.screening import CriterionAssessment, Level, Method, ScreenedCandidate, Screening
from tests.factories import (
    assessment,
    candidate,
    criterion,
    evidence,
    failed_candidate,
    interview_kit,
    interview_question,
    rubric,
    screening,
)

PYTHON, REDIS = criterion("python", "Python"), criterion("redis", "Redis")


def test_a_claim_whose_quote_does_not_hold_counts_against_aligned_quotes() -> None:
    """Of three claims above ABSENT one fell without a passage; what is ABSENT claims nothing."""
    answered = screening(
        (
            assessment(PYTHON, Level.USED, quotes=("Wrote Python.",)),
            assessment(REDIS, Level.LISTED, quotes=("Redis",)),
            assessment(criterion("kafka", "Kafka"), Level.ABSENT, fallen=True),
            assessment(criterion("go", "Go"), Level.ABSENT),
        )
    )
    assert aligned_quotes(answered) == Share(hits=2, of=3)


def test_an_inference_is_aligned_and_off_topic() -> None:
    """The passage of an inference stands in the text; the passage beside it was chosen by code and does not count."""
    answered = screening((inferred(PYTHON), assessment(REDIS, Level.USED, quotes=("Redis here", "Redis there"))))

    assert aligned_quotes(answered) == Share(hits=2, of=2)
    assert on_topic(answered) == Share(hits=2, of=3)


def inferred(asked: Criterion) -> CriterionAssessment:
    quotes = (evidence("Python"), evidence("Led a team", method=Method.DERIVE))
    return replace(assessment(asked, Level.LISTED, fallen=True), evidence=quotes)


def test_what_could_not_be_read_claims_nothing() -> None:
    """UNCLEAR counts as a claim only with a passage; facts are computed by code and never count."""
    answered = screening(
        (
            assessment(PYTHON, Level.UNCLEAR),
            assessment(REDIS, Level.UNCLEAR, quotes=("No Redis yet",)),
            assessment(criterion("degree", "Degree", kind=CriterionKind.EDUCATION), Level.MET, quotes=("BSc",)),
        )
    )
    assert aligned_quotes(answered) == Share(hits=1, of=1)
    assert on_topic(answered) == Share(hits=1, of=1)


def labelled(**levels: Level) -> LabelledResume:
    return LabelledResume(
        name="one.txt",
        text="Python\nRedis\n",
        rubric=rubric((PYTHON, REDIS)),
        language_code="en",
        labels={name: Label(level=level, passage="") for name, level in levels.items()},
    )


ONE = labelled(python=Level.USED, redis=Level.ABSENT)


def answered(python: Level, redis: Level, text: str = "Four years of backend work.") -> ScreenedCandidate:
    pair = (assessment(PYTHON, python, quotes=("Python",)), assessment(REDIS, redis))
    return candidate(screened=screening(pair, experience_evaluation=text))


def test_agreement_counts_equal_levels_and_an_item_that_failed_agrees_in_none() -> None:
    """Leaving an item out would reward failing on hard resumes."""
    assert agreement(ONE, answered(Level.USED, Level.LISTED)) == Share(hits=1, of=2)
    assert agreement(ONE, failed_candidate()) == Share(hits=0, of=2)


def run_of(*pairs: tuple[ScreenedCandidate, ScreenedCandidate], kits: tuple[WrittenKit, ...] = ()) -> Answers:
    return Answers(
        labelled=tuple((ONE, first) for first, _ in pairs),
        placebo=tuple(second for _, second in pairs),
        examples=(),
        kits=kits,
    )


def test_placebo_flips_are_levels_that_changed() -> None:
    """An item that failed before or after tells nothing of flips."""
    steady, other = answered(Level.USED, Level.ABSENT), answered(Level.LISTED, Level.ABSENT)

    assert placebo_flips(run_of((steady, other), (steady, steady), (steady, failed_candidate()))) == Share(hits=1, of=4)


@pytest.mark.parametrize(
    ("text", "code", "expected"),
    [
        ("Led the order service for four years.", "en", True),
        ("Led the order service for four years.", "zh", False),
        ("2020年起在青禾科技使用Python和Kafka开发结算服务。", "zh", True),
        ("2020年起在青禾科技使用Python和Kafka开发结算服务。", "en", False),
        ("In own words: “主要负责订单系统的设计和开发工作”.", "en", True),
        ("成果原文：“Cut the nightly export from 50 minutes to 6 by rewriting its queries”。", "zh", True),
        ("“主要负责订单系统开发”", "zh", True),
        ("", "en", False),
        ("2019 - 2023", "zh", False),
    ],
)
def test_a_text_is_in_the_language_of_most_of_its_own_words(text: str, code: str, expected: bool) -> None:
    """Names of tools and quoted passages do not make it another one."""
    assert in_language(text, code) is expected


def test_questions_count_for_the_language_with_all_that_is_read_to_a_candidate() -> None:
    """A question in Chinese with English points is not in Chinese."""
    kit = interview_kit((interview_question("您如何定位订单服务的瓶颈？"),))
    steady = answered(Level.USED, Level.ABSENT)

    run = run_of((steady, steady), kits=(WrittenKit(language_code="zh", kit=kit),))

    assert figures(run)["language"] == Share(hits=1, of=2)


@pytest.mark.parametrize(
    "code", [WarningCode.LANGUAGE_NOT_COVERED, WarningCode.NARRATIVE_CUT, WarningCode.OUTPUT_LANGUAGE_MIXED]
)
def test_what_an_engine_did_not_write_tells_nothing_of_its_language(code: WarningCode) -> None:
    """Where sentences were left out code may have written the rest, in the right language of course."""
    other = candidate(screened=warned(code))
    replaced = replace(interview_kit(), warnings=(Warning(code=WarningCode.QUESTIONS_REPLACED, message="Replaced."),))

    run = run_of((other, other), kits=(WrittenKit(language_code="en", kit=replaced),))

    assert figures(run)["language"] == NOTHING


def warned(code: WarningCode) -> Screening:
    return screening(warnings=(Warning(code=code, message="Something."),), experience_evaluation="Four years.")


def test_failures_are_told_apart() -> None:
    """Output that could not be used is one gate, every other failed call another; repetitions and questions count."""
    steady = answered(Level.USED, Level.ABSENT)
    invalid = failed_candidate(reason="MODEL_OUTPUT_INVALID")
    lost = WrittenKit(language_code="en", kit=None, reason="MODEL_UNAVAILABLE")

    measured = figures(run_of((invalid, steady), (steady, invalid), kits=(lost,)))

    assert measured["invalid_output"] == Share(hits=2, of=5)
    assert measured["failed_otherwise"] == Share(hits=1, of=5)


@pytest.mark.parametrize("code", [WarningCode.NARRATIVE_CUT, WarningCode.OUTPUT_LANGUAGE_MIXED])
def test_texts_that_code_wrote_in_a_models_place_are_counted(code: WarningCode) -> None:
    """They are in the right language whatever the model wrote."""
    cut, steady = candidate(screened=warned(code)), answered(Level.USED, Level.ABSENT)

    assert figures(run_of((cut, steady), (steady, steady)))["mended_texts"] == Share(hits=1, of=2)


def test_a_good_run_passes_every_gate() -> None:
    """The figures of a model that does what it should."""
    steady = answered(Level.USED, Level.ABSENT)

    assert failed_gates(figures(run_of((steady, steady)))) == ()


def test_a_model_of_random_weights_fails() -> None:
    """It claims levels by chance, with quotes that stand nowhere, and writes no language."""
    guess = (assessment(PYTHON, Level.ABSENT, fallen=True), inferred(REDIS))
    random = candidate(screened=screening(guess, experience_evaluation="", language_code="en"))

    failed = failed_gates(figures(run_of((random, random), (failed_candidate(reason="MODEL_OUTPUT_INVALID"), random))))

    assert failed == ("aligned_quotes", "on_topic", "invalid_output", "level_agreement", "language")


def test_a_figure_that_was_not_measured_does_not_pass() -> None:
    """A model that claims nothing has no unaligned quote, and is not accepted for it."""
    assert not Gate(most=0.0).passes(NOTHING)
    assert set(failed_gates({})) == set(GATES)


@pytest.mark.parametrize(
    ("name", "passing", "failing"),
    [
        ("aligned_quotes", Share(hits=95, of=100), Share(hits=94, of=100)),
        ("on_topic", Share(hits=90, of=100), Share(hits=89, of=100)),
        ("invalid_output", Share(hits=0, of=1000), Share(hits=1, of=1000)),
        ("failed_otherwise", Share(hits=0, of=1000), Share(hits=1, of=1000)),
        ("level_agreement", Share(hits=8, of=10), Share(hits=79, of=100)),
        ("language", Share(hits=1000, of=1000), Share(hits=999, of=1000)),
    ],
)
def test_gates_stand_where_the_contract_has_them(name: str, passing: Share, failing: Share) -> None:
    """The bound itself passes."""
    assert GATES[name].passes(passing)
    assert not GATES[name].passes(failing)


def test_the_report_names_failed_gates_and_every_disagreement() -> None:
    """What is written can be read without the run."""
    run = run_of((answered(Level.LISTED, Level.ABSENT), answered(Level.LISTED, Level.ABSENT)))

    written = json.loads(json.dumps(report(run, figures(run))))

    assert written["accepted"] is False
    assert written["failed_gates"] == ["level_agreement"]
    assert written["figures"]["level_agreement"] == 0.5
    assert written["disagreements"] == [
        {"resume": "one.txt", "criterion": "python", "label": "USED", "answer": "LISTED"}
    ]
