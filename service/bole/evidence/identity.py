"""Finds who the person is in a resume: facts of the profile wherever they stand, and what patterns know."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bole.domain.resume import Fact, ParsedResume, Profile, SectionKind
from bole.domain.spans import Span
from bole.evidence.cue_patterns import pattern, words
from bole.evidence.reading import Reading
from bole.lexicon.resources import items, load_mapping, mapping
from bole.lexicon.skills import skill_table

_FILE = "patterns/masking.yaml"
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff·]+")
_TITLES = ("先生", "女士", "小姐", "同学", "老师", "工")
_WORD = re.compile(r"[^\W\d_]{2,}(?:[-'’][^\W\d_]+)*")
_LONGEST_EMAIL = 64
_LOCAL_PART = re.compile(r"[a-z0-9._%+-]+$")
_DOMAIN = re.compile(r"\s?[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_NUMBER = re.compile(
    r"(?<!\d)(?:"
    r"(?P<ID>[1-9][0-9]{16}[0-9x](?![0-9a-z])|[0-9]{3}-[0-9]{2}-[0-9]{4}(?![0-9-]))"
    r"|(?P<PHONE>1[3-9][0-9](?:[ -]?[0-9]{4}){2}(?![0-9])"
    r"|\+[0-9]{1,3}[ -]?(?:\([0-9]{1,4}\)[ -]?)?[0-9](?:[ -]?[0-9]){6,12}(?![0-9]))"
    r")"
)
_LONG_NUMBER = re.compile(r"[+0-9][0-9x() -]{8,}")
_LATIN_WORD = re.compile(r"[a-z]+")
_REST_OF_PLACE = re.compile(r",? [A-Z]{2}(?: \d{5}(?:-\d{4})?)?(?![\w])")
_SHORT_SCHOOL = re.compile(r"\s?[(（][A-Z]{2,6}[)）]")
_WORKING = frozenset({SectionKind.WORK, SectionKind.INTERNSHIP, SectionKind.PROJECTS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A passage that says who the person is; `kind` is the word of its placeholder, such as NAME."""

    span: Span
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    """A pattern over the text in small letters.

    It is tried where one of `triggers` stands in the text; each comes with the Latin words and other characters it is
    made of, because comparing sets is much cheaper than looking for hundreds of words. `head` limits the rule to what
    stands before the first work.
    """

    kind: str
    triggers: tuple[tuple[str, frozenset[str]], ...]
    pattern: re.Pattern[str]
    head: bool


def identity(reading: Reading) -> Iterator[Part]:
    """Yields the parts of a text that say who the person is, in no order; they may overlap."""
    resume = reading.resume
    text = reading.text
    lower = text.lower()
    if len(lower) != len(text):
        # A few capitals have two small letters; offsets matter more than they do.
        lower = "".join(one.lower() if len(one.lower()) == 1 else one for one in text)
    yield from _facts(resume)
    yield from _names(resume, lower)
    yield from _schools(resume, lower)
    yield from _emails(lower)
    yield from _numbers(lower)
    yield from _by_rules(resume, lower)


def _facts(resume: ParsedResume) -> Iterator[Part]:
    basics = resume.profile.basics
    facts = (
        ("NAME", [basics.name]),
        ("EMAIL", basics.emails),
        ("PHONE", basics.phones),
        ("URL", basics.urls),
    )
    for kind, found in facts:
        yield from (Part(span=fact.span, kind=kind) for fact in found if fact is not None)
    if basics.location is not None:
        span = basics.location.span
        rest = _REST_OF_PLACE.match(resume.text, span.end)
        yield Part(span=Span(span.start, rest.end() if rest else span.end), kind="ADDRESS")


def _names(resume: ParsedResume, lower: str) -> Iterator[Part]:
    """Finds the name wherever it stands, and its parts where they are no words."""
    name = resume.profile.basics.name
    if name is None:
        return
    for whole in _whole_names(name, resume.text):
        yield from (Part(span=span, kind="NAME") for span in _places(lower, whole))
    yield from _given_names(name.value, lower)
    employers = [entry.organization.span for entry in resume.profile.work if entry.organization is not None]
    for part in name_parts(resume.profile):
        for span in _places(lower, part):
            # Written small it is a word; inside the name of an employer it stays.
            if not resume.text[span.start].islower() and not any(one.contains(span) for one in employers):
                yield Part(span=span, kind="NAME")


def _given_names(name: str, lower: str) -> Iterator[Part]:
    """Finds a Chinese given name that stands alone as the subject of a sentence."""
    for han in _HAN.findall(name):
        given = han[-2:] if len(han) > 2 else ""
        for span in _places(lower, given) if given else ():
            alone = not _HAN.match(lower[span.start - 1 : span.start])
            if alone and pattern("masking", "after_given_name").match(lower, span.end):
                yield Part(span=span, kind="NAME")


