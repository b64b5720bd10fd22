"""The regular expressions that dates are found with, made from `dates.yaml` once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from bole.lexicon.resources import load_mapping, mapping, strings
from bole.parsing.structure.vocabulary import alternation

_YEAR = r"(?:19[5-9]|20[0-4])\d"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_DASH = r"\s*(?:-{1,3}>?|→|/)\s*"

# A number, version, amount, address or identifier goes on before or after these.
_CLEAN_BEFORE = r"(?<![\da-z.$¥€£#@/+&=_-])(?<!\d[ ,])"
_CLEAN_AFTER = r"(?![\d%])(?!\.\d)(?!-\d)(?!\s*[万元])"


@dataclass(frozen=True, slots=True, kw_only=True)
class DatePatterns:
    """Compiled patterns; all are matched against plain text in lower case.

    Attributes:
        mention: A date or range, with groups `first`, `second` and `now`.
        points: The forms of one date, with groups `year`, `month`, `name`, `season`, `era`, `solar`.
        eras: The year before the first of each era, and the number of its last year.
        openings: The first words of what is no number and may begin a date.
    """

    mention: re.Pattern[str]
    points: tuple[re.Pattern[str], ...]
    since: re.Pattern[str]
    expected: re.Pattern[str]
    ended: re.Pattern[str]
    birth_before: re.Pattern[str]
    birth_after: re.Pattern[str]
    not_a_year_after: re.Pattern[str]
    months: dict[str, int]
    solar_months: dict[str, int]
    seasons: dict[str, tuple[int, int]]
    eras: dict[str, tuple[int, int]]
    openings: frozenset[str]

    def month(self, name: str) -> int:
        """Returns the number of a month (1..12) by its name."""
        return self.months[" ".join(name.split()).rstrip(".")]

    def season(self, name: str) -> tuple[int, int]:
        """Returns the first and last month of a season (1..12)."""
        return self.seasons[name]


@cache
def date_patterns() -> DatePatterns:
    """Returns the patterns; compiling them takes a moment once in each process."""
    words = load_mapping("bole.parsing.structure", "dates.yaml")
    months = _numbered(words["months"])
    solar_months = _numbered(words["solar_months"])
    eras = {name: _pair(value) for name, value in mapping(words["eras"]).items()}
    seasons = {name: _pair(value) for name, value in mapping(words["seasons"]).items()}
    forms = _forms(
        month=_by_first_letter(months),
        solar_month=alternation(tuple(solar_months)),
        season=alternation(tuple(seasons)),
        era=alternation(tuple(eras)),
    )
    return DatePatterns(
        mention=_mention(forms, words, _by_first_letter(months)),
        points=tuple(re.compile(form) for form in forms),
        since=_before(words["since"]),
        expected=re.compile(rf"(?:{alternation(strings(words['expected']))})[\s:,(]*(?:in\s+|on\s+|于)?$"),
        ended=re.compile(rf"\s*{alternation(strings(words['ended']))}"),
        birth_before=_before(words["birth_before"]),
        birth_after=re.compile(rf"\s*{alternation(strings(words['birth_after']))}"),
        not_a_year_after=_before(words["not_a_year_after"]),
        months=months,
        solar_months=solar_months,
        seasons=seasons,
        eras=eras,
        openings=frozenset(
            _FIRST_WORD.match(name).group()  # type: ignore[union-attr]
            for name in (*months, *solar_months, *seasons, *eras)
        ),
    )


def _by_first_letter(names: Iterable[str]) -> str:
    """Joins names like `alternation`, so that a text with another first letter is refused at once."""
    rests: dict[str, list[str]] = defaultdict(list)
    for name in names:
        rests[name[0]].append(name[1:])
    return "(?:" + "|".join(letter + alternation(tuple(ends)) for letter, ends in rests.items()) + ")"


def _numbered(value: object) -> dict[str, int]:
    return {name: int(number) for number, names in mapping(value).items() for name in strings(names)}


def _forms(*, month: str, solar_month: str, season: str, era: str) -> tuple[str, ...]:
    """Returns the forms of one date, the longest first."""
    year = rf"(?P<year>{_YEAR})"
    short = rf"(?P<year>{_YEAR}|'\d\d)"
    number = rf"(?P<month>{_MONTH})"
    name = rf"(?P<name>{month})\.?"
    return (
        rf"{year}\s*年?(?:\s*|[/-](?=q))(?P<season>{season})",
        rf"{year}\s*年\s*{name}(?:[一二三四五六七八九十]{{1,3}}[日号])?",
        rf"{year}\s*[年년](?:\s*{number}(?:\s*[月월份](?:\s*{_DAY}\s*[日号일])?|(?=\s?[-至到]\s?\d{{1,2}}\s?月|\Z)))?",
        rf"{year}\s?/\s?{number}(?:\s?/\s?{_DAY})?(?!\d)",
        rf"{year}\s?\.\s?{number}(?:\s?\.\s?{_DAY})?(?!\d)\.?",
        rf"{year}-{number}(?:-{_DAY})?(?!\d)",
        rf"{number}\s?[./-]\s?{year}",
        rf"{number}/{_DAY}/{year}",
        rf"{_DAY}[./-]{number}[./-]{year}",
        (
            rf"(?:{_DAY}(?:st|nd|rd|th|\.)?\s+(?:de\s+)?)?{name}(?:\s+{_DAY}(?:st|nd|rd|th)?)?"
            rf"(?:[\s,/-]*|\s+(?:of|de|del)\s+){short}"
        ),
        rf"{year}\s+{name}",
        rf"(?P<season>{season})(?:\s+|/|-(?<=q\d-))(?:of\s+)?{short}",
        rf"(?P<era>{era})\s?(?P<year>\d{{1,3}}|元)\s?年(?:\s?{number}\s?月(?:\s?{_DAY}\s?日)?)?",
        rf"(?P<era>{era})\s?(?P<year>\d{{1,3}}|元)\s?[./]\s?{number}(?:[./]{_DAY})?(?!\d)",
        rf"(?P<solar>{solar_month})\s+(?P<year>1[34]\d\d)",
        rf"(?P<year>1[34]\d\d)\s+(?P<solar>{solar_month})",
        year,
        r"(?P<year>'\d\d)(?!\d)",
        r"(?P<month>0[1-9]|1[0-2])/(?P<year>\d\d)(?![\d/])",
    )


def _mention(forms: tuple[str, ...], words: dict[str, object], month: str) -> re.Pattern[str]:
    point = "(?:" + "|".join(_anonymous(form) for form in forms) + ")"
    now = alternation(strings(words["now"]))
    until = alternation(strings(words["until"]))
    onwards = alternation(strings(words["onwards"]))
    between = rf"(?:{_DASH}|\s+{until}\s+|\s*[至到]\s*|\s{{1,3}}(?=[^\W\d]{{3,9}}\.?\s+\d{{4}}))"
    joined = rf"(?:{_DASH}|\s+{until}\s+|\s*(?:[至到]|より|から|부터)?\s*)"
    month_only = rf"{month}\.?(?=\s*(?:-{{1,3}}|to|until|bis)\s*(?:{month})\b)"
    second = rf"(?P<second>{point}|(?:{_MONTH}\s*月)|\d\d(?![\d./-]))"
    tail = rf"(?:{joined}(?P<now>{now})(?![^\W\d_])|\s*(?P<onwards>{onwards})|{between}{second})?"
    shared = rf"(?P<shared>{month_only})\s*(?:-{{1,3}}|to|until|bis)\s*(?={month})"
    return re.compile(rf"{_CLEAN_BEFORE}(?:{shared})?(?P<first>{point}){tail}{_CLEAN_AFTER}")


def _anonymous(form: str) -> str:
    return re.sub(r"\(\?P<\w+>", "(?:", form)


def _before(words: object) -> re.Pattern[str]:
    """Matches one of the words at the very end of what stands before a date."""
    return re.compile(rf"(?:(?<![^\W\d_\u4e00-\u9fff]){alternation(strings(words))})[\s:.(]*$")


def _pair(value: object) -> tuple[int, int]:
    if isinstance(value, list) and len(value) == 2:
        return int(value[0]), int(value[1])
    raise ValueError("parsing data is broken: a season or era needs two numbers; restore the file from the release")
