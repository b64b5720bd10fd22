"""Which files a batch may refer to, what a URI stands for, and what becomes of files that change."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bole.api.stored_forms import StoredForms
from bole.batch.intake import new_items
from bole.domain.batches import DocumentReference
from bole.domain.documents import DocumentRole
from bole.domain.errors import BoleError, ErrorReason
from bole.sources.references import References, uri_of
from tests.requirements import require_module
from tests.unit.parsing.archives.make_archives import seven_zipped, zipped

LIMIT = 1_000


def written(path: Path, content: bytes = b"text") -> Path:
    """Writes a file with its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def references_below(*roots: Path) -> References:
    """Allows these folders."""
    return References(roots, LIMIT)


def reason_of(references: References, uri: str, member: str = "") -> ErrorReason:
    """Returns why a reference is not read."""
    with pytest.raises(BoleError) as caught:
        references.read(DocumentReference(uri=uri, member=member))
    return caught.value.reason


def test_a_folder_stands_for_every_file_in_it(tmp_path: Path) -> None:
    """Archives are opened, junk is passed over, and sources are relative to what was named."""
    inbox = tmp_path / "inbox"
    written(inbox / "b.txt", b"B")
    written(inbox / "deep" / "张伟 1.txt", b"A")
    written(inbox / ".hidden", b"x")
    written(inbox / "all.zip", zipped(("people/c.txt", b"C"), ("__MACOSX/c.txt", b"x")))
    written(inbox / "all.7z", seven_zipped(("d.txt", b"D")))
    references = references_below(tmp_path)

    found = references.expand(uri_of(inbox))

    contents = {one.source: references.read(one.reference) for one in found}
    assert {source: document.content for source, document in contents.items()} == {
        "all.7z/d.txt": b"D",
        "all.zip/people/c.txt": b"C",
        "b.txt": b"B",
        "deep/张伟 1.txt": b"A",
    }
    assert list(contents) == sorted(contents)
    assert [document.file_name for document in contents.values()] == ["d.txt", "c.txt", "b.txt", "张伟 1.txt"]


def test_what_a_call_names_is_counted_together(tmp_path: Path) -> None:
    """Files of one URI, and those of the others before it."""
    uris = [uri_of(written(tmp_path / name)) for name in ("a.txt", "b.txt")]
    references = References([tmp_path], LIMIT, most_files=1)

    assert len(new_items([], uris[:1], references, StoredForms())) == 1
    for named, field in ((uris, "source_uris[1]"), ([uri_of(tmp_path)], "source_uris[0]")):
        with pytest.raises(BoleError, match="more than 1 files") as caught:
            new_items([], named, references, StoredForms())
        assert (caught.value.reason, caught.value.field) == (ErrorReason.ARGUMENT_INVALID, field)


def test_a_reference_has_a_role(tmp_path: Path) -> None:
    """A letter stays a letter."""
    reference = DocumentReference(uri=uri_of(written(tmp_path / "a.txt")), role=DocumentRole.COVER_LETTER)

    assert references_below(tmp_path).read(reference).role is DocumentRole.COVER_LETTER


def test_a_file_that_two_names_lead_to_is_one_reference(tmp_path: Path) -> None:
    """A link inside of the roots is the file that it leads to."""
    written(tmp_path / "b.txt")
    (tmp_path / "a.txt").symlink_to(tmp_path / "b.txt")

    found = references_below(tmp_path).expand(uri_of(tmp_path))

    assert [one.reference.uri for one in found] == [uri_of(tmp_path / "b.txt")]


