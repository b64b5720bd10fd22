"""Runs as files."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace
from pathlib import Path

import pytest

from bole.domain.errors import BoleError
from bole.evaluation.figures import Basis, EvaluationRun, Figure, MeasuredDataset, MeasuredEngine, QueryValue
from bole.evaluation.run_file import read_run, write_run

_RUN = EvaluationRun(
    bole_version="1.0",
    made_on=datetime.date(2026, 1, 31),
    engines=(MeasuredEngine(name="rules"),),
    datasets=(MeasuredDataset(name="some", digest="0" * 64, postings=1, documents=2, labels=2),),
    figures=(
        Figure(metric="auc", engine="rules", dataset="some", value=0.5, low=0.1, high=0.9, n=3),
        Figure(metric="auc", engine="encoder", basis=Basis.NOT_MEASURED, note="not measured: no model"),
    ),
    per_query=(QueryValue(metric="auc", engine="rules", dataset="some", query="p", value=0.5),),
)


def test_a_run_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    path.write_text(write_run(_RUN), encoding="utf-8")

    assert read_run(path) == _RUN


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "no JSON"),
        ("[1, 2]", "no run"),
        ("{}", "no run"),
        ('{"format": true}', "no run"),
        ('{"format": 2}', "of format 2, and this version reads 1"),
        ('{"format": 1}', "cut short: bole_version"),
        (write_run(_RUN).replace('"n": 3', '"n": "three"'), "figures.0.n"),
        (write_run(_RUN).replace("0.9", "NaN"), "no JSON"),
        (write_run(_RUN).replace("NOT_MEASURED", "GUESSED"), "figures.1.basis"),
    ],
    ids=["cut", "list", "empty", "bool", "newer", "fields", "number", "nan", "basis"],
)
def test_what_is_no_run_is_refused(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "run.json"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(BoleError) as caught:
        read_run(path)

    assert said in caught.value.message


def test_a_figure_that_is_no_number_is_not_written() -> None:
    broken = Figure(metric="auc", engine="rules", value=float("nan"))

    with pytest.raises(ValueError, match="Out of range"):
        write_run(replace(_RUN, figures=(broken,)))


def test_the_file_is_plain_json() -> None:
    assert json.loads(write_run(_RUN))["made_on"] == "2026-01-31"
