"""What the batches of each tenant may read."""

from __future__ import annotations

from pathlib import Path

import pytest

from bole.domain.batches import DocumentReference
from bole.domain.errors import BoleError, ErrorReason
from bole.sources.tenants import TenantReferences


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for tenant in ("acme", "other"):
        (tmp_path / tenant).mkdir()
        (tmp_path / tenant / "resume.txt").write_text(tenant)
    return tmp_path


def read(references: TenantReferences, tenant: str, path: Path) -> bytes | ErrorReason:
    try:
        return references.of(tenant).read(DocumentReference(uri=path.as_uri())).content
    except BoleError as error:
        return error.reason


def test_each_reads_the_folder_of_its_name(root: Path) -> None:
    references = TenantReferences([root], 1000, apart=True)

    assert read(references, "acme", root / "acme" / "resume.txt") == b"acme"
    assert read(references, "acme", root / "other" / "resume.txt") is ErrorReason.SOURCE_NOT_ALLOWED
    assert read(references, "nobody", root / "acme" / "resume.txt") is ErrorReason.SOURCE_NOT_ALLOWED
    references.close()


def test_a_file_that_became_a_link_to_anothers_is_not_read(root: Path) -> None:
    """Since it was named: who may write in one's own folder may do that at any time."""
    references = TenantReferences([root], 1000, apart=True)
    own = root / "acme" / "resume.txt"
    references.of("acme").check(DocumentReference(uri=own.as_uri()))

    own.unlink()
    own.symlink_to(root / "other" / "resume.txt")

    assert read(references, "acme", own) is ErrorReason.SOURCE_NOT_ALLOWED


def test_where_tenants_are_not_told_apart_all_of_the_roots_is_read(root: Path) -> None:
    references = TenantReferences([root], 1000, apart=False)

    assert read(references, "default", root / "other" / "resume.txt") == b"other"
    assert references.of("default") is references.of("acme")
