"""Names and declared types are hints."""

from __future__ import annotations

import pytest

from bole.domain.documents import Document
from bole.parsing.media_type import MediaType, declared_media_type, promises_other


@pytest.mark.parametrize(
    ("media_type", "file_name", "found"),
    [
        ("text/HTML; charset=gbk", "", MediaType.HTML),
        ("", "cv.final.PDF", MediaType.PDF),
        ("", "简历.wps", MediaType.DOC),
        ("application/pdf", "cv.doc", MediaType.PDF),
        ("application/octet-stream", "cv.eml", MediaType.EML),
        ("application/octet-stream", "", None),
        ("", "resume", None),
    ],
)
def test_hints_are_read_from_type_and_name(media_type: str, file_name: str, found: MediaType | None) -> None:
    """The type goes before the name."""
    assert declared_media_type(Document(content=b"", media_type=media_type, file_name=file_name)) is found


def test_names_of_formats_that_are_not_read_are_a_promise() -> None:
    """Content that is read all the same then deserves a warning."""
    assert promises_other(Document(content=b"", file_name="cv.XLS"))
    assert not promises_other(Document(content=b"", file_name="cv.doc"))
