"""How well profiles name what people labelled in real resumes: F1 by field, in English and in Chinese.

English: resumes with labels of `ner_dotin`. Chinese: biographies of executives of `ner_resumener_zh`, a sentence or so
to each block; blocks are joined to one document until one begins with another name, as the same person goes on.

A field is compared by its values: a document's equal texts are one value, found where any of its labelled places
is met by a place in the profile. `trimmed` asks for the same place without blanks and marks at the ends, `overlap` for
a common character. What a profile does not hold (places of work beside that of the person) counts as missed.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bole.domain.resume import EducationEntry, EntryKind, Fact, PersonalFactKind, Profile
from bole.domain.spans import Span
from bole.parsing.structure.dates import find_dates
from bole.parsing.structure.outline import structure
from documents import SHARED_LABELLED

_LABEL = re.compile(r'<label type="([^"]*)">(.*?)</label>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_CONNECTION = re.compile(r"[\s,.():-]{0,4}(?:(?:degree )?(?:in|of)\s)?[\s\"]{0,2}", re.IGNORECASE)
_ESCAPES = re.compile(r"(?:\\x[0-9a-f]{2})+")
_LISTED = re.compile(r"[、，；;/]|(?<=[\u4e00-\u9fff])(?:以及|和|及|兼任?)(?=[\u4e00-\u9fff])")

EN_FIELDS = {
    "Name": "name",
    "Designation": "position",
    "Companies worked at": "organization",
    "Degree": "degree",
    "College Name": "institution",
    "Graduation Year": "graduation",
    "Tech Tools": "skill",
    "Job Specific Skills": "skill",
    "Soft Skills": "skill",
    "Location": "location",
    "Email Address": "email",
    "Years of Experience": "experience",
}
ZH_FIELDS = {
    "NAME": "name",
    "ORG": "organization",
    "TITLE": "title",
    "EDU": "degree",
    "PRO": "area",
    "CONT": "nationality",
    "RACE": "ethnicity",
    "LOC": "location",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A text and what people labelled in it, as (field, place)."""

    text: str
    places: tuple[tuple[str, Span], ...]


@dataclass(slots=True)
class Counts:
    """What was found of one field, and what was right of it."""

    labelled: int = 0
    found: int = 0
    named: int = 0
    right: int = 0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, in [0, 1]."""
        precision = self.right / self.named if self.named else 0.0
        recall = self.found / self.labelled if self.labelled else 0.0
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0

    def add(self, other: Counts) -> None:
        """Adds the counts of another field or document."""
        self.labelled += other.labelled
        self.found += other.found
        self.named += other.named
        self.right += other.right


def measure() -> dict[str, float]:
    """Returns `profile_f1_<language>_<field>_<way>` of the test parts, and without a field the same over all fields."""
    parts: list[tuple[str, list[Labelled], Callable[[str], list[tuple[str, Span]]]]] = [
        ("en", english("test"), english_places),
        ("zh", chinese("dev"), chinese_places),
    ]
    figures: dict[str, float] = {}
    for language, documents, profile_places in parts:
        for name, counts in count(documents, profile_places).items():
            field, way = name
            figures["_".join(["profile_f1", language, *([field] if field else []), way])] = counts.f1
    return figures


def count(
    documents: Iterable[Labelled], profile_places: Callable[[str], list[tuple[str, Span]]]
) -> dict[tuple[str, str], Counts]:
    """Compares profiles with labels: counts by (field, way), with "" for all fields together."""
    total: dict[tuple[str, str], Counts] = defaultdict(Counts)
    for document in documents:
        named = _by_value(document.text, profile_places(document.text))
        labelled = _by_value(document.text, document.places)
        for field in {*named, *labelled}:
            for way, meets in (("trimmed", Span.__eq__), ("overlap", Span.overlaps)):
                counts = _compare(labelled.get(field, []), named.get(field, []), meets)
                total[field, way].add(counts)
                total["", way].add(counts)
    return dict(sorted(total.items()))


def _compare(labelled: list[list[Span]], named: list[list[Span]], meets: Callable[[Span, Span], bool]) -> Counts:
    def met(places: list[Span], others: list[list[Span]]) -> bool:
        return any(meets(one, other) for one in places for spans in others for other in spans)

    return Counts(
        labelled=len(labelled),
        found=sum(met(places, named) for places in labelled),
        named=len(named),
        right=sum(met(places, labelled) for places in named),
    )


def _by_value(text: str, places: Iterable[tuple[str, Span]]) -> dict[str, list[list[Span]]]:
    """Groups the places of each field by their text."""
    grouped: dict[str, dict[str, list[Span]]] = defaultdict(lambda: defaultdict(list))
    for field, span in places:
        trimmed = _trimmed(text, span)
        if trimmed is not None:
            grouped[field][" ".join(trimmed.of(text).casefold().split())].append(trimmed)
    return {field: list(values.values()) for field, values in grouped.items()}


def _trimmed(text: str, span: Span) -> Span | None:
    """Leaves out blanks, marks and symbols at the ends, but not those of names such as C++ and C#."""
    start, end = span.start, span.end
    while start < end and not text[start].isalnum() and text[start] != ".":
        start += 1
    while start < end and not text[end - 1].isalnum() and text[end - 1] not in "+#":
        end -= 1
    return Span(start, end) if start < end else None


