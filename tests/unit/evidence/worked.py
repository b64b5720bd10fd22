"""Turns a row of tests/data/worked_table.yaml into a resume, criteria and findings, and screens it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypedDict

import yaml

from bole.domain.documents import DocumentRole
from bole.domain.resume import HiddenText, HiddenTextKind
from bole.domain.rubric import Combination, Criterion, CriterionKind, Requirement, Rubric
from bole.domain.screening import (
    CriterionAssessment,
    Finding,
    Level,
    Provenance,
    ScreenedDocument,
    Screening,
    TermFinding,
)
from bole.evidence.conclusion import conclude
from bole.evidence.facts import assess_fact
from bole.evidence.reading import Reading
from bole.evidence.red_flags import red_flags
from bole.evidence.verification import verify
from tests.unit.evidence.written import ResumeWriter, criterion

TABLE = Path(__file__).resolve().parents[2] / "data" / "worked_table.yaml"


class Asked(TypedDict, total=False):
    """A criterion of a row."""

    text: str
    kind: str
    requirement: str
    gate: bool
    years: float
    degree: str
    language: str
    any_of: list[str]
    all_of: list[str]
    each: list[str]
    level: str
    quote: str
    found: dict[str, list[str]]


class Written(TypedDict, total=False):
    """The resume of a row."""

    entries: list[dict[str, object]]
    lines: list[str]
    degrees: list[dict[str, str]]
    certificates: list[str]
    languages: list[dict[str, str]]
    hidden: list[str]


class Row(TypedDict):
    """A row of the table."""

    case: str
    language: str
    resume: Written
    criteria: list[Asked]
    credits: list[int | None]
    expected: Mapping[str, object]


@dataclass(frozen=True)
class Worked:
    """A row, screened."""

    assessments: tuple[CriterionAssessment, ...]
    screening: Screening


def rows() -> tuple[datetime.date, list[Row]]:
    """Returns the date of the table and its rows."""
    table = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return table["as_of"], table["rows"]


def screened(row: Row, as_of: datetime.date) -> Worked:
    """Screens a row with the real checks."""
    language = row.get("language", "en")
    reading = _reading(row["resume"], language)
    pairs = [pair for asked in row["criteria"] for pair in _pairs(asked)]
    numbered = [(replace(one, criterion_id=f"c{place}"), asked) for place, (one, asked) in enumerate(pairs, start=1)]
    assessments = tuple(_answer(one, asked, reading, as_of, language) for one, asked in numbered)
    rubric = Rubric(title="", role="", language_code=language, criteria=tuple(one for one, _ in numbered))
    flags = red_flags((reading,), as_of, language)
    return Worked(
        assessments=assessments,
        screening=conclude(
            assessments=assessments,
            red_flags=flags,
            rubric=rubric,
            experience_evaluation="",
            warnings=(),
            provenance=provenance(as_of),
            language_code=language,
        ),
    )


def provenance(as_of: datetime.date) -> Provenance:
    """Returns a provenance of nothing in particular."""
    document = ScreenedDocument(document_digest="0" * 64, media_type="text/plain", role=DocumentRole.RESUME)
    return Provenance(
        candidate_id="c-1",
        documents=(document,),
        criteria_digest="a",
        rubric_digest="b",
        prompt_digest="",
        model_digest="",
        engine="rules",
        as_of=as_of,
    )


def _reading(written: Written, language: str) -> Reading:
    writer = ResumeWriter(languages=(language,))
    for entry in written.get("entries", []):
        writer.entry(
            str(entry["period"]),
            _strings(entry["statements"]),
            position=str(entry.get("position", "Engineer")),
            organization=str(entry.get("organization", "Northwind")),
        )
    for degree in written.get("degrees", []):
        writer.degree(degree["level"], degree["area"], degree["period"])
    for certificate in written.get("certificates", []):
        writer.certificate(certificate)
    for spoken in written.get("languages", []):
        writer.language(spoken["code"], spoken["name"], spoken["fluency"])
    for line in written.get("lines", []):
        writer.line(line)
    hidden = [HiddenText(kind=HiddenTextKind.COLOR, excerpt=text, page_number=1) for text in written.get("hidden", [])]
    return writer.reading(hidden=hidden)


def _pairs(asked: Asked) -> list[tuple[Criterion, Asked]]:
    if "each" not in asked:
        return [(_criterion(asked), asked)]
    single: list[Asked] = [
        {"text": term, "requirement": asked["requirement"], "any_of": [term], "found": _found(asked, term)}
        for term in asked["each"]
    ]
    return [(_criterion(one), one) for one in single]


def _found(asked: Asked, term: str) -> dict[str, list[str]]:
    return {term: [asked["level"], asked["quote"].format(term=term)]} if "level" in asked else {}


def _criterion(asked: Asked) -> Criterion:
    combination = Combination.ALL_OF if "all_of" in asked else Combination.ANY_OF
    one = criterion(
        "c",
        asked["text"],
        kind=CriterionKind(asked.get("kind", "SKILL")),
        requirement=Requirement(asked["requirement"]),
        terms=asked.get("all_of") or asked.get("any_of") or (),
        combination=combination,
        gate=asked.get("gate", False),
    )
    return replace(
        one,
        min_years=asked.get("years"),
        min_degree=asked.get("degree", ""),
        language_code=asked.get("language", ""),
    )


def _answer(one: Criterion, asked: Asked, reading: Reading, as_of: datetime.date, language: str) -> CriterionAssessment:
    if one.kind.answered_by_fact:
        return assess_fact(one, reading, as_of, language)
    told = asked.get("found", {})
    terms = [
        TermFinding(term=term.name, level=Level(told[term.name][0]), quotes=(told[term.name][1],))
        if term.name in told
        else TermFinding(term=term.name, level=Level.ABSENT)
        for term in one.terms
    ]
    finding = Finding(criterion_id=one.criterion_id, level=terms[0].level, terms=tuple(terms))
    return verify(one, [(reading, finding)], language)


def _strings(value: object) -> Sequence[str]:
    return [str(item) for item in value] if isinstance(value, list) else []
