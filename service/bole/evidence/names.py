"""Finds a person's name in a text, however it is written: surname first, with initials, by the given name alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from bole.domain.resume import Profile
from bole.domain.spans import Span
from bole.evidence.cue_patterns import pattern, words
from bole.lexicon.skills import skill_table

HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff·]+")
_TITLES = ("先生", "女士", "小姐", "同学", "老师", "同志", "工", "总")
_WORD = re.compile(r"[^\W\d_]{2,}(?:[-'’][^\W\d_]+)*")
_MOST_PIECES = 5
_PIECE = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def name_places(profile: Profile, text: str, lower: str, employers: Sequence[Span]) -> Iterator[Span]:
    """Yields where the name of a profile stands in a text.

    Args:
        profile: Whose name.
        text: The text; it need not be the one that the profile was read from.
        lower: The same text in small letters, with the same offsets.
        employers: Names of employers in the text: a word of the name stays there.
    """
    name = profile.basics.name
    if name is None:
        return
    yield from _spelled(name.value, text, lower)
    yield from _han_forms(name.value, lower)
    for part in name_parts(profile):
        for span in places(lower, part):
            # Written small it is a word; inside the name of an employer it stays.
            if not text[span.start].islower() and not any(one.contains(span) for one in employers):
                yield span


def _spelled(name: str, text: str, lower: str) -> Iterator[Span]:
    """Finds the name as it stands, and a Latin one in other orders, with other hyphens, and with initials."""
    wholes, forms, initials = _written(name)
    for whole in wholes:
        yield from places(lower, whole)
    for line in _lines_with(_surnames(name), lower):
        written = line.of(lower)
        for form in (one for one in forms if one in written):
            yield from places(lower, form, line)
        for short in (one for one in initials if one in written):
            # Written small the letter may be a word.
            yield from (span for span in places(lower, short, line) if text[span.start].isupper())


def name_parts(profile: Profile) -> list[str]:
    """Returns the words of a candidate's name in small letters that are no words of a language, nor skills."""
    name = profile.basics.name.value if profile.basics.name is not None else ""
    return list(_parts(name))


def places(lower: str, name: str, within: Span | None = None) -> Iterator[Span]:
    """Yields the places of a name that do not begin or end inside of a Latin word.

    Args:
        lower: A text in small letters.
        name: What to find, in small letters; not empty.
        within: Where to look; None for the whole text.
    """
    start, stop = (within.start, within.end) if within is not None else (0, len(lower))
    start = lower.find(name, start, stop)
    while start >= 0:
        end = start + len(name)
        if not (_joins(lower, start) or _joins(lower, end)):
            yield Span(start, end)
        start = lower.find(name, end, stop)


def _lines_with(names: Sequence[str], lower: str) -> list[Span]:
    """Returns the lines that hold one of some words: few, and so much quicker to look through for many forms."""
    found: set[Span] = set()
    for name in names:
        at = lower.find(name)
        while at >= 0:
            end = lower.find("\n", at)
            line = Span(lower.rfind("\n", 0, at) + 1, end if end >= 0 else len(lower))
            found.add(line)
            at = lower.find(name, line.end)
    return sorted(found)


def _pieces(name: str) -> list[str]:
    return _PIECE.findall(HAN.sub(" ", name.lower()))


@lru_cache(maxsize=512)
def _surnames(name: str) -> tuple[str, ...]:
    """Returns the first and the last word of a Latin name: one of them is the surname."""
    pieces = _pieces(name)
    return tuple(dict.fromkeys((pieces[0], pieces[-1]))) if 2 <= len(pieces) <= _MOST_PIECES else ()


@lru_cache(maxsize=512)
def _parts(name: str) -> tuple[str, ...]:
    parts = [one.lower() for one in _WORD.findall(HAN.sub(" ", name))]
    if len(parts) < 2:
        return ()
    parts += [joined for one in parts if (joined := one.replace("-", "")) != one]
    common = words("masking", "words_as_names")
    return tuple(one for one in dict.fromkeys(parts) if one not in common and skill_table().lookup(one) is None)