def _whole_names(name: Fact, text: str) -> set[str]:
    found = {name.value.lower().strip(), " ".join(name.span.of(text).lower().split())}
    for han in _HAN.findall(name.value):
        found.add(han)
        if 2 <= len(han) <= 4:
            found.update(han[0] + title for title in _TITLES)
    rest = " ".join(_HAN.sub(" ", name.value).lower().split())
    found.add(rest)
    return {one for one in found if len(one) > 1}


def name_parts(profile: Profile) -> list[str]:
    """Returns the words of a candidate's name in small letters that are no words of a language, nor skills."""
    name = profile.basics.name.value if profile.basics.name is not None else ""
    parts = [one.lower() for one in _WORD.findall(_HAN.sub(" ", name))]
    common = words("masking", "words_as_names")
    own = [one for one in dict.fromkeys(parts) if one not in common and skill_table().lookup(one) is None]
    return own if len(parts) > 1 else []


def _schools(resume: ParsedResume, lower: str) -> Iterator[Part]:
    text = resume.text
    for entry in resume.profile.education:
        if entry.institution is None:
            continue
        span = entry.institution.span
        short = _SHORT_SCHOOL.match(text, span.end)
        yield Part(span=Span(span.start, short.end() if short else span.end), kind="SCHOOL")
        for name in {entry.institution.value.lower().strip(), span.of(text).lower().strip()}:
            yield from (Part(span=place, kind="SCHOOL") for place in _places(lower, name))
    for section in resume.sections:
        if section.kind is SectionKind.EDUCATION:
            start = section.heading.end if section.heading is not None else section.span.start
            for match in pattern("masking", "schools").finditer(text, start, section.span.end):
                yield Part(span=Span(*match.span()), kind="SCHOOL")


def _emails(lower: str) -> Iterator[Part]:
    at = lower.find("@")
    while at >= 0:
        local = _LOCAL_PART.search(lower, max(0, at - _LONGEST_EMAIL), at)
        domain = _DOMAIN.match(lower, at + 1)
        if local and domain:
            yield Part(span=Span(local.start(), domain.end()), kind="EMAIL")
        at = lower.find("@", at + 1)


def _numbers(lower: str) -> Iterator[Part]:
    for run in _LONG_NUMBER.finditer(lower):
        for match in _NUMBER.finditer(lower, *run.span()):
            yield Part(span=Span(*match.span()), kind=str(match.lastgroup))


def _by_rules(resume: ParsedResume, lower: str) -> Iterator[Part]:
    head = _head(resume)
    there = {*lower, *_LATIN_WORD.findall(lower)}
    for rule in _rules():
        end = head if rule.head else len(lower)
        words_there = [word for word, needed in rule.triggers if needed <= there]
        for start, stop in sorted({lines for word in words_there for lines in _lines_with(word, lower, end)}):
            for match in rule.pattern.finditer(lower, start, stop):
                if match.end() > match.start():
                    yield Part(span=Span(*match.span()), kind=rule.kind)


def _lines_with(word: str, lower: str, end: int) -> Iterator[tuple[int, int]]:
    """Yields each line that holds a word, with the line below it: there the value of a label may stand."""
    at = lower.find(word, 0, end)
    while at >= 0:
        start = lower.rfind("\n", 0, at) + 1
        below = lower.find("\n", at + len(word), end)
        stop = lower.find("\n", below + 1, end) if below >= 0 else -1
        yield start, stop if stop >= 0 else end
        at = lower.find(word, below, end) if below >= 0 else -1


def _head(resume: ParsedResume) -> int:
    """Returns where the first work, project or internship begins: before it stand the facts of a person."""
    starts = [section.span.start for section in resume.sections if section.kind in _WORKING]
    starts += [entry.span.start for entry in resume.profile.work]
    return min(starts, default=len(resume.text))


def _places(lower: str, name: str) -> Iterator[Span]:
    """Yields the places of a name that do not begin or end inside of a Latin word."""
    start = lower.find(name)
    while start >= 0:
        end = start + len(name)
        if not (_joins(lower, start) or _joins(lower, end)):
            yield Span(start, end)
        start = lower.find(name, end)


def _joins(text: str, index: int) -> bool:
    """Tells whether the characters on both sides belong to one word; between Han characters words have no border."""
    if not 0 < index < len(text):
        return False
    before, after = text[index - 1], text[index]
    return before.isalnum() and after.isalnum() and not (_HAN.match(before) or _HAN.match(after))


@lru_cache(maxsize=1)
def _rules() -> tuple[_Rule, ...]:
    found = (mapping(one, _FILE, required=True) for one in items(load_mapping("bole.evidence", _FILE)["rules"]))
    return tuple(
        _Rule(
            kind=str(fields["mask"]),
            triggers=tuple(_trigger(str(word)) for word in items(fields["words"], _FILE)),
            pattern=re.compile(str(fields["pattern"])),
            head=bool(fields.get("head")),
        )
        for fields in found
    )


def _trigger(word: str) -> tuple[str, frozenset[str]]:
    """Returns a trigger with the Latin words in it, and its other characters one by one."""
    rest = _LATIN_WORD.sub("", word).replace(" ", "")
    return word, frozenset([*_LATIN_WORD.findall(word), *rest])
