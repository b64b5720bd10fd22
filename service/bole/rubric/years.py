"""Reads numbers of years out of demands: 3年以上, 3-5年, at least three years."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from bole.rubric.patterns import load, mapping

_NAME = "quantities.yaml"
_CEILING = 40
"""More years than this is a year or an age, no demand for experience."""


@dataclass(frozen=True, slots=True, kw_only=True)
class YearDemand:
    """A demand for years in folded text at [start, end); either end of the range may be open."""

    start: int
    end: int
    min_years: float | None
    max_years: float | None


def year_demands(folded: str) -> tuple[YearDemand, ...]:
    """Returns the demands for years in the text of one clause, in order; ages and calendar years are none.

    Args:
        folded: Folded text of a clause.
    """
    found = [demand for match in _expression().finditer(folded) if (demand := _demand(match, folded)) is not None]
    graduate = _graduate().search(folded)
    if not found and graduate is not None:
        return (YearDemand(start=graduate.start(), end=graduate.end(), min_years=0.0, max_years=None),)
    return tuple(found)


@lru_cache(maxsize=1)
def _numbers() -> dict[str, float]:
    return {word: float(str(value)) for word, value in mapping(load(_NAME).get("numbers"), _NAME).items()}


@lru_cache(maxsize=1)
def _expression() -> re.Pattern[str]:
    words = "|".join(sorted((re.escape(word) for word in _numbers()), key=len, reverse=True))
    number = rf"(?:\d+(?:\.\d+)?(?![\d.])|(?<![a-z])(?:{words})(?![a-z]))"
    before_zh = r"(?P<less>不超过|最多|少于|低于)?(?P<more>至少|不少于|不低于|不得少于|满|超过|大于|最少|具有|具备|有)?"
    chinese = rf"{before_zh} ?(?<![\d.])(?P<a>{number}) ?(?:年)?(?:[-~至到—] ?(?P<b>{number}))? ?(?P<unit>个月|年)(?!级|龄|代|度|终|薪|会|底|轻|前|后|内(?:跳|换)|产|检|报|审|[-~至到.]\d|\d|月)"
    after_zh = r" ?\+? ?(?:\((?:含|及以上|以上|以内)\))?(?P<over>(?:及|或|含)?以上|[\+]|或更多|起)?(?P<under>(?:及)?(?:以下|以内|之内|内))?"
    spelled = r"(?: ?\((?P<digits>\d+)\))?"
    english = rf"(?:(?P<upto>up to|less than|no more than|maximum(?: of)?|under|fewer than) )?(?:(?:at least|minimum(?: of)?|min\.?|over|more than) )?(?<![\d.$])(?P<c>{number}){spelled} ?\+?(?: ?(?:-|to|~|or) ?(?P<d>{number}))? ?\+? ?(?:or more |plus |full |solid |consecutive )?(?P<period>years?|yrs?|months?)\b(?!'? ?(?:old\b|of age|or older|ago|warranty|contract|fixed|plan|in a row|period|programme|program\b|history|in business|industry expertise))"
    return re.compile(f"{chinese}{after_zh}|{english}")


@lru_cache(maxsize=1)
def _graduate() -> re.Pattern[str]:
    return re.compile(r"应届(?:毕业生|生|本科|硕士|大学生)?|在校(?:生|学生)|\bentry[- ]level\b(?! (?:salary|position))|\b(?:new|fresh|recent) (?:college |university )?grad(?:uate)?s?\b")


def _demand(match: re.Match[str], folded: str) -> YearDemand | None:
    groups = match.groupdict()
    low = _value(groups["a"] or groups["digits"] or groups["c"])
    high = _value(groups["b"] or groups["d"]) if groups["b"] or groups["d"] else None
    if low is None or low > _CEILING or (high is not None and high > _CEILING):
        return None
    if not _asks(match, folded):
        return None
    months = groups["unit"] == "个月" or (groups["period"] or "").startswith("month")
    scale = 12 if months else 1
    minimum: float | None = _halves(low / scale)
    maximum = _halves(high / scale) if high is not None else None
    if high is None and (groups["under"] or groups["less"] or groups["upto"]):
        minimum, maximum = None, minimum
    if minimum is not None and maximum is not None and maximum < minimum:
        minimum, maximum = maximum, minimum
    return YearDemand(start=match.start(), end=match.end(), min_years=minimum, max_years=maximum)


_BEFORE_NONE = re.compile(r"(?:近|最近|过去|未来|前|每|第|within|last|past|next|first|every|for over|for the|after|合同|试用期|服务期|成立|签)\s?(?:the )?$")
_EXPERIENCE = re.compile(r"经验|经历|从业|工作|年限|资历|开发|以上|experience|work|background|track record|as an?\b|\bin\b|exposure|pqe|post[- ]qualif|'|building|developing|managing|teaching|using|practi[cs]")


def _asks(match: re.Match[str], folded: str) -> bool:
    """Tells whether years are years of experience: some word of work stands by, or nothing else does."""
    if _BEFORE_NONE.search(folded[: match.start()]):
        return False
    rest = folded[: match.start()] + folded[match.end() :]
    return bool(_EXPERIENCE.search(folded)) or not re.search(r"\w", rest)


def _value(text: str) -> float | None:
    if text in _numbers():
        return _numbers()[text]
    try:
        return float(text)
    except ValueError:
        return None


def _halves(years: float) -> float:
    """Rounds up to half years, the finest that a rubric holds."""
    return -(-years * 2 // 1) / 2
