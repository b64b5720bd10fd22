"""Builds the sets that `make evaluate` measures on, from data beside the repository; nothing of it is kept here.

python tools/labelled_datasets.py ../shared/data build/datasets

Of `match_yc4640` the postings with an odd number, and of `category_updatedresume` every second document of a class, are
the part `dev`: rules and prompts may be tuned with it. All else is the part `judge`.

`match_screening_table` is left out: its decisions of recruiters are none. All 1,000 follow from a score beside them (65
and more is a "Hire"), and its candidates are rows of a table, without a sentence that could prove anything.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

POSTINGS = Path(__file__).resolve().parents[1] / "benchmarks" / "postings"
"""One for each class of `category_updatedresume`, written from the name of the class alone."""

_DEV, _JUDGE = "dev", "judge"
_MATCHES = {
    ("senior_software_engineer", "software_engineer"): 3,
    ("data_scientist", "data_scientist"): 3,
    ("junior_developer", "junior_developer"): 3,
    ("data_scientist", "software_engineer"): 2,
    ("senior_software_engineer", "data_scientist"): 2,
    ("senior_software_engineer", "junior_developer"): 1,
    ("data_scientist", "junior_developer"): 1,
}
"""Posting and resume of `match_skillora` with what its authors expect: 3 for high, 2 for medium, 1 for low."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of labels.csv."""

    posting_id: str
    document_id: str
    rater_id: str
    grade: float
    profession: str = ""
    split: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A set before it is written; texts by identifier."""

    about: Mapping[str, object]
    postings: Mapping[str, str]
    documents: Mapping[str, str]
    labels: tuple[Row, ...] = field(default_factory=tuple)


def builders() -> Mapping[str, Callable[[Path], Built]]:
    """Returns what builds each set, by name: a function of the folder of data."""
    return {
        "match_yc4640": yc4640,
        "category_updatedresume": updatedresume,
        "match_gdg": gdg,
        "match_skillora": skillora,
    }


def yc4640(data: Path) -> Built:
    """Builds the set of graded pairs of postings and resumes."""
    folder = data / "labelled" / "match_yc4640"
    grades = [
        Row(
            posting_id=one["job_id"],
            document_id=one["resume_id"],
            rater_id="llm",
            grade=one["label"],
            split=_DEV if int(one["job_id"].rpartition("_")[2]) % 2 else _JUDGE,
        )
        for one in _json_lines(folder / "labels_suggested.jsonl")
    ]
    return Built(
        about=_about(
            "match_yc4640",
            "50 postings and 15 resumes of machine learning and back-end work, made up; 750 grades 1 to 5, by a "
            "language model and with little spread.",
            relevant_from=3,
        ),
        postings={one["job_id"]: _posting(one) for one in _json_lines(folder / "jobs.jsonl")},
        documents={one["resume_id"]: _resume(one) for one in _json_lines(folder / "resumes.jsonl")},
        labels=tuple(grades),
    )


def updatedresume(data: Path) -> Built:
    """Builds the set of texts in classes: those of a class fit the posting of the class, and no other."""
    path = data / "labelled" / "category_updatedresume" / "UpdatedResumeDataSet_unique.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    seen: Counter[str] = Counter()
    documents: dict[str, tuple[str, str, str]] = {}
    for row in rows:
        name = _name(row["Category"])
        seen[name] += 1
        split = _JUDGE if seen[name] % 2 else _DEV
        documents[f"{name}_{seen[name]:02}"] = (name, split, row["Resume"])
    postings = {path.stem: path.read_text(encoding="utf-8") for path in sorted(POSTINGS.glob("*.txt"))}
    return Built(
        about=_about(
            "category_updatedresume",
            "167 texts of resumes in 25 classes; a text fits the posting of its class alone, which was written from "
            "the name of the class. Classes lie close together, such as two kinds of testing.",
        ),
        postings=postings,
        documents={key: text for key, (_, _, text) in documents.items()},
        labels=tuple(
            Row(
                posting_id=posting,
                document_id=key,
                rater_id="class",
                grade=int(posting == name),
                profession=posting,
                split=split,
            )
            for posting in postings
            for key, (name, split, _) in documents.items()
        ),
    )


def gdg(data: Path) -> Built:
    """Builds the order check of five postings and five resumes that belong together by name."""
    folder = data / "labelled" / "match_gdg"
    postings = _texts((folder / "job_descriptions").glob("jd_*.txt"), "jd_")
    documents = _texts((folder / "resumes").glob("resume_*.txt"), "resume_")
    return Built(
        about=_about(
            "match_gdg", "An order check: 5 short postings and 5 short resumes, matched by the name of the role."
        ),
        postings=postings,
        documents=documents,
        labels=tuple(
            Row(posting_id=one, document_id=other, rater_id="authors", grade=int(one == other), profession=one)
            for one in postings
            for other in documents
        ),
    )


def skillora(data: Path) -> Built:
    """Builds the order check of seven pairs with the match that their authors expect."""
    postings = _texts((data / "labelled" / "match_skillora" / "job_descriptions").glob("*_jd.txt"), "", "_jd")
    resumes = (data / "resumes" / "source").glob("moussa101_Skillora__test_data__resumes__*_resume.txt")
    documents = _texts(resumes, "moussa101_Skillora__test_data__resumes__", "_resume")
    return Built(
        about=_about("match_skillora", "An order check: 7 pairs of 3 postings and 3 resumes, high, medium or low.", 3),
        postings=postings,
        documents=documents,
        labels=tuple(
            Row(posting_id=posting, document_id=document, rater_id="authors", grade=grade)
            for (posting, document), grade in _MATCHES.items()
        ),
    )


def write(built: Built, folder: Path) -> None:
    """Writes a set as a folder, in place of one that is there."""
    shutil.rmtree(folder, ignore_errors=True)
    for part, texts in (("postings", built.postings), ("documents", built.documents)):
        (folder / part).mkdir(parents=True)
        for key, text in texts.items():
            (folder / part / f"{key}.txt").write_text(text, encoding="utf-8")
    about = yaml.safe_dump(dict(built.about), sort_keys=False, allow_unicode=True)
    (folder / "dataset.yaml").write_text(about, encoding="utf-8")
    columns = list(Row.__dataclass_fields__)
    with (folder / "labels.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([f"{getattr(row, name)}" for name in columns] for row in built.labels)


def _about(name: str, about: str, relevant_from: float = 1) -> dict[str, object]:
    return {"name": name, "about": about, "languages": ["en"], "relevant_from": relevant_from}


def _posting(job: Mapping[str, Any]) -> str:
    """Writes a posting as a recruiter would, from the parts that say what is asked for."""
    level = [f"Level: {job['level']}"] if job["level"] else []
    return "\n".join(
        (
            job["title"],
            *level,
            "",
            "Responsibilities",
            job["responsibilities"],
            "",
            "Requirements",
            job["requirements_text"],
            "",
            "Skills",
            *(f"- {skill}" for skill in job["skills"]),
            "",
        )
    )


def _resume(resume: Mapping[str, Any]) -> str:
    parts = (
        ("Experience", resume["experience"]),
        ("Projects", resume["projects"]),
        ("Skills", ", ".join(resume["skills"])),
        ("Education", resume["education"]),
    )
    return "\n".join(f"{heading}\n{text}\n" for heading, text in parts if text)


def _json_lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        yield from (json.loads(line) for line in file if line.strip())


def _texts(paths: Iterable[Path], before: str, after: str = "") -> dict[str, str]:
    return {
        path.stem.removeprefix(before).removesuffix(after): path.read_text(encoding="utf-8") for path in sorted(paths)
    }


def _name(category: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", category.lower())


def main(arguments: Sequence[str] | None = None) -> None:
    """Builds all sets whose data is there; `arguments` are those of the command line when left out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder that holds labelled/ and resumes/")
    parser.add_argument("out", type=Path, help="folder to write the sets into")
    asked = parser.parse_args(arguments)
    for name, build in builders().items():
        if not (asked.data / "labelled" / name).is_dir():
            print(f"{name}: its data is not there")
            continue
        write(build(asked.data), asked.out / name)
        print(f"{name}: written")


if __name__ == "__main__":
    main()
