"""Decisions of people beside recommendations."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bole.domain.decisions import Outcome
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.screening import Level, Recommendation
from bole.evaluation.decision_files import read_answers, read_decisions
from bole.evaluation.decisions import Answered, Answers, Recorded, cohen_kappa, decision_figures, join
from bole.evaluation.figures import Basis, Figure
from bole.evaluation.report.decisions import decisions_report
from bole.evaluation.report.markdown import as_markdown

ADVANCE, REVIEW, HOLD = Recommendation.ADVANCE, Recommendation.REVIEW, Recommendation.HOLD
DIGEST = "d" * 64


def answers(*given: tuple[Recommendation, Level]) -> Answers:
    """Returns answers on candidates `k0`, `k1` and so on, with the level of their one criterion."""
    return Answers(
        engine="rules",
        rubric_digest=DIGEST,
        criteria={"c1": "3 years of | Python"},
        answered=tuple(
            Answered(candidate_id=f"k{number}", recommendation=said, levels={"c1": level})
            for number, (said, level) in enumerate(given)
        ),
    )


def decided(*outcomes: Outcome) -> list[Recorded]:
    """Returns decisions on `k0`, `k1` and so on."""
    return [Recorded(candidate_id=f"k{number}", outcome=outcome) for number, outcome in enumerate(outcomes)]


def found(figures: tuple[Figure, ...], metric: str, part: str = "") -> Figure:
    """Returns the one figure of the metric."""
    (one,) = [figure for figure in figures if (figure.metric, figure.slice) == (metric, part)]
    return one


@pytest.mark.parametrize(
    ("table", "kappa", "error"),
    [
        # Half of 60 % and 50 % each way is 50 % by chance; 35 of 50 seen: (0.7 - 0.5) / (1 - 0.5).
        ([[20, 5], [10, 15]], 0.4, 0.1270),
        # The table of Fleiss, Levin and Paik's chapter on agreement: kappa 0.68, error 0.087.
        ([[75, 1, 4], [5, 4, 1], [0, 0, 10]], 0.6765, 0.0877),
        ([[10, 0], [0, 10]], 1.0, 0.0),
        ([[0, 10], [10, 0]], -1.0, 0.0),
    ],
    ids=["two", "three", "same", "opposite"],
)
def test_kappa_is_that_of_hand_worked_tables(table: list[list[int]], kappa: float, error: float) -> None:
    """With the standard error that its interval is made of."""
    value, low, high = cohen_kappa(table) or (0.0, 0.0, 0.0)

    assert value == pytest.approx(kappa, abs=5e-5)
    assert (high - low) / 2 / 1.959964 == pytest.approx(error, abs=5e-5)


@pytest.mark.parametrize("table", [[[0, 0], [0, 0]], [[7, 0], [0, 0]]], ids=["empty", "one-thing"])
def test_kappa_that_is_not_defined_is_none(table: list[list[int]]) -> None:
    """Who always says the same agrees by habit."""
    assert cohen_kappa(table) is None


def test_agreement_and_overruling_by_hand() -> None:
    """Ten candidates, of whom eight are firm and two overruled; the review and who withdrew are none of these."""
    given = answers(
        *[(ADVANCE, Level.MET)] * 5, *[(HOLD, Level.ABSENT)] * 2, (REVIEW, Level.MET), (HOLD, Level.ABSENT),
        (ADVANCE, Level.UNCLEAR),
    )  # fmt: skip
    outcomes = [Outcome.ADVANCED] * 3 + [Outcome.DECLINED, Outcome.HIRED, Outcome.ADVANCED, Outcome.DECLINED]
    joined = join(decided(*outcomes, Outcome.DECLINED, Outcome.WITHDRAWN, Outcome.KEPT), given)

    figures = decision_figures(joined, given)

    agreement = found(figures, "decision_agreement")
    assert agreement.value == pytest.approx(5 / 9)
    overruled = found(figures, "override_rate")
    assert overruled.value == pytest.approx(2 / 8)
    met = found(figures, "override_rate", "c1:met")
    assert met.value == pytest.approx(1 / 5)
    assert (agreement.n, overruled.n, met.n) == (9, 8, 5)
    assert met.low == pytest.approx(0.0362, abs=1e-4)
    assert met.high == pytest.approx(0.6245, abs=1e-4)


def test_groups_of_fewer_than_five_get_no_figure() -> None:
    """Neither a rate nor its count."""
    given = answers(*[(ADVANCE, Level.ABSENT)] * 4)
    figures = decision_figures(join(decided(*[Outcome.DECLINED] * 4), given), given)

    assert {figure.basis for figure in figures} == {Basis.NOT_MEASURED}
    assert {figure.note for figure in figures} == {"fewer than 5 decisions"}


def test_decisions_of_other_rubrics_and_candidates_are_counted_and_left_out() -> None:
    """What the person saw counts before what the results say now."""
    given = answers((HOLD, Level.ABSENT))
    joined = join(
        [
            Recorded(candidate_id="k0", outcome=Outcome.ADVANCED, recommendation=ADVANCE, rubric_digest=DIGEST),
            Recorded(candidate_id="k0", outcome=Outcome.ADVANCED, rubric_digest="other"),
            Recorded(candidate_id="unknown", outcome=Outcome.ADVANCED),
        ],
        given,
    )

    assert [pair.recommendation for pair in joined.pairs] == [ADVANCE]
    assert (joined.without_answer, joined.other_rubric) == (1, 1)


def test_report_says_what_the_figures_are_not_and_names_nobody() -> None:
    """Anchoring and tuning are spoken of; identifiers are not."""
    given = answers(*[(ADVANCE, Level.MET)] * 6)
    written = as_markdown(decisions_report(join(decided(*[Outcome.DECLINED] * 6), given), given))

    assert "Nothing is tuned" in written
    assert "had mostly seen the recommendation" in written
    assert r"| 3 years of \| Python | 100 % (61 to 100 %), n = 6 | – | – | – |" in written
    assert "| ADVANCE | 0 | 0 | 0 | 6 | 0 |" in written
    assert "k0" not in written


LISTED = {"candidate_id": "k0", "outcome": "ADVANCED", "recommendation": "HOLD", "rubric_digest": DIGEST, "reason": "Z"}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            "\n".join(
                json.dumps(LISTED | change)
                for change in ({}, {"outcome": "DECLINED"}, {"candidate_id": "", "outcome": "ERASED", "reason": ""})
            ),
            Recorded(candidate_id="k0", outcome=Outcome.ADVANCED, recommendation=HOLD, rubric_digest=DIGEST),
        ),
        (
            json.dumps(LISTED | {"recommendation": "RECOMMENDATION_UNSPECIFIED", "rubric_digest": ""}),
            Recorded(candidate_id="k0", outcome=Outcome.ADVANCED),
        ),
        (
            '\ufeffcandidate_id,decision,reason\r\nk0,DECLINED,no\r\nk0, advance ,"yes,\r\nit is"\r\n',
            Recorded(candidate_id="k0", outcome=Outcome.ADVANCED),
        ),
        ("candidate_id,decision\nk0,HOLD\n", Recorded(candidate_id="k0", outcome=Outcome.DECLINED)),
    ],
    ids=["list", "without-answer", "table", "advice"],
)
def test_newest_decision_on_a_candidate_counts(tmp_path: Path, content: str, expected: Recorded) -> None:
    """The first of a list, the last of a table."""
    path = tmp_path / "decisions"
    path.write_text(content, encoding="utf-8", newline="")

    assert read_decisions(path) == (expected,)


def test_a_newer_decision_on_another_rubric_hides_none_on_this(tmp_path: Path) -> None:
    """Somebody who applied for two posts was decided on twice."""
    path = tmp_path / "decisions"
    path.write_text("\n".join(json.dumps(LISTED | {"rubric_digest": one}) for one in ("other", DIGEST, "")))

    joined = join(read_decisions(path), answers((HOLD, Level.ABSENT)))

    assert (len(joined.pairs), joined.other_rubric, joined.without_answer) == (1, 1, 0)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is empty"),
        ("{", "Line 1 is no JSON."),
        ("{}\n[]", "Line 1 has a `outcome` that is none of ADVANCED"),
        (json.dumps(LISTED) + "\n[]", "Line 2 is no JSON object."),
        ("\n" + json.dumps(LISTED) + "\n\n[]", "Line 4 is no JSON object."),
        (json.dumps(LISTED | {"recommendation": "REJECT"}), "none of ADVANCE, REVIEW, HOLD"),
        (json.dumps(LISTED | {"candidate_id": None}), "Line 1 has no `candidate_id`"),
        ("candidate,decision\nk0,HOLD", "no column candidate_id"),
        ("candidate_id,decision\nk0,REJECT", "Line 2 has a `decision` that is none of"),
        ("candidate_id,decision\n,HOLD", "Line 2 has no `candidate_id`"),
        ('candidate_id,decision\nk0,"HOLD" x', "Line 2 is no line of a CSV"),
        ("candidate_id,decision\nk0", "Line 2 has a `decision`"),
    ],
    ids=[
        "empty",
        "cut",
        "foreign",
        "list",
        "blank lines",
        "advice",
        "nobody",
        "column",
        "word",
        "blank",
        "quotes",
        "short",
    ],
)
def test_decisions_that_do_not_fit_are_named_by_line(tmp_path: Path, content: str, said: str) -> None:
    """A message holds neither a candidate nor a reason."""
    path = tmp_path / "decisions"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(BoleError) as raised:
        read_decisions(path)

    assert said in raised.value.message
    assert "k0" not in raised.value.message
    assert "Z" not in raised.value.message


def line(candidate: str = "k0", *, digest: str = DIGEST, level: str = "LEVEL_MET") -> str:
    """Returns a line of results.jsonl, as far as it is read."""
    return json.dumps(
        {
            "item_id": "1",
            "screening": {
                "recommendation": "ADVANCE",
                "criteria": [{"criterion": {"criterion_id": "c1", "text": "Python"}, "level": level}],
                "provenance": {"candidate_id": candidate, "rubric_digest": digest, "engine": "rules"},
            },
        }
    )


FAILED = json.dumps({"item_id": "2", "status": {"code": 3}})


def test_answers_are_read_from_results(tmp_path: Path) -> None:
    """Failed items are left out, and a candidate counts once."""
    path = tmp_path / "results.jsonl"
    path.write_text("\n".join([FAILED, line(), "", line("k1", level="LEVEL_ABSENT"), line()]), encoding="utf-8")

    read = read_answers(path)

    assert (read.engine, read.rubric_digest, dict(read.criteria)) == ("rules", DIGEST, {"c1": "Python"})
    assert [(one.candidate_id, one.levels["c1"]) for one in read.answered] == [
        ("k0", Level.MET),
        ("k1", Level.ABSENT),
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (FAILED, "hold no answer"),
        (line() + "\n" + line("k1", digest="other"), "by several rubrics"),
        (line(level="LEVEL_GREAT"), "Line 1 is no answer"),
        ('{"screening": {}}', "Line 1 is no answer"),
        ('{"screening": 7}', "Line 1 is no answer"),
        ("candidate_id\n", "Line 1 is no JSON."),
    ],
    ids=["failed", "rubrics", "level", "fields", "number", "table"],
)
def test_results_that_do_not_fit_are_refused(tmp_path: Path, content: str, said: str) -> None:
    """Levels under two rubrics cannot be counted together."""
    path = tmp_path / "results.jsonl"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(BoleError, match=said):
        read_answers(path)


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, ErrorReason.SOURCE_NOT_FOUND), (b"\xff\xff", ErrorReason.SOURCE_UNREADABLE)],
    ids=["absent", "bytes"],
)
def test_file_that_cannot_be_read_has_its_reason(tmp_path: Path, content: bytes | None, reason: ErrorReason) -> None:
    """Of decisions and of results."""
    path = tmp_path / "file"
    if content is not None:
        path.write_bytes(content)

    for read in (read_decisions, read_answers):
        with pytest.raises(BoleError) as raised:
            read(path)
        assert raised.value.reason is reason
