"""Reading labelled data, and what is said of folders that are none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bole.domain.errors import BoleError, ErrorReason
from bole.evaluation.dataset import Dataset
from bole.evaluation.dataset_files import read_dataset

_LIMIT = 10_000
_HEADER = "posting_id,document_id,rater_id,grade\n"
_PERSON = "Zsuzsanna"


def _write(folder: Path) -> Path:
    for name, text in {
        "dataset.yaml": "name: small\nabout: Two postings.\nlanguages: [en]\nrelevant_from: 2\n",
        "postings/nurse.txt": "Nurse wanted\n",
        "postings/cook.yaml": "title: Koch\ntext: Wir suchen einen Koch.\nlanguage: de\n",
        f"documents/{_PERSON}.txt": "I am a nurse.\n",
        "documents/b.md": "I cook.\n",
        "documents/unlabelled.txt": "Nobody says anything of me.\n",
        "labels.csv": _HEADER + f"nurse,{_PERSON},anna,3\nnurse,b,anna,0\n\ncook,b,anna,2.5\ncook,b,ben,2\n",
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def _labels(text: str) -> Callable[[Path], object]:
    return lambda folder: (folder / "labels.csv").write_text(text, encoding="utf-8")


def _file(name: str, content: bytes) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(content)


def _link_out(folder: Path) -> None:
    (folder.parent / "elsewhere.txt").write_text(_PERSON, encoding="utf-8")
    (folder / "documents" / "link.txt").symlink_to(folder.parent / "elsewhere.txt")


def _without(folder: Path, name: str) -> None:
    for path in sorted((folder / name).glob("*"), reverse=True):
        path.unlink()
    (folder / name).rmdir() if (folder / name).is_dir() else (folder / name).unlink()


def test_a_set_is_read_with_what_its_labels_name(tmp_path: Path) -> None:
    found = read_dataset(_write(tmp_path / "set"), _LIMIT)

    assert (found.name, found.about, found.relevant_from) == ("small", "Two postings.", 2)
    assert found.postings["cook"].title == "Koch"
    assert sorted(found.documents) == [_PERSON, "b"]
    assert found.documents["b"].content == b"I cook.\n"
    assert [(one.posting_id, one.rater_id, one.grade) for one in found.labels] == [
        ("nurse", "anna", 3),
        ("nurse", "anna", 0),
        ("cook", "anna", 2.5),
        ("cook", "ben", 2),
    ]
    assert found.pairs == (("nurse", _PERSON), ("nurse", "b"), ("cook", "b"))
    assert found.measured().labels == 4


def test_slices_and_parts_hold_their_labels_alone(tmp_path: Path) -> None:
    folder = _write(tmp_path / "set")
    rows = f"nurse,{_PERSON},anna,3,care,zh,dev\nnurse,b,anna,0,care,,judge\ncook,b,anna,2,kitchen,,judge\n"
    _labels("posting_id,document_id,rater_id,grade,profession,language,split\n" + rows)(folder)

    found = read_dataset(folder, _LIMIT)

    assert found.splits == ("dev", "judge")
    assert found.slices == ("language:en", "language:zh", "profession:care", "profession:kitchen")
    assert found.of_slice("profession:kitchen").pairs == (("cook", "b"),)
    assert found.of_slice("language:zh").pairs == (("nurse", _PERSON),)
    assert sorted(found.of_split("judge").documents) == ["b"]
    assert len({found.digest, found.of_split("judge").digest, found.of_split("dev").digest}) == 3


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda folder: _without(folder, "dataset.yaml"), "dataset.yaml: The path does not exist"),
        (lambda folder: _without(folder, "labels.csv"), "labels.csv: The path does not exist"),
        (lambda folder: _without(folder, "postings"), "no folder postings/"),
        (lambda folder: _without(folder, "documents"), "no folder documents/"),
        (_file("dataset.yaml", b"name: [\n"), "dataset.yaml is no YAML"),
        (_file("dataset.yaml", b"- small\n"), "dataset.yaml: the file: Input should be"),
        (_file("dataset.yaml", b"name: Two Words\n"), "dataset.yaml: name: "),
        (_file("dataset.yaml", b"name: small\nnmae: x\n"), "dataset.yaml: nmae: "),
        (_file("dataset.yaml", b"name: small\nrelevant_from: .nan\n"), "dataset.yaml: relevant_from: "),
        (_file("dataset.yaml", b"name: sm\xe4ll\n"), "dataset.yaml is no text in UTF-8"),
        (_file("labels.csv", b"\xff\xfe\x00"), "labels.csv is no text in UTF-8"),
        (_file("postings/nurse.txt", b"N\xfcrse"), "nurse.txt is no text in UTF-8"),
        (_file("postings/nurse.txt", b" \n"), "postings/nurse.txt is empty"),
        (_file("postings/cook.yaml", b"title: Cook\n"), "postings/cook.yaml: text: "),
        (_file("postings/cook.txt", b"Cook"), "postings/ has two files"),
        (_file("postings/nurse.md", b"Nurse"), "postings/ has two files"),
        (_file("documents/b.txt", b"I cook."), "documents/ has two files"),
        (_file("documents/b.md", b"x" * (_LIMIT + 1)), f"documents/b.md: The document is larger than {_LIMIT}"),
        (_link_out, "documents/ has a link that leads out of it"),
        (_labels(""), "line 1: the header has to name"),
        (_labels(_HEADER), "labels.csv has no labels"),
        (_labels("posting_id,document_id,grade\nnurse,b,1\n"), "line 1: the header has to name"),
        (_labels(_HEADER.replace("grade", "grade,mark") + "nurse,b,a,1,2\n"), "line 1: the header has to name"),
        (_labels(_HEADER + "nurse,b,anna\n"), "line 2: the line has not as many cells as the header, 4"),
        (_labels(_HEADER + "nurse,b,anna,1,2\n"), "line 2: the line has not as many cells as the header, 4"),
        (_labels(_HEADER + 'nurse,b,anna,"1\n'), "the line is no CSV"),
        (_labels(_HEADER + "nurse,b,anna,good\n"), "line 2: grade: "),
        (_labels(_HEADER + "nurse,b,anna,nan\n"), "line 2: grade: "),
        (_labels(_HEADER + "nurse,b,anna,inf\n"), "line 2: grade: "),
        (_labels(_HEADER + "nurse,b,anna,-1\n"), "line 2: grade: "),
        (_labels(_HEADER + "nurse,b,anna,11\n"), "line 2: grade: "),
        (_labels(_HEADER + "nurse,b, ,1\n"), "line 2: rater_id: "),
        (_labels(_HEADER + "nurse,b,anna,1\ndriver,b,anna,1\n"), "line 3: postings/ has no file of this posting_id"),
        (_labels(_HEADER + "nurse,../b,anna,1\n"), "line 2: documents/ has no file of this document_id"),
        (_labels(_HEADER + "nurse,b,anna,1\nnurse,b,anna,2\n"), "line 3: the rater has graded this pair in line 2"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_wrong_is_said_with_file_and_line(tmp_path: Path, harm: Callable[[Path], object], said: str) -> None:
    folder = _write(tmp_path / "set")
    harm(folder)

    with pytest.raises(BoleError) as caught:
        read_dataset(folder, _LIMIT)

    assert said in caught.value.message
    assert _PERSON not in caught.value.message


def test_a_path_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BoleError) as caught:
        read_dataset(tmp_path / "none", _LIMIT)

    assert caught.value.reason is ErrorReason.SOURCE_NOT_FOUND


@pytest.mark.parametrize("name", ["dataset.yaml", "postings/nurse.txt", "documents/b.md"])
def test_the_digest_changes_with_every_file(tmp_path: Path, name: str) -> None:
    folder = _write(tmp_path / "set")
    before = read_dataset(folder, _LIMIT).digest
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write("\n# more\n")

    assert read_dataset(folder, _LIMIT).digest != before


def test_an_empty_slice_has_no_pairs() -> None:
    assert Dataset(name="none", postings={}, documents={}, labels=()).of_slice("language:zh").pairs == ()
