"""Which files the paths of a command name, and what happens to those that cannot be read."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from bole.domain.errors import BoleError, ErrorReason
from bole.sources.sources import Source, sources

LIMIT = 1000


def write(path: Path, content: bytes = b"text") -> Path:
    """Writes a file with its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def paths_of(*arguments: Path) -> list[str]:
    """Returns the relative paths in order."""
    return [source.path for source in sources(arguments, LIMIT)]


def test_a_folder_is_searched_to_the_bottom_without_junk(tmp_path: Path) -> None:
    """Hidden files, lock files and files of the operating system are no resumes."""
    for name in ("b.pdf", "deep/er/a.txt", ".hidden.txt", ".git/x.txt", "~$b.docx", "Thumbs.db", "c.xyz"):
        write(tmp_path / name)

    assert paths_of(tmp_path) == ["b.pdf", "c.xyz", "deep/er/a.txt"]


def test_the_order_does_not_depend_on_the_order_of_arguments(tmp_path: Path) -> None:
    """Item numbers are the same for the same files."""
    one, two = write(tmp_path / "one" / "x.txt"), write(tmp_path / "two" / "a.txt")

    assert paths_of(one, two) == paths_of(two, one) == ["a.txt", "x.txt"]


def test_a_file_named_twice_is_one_item(tmp_path: Path) -> None:
    """Once through its folder and once by itself."""
    file = write(tmp_path / "inner" / "x.txt")

    assert paths_of(tmp_path, file) == ["x.txt"]


def test_two_files_of_the_same_relative_path_are_two_items(tmp_path: Path) -> None:
    """They come from different folders."""
    write(tmp_path / "one" / "x.txt", b"1")
    write(tmp_path / "two" / "x.txt", b"2")

    found = sources([tmp_path / "two", tmp_path / "one"], LIMIT)

    assert [source.path for source in found] == ["x.txt", "x.txt"]
    assert [source.read() for source in found] == [b"1", b"2"]


def test_a_zip_is_opened_and_its_members_read(tmp_path: Path) -> None:
    """Folders and junk inside are passed over."""
    archive = tmp_path / "all.zip"
    with zipfile.ZipFile(archive, "w") as written:
        written.writestr("people/a.txt", b"A")
        written.writestr("__MACOSX/a.txt", b"junk")
        written.writestr("people/.DS_Store", b"junk")

    found = sources([archive], LIMIT)

    assert [source.path for source in found] == ["all.zip/people/a.txt"]
    assert found[0].read() == b"A"


def test_an_office_document_is_no_archive(tmp_path: Path) -> None:
    """Whatever its name is."""
    document = tmp_path / "resume.bin"
    with zipfile.ZipFile(document, "w") as written:
        written.writestr("[Content_Types].xml", b"<Types/>")

    assert paths_of(document) == ["resume.bin"]


@pytest.mark.parametrize(
    ("name", "reason"), [("missing.pdf", ErrorReason.SOURCE_NOT_FOUND), ("big.pdf", ErrorReason.DOCUMENT_TOO_LARGE)]
)
def test_a_file_that_cannot_be_read_is_an_item_with_a_reason(tmp_path: Path, name: str, reason: ErrorReason) -> None:
    """The others go on."""
    write(tmp_path / "big.pdf", bytes(LIMIT + 1))

    (source,) = sources([tmp_path / name], LIMIT)

    with pytest.raises(BoleError) as caught:
        source.read()
    assert caught.value.reason is reason
    assert name not in caught.value.message


def test_a_member_that_unpacks_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    """No more than the limit is ever unpacked."""
    archive = tmp_path / "bomb.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as written:
        written.writestr("bomb.txt", bytes(1_000_000))

    (source,) = sources([archive], LIMIT)

    with pytest.raises(BoleError) as caught:
        source.read()
    assert caught.value.reason is ErrorReason.DOCUMENT_TOO_LARGE


def test_a_damaged_member_is_an_item_with_a_reason(tmp_path: Path) -> None:
    """Its checksum does not fit."""
    archive = tmp_path / "broken.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as written:
        written.writestr("a.txt", b"A" * 100)
    archive.write_bytes(archive.read_bytes().replace(b"A" * 100, b"B" * 100))

    (source,) = sources([archive], LIMIT)

    with pytest.raises(BoleError) as caught:
        source.read()
    assert caught.value.reason is ErrorReason.SOURCE_UNREADABLE


def reason_of(*arguments: Path) -> ErrorReason:
    """Returns why the only source under the arguments cannot be read."""
    (source,) = sources(arguments, LIMIT)
    with pytest.raises(BoleError) as caught:
        source.read()
    return caught.value.reason


def test_a_name_that_is_no_utf_8_is_read_and_shown_with_replacements(tmp_path: Path) -> None:
    """No half of a surrogate pair goes on to where it cannot be written."""
    folder = os.fsencode(tmp_path)
    Path(os.fsdecode(folder + b"/r\xe9sum\xe9.txt")).write_bytes(b"text")

    (source,) = sources([tmp_path], LIMIT)
    (named,) = sources([Path(os.fsdecode(folder + b"/r\xe9sum\xe9.txt"))], LIMIT)

    assert source.path == named.path == "r\ufffdsum\ufffd.txt"
    assert source.read() == b"text"


