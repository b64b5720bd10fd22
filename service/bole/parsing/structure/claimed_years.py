"""Finds statements of how many years of experience a candidate claims."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bole.domain.resume import Fact, WorkEntry
from bole.domain.spans import Span
from bole.parsing.structure.lines import Reading

_NUMBERS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]
_HAN_DIGITS = "零一二三四五六七八九"
_MOST_YEARS = 50

_WORDS = "|".join(sorted([*_NUMBERS[1:], "twenty-five", "thirty"], key=len, reverse=True))
_LATIN_UNIT = re.compile(
    r"y(?:ear|r)s?\b'?(?!\s+(?:old|ago|of\s+age|program|degree|warranty|plan|in a row))(?=(?P<rest>[^.\n;]{0,90}))"
)
_LATIN_NUMBER = re.compile(
    rf"(?<![\w.$])(?P<n>\d{{1,2}}|{_WORDS})(?:\.\d)?\s*(?:\+|plus|-\s*\d{{1,2}}|or more)?\s*-?\s*$"
)
_LATIN_CUE = re.compile(
    r"^\W*(?:of|in|as|with|'|working|building|experience|exp\b|developing|designing|leading|managing|professional|hands-on|industry|teaching)|experience"
)
_LATIN_BEFORE = re.compile(
    r"experience\W{0,4}(?:of\s+|is\s+)?(?:over\s+|more than\s+)?$|(?:total|overall)\s+experience.{0,12}$"
)
_HAN_UNIT = re.compile(
    r"年(?!\s*\d{1,2}\s*月|级|度|前(?!端|台)|后(?!端|台|期)|薪|内(?!科|容|部|审|训|控)|制(?!造|药|图|作)|起|底|初(?!中|级)|末|龄以|来无|无)"
    r"(?:以上|多|余|左右)?(?=(?P<rest>[^。;\n,]{0,24}))"
)
_HAN_NUMBER = re.compile(r"(?<![\d.年第每])(?P<n>\d{1,2}|[一二三四五六七八九十两]{1,3})\s*(?:\.5|\+)?\s*(?:多|余|几)?$")
_HAN_CUE = re.compile(r"经验|經驗|工作|从业|从事|工龄|资历|开发|经历|实践|从教|教龄|临床|护理|管理|设计|行业")
_HAN_BEFORE = re.compile(
    r"(?:经验|年限|工龄|从业|从事.{0,12}|工作|经历|教龄|护理工作|护龄)\s*[:为是已有近达约超过]{0,3}\s*$"
)


def find_claimed_years(reading: Reading, entries: Iterable[WorkEntry]) -> tuple[Fact, ...]:
    """Returns the claims outside of entries; `value` is the number of years in decimal digits, the span the claim."""
    taken = [entry.span for entry in entries]
    found = [*_latin(reading), *_han(reading)]
    outside = [fact for fact in found if not any(span.overlaps(fact.span) for span in taken)]
    return tuple(sorted(outside, key=lambda fact: fact.span))


def _latin(reading: Reading) -> list[Fact]:
    found: list[Fact] = []
    for unit in _LATIN_UNIT.finditer(reading.lower):
        number = _LATIN_NUMBER.search(reading.lower, max(0, unit.start() - 24), unit.start())
        if number is None:
            continue
        rest = unit["rest"]
        before = reading.lower[max(0, number.start() - 40) : number.start()]
        if _LATIN_CUE.search(rest) is None and not _LATIN_BEFORE.search(before):
            continue
        end = unit.start("rest") + (rest.find("experience") + 10 if "experience" in rest else 0)
        found += _claim(number, end)
    return found


def _han(reading: Reading) -> list[Fact]:
    found: list[Fact] = []
    for unit in _HAN_UNIT.finditer(reading.plain):
        number = _HAN_NUMBER.search(reading.plain, max(0, unit.start() - 10), unit.start())
        if number is None:
            continue
        cue = _HAN_CUE.search(unit["rest"])
        before = reading.plain[max(0, number.start() - 16) : number.start()]
        if cue is None and not _HAN_BEFORE.search(before):
            continue
        found += _claim(number, unit.start("rest") + (cue.end() if cue else 0))
    return found


def _claim(number: re.Match[str], end: int) -> list[Fact]:
    years = _value(number["n"])
    return [Fact(value=str(years), span=Span(number.start(), end))] if 0 < years <= _MOST_YEARS else []


def _value(text: str) -> int:
    """Reads a number of years in digits, English or Chinese; 0 where it is none."""
    if text.isdigit():
        return int(text)
    if text in _NUMBERS:
        return _NUMBERS.index(text)
    if text in {"thirty", "twenty-five"}:
        return 30 if text == "thirty" else 25
    return _han_value(text.replace("两", "二"))


def _han_value(text: str) -> int:
    tens, ten, units = text.rpartition("十")
    if not ten:
        return _HAN_DIGITS.find(text) if len(text) == 1 else 0
    return (_HAN_DIGITS.find(tens) if tens else 1) * 10 + (_HAN_DIGITS.find(units) if units else 0)