@lru_cache(maxsize=512)
def _written(name: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Returns a name as it stands, other ways to write it in full, and those with initials, in small letters."""
    lower = " ".join(name.lower().split())
    latin = " ".join(HAN.sub(" ", lower).split()).strip("()（） ")
    wholes = [lower, latin, *_han_pieces(lower)]
    wholes += [" ".join(han) for han in _han_pieces(lower) if 2 <= len(han) <= 4]
    forms: list[str] = []
    initials: list[str] = []
    pieces = _pieces(name)
    if 2 <= len(pieces) <= _MOST_PIECES:
        for surname, given in ((pieces[-1], pieces[:-1]), (pieces[0], pieces[1:])):
            for form in dict.fromkeys((" ".join(given), "-".join(given), "".join(given), given[0])):
                forms += [f"{form} {surname}", f"{surname} {form}", f"{surname}, {form}"]
            initials += _with_initials(surname, [one[0] for one in given])
    whole = tuple(dict.fromkeys(one for one in wholes if len(one) > 1))
    return whole, tuple(dict.fromkeys(forms)), tuple(dict.fromkeys(initials))


def _with_initials(surname: str, letters: Sequence[str]) -> Iterator[str]:
    if len(surname) < 2:
        return
    dotted = [f"{one}." for one in letters]
    for form in dict.fromkeys((dotted[0], "".join(dotted), " ".join(dotted), "-".join(dotted), "".join(letters))):
        yield from (f"{form} {surname}", f"{surname}, {form}", f"{surname} {form}")
    yield f"{dotted[0]}{surname}"


def _han_pieces(name: str) -> list[str]:
    """Returns the runs of Han characters of a name, each once; a "name" of many is none, and would cost much."""
    return list(dict.fromkeys(HAN.findall(name)))[:_MOST_PIECES]


def _han_forms(name: str, lower: str) -> Iterator[Span]:
    """Finds the surname with a title or after 小 and 老, and a given name that stands alone as a subject."""
    for han in _han_pieces(name):
        if not 2 <= len(han) <= 4:
            continue
        for at in _offsets(lower, han[0]):
            title = next((one for one in _TITLES if lower.startswith(one, at + 1)), "")
            if title and (len(title) > 1 or _stands_alone(lower, Span(at, at + 2))):
                yield Span(at, at + 1 + len(title))
            if at and lower[at - 1] in "小老" and _stands_alone(lower, Span(at - 1, at + 1)):
                yield Span(at - 1, at + 1)
        given = han[-2:] if len(han) > 2 else ""
        for span in places(lower, given) if given else ():
            if not HAN.match(lower[max(0, span.start - 1) : span.start]) and _is_subject(lower, span):
                yield span


def _offsets(text: str, character: str) -> Iterator[int]:
    at = text.find(character)
    while at >= 0:
        yield at
        at = text.find(character, at + 1)


def _stands_alone(lower: str, span: Span) -> bool:
    """Tells whether no word is on either side: a surname in one of them could be anything (小米, 最高总额)."""
    before = lower[max(0, span.start - 1) : span.start]
    after = lower[span.end : span.end + 1]
    return (not HAN.match(before) or before in "我是叫") and (not HAN.match(after) or _is_subject(lower, span))


def _is_subject(lower: str, span: Span) -> bool:
    return pattern("masking", "after_given_name").match(lower, span.end) is not None


def _joins(text: str, index: int) -> bool:
    """Tells whether the characters on both sides belong to one word; between Han characters words have no border."""
    if not 0 < index < len(text):
        return False
    before, after = text[index - 1], text[index]
    return before.isalnum() and after.isalnum() and not (HAN.match(before) or HAN.match(after))
