"""Finds what a resume tells of a person that no decision may rest on, and what they ask for."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from bole.domain.resume import PersonalFact, PersonalFactKind, Section, SectionKind
from bole.domain.spans import Span
from bole.lexicon.resources import load_mapping, mapping, strings
from bole.parsing.structure.lines import HAN, Line, Reading, lowered
from bole.parsing.structure.section_headings import heading_key, headings

_LONGEST_LABEL = 32
"""Code points before a colon that are looked at."""

_LONGEST_VALUE = 48
_MOST_WORDS = 5
"""Words of a label in Latin letters: "height & weight"."""

_MOST_WORDS_BELOW = 2
"""Words of a value that only its place tells, in Latin letters."""

_HEAD_LINES = 40
_LONGEST_ROW = 120
_LONGEST_PIECE = 32
_LONGEST_SENTENCE = 2000
_WORKING = frozenset({SectionKind.WORK, SectionKind.INTERNSHIP, SectionKind.PROJECTS, SectionKind.VOLUNTEER})
_CELL = re.compile(r"\s{2,}|\s*[|•·\t]\s*")
_PIECE = re.compile(rf"\s*[|•·/,、;:。]\s*|\s{{2,}}|\s-\s|(?<=[{HAN}])\s(?=[{HAN}\d])|(?<=[{HAN}\d])\s(?=[{HAN}])|[()]")
_BORDER = re.compile(r"\s{2,}|\s*[|;•。(]|\s-\s|\s/\s|,(?!\s?\d)(?!\s[^\W\d_])|$")
_OF_ONE_WORD = frozenset(
    {
        PersonalFactKind.GENDER,
        PersonalFactKind.ETHNICITY,
        PersonalFactKind.MARITAL_STATUS,
        PersonalFactKind.POLITICAL_STATUS,
        PersonalFactKind.NATIONALITY,
        PersonalFactKind.AGE,
        PersonalFactKind.BODY,
        PersonalFactKind.HEALTH,
    }
)
"""Their values in Chinese, Japanese and Korean hold no blank, and in other scripts no comma."""

_NO_DIGITS = re.compile(r"[^\W\d_][^\d:]{0,29}$")
_EAST_ASIAN = re.compile(rf"[{HAN}\uac00-\ud7af]")
_EDGE = " -:.,*_"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    labels: dict[str, PersonalFactKind]
    openings: frozenset[str]
    ordinary: frozenset[str]
    values: dict[PersonalFactKind, re.Pattern[str]]
    alone: re.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Label:
    """A label at [start, end) of a line; the value begins at `value`."""

    kind: PersonalFactKind
    start: int
    end: int
    value: int


def find_personal(reading: Reading, sections: Sequence[Section]) -> tuple[PersonalFact, ...]:
    """Returns the personal facts in text order, not overlapping; `fact` is the value alone.

    A value stands behind its label and a colon anywhere, behind a label alone in the next cell of the line or on
    the next line, and needs no label before the first work where nothing else looks like it (男, 28岁, 未婚).
    """
    working = [one.span for one in sections if one.kind in _WORKING]
    head = working[0].start if working else len(reading.text)
    openings = _words().openings
    found: list[PersonalFact] = []
    for index, line in enumerate(reading.lines):
        following = reading.lines[index + 1] if index + 1 < len(reading.lines) else None
        labels = [*_before_colons(line)] if ":" in line.text else []
        if labels:
            found += _behind_colons(reading, line, labels, following, at_work=_within(working, line))
        elif _opening(line.text) in openings and not _within(working, line):
            found += _in_cells(reading, line, following)
        if line.start < head and index < _HEAD_LINES:
            found += _alone(reading, line)
    return tuple(_apart(found))


def _within(spans: Sequence[Span], line: Line) -> bool:
    return any(span.contains(line.span) for span in spans)


def is_personal_label(text: str) -> bool:
    """Tells whether a text is a label of a personal fact, such as "到岗时间"."""
    return _key(text) in _words().labels


def _apart(found: Sequence[PersonalFact]) -> list[PersonalFact]:
    """Drops what a fact with a label states already."""
    labelled = _in_order(one for one in found if one.label is not None)
    starts = [one.fact.span.start for one in labelled]
    others: list[PersonalFact] = []
    for one in _in_order(one for one in found if one.label is None):
        place = bisect_left(starts, one.fact.span.end) - 1
        if place < 0 or not labelled[place].fact.span.overlaps(one.fact.span):
            others.append(one)
    return sorted([*labelled, *others], key=lambda one: one.fact.span)


def _in_order(found: Iterable[PersonalFact]) -> list[PersonalFact]:
    """Sorts facts by place and leaves out those that overlap one before."""
    kept: list[PersonalFact] = []
    for one in sorted(found, key=lambda one: one.fact.span):
        if not kept or one.fact.span.start >= kept[-1].fact.span.end:
            kept.append(one)
    return kept


def _opening(text: str) -> str:
    """Returns the first characters of a line: three, or two before a blank or a bar."""
    start = text[:3].lower()
    return start[:2] if start[2:] in {" ", "|", ""} else start


def _behind_colons(
    reading: Reading, line: Line, labels: Sequence[_Label], following: Line | None, *, at_work: bool
) -> Iterator[PersonalFact]:
    """Yields the values behind the labels of a line, or of its last label on the next line."""
    ends = [label.start for label in labels[1:]] + [len(line.text)]
    for label, end in zip(labels, ends, strict=True):
        if at_work and _key(line.text[label.start : label.end]) in _words().ordinary:
            continue
        if line.text[label.value : end].strip(_EDGE):
            yield from _fact(reading, label, line, label.value, end)
        elif following is not None and label is labels[-1] and ":" not in following.text:
            yield from _fact(reading, label, following, 0, len(following.text), above=line)


def _before_colons(line: Line) -> Iterator[_Label]:
    """Yields the labels before the colons of a line."""
    done = 0
    colon = line.text.find(":")
    while colon >= 0:
        label = _label_ending(line.text, max(done, colon - _LONGEST_LABEL), colon)
        if label is not None:
            yield label
            done = colon + 1
        colon = line.text.find(":", colon + 1)


def _label_ending(text: str, start: int, colon: int) -> _Label | None:
    """Finds the label that ends at a colon: the most words before it that are one."""
    labels = _words().labels
    before = text[start:colon].rstrip(" )*_")
    end = start + len(before)
    cuts = [0, *(match.end() for match in re.finditer(r"[\s|,;(*•·/-]+", before))]
    for cut in cuts[-_MOST_WORDS:] if len(cuts) > _MOST_WORDS else cuts:
        kind = labels.get(_key(before[cut:]))
        if kind is not None:
            return _Label(kind=kind, start=start + cut, end=end, value=colon + 1)
    joined = _spaced(before)
    return None if joined is None else _Label(kind=joined[0], start=start + joined[1], end=end, value=colon + 1)


def _spaced(before: str) -> tuple[PersonalFactKind, int] | None:
    """Reads a label that is set apart by blanks ("性 别") behind something else."""
    for size in (3, 5, 7):
        kind = _words().labels.get(_key(before[-size:])) if len(before) > size and before[-size] != " " else None
        if kind is not None and " " in before[-size:] and before[-size - 1] in " |,":
            return kind, len(before) - size
    return None


def _in_cells(reading: Reading, line: Line, following: Line | None) -> Iterator[PersonalFact]:
    """Reads tables: a label in one cell, its value in the next, or on the next line below a label alone."""
    cells = _cells(line.text[:_LONGEST_ROW])
    labels = _words().labels
    kinds = [labels.get(_key(line.text[low:high])) for low, high in cells]
    for number, ((low, high), kind) in enumerate(zip(cells, kinds, strict=True)):
        if kind is None:
            continue
        label = _Label(kind=kind, start=low, end=high, value=high)
        if number + 1 < len(cells):
            if kinds[number + 1] is None:
                yield from _fact(reading, label, line, cells[number + 1][0], cells[number + 1][1], strict=True)
        elif len(cells) == 1 and following is not None and _key(following.text) not in labels:
            yield from _fact(reading, label, following, 0, len(following.text), above=line, strict=True)


def _cells(text: str) -> list[tuple[int, int]]:
    """Divides a line at wide gaps and bars; where it has none, at single blanks beside Han ("性别 男 民族 汉")."""
    breaks = list(_CELL.finditer(text)) or [
        match for match in re.finditer(r"\s", text) if _EAST_ASIAN.match(text, match.start() - 1)
    ]
    edges = [0, *(edge for match in breaks for edge in match.span()), len(text)]
    return [(low, high) for low, high in zip(edges[::2], edges[1::2], strict=True) if text[low:high].strip()]


def _fact(
    reading: Reading, label: _Label, line: Line, low: int, high: int, *, above: Line | None = None, strict: bool = False
) -> Iterator[PersonalFact]:
    """Yields the value in [low, high) of a line, if it can be one of the kind of the label.

    Args:
        reading: The whole text.
        label: On `line`, or on the line `above`.
        line: Where the value stands.
        low: Code point of the line that the value begins at or after.
        high: Code point of the line that it ends at or before.
        above: The line of the label, where it is another.
        strict: Whether nothing but the place tells that it is the value.
    """
    size = len(line.text[low:high]) - len(line.text[low:high].lstrip(_EDGE))
    start = low + size
    text = line.text[start : min(high, start + _LONGEST_VALUE)]
    border = _BORDER.search(text)
    end = _end(label.kind, text[: border.start() if border else len(text)])
    value = text[:end].rstrip(" ,;*_")
    if not value or not _can_be(label.kind, value.lower(), strict=strict):
        return
    beside = above or line
    yield PersonalFact(
        kind=label.kind,
        fact=reading.fact(line.start + start, line.start + start + len(value)),
        label=reading.fact(beside.start + label.start, beside.start + label.end).span,
    )


def _end(kind: PersonalFactKind, text: str) -> int:
    """Returns where the value at the start of a text ends."""
    if kind not in _OF_ONE_WORD:
        return len(text)
    if _EAST_ASIAN.match(text):
        return next((match.start() for match in re.finditer(r"[\s,]", text)), len(text))
    comma = text.find(",")
    return comma if comma >= 0 else len(text)


def _can_be(kind: PersonalFactKind, value: str, *, strict: bool) -> bool:
    words = _words()
    if _key(value) in words.labels or (strict and heading_key(value) in headings().kinds):
        return False
    form = words.values.get(kind)
    if form is not None and not form.fullmatch(value):
        return False
    if form is None and not _NO_DIGITS.fullmatch(value):
        return False
    return not strict or _EAST_ASIAN.match(value) is not None or len(value.split()) <= _MOST_WORDS_BELOW


def _alone(reading: Reading, line: Line) -> Iterator[PersonalFact]:
    """Yields the pieces of a line that nothing but a personal fact looks like."""
    if len(line.text) > _LONGEST_SENTENCE:
        return
    lower = lowered(line.text)
    edges = [0, *(edge for match in _PIECE.finditer(lower) for edge in match.span()), len(lower)]
    for low, high in zip(edges[::2], edges[1::2], strict=True):
        piece = lower[low:high].rstrip(" .:")
        if not piece or len(piece) > _LONGEST_PIECE:
            continue
        match = _words().alone.fullmatch(piece)
        if match is not None and match.lastgroup is not None:
            start, end = match.span(match.lastgroup)
            kind = PersonalFactKind(match.lastgroup.rpartition("_")[0])
            yield PersonalFact(kind=kind, fact=reading.fact(line.start + low + start, line.start + low + end))


def _key(text: str) -> str:
    return re.sub(r"[\s*_]+", "", text).lower()


@cache
def _words() -> _Words:
    words = load_mapping("bole.parsing.structure", "personal.yaml")
    labels: dict[str, PersonalFactKind] = {}
    for kind, names in mapping(words["labels"]).items():
        labels.update({_key(name): PersonalFactKind(kind) for name in strings(names)})
    forms = {PersonalFactKind(kind): re.compile(str(form)) for kind, form in mapping(words["values"]).items()}
    alone = [
        _grouped(form, f"{PersonalFactKind(kind)}_{number}")
        for kind, listed in mapping(words["alone"]).items()
        for number, form in enumerate(strings(listed))
    ]
    openings = {name[:size] for name in [*labels, *strings(words["rows_begin"])] for size in _opening_sizes(name)}
    openings |= {f"{name[0]} {name[1:2]}" for name in labels if _EAST_ASIAN.match(name)}
    return _Words(
        labels=labels,
        openings=frozenset(openings),
        ordinary=frozenset(map(_key, strings(words["ordinary"]))),
        values=forms,
        alone=re.compile("|".join(alone)),
    )


def _opening_sizes(name: str) -> tuple[int, ...]:
    """Returns how many of its first characters tell a label: two or three where the next cell may follow at once."""
    return (2, 3) if _EAST_ASIAN.match(name) else (3,)


def _grouped(form: str, name: str) -> str:
    """Names the group of the value, which is the whole form where it marks none."""
    return form.replace("(?P<value>", f"(?P<{name}>") if "(?P<value>" in form else f"(?P<{name}>{form})"
