"""Cuts a posting into lines and tells what part of the posting each belongs to."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from bole.lexicon.folding import HAN, fold
from bole.lexicon.resources import any_of, load_mapping, mapping, strings
from bole.rubric.unknown_headings import is_duty, may_be_heading, part_below, tells_of_duties

_NAME = "sections.yaml"


class Part(StrEnum):
    """What a stretch of a posting is there for."""

    INTRO = "INTRO"
    RESPONSIBILITIES = "RESPONSIBILITIES"
    REQUIREMENTS = "REQUIREMENTS"
    PREFERRED = "PREFERRED"
    NICE = "NICE"
    COMPANY = "COMPANY"
    BENEFITS = "BENEFITS"
    APPLICATION = "APPLICATION"

    @property
    def asks(self) -> bool:
        """True for the parts that hold demands on the candidate."""
        return self in (Part.REQUIREMENTS, Part.PREFERRED, Part.NICE)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingLine:
    """A line of the posting without bullet and heading.

    Attributes:
        text: As the posting spells it, trimmed; where a line was wrapped, its parts joined by one blank.
        part: What part of the posting it belongs to.
        label: Name of the field label before it (TITLE, LOCATION, EDUCATION ...), empty without one.
        hard: Whether its heading makes every demand below it a gate.
        listed: Whether the line is an item of a list or follows a heading, rather than running prose.
    """

    text: str
    part: Part
    label: str = ""
    hard: bool = False
    listed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    part: Part
    hard: bool = False
    mixed: bool = False
    """Duties and demands stand below it."""


_BULLET = re.compile(
    r"^(?:[\s>]*(?:[-*+•●▪■◆◇◦‣○▶►★☆✓✔➢➤·∙–—√]|"
    r"[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[a-hA-H])[)）]|\d{1,2} ?[、．]|\d{1,2}\.(?!\d)|"
    r"[一二三四五六七八九十]{1,3}[、.．]|[①-⑳⑴-⒇]|[a-h]\.\s)\s*)+"
)
_DECORATION = " \t*_#=~|<>[]【】「」『』《》◆■★▶●:-—–.。、✨🚀📌"
_INLINE_ITEM = re.compile(
    r"(?:^|(?<=[^\d.]))\s*(?=[(（]?(?P<number>\d{1,2}|[①-⑳])(?:[)）]|[、．]|\.(?!\d)|(?<=[①-⑳]))\s*\S)"
)
_LABEL = re.compile(r"^(?P<label>[^:：]{1,60}?)\s*[:：]\s*(?P<value>.*)$", re.DOTALL)
_EMBEDDED = re.compile(
    rf"(?:(?<=[,，。;；.!！])\s*|(?<=[{HAN}\s)）])\s*|^)(?P<label>[^\s,，。;；:：.!！]{{1,12}})\s*[:：]"
)
_WRAPPED_FROM = 50
"""A line this long may have been wrapped; a shorter one ends where its author ended it."""


_LONGEST_LINE = 800
"""Code points; whole postings of one line stay below it."""


def posting_lines(text: str) -> tuple[PostingLine, ...]:
    """Cuts a posting into its lines, without headings; parts that hold no demands are still in it.

    Args:
        text: The posting as it was given.
    """
    found: list[PostingLine] = []
    place = _Place(part=Part.INTRO)
    headed = False
    pieces = [piece for raw in _unwrapped(text) for piece in _pieces(raw)]
    for number, piece in enumerate(pieces):
        bulleted = _BULLET.match(piece) is not None
        heading, label, value = _read(piece)
        unknown = None if heading or label else _unknown_heading(pieces, number, place)
        if heading is not None:
            place, headed = heading, True
        if unknown is not None:
            # The first line opens a list ("Nurse wanted:") and stays: it may hold the title.
            value = "" if number else piece.strip("# :：")
        if value:
            part = _part_of(value, label, place)
            listed = bulleted or headed or bool(label)
            found.append(PostingLine(text=value, part=part, label=label, hard=place.hard, listed=listed))
        if unknown is not None:
            place, headed = unknown, True
    return tuple(found)


def _part_of(text: str, label: str, place: _Place) -> Part:
    if place.mixed and is_duty(text):
        return Part.RESPONSIBILITIES
    return Part.REQUIREMENTS if label in _ASKING_LABELS and not place.part.asks else place.part


def _unknown_heading(pieces: list[str], number: int, place: _Place) -> _Place | None:
    """Reads a short line that closes with a colon or is set as a heading, though no pattern knows it."""
    piece = pieces[number]
    above_list = number > 0 and not _BULLET.match(piece) and _BULLET.match("".join(pieces[number + 1 : number + 2]))
    body = _BULLET.sub("", piece).strip()
    if piece[:1] in _ITEM_MARKS or not may_be_heading(body, above_list=bool(above_list)):
        return None
    following = (pieces[index] for index in range(number + 1, len(pieces)))
    below = itertools.takewhile(_BULLET.match, following)
    items = tuple(_BULLET.sub("", item) for item in below)
    part = Part(part_below(body, items, place.part.value))
    return None if part is place.part else _Place(part=part, mixed=part.asks and tells_of_duties(body))


_ITEM_MARKS = "-*+•●▪·"
_ASKING_LABELS = frozenset({"EDUCATION", "EXPERIENCE", "LANGUAGE", "CERTIFICATION", "PERSONAL"})


def _unwrapped(text: str) -> list[str]:
    """Joins lines that were wrapped: a long one without an end, and a next one that begins in lower case."""
    lines: list[str] = []
    for raw in _bounded(text.splitlines()):
        line = raw.strip().strip("*_").strip() if raw.strip().startswith(("**", "__")) else raw.strip()
        if not line or not line.strip(_DECORATION):
            lines.append("")
        elif (
            lines
            and _WRAPPED_FROM <= len(lines[-1]) < _LONGEST_LINE - len(line)
            and line[0].islower()
            and lines[-1][-1] not in ".;:。;:!?"
        ):
            lines[-1] = f"{lines[-1]} {line}"
        else:
            lines.append(line)
    return _numbered([line for line in lines if line])


def _bounded(lines: list[str]) -> Iterator[str]:
    """Cuts lines that no one writes, so that the time for a posting grows with its length and no faster."""
    for line in lines:
        start = 0
        while len(line) - start > _LONGEST_LINE:
            window = line[start : start + _LONGEST_LINE]
            end = max(window.rfind(mark) for mark in "。；;. ，, ") + 1 or _LONGEST_LINE
            yield window[:end]
            start += end
        yield line[start:]


_NUMBER = re.compile(r"(\d{1,2})\.(?=\d)")


def _numbered(lines: list[str]) -> list[str]:
    """Parts the number of an item from a number behind it: `2.5年` below an item 1 is item 2 and 5年."""
    numbers = [int(match.group(1)) if (match := re.match(r"(\d{1,2})[.、．]", line)) else 0 for line in lines]
    found = []
    for place, line in enumerate(lines):
        number = numbers[place]
        follows = place > 0 and number > 1 and numbers[place - 1] == number - 1
        leads = number == 1 and numbers[place + 1 : place + 2] == [2]
        found.append(_NUMBER.sub(r"\1. ", line, count=1) if follows or leads else line)
    return found


def _pieces(line: str) -> list[str]:
    """Cuts a line at the numbers of items and before headings that stand inside it."""
    cuts = set(_item_starts(line))
    for match in _EMBEDDED.finditer(line):
        offset = _embedded_heading(match.group("label"))
        if offset and match.start("label") > 0 and _may_begin(line, match.start("label")):
            cuts.add(match.start("label") + offset - 1)
    edges = [0, *sorted(cut for cut in cuts if 0 < cut < len(line)), len(line)]
    pieces = (line[start:end].strip(" \t,，") for start, end in itertools.pairwise(edges))
    return [piece for piece in pieces if piece]


def _item_starts(line: str) -> list[int]:
    """Returns where the items of lists inside one line begin: at numbers that count up from 1, two or more."""
    runs: list[list[int]] = [[]]
    for match in _INLINE_ITEM.finditer(line):
        written = match.group("number")
        number = int(written) if written.isdecimal() else ord(written) - ord("①") + 1
        if number == 1:
            runs.append([match.end()])
        elif number == len(runs[-1]) + 1:
            runs[-1].append(match.end())
    return [start for run in runs if len(run) > 1 for start in run]


def _may_begin(line: str, index: int) -> bool:
    """Tells whether a heading may begin inside a line: a Latin one only after the end of a sentence."""
    before = line[:index].rstrip()
    return re.match(f"[{HAN}]", line[index]) is not None or before[-1:] in ".;!。；！"


def _embedded_heading(label: str) -> int:
    """Returns 1 + the offset at which a heading ends `label` as a whole or from a Han character on, else 0."""
    for offset in range(len(label) - 1):
        if offset and not re.match(f"[{HAN}]", label[offset]):
            continue
        folded = fold(label[offset:]).text
        if len(folded) > 1 and (_heading_of(folded) is not None or _label_of(folded) in _EMBEDDED_LABELS):
            return offset + 1
    return 0


_EMBEDDED_LABELS = frozenset({"LOCATION", "COMPENSATION", "EDUCATION", "PERSONAL"})


def _read(piece: str) -> tuple[_Place | None, str, str]:
    """Returns the heading that `piece` is or begins with, the field label, and what is left of the text."""
    body = _BULLET.sub("", piece).strip()
    match = _LABEL.match(body.lstrip(_DECORATION))
    if match is None:
        return _bare_heading(piece, body)
    label, value = fold(match.group("label").strip(_DECORATION)).text.strip(), match.group("value").strip(" \t*_")
    name = _label_of(label)
    if name and value:
        return None, name, body if name not in ("TITLE", "LOCATION", "COMPENSATION") else value
    heading = _heading_of(label)
    if heading is not None:
        return heading, "", _BULLET.sub("", value).strip()
    if not value:
        return (_Place(part=Part.REQUIREMENTS) if name in _ASKING_LABELS else None), name, ""
    return None, "", body


def _bare_heading(piece: str, body: str) -> tuple[_Place | None, str, str]:
    """Reads a line without a colon: a heading if nothing else stands on it."""
    stripped = re.sub(r"\s*[(（][^()（）]*[)）]\s*$", "", body.strip(_DECORATION)) or body
    heading = _heading_of(fold(stripped.strip(_DECORATION)).text.strip())
    is_item = piece != body and piece[:1] in _ITEM_MARKS
    if heading is not None and not is_item:
        return heading, "", ""
    return None, "", body.lstrip("#>").strip()


@lru_cache(maxsize=1)
def _headings() -> tuple[tuple[str, re.Pattern[str]], ...]:
    table = mapping(load_mapping("bole.rubric", _NAME).get("headings"), _NAME)
    return tuple((name, any_of(strings(value, f"{_NAME}: {name}"))) for name, value in table.items())


@lru_cache(maxsize=1)
def _labels() -> tuple[tuple[str, re.Pattern[str]], ...]:
    table = mapping(load_mapping("bole.rubric", _NAME).get("labels"), _NAME)
    return tuple((name, any_of(strings(value, f"{_NAME}: {name}"))) for name, value in table.items())


@lru_cache(maxsize=2048)
def _heading_of(folded: str) -> _Place | None:
    for name, expression in _headings():
        if expression.fullmatch(folded):
            part = Part.REQUIREMENTS if name in ("HARD", "MIXED") else Part(name)
            return _Place(part=part, hard=name == "HARD", mixed=name == "MIXED")
    return None


@lru_cache(maxsize=2048)
def _label_of(folded: str) -> str:
    return next((name for name, expression in _labels() if expression.fullmatch(folded)), "")
