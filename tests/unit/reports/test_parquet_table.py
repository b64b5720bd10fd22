"""Results as Parquet, read back."""

import io
from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.screening import CutGroup, Level, ScreenedCandidate
from bole.reports import parquet_table
from bole.reports.parquet_table import SCHEMA_VERSION, results_schema, write_parquet
from bole.reports.ranking import rank
from bole.reports.result_row import result_row
from tests.factories import AS_OF, assessment, candidate, criterion, failed_candidate, screening


def written(*candidates: ScreenedCandidate, blind: bool = False) -> bytes:
    out = io.BytesIO()
    write_parquet(rank(candidates), out, blind=blind)
    return out.getvalue()


def table(*candidates: ScreenedCandidate, blind: bool = False) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = pq.read_table(io.BytesIO(written(*candidates, blind=blind))).to_pylist()
    return rows


def full(item_id: str = "0001") -> ScreenedCandidate:
    answers = [
        assessment(criterion("c1", "Python"), Level.USED, quotes=["Wrote billing in Python."], page_number=2),
        assessment(criterion("c2", "Redis"), Level.UNCLEAR),
    ]
    known = candidate(item_id, screening(answers), name="Nora Whitfield", email="nora@example.com", source="nora.pdf")
    return replace(known, same_candidate=("0007",), cut_group=CutGroup.BEST)


def test_row_comes_back_as_it_was_written() -> None:
    """Numbers, dates, lists and what is not known keep their types."""
    row = table(full())[0]

    assert (row["rank"], row["tied"], row["match_score"], row["recommendation"]) == (1, False, 80, "REVIEW")
    assert (row["as_of"], row["same_candidate"], row["cut_group"]) == (AS_OF, ["0007"], "BEST")
    assert (row["error_reason"], row["model_digest"]) == (None, None)
    assert isinstance(row["criteria"], list)
    first, second = row["criteria"]
    assert (first["level"], first["credit"], second["level"], second["credit"]) == ("USED", 80, "UNCLEAR", None)
    assert first["evidence"][0] == {
        "quote": "Wrote billing in Python.",
        "start": 0,
        "end": 24,
        "document_index": 0,
        "page_number": 2,
        "alignment": "EXACT",
        "method": "EXTRACT",
    }


def test_failed_item_is_a_row_without_an_answer() -> None:
    """Its columns of an answer are empty, not zero."""
    row = table(full(), failed_candidate())[1]

    assert (row["error_reason"], row["match_score"], row["criteria"]) == ("DOCUMENT_ENCRYPTED", None, None)


def test_schema_has_a_column_for_everything_in_a_row() -> None:
    """No value of a row is lost because the schema does not know it."""
    row = result_row(rank([full()])[0])

    assert list(row) == results_schema().names
    assert pa.Table.from_pylist([row], results_schema()).num_columns == len(row)


def test_file_without_rows_has_its_schema_and_version() -> None:
    """A reader of many files meets the same columns in each."""
    schema = pq.read_schema(io.BytesIO(written()))

    assert schema.equals(results_schema(), check_metadata=False)
    assert schema.metadata[b"bole.results_schema"] == SCHEMA_VERSION.encode()


def test_rows_are_written_in_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory holds one group."""
    monkeypatch.setattr(parquet_table, "ROWS_PER_GROUP", 2)

    file = pq.ParquetFile(io.BytesIO(written(*(full(f"{number:04d}") for number in range(5)))))

    assert [file.metadata.row_group(index).num_rows for index in range(file.num_row_groups)] == [2, 2, 1]


def test_half_of_a_surrogate_pair_does_not_break_the_file() -> None:
    """UTF-8 cannot hold it."""
    broken = replace(full(), contact=replace(full().contact, name="No\ud800ra"))

    assert table(broken)[0]["name"] == "Nora"


def test_blind_rows_name_nobody() -> None:
    """The columns stay, empty."""
    row = table(full(), blind=True)[0]

    assert (row["name"], row["email"], row["phone"], row["source"]) == (None, None, None, "0001")
    assert "nora" not in repr(row).lower()


def test_missing_part_is_named_with_the_line_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person can act on it."""
    monkeypatch.setattr(parquet_table, "find_spec", lambda _: None)

    with pytest.raises(BoleError, match="pip install 'bole-screening\\[parquet\\]'") as caught:
        results_schema()

    assert caught.value.reason is ErrorReason.PART_NOT_INSTALLED
    assert caught.value.metadata == {"part": "parquet"}
