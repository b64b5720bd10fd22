"""Sets that are built from labelled data: each can be read, and what may be tuned with is apart from what judges."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bole.evaluation.dataset import Dataset
from bole.evaluation.dataset_files import read_dataset
from labelled_datasets import POSTINGS, builders, main, write
from tests.requirements import require_data

_SIZES = {
    "match_yc4640": (50, 15, 750),
    "category_updatedresume": (25, 167, 25 * 167),
    "match_gdg": (5, 5, 25),
    "match_skillora": (3, 3, 7),
}


def _built(name: str, folder: Path) -> Dataset:
    data = require_data("labelled").parent
    write(builders()[name](data), folder)
    return read_dataset(folder, 1_000_000)


@pytest.mark.parametrize("name", _SIZES)
def test_a_set_is_whole(name: str, tmp_path: Path) -> None:
    found = _built(name, tmp_path).measured()

    assert (found.name, (found.postings, found.documents, found.labels)) == (name, _SIZES[name])


def test_postings_judge_or_tune(tmp_path: Path) -> None:
    found = _built("match_yc4640", tmp_path)
    parts = {label.posting_id: label.split for label in found.labels}

    assert (parts["job_001"], parts["job_002"]) == ("dev", "judge")
    assert Counter(parts.values()) == {"dev": 25, "judge": 25}


def test_documents_judge_or_tune_and_fit_one_posting(tmp_path: Path) -> None:
    found = _built("category_updatedresume", tmp_path)

    parts = {label.document_id: label.split for label in found.labels}
    assert (parts["java_developer_01"], parts["java_developer_02"]) == ("judge", "dev")
    assert Counter(parts.values()) == {"judge": 91, "dev": 76}
    fitting = [label for label in found.labels if label.grade]
    assert len(fitting) == 167
    assert all(label.document_id.startswith(label.posting_id) for label in fitting)


def test_data_that_is_not_there_is_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([str(tmp_path / "none"), str(tmp_path / "out")])

    assert capsys.readouterr().out.count("its data is not there") == len(_SIZES)
    assert not (tmp_path / "out").exists()


def test_every_class_has_a_posting() -> None:
    assert len(list(POSTINGS.glob("*.txt"))) == 25
