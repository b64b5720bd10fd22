"""Finds dates and date ranges as resumes write them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bole.domain.dates import DateRange, PartialDate
from bole.domain.spans import Span
from bole.parsing.structure.date_patterns import DatePatterns, date_patterns
from bole.parsing.structure.lines import lowered, plain
from bole.parsing.structure.remembering import remembered

_YEAR = r"19[5-9]\d|20[0-4]\d|'\d\d\b|0[1-9]/\d\d\s?[-t]|1[0-2]/\d\d\s?[-t]"
"""Each form begins with one character, so that the search skips others fast."""

_YEAR_HINT = re.compile(_YEAR)
_OTHER_COUNT = re.compile(r"[\u0600-\u06ff和成國国SHR](?:(?<![SHR])|\d{1,2}[年./])")
"""Signs that years may be counted otherwise: since the beginning of an era, or by the Persian calendar."""

_ANY_YEAR_HINT = re.compile(
    rf"{_YEAR}|[和成國国]\s?(?:\d{{1,3}}|元)\s?[年./]|(?<![a-zA-Z])[SHRshr]\d{{1,2}}[年./]"
    r"|(?<!\d)1[34]\d\d(?=\s[\u0600-\u06ff])|(?<=[\u0600-\u06ff]\s)1[34]\d\d"
)
_ERA_LETTER = re.compile(r"[a-z]\s?\d{1,2}\s?[./]")
_ERAS = "(?:中[華华])?民[國国]|昭和|平成|令和"
_TOKEN = re.compile(rf"\d+|'\d\d|{_ERAS}|[春夏秋冬]季|[^\W\d_\u3040-\u30ff\u3400-\u9fff]+")
_DIGITS = frozenset("0123456789'")
_FIRST_YEAR = 1950
_OPEN_END = re.compile(r"(?:-|to|至|到)$")
_SHORT_MONTH = re.compile(r"(\d\d)/(\d\d)")
"""08/06 is a month where another one, or "until now", ends a range: alone it may be a day, a score or a version."""

_SHORT_RANGE = re.compile(r"20(\d\d)-(\d\d)")
_DAY_MONTH = re.compile(r"(?:0?[1-9]|1[0-2])/(0?[1-9]|1[0-2])/(\d{4})")
_BARE_BEFORE = re.compile(r"(?:^|[\s(\[,.:;|/·•、，。)*_]|[\u4e00-\u9fff])$")
_BARE_AFTER = re.compile(
    r"\s*(?:$|[)\],.;|/·•、，。:*_]|-\s|[\u4e00-\u9fff](?<![万元人个名次台家篇款件套条项行种倍页字度份位]))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DateMention:
    """Dates in a text and where they stand.

    A single date is the `start` of its range, unless words beside it make it an end.

    Attributes:
        dates: What is stated.
        span: Where it stands, without words such as "since" or "expected".
        ranged: Whether two ends, or one end and "until now", are stated.
        expected: Whether words such as "expected" or "graduated" make it an end.
        bare: Whether a single year is all there is.
    """

    dates: DateRange
    span: Span
    ranged: bool = False
    expected: bool = False
    bare: bool = False

    def moved(self, offset: int) -> DateMention:
        """Returns the same mention with its span moved by `offset` code points."""
        span = Span(self.span.start + offset, self.span.end + offset)
        return DateMention(dates=self.dates, span=span, ranged=self.ranged, expected=self.expected, bare=self.bare)


def find_dates(text: str) -> tuple[DateMention, ...]:
    """Returns the dates of a text in order: ranges as one, single dates, none of births.

    Never phone numbers, versions, identifiers or amounts. Years are 1950 to 2049. A month such as 08/06 counts only
    where it begins and ends a range, or goes on. Ends in the wrong order stay as written, unless the day was read as
    the month (01/02/2019) or the year stands at one end only (Nov - Feb 2019). Summer and its like are the three months
    of the season; winter stays a year.

    Args:
        text: Any text; spans count its code points.
    """
    return find_plain_dates(plain(text))


@remembered
def find_plain_dates(text: str) -> tuple[DateMention, ...]:
    """Does the same for text that is plain already (`lines.plain`)."""
    hints = _ANY_YEAR_HINT if _OTHER_COUNT.search(text) else _YEAR_HINT
    if hints.search(text) is None:
        return ()
    text = lowered(text)
    found: list[DateMention] = []
    done = 0
    for hint in hints.finditer(text):
        if hint.start() < done:
            continue
        start, done = _window(text, hint.start())
        found += [one.moved(start) for one in _in_window(text[start:done])]
    return tuple(found)


def _window(text: str, position: int) -> tuple[int, int]:
    """Returns the line around `position`, and the next one where a range stays open at its end."""
    start = text.rfind("\n", 0, position) + 1
    end = text.find("\n", position)
    if end < 0:
        return start, len(text)
    if _OPEN_END.search(text[max(start, end - 4) : end].rstrip()):
        following = text.find("\n", end + 1)
        end = len(text) if following < 0 else following
    return start, end


@remembered
def _in_window(text: str) -> tuple[DateMention, ...]:
    patterns = date_patterns()
    found: list[DateMention] = []
    done = 0
    for token in _TOKEN.finditer(text):
        word = token.group()
        if token.start() < done or not (word[0] in _DIGITS or word in patterns.openings):
            continue
        match = patterns.mention.match(text, token.start())
        if match is None:
            continue
        done = match.end()
        if patterns.birth_before.search(text, max(0, match.start() - 16), match.start()):
            continue
        if patterns.birth_after.match(text, match.end()):
            continue
        mention = _mention(patterns, text, match)
        if mention is not None:
            found.append(mention)
    return tuple(found)


def _mention(patterns: DatePatterns, text: str, match: re.Match[str]) -> DateMention | None:
    start = _point(patterns, match["first"])
    if start is None or _half_short(match):
        return None
    first, last = start
    span = Span(match.start(), match.end())
    if match["now"] or match["onwards"] or (not match["second"] and _since(patterns, text, match)):
        return DateMention(dates=DateRange(start=first, end=None, ongoing=True), span=span, ranged=True)
    stated = _two_ends(patterns, match, first, last)
    if stated is not None:
        return _range(*stated, span)
    if match["second"] or _ERA_LETTER.match(match["first"]):  # R3.6 alone is rather a version
        return None
    if first != last:
        return DateMention(dates=DateRange(start=first, end=last), span=span)
    return _single(patterns, text, match, first, span)


def _half_short(match: re.Match[str]) -> bool:
    """Tells whether the form 08/06 stands where nothing makes it a month, or two of them stand in the wrong order."""
    first, second = _short_month(match["first"]), _short_month(match["second"] or "")
    if (first is None and second is None) or (first is not None and match["now"]):
        return False
    return first is None or second is None or second.earliest < first.earliest


def _short_month(text: str) -> PartialDate | None:
    digits = _SHORT_MONTH.fullmatch(text)
    return PartialDate(_year(digits[2]), int(digits[1])) if digits else None


def _since(patterns: DatePatterns, text: str, match: re.Match[str]) -> bool:
    return patterns.since.search(text, max(0, match.start() - 12), match.start()) is not None


def _two_ends(
    patterns: DatePatterns, match: re.Match[str], first: PartialDate, last: PartialDate
) -> tuple[PartialDate, PartialDate] | None:
    """Returns both ends of a range, or None where one date is stated."""
    if match["shared"]:
        month = patterns.month(match["shared"])
        return PartialDate(first.year - (month > (first.month or 12)), month), last
    if match["second"]:
        end = _end(patterns, first, match["second"])
        return _day_first(match, first, end) if end is not None else None
    short = _SHORT_RANGE.fullmatch(match["first"])
    if short and int(short[1]) < int(short[2]):  # "2008-11" alone is 2008 to 2011 rather than November
        return PartialDate(first.year), PartialDate(2000 + int(short[2]))
    return None


def _day_first(match: re.Match[str], first: PartialDate, end: PartialDate) -> tuple[PartialDate, PartialDate]:
    """Reads both ends as day, month and year where month, day and year put them in the wrong order."""
    one, other = _ambiguous(match["first"]), _ambiguous(match["second"])
    if end.latest < first.earliest and one is not None and other is not None and one.latest <= other.latest:
        return one, other
    return first, end


def _ambiguous(text: str) -> PartialDate | None:
    digits = _DAY_MONTH.fullmatch(text)
    return PartialDate(int(digits[2]), int(digits[1])) if digits else None


def _range(first: PartialDate, last: PartialDate, span: Span) -> DateMention:
    return DateMention(dates=DateRange(start=first, end=last), span=span, ranged=True)


def _single(
    patterns: DatePatterns, text: str, match: re.Match[str], date: PartialDate, span: Span
) -> DateMention | None:
    before, after = text[max(0, match.start() - 24) : match.start()], text[match.end() : match.end() + 12]
    if patterns.expected.search(before) or patterns.ended.match(after):
        return DateMention(dates=DateRange(start=None, end=date), span=span, expected=True, bare=date.month is None)
    if match["first"].isdigit():
        if not _BARE_BEFORE.search(before) or not _BARE_AFTER.match(after):
            return None
        if patterns.not_a_year_after.search(before):
            return None
    return DateMention(dates=DateRange(start=date, end=None), span=span, bare=date.month is None)


def _point(patterns: DatePatterns, text: str) -> tuple[PartialDate, PartialDate] | None:
    """Reads one end of a range; a season has a first and a last month."""
    for pattern in patterns.points:
        match = pattern.fullmatch(text)
        if match is not None:
            return _read_point(patterns, match)
    return None


def _read_point(patterns: DatePatterns, match: re.Match[str]) -> tuple[PartialDate, PartialDate] | None:
    groups = match.groupdict()
    if groups.get("solar"):
        return _solar_point(int(groups["year"]), patterns.solar_months[groups["solar"]])
    year = _year_of_era(groups["year"], *patterns.eras[groups["era"]]) if groups.get("era") else _year(groups["year"])
    if year is None:
        return None
    if groups.get("season"):
        low, high = patterns.season(groups["season"])
        if (low, high) != (1, 12):
            return PartialDate(year, low), PartialDate(year, high)
        return PartialDate(year), PartialDate(year)
    month = patterns.month(groups["name"]) if groups.get("name") else int(groups.get("month") or 0)
    date = PartialDate(year, month or None)
    return date, date


def _solar_point(year: int, month: int) -> tuple[PartialDate, PartialDate]:
    """Returns the month of our calendar in which a month of the Persian one (21 March is its new year) begins."""
    months = (year + 621) * 12 + 2 + month - 1
    date = PartialDate(months // 12, months % 12 + 1)
    return date, date


def _year_of_era(text: str, before: int, last: int) -> int | None:
    """Returns the year of our calendar; None where the era lacks it, or it lies before 1950."""
    number = 1 if text == "元" else int(text)
    return before + number if 0 < number <= last and before + number >= _FIRST_YEAR else None


def _end(patterns: DatePatterns, first: PartialDate, text: str) -> PartialDate | None:
    point = _point(patterns, text)
    if point is not None:
        return point[1]
    digits = text.strip("月 ")
    if not digits.isdigit():
        return None
    if text.endswith("月"):
        month = int(digits)
        return PartialDate(first.year + (month < first.month), month) if first.month is not None else None
    year = first.year // 100 * 100 + int(digits)
    return PartialDate(year) if first.month is None and year > first.year else None


def _year(digits: str) -> int:
    number = int(digits.lstrip("'"))
    if number > 99:
        return number
    return 2000 + number if number < 50 else 1900 + number
