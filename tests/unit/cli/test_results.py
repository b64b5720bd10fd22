"""The files of a run."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from bole.cli.connection import UserError
from bole.cli.results import Run, result_files, write_results
from tests.factories import candidate, rubric, screening

RUN = Run(
    lines=("{}",),
    candidates=(candidate(screened=screening()),),
    rubric=rubric(),
    as_of=datetime.date(2026, 1, 31),
    language_code="en",
)


def test_what_is_written_is_what_is_left_out_of_the_next_run(tmp_path: Path) -> None:
    """The list of files is complete."""
    write_results(RUN, None, tmp_path, blind=False)

    assert sorted(tmp_path.iterdir()) == sorted(result_files(tmp_path))


@pytest.mark.parametrize("name", ["results.jsonl", "ranking.csv", "report.html"])
def test_a_file_that_cannot_be_written_leaves_no_part_of_it(tmp_path: Path, name: str) -> None:
    """A folder is in the way of the name."""
    (tmp_path / name).mkdir()

    with pytest.raises(UserError, match="Choose another place with --out"):
        write_results(RUN, None, tmp_path, blind=False)

    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
