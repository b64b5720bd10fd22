"""`bole evaluate` before it measures: which engines, which data, and what is refused."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from bole.cli import main, options
from bole.cli.connection import UserError, read_settings
from bole.cli.evaluate.data import read_datasets
from bole.cli.evaluate.engines import chosen_engines, left_out
from bole.cli.evaluate.studies import masking_figures, with_studies
from bole.cli.evaluate.writing import write_rubrics
from bole.domain.rubric import JobPosting, ScoreSpread
from bole.engines.rules import RulesEngine
from bole.evaluation.evaluating import Plan

_HEADER = "posting_id,document_id,rater_id,grade,split\n"


def write_set(folder: Path, name: str = "small", labels: str = "cook,a,anna,1,judge\ncook,b,anna,0,dev\n") -> Path:
    """Writes a set of one posting and two documents."""
    for path, text in {
        "dataset.yaml": f"name: {name}\nabout: A kitchen.\n",
        "postings/cook.txt": "Cook",
        "documents/a.txt": "I cook.",
        "documents/b.txt": "I drive.",
        "labels.csv": _HEADER + labels,
    }.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def _no_models(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BOLE_ENGINE", "BOLE_ENCODER_MODEL", "BOLE_TOKENIZER", "BOLE_OPENAI_MODEL"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.usefixtures("_no_models")
def test_engines_without_a_model_are_left_out() -> None:
    chosen = chosen_engines(read_settings(processes="3"), (), (), None, None)

    assert [(one.engine, one.at_a_time, one.shared) for one in chosen] == [("rules", 3, False)]
    assert sorted(left_out(chosen, None)) == ["encoder", "openai_compatible", "triton"]


@pytest.mark.usefixtures("_no_models")
def test_engines_whose_settings_are_there_are_measured(tmp_path: Path) -> None:
    (tmp_path / "bole.json").write_text('{"bole_test_model": true}', encoding="utf-8")
    settings = read_settings(
        encoder_model=str(tmp_path), tokenizer=str(tmp_path / "tokenizer.json"), openai_model="some"
    )

    chosen = {one.engine: one for one in chosen_engines(settings, (), (), None, None)}

    assert {name: one.is_test_model for name, one in chosen.items()} == {
        "rules": False,
        "encoder": True,
        "triton": True,
        "openai_compatible": False,
    }
    assert (chosen["triton"].at_a_time, chosen["triton"].shared) == (16, True)
    assert left_out(tuple(chosen.values()), None) == ()


def test_a_model_behind_an_address_is_a_test_model_where_the_user_says_so() -> None:
    (one,) = chosen_engines(read_settings(openai_model="some"), ("openai_compatible",), ("openai_compatible",), None, 4)

    assert (one.is_test_model, one.at_a_time) == (True, 4)


def test_a_server_answers_with_its_own_engine() -> None:
    (one,) = chosen_engines(read_settings(), (), (), "host:1", None)

    assert (one.engine, left_out((one,), "host:1")) == (None, ())
    with pytest.raises(UserError, match="its own engine"):
        chosen_engines(read_settings(), ("rules",), (), "host:1", None)


@pytest.mark.parametrize(
    ("split", "pairs"), [("", [("cook", "a")]), ("dev", [("cook", "b")]), ("all", [("cook", "a"), ("cook", "b")])]
)
def test_the_part_that_judges_is_measured_unless_another_is_named(
    tmp_path: Path, split: str, pairs: list[tuple[str, str]]
) -> None:
    (found,) = read_datasets([write_set(tmp_path)], split, 1000)

    assert list(found.pairs) == pairs
    assert ("part `judge`" in found.about) is (split == "")


def test_a_set_without_parts_is_measured_whole(tmp_path: Path) -> None:
    (found,) = read_datasets([write_set(tmp_path, labels="cook,a,anna,1,\n")], "", 1000)

    assert (found.about, len(found.labels)) == ("A kitchen.", 1)


@pytest.mark.parametrize(
    ("noise", "fairness", "counts"), [(False, False, (0, 0)), (True, False, (1, 0)), (True, True, (2, 1))]
)
def test_studies_are_made_where_they_are_asked_for(*, noise: bool, fairness: bool, counts: tuple[int, int]) -> None:
    plan = with_studies(Plan(seed=5), noise=noise, fairness=fairness)

    assert (len(plan.studies), len(plan.engine_studies), plan.seed) == (*counts, 5)


@pytest.mark.parametrize("name", ["docx", "reportlab"])
def test_parts_that_studies_need_are_asked_for_before_the_work(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    for loaded in [one for one in sys.modules if one.partition(".")[0] == name]:
        monkeypatch.delitem(sys.modules, loaded)
    monkeypatch.setitem(sys.modules, name, None)

    with pytest.raises(UserError, match=r"bole-screening\[evaluate\]"):
        with_studies(Plan(), noise=True, fairness=False)


def test_the_masking_is_measured_without_an_engine() -> None:
    figures = masking_figures()

    assert {one.metric for one in figures} == {"same_prompt_rate", "masking_recall"}
    assert all(one.n > 0 for one in figures)


def test_a_rubric_with_its_noise_can_be_used(tmp_path: Path) -> None:
    posting = JobPosting(text="Cook\n\nRequirements\n- Python\n- 3 years of experience\n")
    rubric = RulesEngine().draft_rubric(posting)
    spread = ScoreSpread(points=3, pair_count=200, engine="rules")

    write_rubrics({"rules": replace(rubric, score_spread=spread)}, tmp_path)

    assert options.rubric_of(tmp_path / "rubric-rules.yaml").score_spread == spread


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["{set}", "{set}"], "have the same name"),
        (["{set}", "--split", "test"], "has no such part. It has: dev, judge, all"),
        (["{none}"], "is no folder"),
        (["{set}", "--server", "h:1", "--engine", "rules"], "its own engine"),
        (["{set}", "--rubric", "{set}/labels.csv"], "The rubric cannot be read"),
        (["{set}", "--out", "{set}/labels.csv/out"], "cannot be made"),
        (["{set}", "--approaches", "{set}/labels.csv"], "The file of approaches does not fit"),
        (["{set}", "--approaches", "{none}"], "The file of approaches cannot be read"),
        ([], "Name datasets to measure on"),
        (["--run", "{none}", "--noise"], "Without datasets nothing is measured"),
    ],
    ids=["twice", "part", "folder", "server", "rubric", "out", "approaches", "no approaches", "nothing", "run"],
)
def test_what_cannot_be_measured_is_refused_before_the_work(tmp_path: Path, arguments: list[str], said: str) -> None:
    names = {"set": str(write_set(tmp_path / "set")), "none": str(tmp_path / "none")}
    given = [argument.format_map(names) for argument in arguments]
    out = [] if "--out" in given else ["--out", str(tmp_path / "out")]

    ended = CliRunner().invoke(main, ["evaluate", *given, *out])

    assert ended.exit_code == 2
    assert said in " ".join(ended.output.split())
