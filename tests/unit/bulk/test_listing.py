"""What paths and URIs name, and the bytes of it."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from bole.bulk.contents import Contents
from bole.bulk.items import BulkItem, items_of, table_of
from bole.bulk.listing import listed
from bole.domain.errors import BoleError, ErrorReason
from tests.unit.bulk.object_storage import stored

LIMIT = 1_000


def reason_of(item: BulkItem, limit_bytes: int = LIMIT) -> ErrorReason:
    """Returns why an item cannot be read."""
    with pytest.raises(BoleError) as caught:
        Contents(limit_bytes).document(item)
    return caught.value.reason


def test_a_path_may_go_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("one")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")

    assert listed(["../in"]) == listed([str(tmp_path / "in")])


def test_folders_and_archives_are_opened_and_results_left_out(tmp_path: Path) -> None:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / "deep" / "简历 1.txt").write_text("one")
    (tmp_path / "in" / ".hidden").write_text("two")
    (tmp_path / "in" / "out").mkdir()
    (tmp_path / "in" / "out" / "part.parquet").write_bytes(b"no table")
    with zipfile.ZipFile(tmp_path / "in" / "more.zip", "w") as archive:
        archive.writestr("three.txt", "three")

    items = listed([str(tmp_path / "in"), str(tmp_path / "in" / "deep")], leave_out=str(tmp_path / "in" / "out")).items

    read = {item.source: Contents(LIMIT).document(item).content for item in items_of(table_of(items))}
    assert read == {"deep/简历 1.txt": b"one", "more.zip/three.txt": b"three"}
    assert all("txt" not in item.item_id for item in items)


def test_objects_below_a_uri_are_items_whatever_its_options(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    objects = {"cvs/ada.txt": b"Ada", "cvs/deep/bob & co.txt": b"Bob", "cvs/.hidden": b"", "other.txt": b"Other"}
    with stored("bucket", objects) as options:
        items = listed([f"s3://bucket/cvs?{options}"]).items
        again = listed([f"s3://bucket/cvs?{options.replace('eu-central-1', 'us-east-1')}"]).items

        contents = {item.source: Contents(LIMIT).document(item).content for item in items}
        assert contents == {"ada.txt": b"Ada", "deep/bob & co.txt": b"Bob"}
        assert [item.item_id for item in items] == [item.item_id for item in again]
        assert reason_of(items[0], limit_bytes=2) is ErrorReason.DOCUMENT_TOO_LARGE
        gone = BulkItem(item_id="a", source="a", uri=f"s3://bucket/cvs/gone.txt?{options}")
        assert reason_of(gone) is ErrorReason.SOURCE_NOT_FOUND
        with pytest.raises(BoleError) as caught:
            listed([f"s3://bucket/nothing?{options}"])
        assert caught.value.reason is ErrorReason.SOURCE_NOT_FOUND


def test_a_parquet_file_is_a_table_of_items(tmp_path: Path) -> None:
    table = pa.table({"item_id": ["a", "b"], "content": [b"1", None], "uri": [None, "file:///b"], "other": [1, 2]})
    parquet.write_table(table, tmp_path / "resumes.parquet")

    listing = listed([str(tmp_path)])

    assert listing.items == ()
    assert listing.item_ids == {"a", "b"}
    assert listing.tables[0].columns == ("item_id", "uri", "content")


def test_what_an_item_names_may_be_missing_or_too_large(tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(b"x" * (LIMIT + 1))
    assert reason_of(BulkItem(item_id="a", source="a", uri="file:///nowhere")) is ErrorReason.SOURCE_NOT_FOUND
    large = BulkItem(item_id="a", source="a", uri=(tmp_path / "large").as_uri())
    assert reason_of(large) is ErrorReason.DOCUMENT_TOO_LARGE
    inline = BulkItem(item_id="a", source="a", content=b"x" * (LIMIT + 1))
    assert reason_of(inline) is ErrorReason.DOCUMENT_TOO_LARGE
    assert reason_of(BulkItem(item_id="a", source="a", uri="https://example.com/a")) is ErrorReason.SOURCE_UNREADABLE