def test_links_in_a_circle_are_an_item(tmp_path: Path) -> None:
    """As an argument and inside a folder."""
    loop = tmp_path / "loop"
    loop.symlink_to("loop")

    assert reason_of(loop) is ErrorReason.SOURCE_UNREADABLE
    assert reason_of(tmp_path) is ErrorReason.SOURCE_UNREADABLE


def test_a_link_to_nothing_inside_a_folder_is_an_item(tmp_path: Path) -> None:
    """It is not left out in silence."""
    (tmp_path / "moved.pdf").symlink_to("gone.pdf")

    assert reason_of(tmp_path) is ErrorReason.SOURCE_NOT_FOUND


def test_a_name_that_no_file_can_have_is_an_item() -> None:
    """Longer than the file system allows."""
    assert reason_of(Path("x" * 300)) is ErrorReason.SOURCE_UNREADABLE


def test_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    """As an argument and inside a folder."""
    os.mkfifo(tmp_path / "pipe.zip")

    assert reason_of(tmp_path / "pipe.zip") is ErrorReason.SOURCE_UNREADABLE
    assert reason_of(tmp_path) is ErrorReason.SOURCE_UNREADABLE


def test_a_folder_that_cannot_be_listed_is_an_item(tmp_path: Path) -> None:
    """Here its path is longer than the system allows, which holds for every user."""
    name, depth = "d" * 200, 25
    write(tmp_path / "a.txt")
    above = os.open(tmp_path, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir(name, dir_fd=above)
        inner = os.open(name, os.O_RDONLY, dir_fd=above)
        os.close(above)
        above = inner
    os.close(above)

    good, closed = sources([tmp_path], LIMIT)

    assert good.path == "a.txt"
    assert closed.path.startswith(f"{name}/{name}")
    with pytest.raises(BoleError) as caught:
        closed.read()
    assert caught.value.reason is ErrorReason.SOURCE_UNREADABLE


def test_files_that_are_left_out_are_known_by_where_they_lie(tmp_path: Path) -> None:
    """However the folder is named; a file of the same name elsewhere stays."""
    write(tmp_path / "out" / "report.html")
    write(tmp_path / "in" / "report.html")
    (tmp_path / "link").symlink_to("out")

    found = sources([tmp_path], LIMIT, leave_out=[tmp_path / "link" / "report.html"])

    assert [source.path for source in found] == ["in/report.html"]


def test_a_damaged_archive_is_one_item_and_the_others_go_on(tmp_path: Path) -> None:
    """Its list cannot be read."""
    archive = tmp_path / "cut.zip"
    with zipfile.ZipFile(archive, "w") as written:
        written.writestr("a.txt", b"A" * 100)
    archive.write_bytes(archive.read_bytes()[:-30])
    write(tmp_path / "b.txt")

    assert [(one.path, content_of(one)) for one in sources([tmp_path], LIMIT)] == [
        ("b.txt", b"text"),
        ("cut.zip", ErrorReason.SOURCE_UNREADABLE),
    ]
    assert reason_of(archive) is ErrorReason.SOURCE_UNREADABLE


def test_order_and_choice_hold_for_any_order_of_arguments(tmp_path: Path) -> None:
    """Archives, folders, links and files that fail together."""
    write(tmp_path / "one" / "a.txt")
    write(tmp_path / "two" / "a.txt")
    (tmp_path / "two" / "loop").symlink_to("loop")
    with zipfile.ZipFile(tmp_path / "two" / "x.zip", "w") as written:
        written.writestr("same.txt", b"1")
        written.writestr("./same.txt", b"2")
    arguments = [tmp_path, tmp_path / "two", tmp_path / "one", tmp_path / "two" / "x.zip", tmp_path / "gone.txt"]

    def listed(order: list[Path]) -> list[tuple[str, bytes | ErrorReason]]:
        return [(source.path, content_of(source)) for source in sources(order, LIMIT)]

    assert listed(arguments) == listed(arguments[::-1])
    assert [path for path, _ in listed(arguments)] == [
        "a.txt",
        "a.txt",
        "gone.txt",
        "loop",
        "x.zip/same.txt",
        "x.zip/same.txt",
    ]


def content_of(source: Source) -> bytes | ErrorReason:
    """Returns what a source holds, or why it cannot be read."""
    try:
        return source.read()
    except BoleError as error:
        return error.reason


def test_a_stamp_lasts_until_the_file_changes_or_cannot_be_read(tmp_path: Path) -> None:
    """It tells a folder that is the same from one that is not, without reading it."""
    file = write(tmp_path / "a.txt")

    def stamp() -> str:
        (source,) = sources([tmp_path], LIMIT)
        return source.stamp

    first = stamp()
    assert stamp() == first
    os.utime(file, ns=(0, 0))
    second = stamp()
    assert second != first
    write(file, b"longer text")
    os.utime(file, ns=(0, 0))
    assert stamp() not in {first, second}


def test_files_of_an_archive_have_its_stamp(tmp_path: Path) -> None:
    """Which of them changed is not known without reading it."""
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("one.txt", "text")
        archive.writestr("two.txt", "text")

    stamps = {source.stamp for source in sources([tmp_path], LIMIT)}
    assert len(stamps) == 1
    assert stamps != {""}
