"""Writes candidates as JSON Resume (https://jsonresume.org/schema, 1.0.0), one document each."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO
from urllib.parse import urlsplit

from bole.domain.resume import EducationEntry, EntryKind, Fact, WorkEntry
from bole.reports.cells import portable_text
from bole.reports.people import A_PERSON_DECIDES, Person, end_text, people, start_text, stated
from bole.reports.ranking import RankedCandidate

SCHEMA = "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"

JsonObject = dict[str, object]

_NOT_IN_A_FILE_NAME = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST_FILE_NAME = 80
_FIRST_TIME = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the archive, so that the same candidates give the same bytes."""


def write_json_resumes(ranked: Iterable[RankedCandidate], out: BinaryIO) -> None:
    """Writes a zip with one document for each screened candidate, named by place and `item_id`; duplicates once.

    Args:
        ranked: The candidates in their order with their profiles, read one at a time.
        out: Where the bytes go.

    Raises:
        BoleError: ARGUMENT_INVALID where a candidate comes without a profile.
    """
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, person in enumerate(people(ranked), start=1):
            name = _NOT_IN_A_FILE_NAME.sub("_", person.candidate.item_id)[:_LONGEST_FILE_NAME]
            content = json.dumps(json_resume(person), ensure_ascii=False, indent=2)
            entry = zipfile.ZipInfo(f"{number:06d}-{name}.json", _FIRST_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, f"{content}\n".encode())


def json_resume(person: Person) -> JsonObject:
    """Returns a candidate as a JSON Resume; what is not stated is left out.

    `meta.bole` holds rank, score, recommendation, date and digests. Gender, age and whatever else nobody may be judged
    on is not part of it.
    """
    profile = person.profile
    work = [entry for entry in profile.work if entry.kind in {EntryKind.EMPLOYMENT, EntryKind.INTERNSHIP}]
    return _filled(
        {
            "$schema": SCHEMA,
            "basics": _basics(person),
            "work": [_work(entry) for entry in work],
            "volunteer": [_volunteer(entry) for entry in profile.work if entry.kind is EntryKind.VOLUNTEER],
            "education": [_education(entry) for entry in profile.education],
            "certificates": [{"name": stated(entry.name)} for entry in profile.certificates],
            "skills": [_filled({"name": stated(one.name), "level": stated(one.level)}) for one in profile.skills],
            "languages": [
                _filled({"language": stated(one.name), "fluency": stated(one.fluency)}) for one in profile.languages
            ],
            "projects": [_project(entry) for entry in profile.work if entry.kind is EntryKind.PROJECT],
            "meta": _meta(person),
        }
    )


def _basics(person: Person) -> JsonObject:
    basics = person.profile.basics
    links = person.links
    return _filled(
        {
            "name": person.name,
            "label": stated(basics.label),
            "email": person.email,
            "phone": person.phone,
            "url": links[0] if links else "",
            "summary": stated(basics.summary),
            "location": _filled({"address": stated(basics.location)}),
            "profiles": [{"network": urlsplit(link).hostname or "", "url": link} for link in links[1:]],
        }
    )


def _work(entry: WorkEntry) -> JsonObject:
    kind = "internship" if entry.kind is EntryKind.INTERNSHIP else ""
    return _filled(
        {
            "name": stated(entry.organization),
            "position": stated(entry.position),
            "kind": kind,
            **_period(entry),
            "highlights": _values(entry.highlights),
        }
    )


def _volunteer(entry: WorkEntry) -> JsonObject:
    return _filled(
        {
            "organization": stated(entry.organization),
            "position": stated(entry.position),
            **_period(entry),
            "highlights": _values(entry.highlights),
        }
    )


def _project(entry: WorkEntry) -> JsonObject:
    name, role = stated(entry.organization), stated(entry.position)
    return _filled(
        {
            "name": name or role,
            "roles": [role] if name and role else [],
            **_period(entry),
            "highlights": _values(entry.highlights),
        }
    )


def _education(entry: EducationEntry) -> JsonObject:
    return _filled(
        {
            "institution": stated(entry.institution),
            "area": stated(entry.area),
            "studyType": stated(entry.degree),
            **_period(entry),
        }
    )


def _period(entry: WorkEntry | EducationEntry) -> JsonObject:
    return {"startDate": start_text(entry.dates), "endDate": end_text(entry.dates)}


def _meta(person: Person) -> JsonObject:
    screening, candidate = person.screening, person.candidate
    origin, interval = screening.provenance, screening.score_interval
    as_of = origin.as_of.isoformat()
    return {
        "version": "v1.0.0",
        "lastModified": f"{as_of}T00:00:00",
        "bole": {
            "item_id": portable_text(candidate.item_id),
            "candidate_id": portable_text(origin.candidate_id),
            "rank": person.ranked.rank,
            "tied": person.ranked.tied,
            "match_score": screening.match_score,
            **({} if interval is None else {"score_low": interval.low, "score_high": interval.high}),
            "rank_score": screening.rank_score,
            "coverage": screening.coverage,
            "recommendation": screening.recommendation.value,
            "recommendation_reason": portable_text(screening.recommendation_reason),
            "as_of": as_of,
            "engine": origin.engine,
            "documents": [one.document_digest for one in origin.documents],
            "criteria_digest": origin.criteria_digest,
            "rubric_digest": origin.rubric_digest,
            "prompt_digest": origin.prompt_digest,
            "model_digest": origin.model_digest,
            "same_candidate": list(map(portable_text, candidate.same_candidate)),
            "note": A_PERSON_DECIDES,
        },
    }


def _values(facts: Sequence[Fact]) -> list[str]:
    return list(map(stated, facts))


def _filled(values: JsonObject) -> JsonObject:
    return dict(_with_content(values))


def _with_content(values: JsonObject) -> Iterator[tuple[str, object]]:
    for key, value in values.items():
        if value not in ("", [], {}):
            yield key, value
