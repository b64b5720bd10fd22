"""Finds who the candidate is: name, label, contacts, place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from bole.domain.resume import Basics, Fact, Section, SectionKind
from bole.domain.spans import Span
from bole.lexicon.resources import load_mapping, mapping, strings
from bole.parsing.structure.contacts import find_emails, find_phones, find_urls
from bole.parsing.structure.dates import find_plain_dates
from bole.parsing.structure.lines import HAN, Line, Reading
from bole.parsing.structure.personal import find_personal, is_personal_label
from bole.parsing.structure.section_headings import headings
from bole.parsing.structure.work_words import names_organization, names_position

_HEAD_LINES = 14
"""Lines at the top of a resume that may hold personal facts without a label."""

_NAME_LINES = 6
_LETTERS = re.compile(r"[^\W\d_]{2}|[^\W\d_]\s[^\W\d_]|[\u3400-\u9fff]")
_QUOTES = " \"'“”«»"
_SHORTEST_SUMMARY = 15
_LONGEST_LABEL = 24
_HAN_NAME = re.compile(
    rf"[\uac00-\ud7af]{{2,4}}$|(?:[{HAN}]{{2,4}}|[{HAN}](?:\s[{HAN}]){{1,3}}|[{HAN}]{{2,6}}·[{HAN}]{{2,6}})(?=$|[\s,，(（|/·:：]|[A-Za-z])"
)
_LATIN_NAME = re.compile(r"[^\W\d_][\w.'-]*(?:\s+(?:[^\W\d_][\w.'-]*|\"[\w]+\"|\([\w]+\))){1,4}$")
_PROSE_NAME = re.compile(
    rf"([{HAN}]{{2,4}})(?:先生|女士)?\s*[,，:：]\s*(?:男|女|\d{{4}}年|\d{{2}}岁|中国|汉族|本科|硕士|博士|经济师|高级)|([{HAN}]{{2,4}})(?:先生|女士)"
)
_SUFFIX = re.compile(
    r"(?:,\s*(?:[A-Z][A-Za-z.]{1,6}|[A-Z]{2,5}))+$|\s+(?:resume|résumé|cv|curriculum vitae)$|\s*的?(?:个人)?简历$",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    r"\s*[|｜•·]\s*|\s{2,}|\s[-–—/]\s|\s*[,，;；]\s*(?=\+?\d|\S{1,64}@)|(?<=\d)\s*[,，;；]\s*|(?<=\d)\s+(?=[\u4e00-\u9fff])"
)
_LABELLED = re.compile(r"([^:\n|]{2,24}?)\s*:\s*([^\n|]+?)(?=\s{2,}|\s*[|•]|\s[^\s:|]{2,8}:|$)")
_TOWN = r"[A-Z][a-z.'-]{1,20}"
_CITY = re.compile(r"[A-Z][\w.'-]+(?:[\s-][A-Z]?[\w.'-]+){0,3}(?:,\s*[A-Z][\w. ]{1,20}){0,2}")


_HELD = re.compile(
    "[^ -~]{0,6}(?:先后|历任|曾任|现任|兼任|担任|出任|任职|同时|任)"
    "|[^ -~]{4,40}(?:公司|集团|银行|大学|学院|事务所|研究院)"
)
"""A post at an organisation is work rather than what somebody is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    labels: dict[str, str]
    not_a_name: re.Pattern[str]
    places: re.Pattern[str]
    beside_state: re.Pattern[str]


def find_basics(reading: Reading, sections: Sequence[Section]) -> Basics:
    """Returns the personal facts; each is missing where the text does not plainly state it."""
    if not reading.lines:
        return Basics()
    head = _head(reading, sections)
    emails = find_emails(reading)
    until = _contacts_end(reading, sections)
    labelled = _labelled(reading, reading.lines[: _HEAD_LINES * 3])
    name = labelled.get("name") or _name(reading, head)
    if name is not None and not _LETTERS.search(name.value):
        name = None
    return Basics(
        name=name,
        label=labelled.get("label") or _label(reading, head, name),
        emails=emails,
        phones=find_phones(reading, until),
        urls=find_urls(reading, emails, until),
        location=labelled.get("location") or _location(reading, head, name),
        summary=_summary(reading, sections),
        personal=find_personal(reading, sections),
    )


