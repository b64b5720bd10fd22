"""Finds statements of how many years of experience a candidate claims."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bole.domain.resume import Fact, WorkEntry
from bole.domain.spans import Span
from bole.parsing.lines import Reading

_NUMBERS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
).split()
_HAN_DIGITS = "零一二三四五六七八九"
_MOST_YEARS = 50

_WORDS = "|".join(sorted([*_NUMBERS[1:], "twenty-five", "thirty"], key=len, reverse=True))
_LATIN = re.compile(
    rf"(?<![\w.$])(?P<n>\d{{1,2}}|{_WORDS})(?:\.\d)?\s*(?:\+|plus|-\s*\d{{1,2}}|or more)?\s*-?\s*(?:years?|yrs?)\b'?(?!\s+(?:old|ago|of\s+age|program|degree|warranty|plan|in a row))"
    r"(?P<rest>[^.\n;]{0,90})",
    re.I,
)
_LATIN_CUE = re.compile(r"^\W*(?:of|in|as|with|'|working|building|experience|exp\b|developing|designing|leading|managing|professional|hands-on|industry|teaching)|experience", re.I)
_LATIN_BEFORE = re.compile(r"experience\W{0,4}(?:of\s+|is\s+)?(?:over\s+|more than\s+)?$|(?:total|overall)\s+experience.{0,12}$", re.I)
_HAN = re.compile(
    rf"(?<![\d.年第每])(?P<n>\d{{1,2}}|[一二三四五六七八九十两]{{1,3}})\s*(?:\.5|\+)?\s*(?:多|余|几)?年(?!\s*\d{{1,2}}\s*月|级|度|前(?!端|台)|后(?!端|台|期)|薪|内(?!科|容|部|审|训|控)|制(?!造|药|图|作)|起|底|初(?!中|级)|末|龄以|来无|无)(?:以上|多|余|左右)?(?P<rest>[^。；;\n，,]{{0,24}})"
)
_HAN_CUE = re.compile(r"经验|經驗|工作|从业|从事|工龄|资历|开发|经历|实践|从教|教龄|临床|护理|管理|设计|行业")
_HAN_BEFORE = re.compile(r"(?:经验|年限|工龄|从业|从事.{0,12}|工作|经历|教龄|护理工作|护龄)\s*[:为是已有近达约超过]{0,3}\s*$")


def find_claimed_years(reading: Reading, entries: Iterable[WorkEntry]) -> tuple[Fact, ...]:
    """Returns the claims outside of entries; `value` is the number of years in decimal digits, the span the claim."""
    taken = [entry.span for entry in entries]
    found = [*_latin(reading), *_han(reading)]
    outside = [fact for fact in found if not any(span.overlaps(fact.span) for span in taken)]
    return tuple(sorted(outside, key=lambda fact: fact.span))


def _latin(reading: Reading) -> list[Fact]:
    found: list[Fact] = []
    if "y" not in reading.plain:
        return found
    for match in _LATIN.finditer(reading.plain):
        rest = match["rest"]
        cue = _LATIN_CUE.search(rest)
        before = reading.plain[max(0, match.start() - 40) : match.start()]
        if cue is None and not _LATIN_BEFORE.search(before):
            continue
        years = _value(match["n"])
        if 0 < years <= _MOST_YEARS:
            end = match.start("rest") + (rest.find("xperience") + 9 if "xperience" in rest else 0)
            found.append(Fact(value=str(years), span=Span(match.start(), end)))
    return found


def _han(reading: Reading) -> list[Fact]:
    found: list[Fact] = []
    for match in _HAN.finditer(reading.plain):
        rest = match["rest"]
        cue = _HAN_CUE.search(rest)
        before = reading.plain[max(0, match.start() - 16) : match.start()]
        if cue is None and not _HAN_BEFORE.search(before):
            continue
        years = _value(match["n"])
        if 0 < years <= _MOST_YEARS:
            end = match.start("rest") + (cue.end() if cue else 0)
            found.append(Fact(value=str(years), span=Span(match.start(), end)))
    return found


def _value(text: str) -> int:
    """Reads a number of years in digits, English or Chinese; 0 where it is none."""
    lowered = text.lower()
    if lowered.isdigit():
        return int(lowered)
    if lowered in _NUMBERS:
        return _NUMBERS.index(lowered)
    if lowered in {"thirty", "twenty-five"}:
        return 30 if lowered == "thirty" else 25
    return _han_value(lowered.replace("两", "二"))


def _han_value(text: str) -> int:
    tens, ten, units = text.rpartition("十")
    if not ten:
        return _HAN_DIGITS.find(text) if len(text) == 1 else 0
    return (_HAN_DIGITS.find(tens) if tens else 1) * 10 + (_HAN_DIGITS.find(units) if units else 0)