@pytest.mark.parametrize(
    "uri",
    [
        "file:///etc/passwd",
        "file:///etc/nothing-of-this-name",
        "file://{root}/../outside.txt",
        "file://{root}/%2e%2e/outside.txt",
        "file://{root}/in/%2E%2E/%2E%2E/outside.txt",
        "file://{root}suffix/a.txt",
        "file://elsewhere{root}/a.txt",
        "file://{root}/a.txt%00.pdf",
        "file://{root}/a.txt?x=1",
        "file://{root}/a.txt#x",
        "file:a.txt",
        "{root}/a.txt",
        "http://localhost{root}/a.txt",
        "file://[",
        "",
    ],
)
def test_what_is_not_below_a_root_is_refused_with_one_answer(tmp_path: Path, uri: str) -> None:
    """There or not, by steps up, by another host, by a name that only begins alike."""
    root = tmp_path / "root"
    written(root / "a.txt")
    written(tmp_path / "outside.txt")
    written(tmp_path / "rootsuffix" / "a.txt")
    references = references_below(root)
    named = uri.replace("{root}", str(root))

    answers = set()
    for ask in (references.expand, lambda uri: references.read(DocumentReference(uri=uri))):
        with pytest.raises(BoleError) as caught:
            ask(named)
        answers.add((caught.value.reason, caught.value.message))

    assert answers == {
        (
            ErrorReason.SOURCE_NOT_ALLOWED,
            "Batches read only file: URIs below the folders that the operator names in BOLE_BATCH_ROOTS.",
        )
    }


@pytest.mark.parametrize("form", ["file://{path}", "file:{path}", "file://localhost{path}", "FILE://LOCALHOST{path}"])
def test_every_form_of_a_file_uri_is_read(tmp_path: Path, form: str) -> None:
    """This host may be named."""
    path = written(tmp_path / "a.txt", b"A")

    assert references_below(tmp_path).read(DocumentReference(uri=form.format(path=path))).content == b"A"


def test_what_is_named_outside_is_not_looked_at(tmp_path: Path) -> None:
    """A link to a root from elsewhere leads nowhere: how long an answer takes tells nothing of what is there."""
    root = tmp_path / "root"
    written(root / "a.txt")
    (tmp_path / "link").symlink_to(root)

    assert reason_of(references_below(root), uri_of(tmp_path / "link" / "a.txt")) is ErrorReason.SOURCE_NOT_ALLOWED


def test_links_do_not_lead_out_of_the_roots(tmp_path: Path) -> None:
    """Neither one that is named, nor one on the way, nor one in a folder, whose archive is not even listed."""
    root = tmp_path / "root"
    written(root / "a.txt")
    outside = written(tmp_path / "outside" / "all.zip", zipped(("secret name.txt", b"x")))
    (root / "link.zip").symlink_to(outside)
    (root / "folder").symlink_to(outside.parent)
    references = references_below(root)

    found = references.expand(uri_of(root))

    assert [one.source for one in found] == ["a.txt", "link.zip"]
    assert reason_of(references, found[1].reference.uri) is ErrorReason.SOURCE_NOT_ALLOWED
    assert reason_of(references, uri_of(root / "folder" / "all.zip")) is ErrorReason.SOURCE_NOT_ALLOWED
    with pytest.raises(BoleError, match="BOLE_BATCH_ROOTS"):
        references.expand(uri_of(root / "folder"))


def test_a_folder_that_becomes_a_link_on_the_way_is_refused(tmp_path: Path) -> None:
    """What counts is the file that was opened, not the path that was looked at."""
    root = tmp_path / "root"
    written(root / "folder" / "a.txt")
    written(tmp_path / "outside" / "a.txt", b"secret")
    references = references_below(root)
    path = references._roots.path_of(uri_of(root / "folder" / "a.txt"))
    (root / "folder").rename(root / "moved")
    (root / "folder").symlink_to(tmp_path / "outside")

    with pytest.raises(BoleError) as caught:
        references._roots.open(path)

    assert caught.value.reason is ErrorReason.SOURCE_NOT_ALLOWED


def test_a_root_may_be_a_link(tmp_path: Path) -> None:
    """What it leads to is the root."""
    written(tmp_path / "real" / "a.txt", b"A")
    (tmp_path / "root").symlink_to(tmp_path / "real")

    found = references_below(tmp_path / "root").expand(uri_of(tmp_path / "root"))

    assert [one.source for one in found] == ["a.txt"]


def test_without_roots_the_answer_names_the_setting(tmp_path: Path) -> None:
    """An operator learns what to set."""
    with pytest.raises(BoleError, match="BOLE_BATCH_ROOTS") as caught:
        References((), LIMIT).check(DocumentReference(uri=uri_of(written(tmp_path / "a.txt"))))

    assert caught.value.reason is ErrorReason.SOURCE_NOT_ALLOWED