def _head(reading: Reading, sections: Sequence[Section]) -> tuple[Line, ...]:
    """Returns the lines before the first heading that tells more than who someone is."""
    end = next((one.span.start for one in sections if one.kind is not SectionKind.BASICS), len(reading.text))
    lines = [line for line in reading.lines if line.start < end]
    if not lines:  # a resume may begin with its summary, or a column of skills
        lines = list(reading.lines[:_NAME_LINES])
    return tuple(lines[:_HEAD_LINES])


def _contacts_end(reading: Reading, sections: Sequence[Section]) -> int:
    """Returns the end of the part that may hold telephone numbers: all but the sections about work."""
    ends = [one.span.start for one in sections if one.kind in {SectionKind.WORK, SectionKind.PROJECTS}]
    contact = [one.span.end for one in sections if one.kind is SectionKind.BASICS]
    return max([min(ends, default=len(reading.text)), *contact])


def _labelled(reading: Reading, lines: Sequence[Line]) -> dict[str, Fact]:
    found: dict[str, Fact] = {}
    labels = _words().labels
    for index, line in enumerate(lines):
        for match in _LABELLED.finditer(line.text) if ":" in line.text else ():
            kind = labels.get(_key(match[1])) or labels.get(_key(match[1].rsplit("  ")[-1]))
            if kind is not None and kind not in found:
                found[kind] = reading.fact(line.start + match.start(2), line.start + match.end(2))
        kind = labels.get(_key(line.text)) if len(line.text) <= _LONGEST_LABEL else None
        if kind is not None and kind not in found and index + 1 < len(lines):
            following = lines[index + 1]
            if len(following.text) <= 40 and _key(following.text) not in labels and ":" not in following.text:
                found[kind] = reading.fact(following.start, following.end)
    return found


def _name(reading: Reading, lines: Sequence[Line]) -> Fact | None:
    for line in lines[:_NAME_LINES]:
        prose = _PROSE_NAME.match(line.text)
        if prose is not None:
            group = 1 if prose[1] else 2
            return reading.fact(line.start + prose.start(group), line.start + prose.end(group))
        if (span := _name_in(line)) is not None:
            return reading.fact(span.start, span.end)
    return None


def _name_in(line: Line) -> Span | None:
    opening = len(line.text) - len(line.text.lstrip(_QUOTES))
    first = _SPLIT.split(line.text[opening:], maxsplit=1)[0].rstrip(_QUOTES + ",")
    suffix = _SUFFIX.search(first)
    text = first[: suffix.start()] if suffix else first
    if not 2 <= len(text) <= 40 or any(character.isdigit() for character in text) or "@" in text:
        return None
    if _words().not_a_name.search(text) or headings().lookup(text) is not None or _is_label(text):
        return None
    start = line.start + opening
    han = _HAN_NAME.match(text)
    if han is not None:
        return Span(start, start + len(text)) if not names_position(text) else None
    if re.search(rf"[{HAN}]", text) or names_position(text) or not _LATIN_NAME.match(text):
        return None
    tokens = re.findall(r"[^\W\d_][\w.'-]*", text)
    if not all(token[0].isupper() or not token[0].islower() or token in _PARTICLES for token in tokens):
        return None
    return Span(start, start + len(text))


def _is_label(text: str) -> bool:
    label = text.split(":", maxsplit=1)[0]
    return _key(label) in _words().labels or is_personal_label(label)


_PARTICLES = frozenset(
    {"de", "da", "di", "van", "von", "der", "den", "la", "le", "bin", "al", "el", "dos", "del", "y", "ter", "ibn"}
)