def english(part: str) -> list[Labelled]:
    """Reads the resumes of a part ("train" or "test")."""
    files = sorted((SHARED_LABELLED / "ner_dotin" / part).glob("*.xml"))
    return [_english(path) for path in files]


def _english(path: Path) -> Labelled:
    source = unicodedata.normalize("NFC", path.read_text(encoding="utf-8"))
    text, places, done = "", [], 0
    for match in _LABEL.finditer(source):
        text += _unmarked(source[done : match.start()])
        inside = _unmarked(match[2])
        places.append((EN_FIELDS[match[1]], Span(len(text), len(text) + len(inside))))
        text += inside
        done = match.end()
    return Labelled(text=text + _unmarked(source[done:]), places=tuple(places))


def _unmarked(source: str) -> str:
    """Takes tags out, and decodes bytes that were written as escapes when the data was made."""
    text = html.unescape(_TAG.sub("", source))
    return _ESCAPES.sub(lambda match: bytes.fromhex(match.group().replace("\\x", "")).decode(errors="ignore"), text)


def chinese(part: str) -> list[Labelled]:
    """Reads the biographies of a part ("train" or "dev")."""
    source = (SHARED_LABELLED / "ner_resumener_zh" / f"{part}.char.bmes").read_text(encoding="utf-8")
    blocks = [_block(block) for block in source.split("\n\n") if block.strip()]
    joined: list[list[Labelled]] = []
    current = ""
    for block in blocks:
        first = next((span.of(block.text) for field, span in block.places if field == "name" and span.start == 0), "")
        if not joined or (first and first != current):
            joined.append([])
            current = first
        joined[-1].append(block)
    return [_joined(blocks) for blocks in joined]


def _block(block: str) -> Labelled:
    text, places, start = "", [], 0
    for line in block.split("\n"):
        if not line.strip():
            continue
        character, _, tag = line.rpartition(" ")
        position, _, label = tag.partition("-")
        if position in {"B", "S"}:
            start = len(text)
        text += character
        if position in {"E", "S"}:
            places.append((ZH_FIELDS[label], Span(start, len(text))))
    return Labelled(text=text, places=tuple(places))


def _joined(blocks: list[Labelled]) -> Labelled:
    text, places = "", []
    for block in blocks:
        places += [(field, Span(span.start + len(text), span.end + len(text))) for field, span in block.places]
        text += block.text + "\n"
    return Labelled(text=text, places=tuple(places))


