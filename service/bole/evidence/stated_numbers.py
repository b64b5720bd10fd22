"""Reads the numbers and dates of a text, so that `40%` and `40 percent`, `2021.03` and `March 2021` compare."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR = r"(?:19|20)[0-9]{2}"
_DATE = re.compile(
    # 2021-03, 2021.3.15, 2021年3月
    rf"(?<![0-9])(?<![0-9][.,])(?P<year>{_YEAR}) ?[-./年] ?(?P<month>1[0-2]|0?[1-9])(?![0-9]) ?月?"
    r"(?:[-./]? ?(?:0?[1-9]|[12][0-9]|3[01])(?![0-9%])[日号]?)?"
    # 03/2021
    rf"|(?<![0-9])(?<![0-9][.,])(?P<month_first>1[0-2]|0?[1-9])[/.](?P<year_last>{_YEAR})(?![0-9])"
    # March 2021, Mar. 3, 2021
    rf"|(?<![a-z])(?P<name>{'|'.join(_MONTHS)})[a-z]{{0,6}}\.?,? ?'?(?:[0-9]{{1,2}},? )?(?P<year_named>{_YEAR})"
    r"(?![0-9])"
    # 2021
    rf"|(?<![0-9])(?<![0-9][.,])(?P<bare>{_YEAR})(?![0-9]|[.,][0-9]| ?[%万亿k])"
)

_HAN_DIGITS = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_HAN_STEPS = {"十": 10, "百": 100, "千": 1000}
_HAN_GROUPS = {"万": 10**4, "亿": 10**8}
_UNITS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORDS = {word: value for value, word in enumerate(_UNITS.split(), 1)} | {
    word: 10 * tens for tens, word in enumerate(_TENS.split(), 2)
}
_STEPS = {"dozen": 12, "hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9}
_ANY_WORD = f"(?:{'|'.join(sorted((*_WORDS, *_STEPS), key=len, reverse=True))})"
_HAN_SCALES = {"千": 10**3, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8}
_LATIN_SCALES = {"k": 10**3, "m": 10**6, "b": 10**9, **_STEPS}
_HAN = "".join((*_HAN_DIGITS, *_HAN_STEPS))
_SCALES = _HAN_SCALES | _LATIN_SCALES
_SCALE = r"百万|千万|[千万亿]|(?:dozen|hundred|thousand|million|billion|[kmb])(?![a-z])"
_UNIT = (
    r"(?: ?(?:(?P<percent>%|percent|per cent|个?百分点)"
    r"|(?P<years>年|周年|-?years?|-?yrs?)|(?P<months>个?月|-?months?)))?"
)
_NUMBER = re.compile(
    rf"(?P<fraction>百分之)?(?:(?<![a-z0-9])(?P<digits>[0-9]+(?:,[0-9]{{3}})*(?:\.[0-9]+)?) ?(?P<scale>{_SCALE})?"
    # One Han numeral counts before a measure only (三方 is no number), several of them always.
    rf"|(?P<han>[{_HAN}{''.join(_HAN_GROUPS)}]{{2,}}"
    rf"|[{_HAN}](?=[个名位家项次种年月倍人台条款套门天周成辆座城省市所间件笔批轮届,。;、 ]|以上|余|多))"
    rf"|(?<![a-z])(?P<word>{_ANY_WORD}(?:(?: and |[ -]){_ANY_WORD})*)s?(?![a-z])){_UNIT}"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number; `unit` is `%`, `year`, `month`, or empty for any other."""

    value: Decimal
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Stated:
    """What a text states: numbers, years, and months as (year, month)."""

    numbers: frozenset[Number]
    years: frozenset[int]
    months: frozenset[tuple[int, int]]

    def __bool__(self) -> bool:
        return bool(self.numbers or self.years or self.months)

    def __or__(self, other: Stated) -> Stated:
        return Stated(
            numbers=self.numbers | other.numbers, years=self.years | other.years, months=self.months | other.months
        )

    def holds(self, other: Stated) -> bool:
        """Tells whether all that another text states stands here too.

        A share needs the same share and a length of time the same length; any other number may stand in any way but as
        a share.
        """
        bare = {one.value for one in self.numbers if one.unit != "%"}
        return (
            other.months <= self.months
            and other.years <= self.years
            and all(one in self.numbers or (not one.unit and one.value in bare) for one in other.numbers)
        )


def stated(folded: str) -> Stated:
    """Returns the numbers and dates of a folded text."""
    years: set[int] = set()
    months: set[tuple[int, int]] = set()
    for match in _DATE.finditer(folded):
        year, month = _date(match)
        years.add(year)
        if month:
            months.add((year, month))
    rest = _DATE.sub(" ", folded)
    numbers = frozenset(number for match in _NUMBER.finditer(rest) if (number := _number(match)) is not None)
    return Stated(numbers=numbers, years=frozenset(years), months=frozenset(months))


def _date(match: re.Match[str]) -> tuple[int, int]:
    year = int(match["year"] or match["year_last"] or match["year_named"] or match["bare"])
    if match["name"]:
        return year, _MONTHS.index(match["name"][:3]) + 1
    return year, int(match["month"] or match["month_first"] or 0)


def _number(match: re.Match[str]) -> Number | None:
    """Reads one number; None for the article-like 一 of 一个."""
    if match["digits"]:
        value = Decimal(match["digits"].replace(",", "")) * _SCALES.get(match["scale"] or "", 1)
    elif match["word"]:
        value = Decimal(_word_value(match["word"]))
    else:
        value = Decimal(_han_value(match["han"]))
    unit = (
        "%"
        if match["percent"] or match["fraction"]
        else "year"
        if match["years"]
        else "month"
        if match["months"]
        else ""
    )
    if not match["digits"] and value <= 1 and not unit:
        return None
    return Number(value.normalize(), unit)


def _word_value(text: str) -> int:
    """Reads a number of English words, such as `two hundred and five`."""
    total = part = 0
    for word in text.replace("-", " ").split():
        step = _STEPS.get(word, 0)
        if not step:
            part += _WORDS.get(word, 0)
        elif step < _STEPS["thousand"]:
            part = (part or 1) * step
        else:
            total += (part or 1) * step
            part = 0
    return total + part


def _han_value(text: str) -> int:
    if all(character in _HAN_DIGITS for character in text):
        return int("".join(str(_HAN_DIGITS[character]) for character in text))
    total = part = digit = 0
    for character in text:
        if character in _HAN_DIGITS:
            digit = _HAN_DIGITS[character]
        elif character in _HAN_STEPS:
            part += (digit or 1) * _HAN_STEPS[character]
            digit = 0
        else:
            group = _HAN_GROUPS[character]
            # Behind 亿 the 万 counts what stands between them; alone it counts all before it.
            counted = part + digit if total >= group else total + part + digit
            total = (total if total >= group else 0) + (counted or 1) * group
            part = digit = 0
    return total + part + digit