def test_what_is_no_file_is_not_read(tmp_path: Path) -> None:
    """A pipe that nobody writes to, a folder; larger ones; those that are not there."""
    os.mkfifo(tmp_path / "pipe")
    written(tmp_path / "large.txt", bytes(LIMIT + 1))
    references = references_below(tmp_path)

    assert reason_of(references, uri_of(tmp_path / "pipe")) is ErrorReason.SOURCE_UNREADABLE
    assert reason_of(references, uri_of(tmp_path)) is ErrorReason.SOURCE_UNREADABLE
    assert reason_of(references, uri_of(tmp_path / "large.txt")) is ErrorReason.DOCUMENT_TOO_LARGE
    assert reason_of(references, uri_of(tmp_path / "gone.txt")) is ErrorReason.SOURCE_NOT_FOUND
    with pytest.raises(BoleError, match="does not exist"):
        references.expand(uri_of(tmp_path / "gone"))


def test_members_fail_alone(tmp_path: Path) -> None:
    """One that is too large, one whose name stands twice, one that is not there; a damaged archive."""
    archive = written(
        tmp_path / "all.zip", zipped(("a.txt", b"A"), ("big", bytes(LIMIT + 1)), ("c", b"1"), ("./c", b"2"))
    )
    damaged = written(tmp_path / "damaged.zip", b"PK\x03\x04" + bytes(50))
    references = references_below(tmp_path)

    assert references.read(DocumentReference(uri=uri_of(archive), member="a.txt")).content == b"A"
    assert reason_of(references, uri_of(archive), "big") is ErrorReason.DOCUMENT_TOO_LARGE
    assert reason_of(references, uri_of(archive), "c") is ErrorReason.SOURCE_UNREADABLE
    assert reason_of(references, uri_of(archive), "gone") is ErrorReason.SOURCE_NOT_FOUND
    assert reason_of(references, uri_of(damaged), "a.txt") is ErrorReason.SOURCE_UNREADABLE
    assert reason_of(references, uri_of(tmp_path / "gone.zip"), "a.txt") is ErrorReason.SOURCE_NOT_FOUND
    assert [one.source for one in references.expand(uri_of(damaged))] == ["damaged.zip"]


def test_an_archive_that_was_replaced_is_read_anew(tmp_path: Path) -> None:
    """The service lives longer than the files."""
    archive = written(tmp_path / "all.zip", zipped(("a.txt", b"old")))
    references = references_below(tmp_path)
    reference = DocumentReference(uri=uri_of(archive), member="a.txt")
    assert references.read(reference).content == b"old"

    written(tmp_path / "new.zip", zipped(("other.txt", b"x"), ("a.txt", b"new"))).replace(archive)

    assert references.read(reference).content == b"new"


def test_a_name_of_any_bytes_has_a_uri(tmp_path: Path) -> None:
    """Linux takes any bytes but two for a name."""
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/r\xe9sum\xe9 #1?.txt"))
    written(path, b"A")
    references = references_below(tmp_path)

    (found,) = references.expand(uri_of(tmp_path))

    assert found.source == "r\ufffdsum\ufffd #1?.txt"
    assert found.reference.uri.isascii()
    assert references.read(found.reference).content == b"A"


def test_a_7z_archive_that_the_service_would_hold_in_memory_is_refused(tmp_path: Path) -> None:
    """Small in the folder, large once unpacked; from the command line a larger one is taken."""
    py7zr = require_module("py7zr", "archives")
    path = tmp_path / "bomb.7z"
    with py7zr.SevenZipFile(path, "w") as archive:
        archive.writestr(b"\0" * (257 * 1024 * 1024), "one.txt")
    reference = DocumentReference(uri=path.as_uri(), member="one.txt")

    with pytest.raises(BoleError) as caught:
        References([tmp_path], LIMIT).read(reference)

    assert caught.value.reason is ErrorReason.DOCUMENT_TOO_LARGE