def english_places(text: str) -> list[tuple[str, Span]]:
    """Returns where the profile of a text finds each field of the English labels."""
    profile = structure(text).profile
    basics = profile.basics
    employed = [entry for entry in profile.work if entry.kind is not EntryKind.PROJECT]
    return [
        *_facts("name", [basics.name]),
        *_facts("position", [basics.label, *(entry.position for entry in profile.work)]),
        *_facts("organization", [entry.organization for entry in employed]),
        *(("degree", span) for entry in profile.education for span in _degree(text, entry)),
        *_facts("institution", [entry.institution for entry in profile.education]),
        *(("graduation", span) for span in _graduations(text, profile)),
        *_facts("skill", [entry.name for entry in profile.skills]),
        *_facts("location", [basics.location]),
        *_facts("email", basics.emails),
        *_facts("experience", profile.claimed_years),
        *(("experience", entry.dates_span) for entry in employed if entry.dates_span is not None),
    ]


def chinese_places(text: str) -> list[tuple[str, Span]]:
    """Returns where the profile of a text finds each field of the Chinese labels.

    What stands in a list ("董事、副总经理") is several titles. The labels call party membership and professional titles
    such as 高级工程师 titles too: they are compared with the political status and the certificates.
    """
    profile = structure(text).profile
    basics = profile.basics
    personal: dict[PersonalFactKind, list[Fact]] = defaultdict(list)
    for one in basics.personal:
        personal[one.kind].append(one.fact)
    titles = [
        basics.label,
        *(entry.position for entry in profile.work),
        *(entry.name for entry in profile.certificates),
        *personal[PersonalFactKind.POLITICAL_STATUS],
    ]
    organizations = [entry.organization for entry in profile.work] + [one.institution for one in profile.education]
    return [
        *_facts("name", [basics.name]),
        *_facts("organization", organizations),
        *(("title", part) for fact in titles if fact is not None for part in _listed(fact)),
        *_facts("degree", [entry.degree for entry in profile.education]),
        *(("area", _with_word(text, entry.area.span, "专业")) for entry in profile.education if entry.area is not None),
        *_facts("nationality", personal[PersonalFactKind.NATIONALITY]),
        *_facts("ethnicity", personal[PersonalFactKind.ETHNICITY]),
        *_facts("location", [basics.location]),
        *(("location", _with_word(text, fact.span, "人")) for fact in personal[PersonalFactKind.NATIVE_PLACE]),
    ]


def _with_word(text: str, span: Span, word: str) -> Span:
    """Takes the word behind an area ("major") or a native place ("person") in, as the labels do."""
    return Span(span.start, span.end + (len(word) if text.startswith(word, span.end) else 0))


def _facts(field: str, facts: Iterable[Fact | None]) -> Iterator[tuple[str, Span]]:
    yield from ((field, fact.span) for fact in facts if fact is not None)


def _listed(fact: Fact) -> Iterator[Span]:
    start = 0
    for match in [*_LISTED.finditer(fact.value), None]:
        end = match.start() if match else len(fact.value)
        yield Span(fact.span.start + start, fact.span.start + end)
        start = match.end() if match else end


def _degree(text: str, entry: EducationEntry) -> Iterator[Span]:
    """Yields a degree with its area where that follows at once, as one label names both ("BSc in Physics")."""
    degree, area = entry.degree, entry.area
    if degree is None:
        return
    end = degree.span.end
    if area is not None and _CONNECTION.fullmatch(text[end : max(end, area.span.start)]) and area.span.start >= end:
        end = area.span.end
    yield Span(degree.span.start, end)


def _graduations(text: str, profile: Profile) -> Iterator[Span]:
    """Yields the dates that the educations took over, as they stand in their lines."""
    for entry in profile.education:
        if entry.dates is None:
            continue
        for mention in find_dates(entry.span.of(text)):
            if (mention.dates.end or mention.dates.start) == (entry.dates.end or entry.dates.start):
                yield mention.moved(entry.span.start).span
