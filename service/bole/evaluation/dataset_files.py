"""Reads labelled data from a folder; see docs/evaluate.md for its form."""

from __future__ import annotations

import csv
import hashlib
import io
import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, TypeVar

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from bole.domain.documents import Document
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.rubric import JobPosting
from bole.evaluation.dataset import Dataset, Label
from bole.sources.reading import read_file, shown

_M = TypeVar("_M", bound=BaseModel)

_TEXT_BYTES = 64 * 2**20
"""Longest file of labels, of postings and of what is said of a set."""
_COLUMNS = ("posting_id", "document_id", "rater_id", "grade")
_OPTIONAL = ("profession", "language", "split")
_GRADES = 10.0
"""Highest grade: the gain of a grade doubles with each step."""


class _About(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")
    about: str = ""
    license: str = ""
    languages: list[str] = Field(default_factory=list)
    relevant_from: float = Field(default=1.0, gt=0, le=_GRADES)


class _Posting(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str = Field(min_length=1)
    title: str = ""
    language: str = ""


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError("not a finite number")
    return value


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    posting_id: str = Field(min_length=1)
    document_id: str = Field(min_length=1)
    rater_id: str = Field(min_length=1)
    grade: Annotated[float, AfterValidator(_finite)] = Field(ge=0, le=_GRADES)
    profession: str = ""
    language: str = ""
    split: str = ""


def read_dataset(folder: Path, document_limit_bytes: int) -> Dataset:
    """Reads and checks a set: `dataset.yaml`, `postings/`, `documents/` and `labels.csv`.

    Documents that no label names are not read.

    Raises:
        BoleError: ARGUMENT_INVALID, SOURCE_NOT_FOUND, SOURCE_UNREADABLE or DOCUMENT_TOO_LARGE, with the file and, in
            `labels.csv`, the line at fault.
    """
    if not folder.is_dir():
        raise BoleError(ErrorReason.SOURCE_NOT_FOUND, f"{shown(folder)} is no folder. Name the folder of a dataset.")
    about_text = _text(folder / "dataset.yaml")
    about = _model(_About, about_text, "dataset.yaml")
    posting_files, document_files = _by_id(folder / "postings"), _by_id(folder / "documents")
    labels_text = _text(folder / "labels.csv")
    labels = tuple(_labels(labels_text, posting_files, document_files, about.languages))
    if not labels:
        raise _invalid("labels.csv has no labels. Write one line for every grade.")
    asked, judged = {label.posting_id for label in labels}, {label.document_id for label in labels}
    postings = {key: _posting(path) for key, path in posting_files.items() if key in asked}
    documents = {key: _document(path, document_limit_bytes) for key, path in document_files.items() if key in judged}
    return Dataset(
        name=about.name,
        postings=postings,
        documents=documents,
        labels=_with_languages(labels, postings),
        about=about.about,
        license=about.license,
        languages=tuple(about.languages),
        relevant_from=about.relevant_from,
        digest=_digest(about_text, labels_text, postings, documents),
    )


def _labels(
    text: str, postings: Mapping[str, Path], documents: Mapping[str, Path], languages: list[str]
) -> Iterator[Label]:
    only_language = languages[0] if len(languages) == 1 else ""
    seen: dict[tuple[str, str, str], int] = {}
    for line, row in _rows(text):
        if row.posting_id not in postings:
            raise _at(line, "postings/ has no file of this posting_id. Add it, or correct the line.")
        if row.document_id not in documents:
            raise _at(line, "documents/ has no file of this document_id. Add it, or correct the line.")
        key = (row.posting_id, row.document_id, row.rater_id)
        if key in seen:
            raise _at(line, f"the rater has graded this pair in line {seen[key]} already. Keep one of them.")
        seen[key] = line
        yield Label(**{**row.model_dump(), "language": row.language or only_language})


def _rows(text: str) -> Iterator[tuple[int, _Row]]:
    """Yields the lines after the header with their numbers; an empty line counts for nothing."""
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        header = tuple(reader.fieldnames or ())
        _check_header(header)
        for cells in reader:
            if None in cells or None in cells.values():
                raise _at(reader.line_num, f"the line has not as many cells as the header, {len(header)}.")
            try:
                yield reader.line_num, _Row.model_validate(cells)
            except ValidationError as error:
                raise _at(reader.line_num, _fault(error)) from error
    except csv.Error as error:
        raise _at(reader.line_num, "the line is no CSV. Check its quotes.") from error


def _check_header(header: tuple[str, ...]) -> None:
    missing = [column for column in _COLUMNS if column not in header]
    unknown = [column for column in header if column not in _COLUMNS + _OPTIONAL]
    if missing or unknown or len(set(header)) < len(header):
        raise _at(1, f"the header has to name {', '.join(_COLUMNS)}, and may name {', '.join(_OPTIONAL)}, once each.")


def _with_languages(labels: tuple[Label, ...], postings: Mapping[str, JobPosting]) -> tuple[Label, ...]:
    return tuple(
        label if label.language else replace(label, language=postings[label.posting_id].language_code)
        for label in labels
    )


def _by_id(folder: Path) -> dict[str, Path]:
    """Returns the files of a folder by name without ending; hidden ones count for nothing."""
    if not folder.is_dir():
        raise BoleError(
            ErrorReason.SOURCE_NOT_FOUND, f"The dataset has no folder {folder.name}/. See docs/evaluate.md."
        )
    inside, found = folder.resolve(), dict[str, Path]()
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        if path.stem in found:
            raise _invalid(f"{folder.name}/ has two files whose names differ in their ending alone. Rename one.")
        if not path.resolve().is_relative_to(inside):
            raise _invalid(f"{folder.name}/ has a link that leads out of it. Put the file itself there.")
        found[path.stem] = path
    return found


def _posting(path: Path) -> JobPosting:
    text, name = _text(path), f"postings/{shown(Path(path.name))}"
    if path.suffix == ".yaml":
        model = _model(_Posting, text, name)
        return JobPosting(text=model.text, title=model.title, language_code=model.language, external_id=path.stem)
    if path.suffix != ".txt":
        raise _invalid(f"{name} is neither .txt nor .yaml. Write the posting as one of them.")
    if not text.strip():
        raise _invalid(f"{name} is empty. Write the posting into it.")
    return JobPosting(text=text, external_id=path.stem)


def _document(path: Path, limit_bytes: int) -> Document:
    try:
        return Document(content=read_file(path, limit_bytes), file_name=shown(Path(path.name)))
    except BoleError as error:
        raise BoleError(error.reason, f"documents/{shown(Path(path.name))}: {error.message}") from error


def _text(path: Path) -> str:
    try:
        return read_file(path, _TEXT_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _invalid(f"{shown(Path(path.name))} is no text in UTF-8. Save it as UTF-8.") from error
    except BoleError as error:
        raise BoleError(error.reason, f"{shown(Path(path.name))}: {error.message}") from error


def _model(kind: type[_M], text: str, name: str) -> _M:
    try:
        loaded: object = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError, LookupError, AttributeError) as error:
        raise _invalid(f"{name} is no YAML. Check indentation, colons and quotes.") from error
    try:
        return kind.model_validate(loaded)
    except ValidationError as error:
        raise _invalid(f"{name}: {_fault(error)}") from error


def _fault(error: ValidationError) -> str:
    """Names the field at fault and what it has to be; never what stands there."""
    first = error.errors(include_input=False, include_context=False)[0]
    field = ".".join(str(part) for part in first["loc"]) or "the file"
    return f"{field}: {first['msg']}."


def _digest(about: str, labels: str, postings: Mapping[str, JobPosting], documents: Mapping[str, Document]) -> str:
    whole = hashlib.sha256()
    texts = ((key, f"{one.title}\n{one.language_code}\n{one.text}".encode()) for key, one in sorted(postings.items()))
    contents = ((key, one.content) for key, one in sorted(documents.items()))
    for name, content in (("", about.encode()), ("", labels.encode()), *texts, *contents):
        whole.update(hashlib.sha256(name.encode()).digest() + hashlib.sha256(content).digest())
    return whole.hexdigest()


def _at(line: int, message: str) -> BoleError:
    return _invalid(f"labels.csv, line {line}: {message}")


def _invalid(message: str) -> BoleError:
    return BoleError(ErrorReason.ARGUMENT_INVALID, message)