def _label(reading: Reading, lines: Sequence[Line], name: Fact | None) -> Fact | None:
    """Reads the position that stands under the name."""
    for line in lines[: _NAME_LINES + 2]:
        if line.bullet or (name is not None and line.end <= name.span.start):
            continue
        for piece in _pieces(line):
            text = piece.of(reading.plain)
            if (name is not None and piece.overlaps(name.span)) or _HELD.match(text):
                continue
            if names_position(text) and len(text) <= 70 and not re.search(r"[@。.:]\s|\d{3}|[。，@]", text):
                return reading.fact(piece.start, piece.end)
    return None


def _location(reading: Reading, lines: Sequence[Line], name: Fact | None) -> Fact | None:
    """Reads a place beside contacts: "a@b.c | +1 555 0107 | Ashbourne"; or a line that names a known one."""
    words = _words()
    for line in lines:
        pieces = _pieces(line)
        contact = any(re.search(r"@\w|\+?\d[\d\s()-]{7,}", piece.of(reading.plain)) for piece in pieces)
        for piece in pieces:
            text = piece.of(reading.plain)
            if name is not None and piece.overlaps(name.span):
                continue
            if len(text) > 50 or re.search(r"[@/:]|\d{3}", text) or names_position(text):
                continue
            if words.places.search(text) and len(text) <= 40 and not names_organization(text):
                return reading.fact(piece.start, piece.end)
            if contact and len(pieces) > 1 and _CITY.fullmatch(text):
                return reading.fact(piece.start, piece.end)
    return _beside_state(reading, lines, name)


def _beside_state(reading: Reading, lines: Sequence[Line], name: Fact | None) -> Fact | None:
    """Reads a town before its state or country, whatever stands around the two: "12 High St, Dayton, OH 45402"."""
    for line in lines:
        for match in _words().beside_state.finditer(line.text):
            span = Span(line.start + match.start(), line.start + match.end())
            if (name is None or not span.overlaps(name.span)) and not names_organization(match.group()):
                return reading.fact(span.start, span.end)
    return None


def _pieces(line: Line) -> list[Span]:
    spans: list[Span] = []
    start = 0
    for match in _SPLIT.finditer(line.text):
        if match.start() > start:
            spans.append(Span(line.start + start, line.start + match.start()))
        start = match.end()
    if start < len(line.text):
        spans.append(Span(line.start + start, line.end))
    return spans


def _summary(reading: Reading, sections: Sequence[Section]) -> Fact | None:
    for section in sections:
        if section.kind is SectionKind.SUMMARY and section.heading is not None:
            fact = reading.fact(_after_colon(reading, section.heading.end), section.span.end)
            if len(fact.value) >= _SHORTEST_SUMMARY and not find_plain_dates(fact.value[:12]):
                return fact
    return None


def _after_colon(reading: Reading, position: int) -> int:
    while reading.plain[position : position + 1] in {":", " ", "\n", "*", "]"}:
        position += 1
    return position


def _key(text: str) -> str:
    return re.sub(r"\s+", "", text).lower()


@cache
def _words() -> _Words:
    words = load_mapping("bole.parsing.structure", "basics.yaml")
    labels = {_key(word): kind for kind, names in mapping(words["labels"]).items() for word in strings(names)}
    unnamed = "|".join(re.escape(word) for word in strings(words["not_a_name"]))
    places = "|".join(re.escape(word) for word in strings(words["places"]))
    han = "|".join(strings(words["han_places"]))
    states = "|".join(re.escape(word) for word in strings(words["states"]))
    countries = "|".join(word.title() for word in strings(words["places"]) if word != "remote" and "." not in word)
    return _Words(
        labels=labels,
        beside_state=re.compile(
            rf"(?<![\w.'-]){_TOWN}(?:[ -]{_TOWN}){{0,2}},\s{{1,2}}(?:{states}|{countries}|USA|UK)(?![\w-])"
        ),
        not_a_name=re.compile(rf"(?<![a-z])(?:{unnamed})(?![a-z])", re.IGNORECASE),
        places=re.compile(
            rf"(?:^|,\s*)(?:{places})$|,\s[A-Z]{{2}}(?:\s\d{{5}})?$|^(?:{han})(?:省|市)?(?:[·\s-]?[{HAN}]{{2,6}}(?:市|区|县)?)?$",
            re.IGNORECASE,
        ),
    )
