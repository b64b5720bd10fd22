"""Finds who the person is in a resume: facts of the profile wherever they stand, and what patterns know."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bole.domain.resume import Basics, Fact, ParsedResume, PersonalFactKind, Profile, SectionKind
from bole.domain.spans import Span
from bole.evidence.cue_patterns import pattern
from bole.evidence.names import name_places, places
from bole.evidence.reading import Reading
from bole.lexicon.resources import items, load_mapping, mapping

_FILE = "patterns/masking.yaml"
_LONGEST_EMAIL = 64
_SHORTEST_PHONE = 7
_LOCAL_PART = re.compile(r"[a-z0-9._%+-]+$")
_DOMAIN = re.compile(r"\s?[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_S = "[ -]?"
_NUMBER = re.compile(
    r"(?<!\d)(?:"
    # A province never begins with 19 or 20: those are years, here the seventh to tenth digits.
    rf"(?P<ID>(?!19|20)[1-9](?:{_S}[0-9]){{5}}{_S}(?:1{_S}9|2{_S}0)(?:{_S}[0-9]){{2}}{_S}(?:0{_S}[1-9]|1{_S}[0-2])"
    rf"{_S}[0-3](?:{_S}[0-9]){{4}}{_S}[0-9x](?![0-9a-z])|[0-9]{{3}}-[0-9]{{2}}-[0-9]{{4}}(?![0-9-]))"
    r"|(?P<PHONE>1[3-9][0-9](?:[ .-]?[0-9]{4}){2}(?![0-9])"
    r"|\+[0-9]{1,3}[ .-]?(?:\([0-9]{1,4}\)[ .-]?)?[0-9](?:[ .-]?[0-9]){6,12}(?![0-9]))"
    r")"
)
_LANDLINE = re.compile(
    r"(?<![0-9.])(?:\(0[0-9]{2,3}\) ?[2-9][0-9]{6,7}|0[0-9]{2,3}[ -]?[2-9][0-9]{3}[ -]?[0-9]{3,4}"
    r"|\(?[2-9][0-9]{2}\)?[ .-]{1,2}[0-9]{3}[ .-][0-9]{4}|\(?0[0-9]{2,4}\)?[ -][0-9]{3,4}[ -][0-9]{3,4})(?![0-9])"
)
_LONG_NUMBER = re.compile(r"[+(0-9][0-9x(). -]{8,}")
_FULL_WIDTH = re.compile("[０-９ａ-ｚ＠＋－．]")
_HALF_WIDTH = {
    ord(one): ord(one) - 0xFEE0
    for one in "０１２３４５６７８９ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ＠＋－．"
}
_LATIN_WORD = re.compile(r"[a-z]+")
_REST_OF_PLACE = re.compile(r",? [A-Z]{2}(?: \d{5}(?:-\d{4})?)?(?![\w])")
_MORE_OF_NAME = re.compile(r"(?:·[\u3400-\u9fff]{1,6})+")
"""Names of several parts, such as those of Uyghurs, of which the profile knows the first."""
_STUDY_DATE = re.compile(
    r"(?<![0-9a-z])(?:(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?,? ?)?"
    r"(?:19|20)[0-9]{2}(?![0-9])(?:\s?[-./年]\s?(?:1[0-2]|0?[1-9])(?![0-9])月?|年)?"
)
_BEFORE_NAME = ' \t\n\r\u3000\u00a0"“'
_SHORT_SCHOOL = re.compile(r"\s?[(（][A-Z]{2,6}[)）]")
_CONTACTS = frozenset({"EMAIL", "PHONE", "URL", "CONTACT", "ID"})
_WORKING = frozenset({SectionKind.WORK, SectionKind.INTERNSHIP, SectionKind.PROJECTS})
_ASKED_ABOUT = frozenset(
    {PersonalFactKind.EXPECTED_SALARY, PersonalFactKind.CURRENT_SALARY, PersonalFactKind.AVAILABILITY}
)
"""Personal facts that criteria may ask about: they stay."""

_PLACEHOLDERS = {
    PersonalFactKind.BIRTH_DATE: "BIRTH",
    PersonalFactKind.AGE: "AGE",
    PersonalFactKind.ID_NUMBER: "ID",
}
"""What stands for a personal fact; PERSONAL for all others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A passage that says who the person is; `kind` is the word of its placeholder, such as NAME."""

    span: Span
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    """A pattern over the text in small letters, or as it stands if `cased`; a group `value` in it is what is masked.

    It is tried where one of `triggers` stands in the text; each comes with the Latin words and other characters it is
    made of, because comparing sets is much cheaper than looking for hundreds of words. `where` limits the rule: `head`
    to what stands before the first work, `education` to the sections on education.
    """

    kind: str
    triggers: tuple[tuple[str, frozenset[str]], ...]
    pattern: re.Pattern[str]
    where: str
    cased: bool


def identity(reading: Reading, known: Sequence[Profile] = ()) -> Iterator[Part]:
    """Yields the parts of a text that say who the person is, in no order; they may overlap.

    Args:
        reading: The document.
        known: What other documents say of the same person; that of this one counts anyway.
    """
    resume = reading.resume
    lower = _small(reading.text)
    yield from _facts(resume)
    own = resume.profile if resume.profile.basics.name is not None else _header_name(resume.text)
    yield from _names(own, resume, lower)
    for profile in known:
        if profile != resume.profile:
            yield from _names(profile, resume, lower)
            yield from _known(profile, lower)
    yield from _schools(resume, lower)
    yield from _study_dates(resume, lower)
    yield from _emails(lower)
    head = _head(resume)
    yield from _numbers(lower, head)
    yield from _by_rules(resume.text, lower, {"head": [Span(0, head)], "education": _education(resume)}, _rules())


def contacts_in(text: str) -> Iterator[Span]:
    """Yields the contacts and numbers of documents in a text of which nothing else is known, in no order.

    They may overlap. Names, and what else tells who a person is, take the whole document to be found.
    """
    lower = _small(text)
    rules = [rule for rule in _rules() if rule.kind in _CONTACTS]
    yield from (part.span for part in (*_emails(lower), *_numbers(lower, 0), *_by_rules(text, lower, {}, rules)))


def _small(text: str) -> str:
    """Returns a text in small letters of plain width, every one in its place."""
    lower = text.lower()
    if len(lower) != len(text):
        # A few capitals have two small letters; offsets matter more than they do.
        lower = "".join(one.lower() if len(one.lower()) == 1 else one for one in text)
    return lower.translate(_HALF_WIDTH) if _FULL_WIDTH.search(lower) else lower


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
    more = _MORE_OF_NAME.match(resume.text, basics.name.span.end) if basics.name is not None else None
    if more is not None and basics.name is not None:
        yield Part(span=Span(basics.name.span.start, more.end()), kind="NAME")
    for one in basics.personal:
        if one.kind not in _ASKED_ABOUT:
            yield Part(span=one.fact.span, kind=_PLACEHOLDERS.get(one.kind, "PERSONAL"))
    if basics.location is not None:
        span = basics.location.span
        rest = _REST_OF_PLACE.match(resume.text, span.end)
        yield Part(span=Span(span.start, rest.end() if rest else span.end), kind="ADDRESS")


def _names(profile: Profile, resume: ParsedResume, lower: str) -> Iterator[Part]:
    employers = [entry.organization.span for entry in resume.profile.work if entry.organization is not None]
    found = name_places(profile, resume.text, lower, employers)
    yield from (Part(span=span, kind="NAME") for span in found)


def _known(profile: Profile, lower: str) -> Iterator[Part]:
    """Finds the contacts and schools of another document of the same person."""
    basics = profile.basics
    schools = [entry.institution for entry in profile.education if entry.institution is not None]
    for kind, facts in (("EMAIL", basics.emails), ("URL", basics.urls), ("SCHOOL", schools)):
        for fact in facts:
            value = fact.value.lower().strip()
            yield from (Part(span=span, kind=kind) for span in (places(lower, value) if len(value) > 1 else ()))
    for fact in basics.phones:
        digits = "".join(one for one in fact.value if one in "0123456789")
        if len(digits) >= _SHORTEST_PHONE:
            for match in _in_any_groups(digits).finditer(lower):
                yield Part(span=Span(*match.span()), kind="PHONE")


@lru_cache(maxsize=256)
def _in_any_groups(digits: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![0-9])\+?{'[ .()-]{0,2}'.join(digits)}(?![0-9])")


def _header_name(text: str) -> Profile:
    """Returns a profile with the name that is all of the first line, or begins a text in one line, or without one."""
    found = pattern("masking", "header_names").match(text)
    if found is None:
        return Profile()
    name = found.group().strip(_BEFORE_NAME)
    return Profile(basics=Basics(name=Fact(value=name, span=Span(found.end() - len(name), found.end()))))


def _schools(resume: ParsedResume, lower: str) -> Iterator[Part]:
    text = resume.text
    for entry in resume.profile.education:
        if entry.institution is None:
            continue
        span = entry.institution.span
        short = _SHORT_SCHOOL.match(text, span.end)
        yield Part(span=Span(span.start, short.end() if short else span.end), kind="SCHOOL")
        for name in {entry.institution.value.lower().strip(), span.of(text).lower().strip()}:
            yield from (Part(span=place, kind="SCHOOL") for place in places(lower, name))


def _study_dates(resume: ParsedResume, lower: str) -> Iterator[Part]:
    """Finds the dates of studies, which tell how old a person is; what stands in an entry of work stays."""
    work = [entry.span for entry in resume.profile.work]
    for entry in resume.profile.education:
        for match in _STUDY_DATE.finditer(lower, entry.span.start, entry.span.end):
            span = Span(*match.span())
            if not any(one.overlaps(span) for one in work):
                yield Part(span=span, kind="STUDIED")


def _emails(lower: str) -> Iterator[Part]:
    at = lower.find("@")
    while at >= 0:
        local = _LOCAL_PART.search(lower, max(0, at - _LONGEST_EMAIL), at)
        domain = _DOMAIN.match(lower, at + 1)
        if local and domain:
            yield Part(span=Span(local.start(), domain.end()), kind="EMAIL")
        at = lower.find("@", at + 1)


def _numbers(lower: str, head: int) -> Iterator[Part]:
    """Finds numbers of documents and phones; those of landlines look like others, and count only in the head."""
    for run in _LONG_NUMBER.finditer(lower):
        for match in _NUMBER.finditer(lower, *run.span()):
            yield Part(span=Span(*match.span()), kind=str(match.lastgroup))
        for match in _LANDLINE.finditer(lower, *run.span()) if run.start() < head else ():
            yield Part(span=Span(*match.span()), kind="PHONE")


def _by_rules(text: str, lower: str, parts: Mapping[str, Sequence[Span]], rules: Sequence[_Rule]) -> Iterator[Part]:
    places_of = {"": [Span(0, len(lower))], **parts}
    there = {*lower, *_LATIN_WORD.findall(lower)}
    for rule in rules:
        words_there = [word for word, needed in rule.triggers if needed <= there]
        for start, stop in _joined(
            {one for word in words_there for one in _lines(word, lower, places_of.get(rule.where, ()))}
        ):
            for match in rule.pattern.finditer(text if rule.cased else lower, start, stop):
                if match.end() > match.start():
                    yield Part(span=Span(*match.span(match.lastgroup or 0)), kind=rule.kind)


def _joined(ranges: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """Joins ranges that overlap, so that no line is read twice."""
    joined: list[tuple[int, int]] = []
    for start, stop in sorted(ranges):
        if joined and start < joined[-1][1]:
            joined[-1] = joined[-1][0], max(stop, joined[-1][1])
        else:
            joined.append((start, stop))
    return joined


def _lines(word: str, lower: str, within: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """Yields each line that holds a word, with the line below it: there the value of a label may stand."""
    for part in within:
        begin, end = part.start, part.end
        at = lower.find(word, begin, end)
        while at >= 0:
            below = lower.find("\n", at + len(word), end)
            while below >= 0 and lower.startswith("\n", below + 1, end):
                below += 1
            stop = lower.find("\n", below + 1, end) if below >= 0 else -1
            yield max(begin, lower.rfind("\n", 0, at) + 1), stop if stop >= 0 else end
            at = lower.find(word, below, end) if below >= 0 else -1


def _education(resume: ParsedResume) -> list[Span]:
    sections = (one for one in resume.sections if one.kind is SectionKind.EDUCATION)
    return [Span(one.heading.end if one.heading is not None else one.span.start, one.span.end) for one in sections]


def _head(resume: ParsedResume) -> int:
    """Returns where the first work, project or internship begins: before it stand the facts of a person."""
    starts = [section.span.start for section in resume.sections if section.kind in _WORKING]
    starts += [entry.span.start for entry in resume.profile.work]
    return min(starts, default=len(resume.text))


@lru_cache(maxsize=1)
def _rules() -> tuple[_Rule, ...]:
    found = (mapping(one, _FILE, required=True) for one in items(load_mapping("bole.evidence", _FILE)["rules"]))
    return tuple(
        _Rule(
            kind=str(fields["mask"]),
            triggers=tuple(_trigger(str(word)) for word in items(fields["words"], _FILE)),
            pattern=re.compile(str(fields["pattern"])),
            where=str(fields.get("where", "")),
            cased=bool(fields.get("cased")),
        )
        for fields in found
    )


def _trigger(word: str) -> tuple[str, frozenset[str]]:
    """Returns a trigger with the Latin words in it, and its other characters one by one."""
    rest = _LATIN_WORD.sub("", word).replace(" ", "")
    return word, frozenset([*_LATIN_WORD.findall(word), *rest])
