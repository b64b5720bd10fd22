"""Rates of groups and their impact ratios, in exact fractions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from bole.evaluation.ll144.significance import p_value

FOUR_FIFTHS = Fraction(4, 5)
SMALL_SHARE = Fraction(1, 50)
"""Groups below this share of the data may be left out of the ratios (6 RCNY 5-301 (d))."""
UNKNOWN = "Missing/Unknown"
TOTAL = "Total"


class Breakdown(StrEnum):
    """What groups are made by, as the public columns name it."""

    SEX = "sex"
    RACE = "race"
    BOTH = "intersectional"


class Outcome(StrEnum):
    """What counts for a person: a score above the median of the sample, or that ADVANCE was recommended."""

    SCORING = "scoring"
    SELECTION = "selection"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Group:
    """A category; `race_ethnicity` and `sex` are `TOTAL` where a breakdown does not ask for them."""

    race_ethnicity: str = TOTAL
    sex: str = TOTAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """One person of the sample: `favoured` says that the outcome is theirs; `UNKNOWN` where a category is not known."""

    favoured: bool
    sex: str = UNKNOWN
    race_ethnicity: str = UNKNOWN

    def group(self, breakdown: Breakdown) -> Group | None:
        """Returns the group of a person, None where it is not known."""
        sex = TOTAL if breakdown is Breakdown.RACE else self.sex
        race = TOTAL if breakdown is Breakdown.SEX else self.race_ethnicity
        return None if UNKNOWN in {sex, race} else Group(race_ethnicity=race, sex=sex)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many of a group applied, and how many of them have the outcome."""

    applicants: int
    favoured: int

    @property
    def rate(self) -> Fraction | None:
        """Share that has the outcome; None for a group of nobody."""
        return Fraction(self.favoured, self.applicants) if self.applicants else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A group in a table.

    Attributes:
        group: The category.
        count: Its people.
        impact_ratio: Its rate over the highest rate; None for nobody, where nobody at all has the outcome, and for
            small groups that are left out.
        p_value: Of Fisher's exact test against the group with the highest rate, 0..1; None where there is no ratio.
        small: True below `SMALL_SHARE` of the people of the table.
    """

    group: Group
    count: Count
    impact_ratio: Fraction | None = None
    p_value: float | None = None
    small: bool = False

    @property
    def below_four_fifths(self) -> bool:
        """True where the ratio is below 4/5: a flag, not a verdict."""
        return self.impact_ratio is not None and self.impact_ratio < FOUR_FIFTHS


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One breakdown: rows in the order of the groups' names, and how many people are in no group."""

    breakdown: Breakdown
    rows: tuple[Row, ...]
    unknown: Count


def median(values: Sequence[int]) -> Fraction:
    """Returns the median of at least one value; of an even number the mean of the two in the middle."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    return Fraction(ordered[middle] + ordered[-middle - 1], 2)


def table(applicants: Iterable[Applicant], breakdown: Breakdown, *, keep_small: bool = False) -> Table:
    """Counts people by group, and compares the groups.

    Args:
        applicants: The sample.
        breakdown: What groups are made by.
        keep_small: Gives ratios to small groups too, and lets them be what others are compared with.
    """
    people: dict[Group | None, list[bool]] = {}
    for applicant in applicants:
        people.setdefault(applicant.group(breakdown), []).append(applicant.favoured)
    unknown = people.pop(None, [])
    counts = {group: _count(found) for group, found in people.items() if group is not None}
    return Table(breakdown=breakdown, rows=compared(counts, keep_small=keep_small), unknown=_count(unknown))


def compared(counts: Mapping[Group, Count], *, keep_small: bool = False) -> tuple[Row, ...]:
    """Returns the groups with their impact ratios, in the order of their names; `keep_small` is that of `table`."""
    everybody = sum(count.applicants for count in counts.values())
    small = {group for group, count in counts.items() if count.applicants < SMALL_SHARE * everybody}
    kept = {group: count for group, count in counts.items() if keep_small or group not in small}
    best = max(
        (count for _, count in sorted(kept.items()) if count.rate is not None),
        key=lambda count: (count.rate or 0, count.applicants),
        default=None,
    )
    return tuple(
        _row(group, count, best if group in kept else None, small=group in small)
        for group, count in sorted(counts.items())
    )


def _row(group: Group, count: Count, best: Count | None, *, small: bool) -> Row:
    if best is None or not best.rate or count.rate is None:
        return Row(group=group, count=count, small=small)
    return Row(
        group=group,
        count=count,
        impact_ratio=count.rate / best.rate,
        p_value=p_value(count.favoured, count.applicants, best.favoured, best.applicants),
        small=small,
    )


def _count(found: Sequence[bool]) -> Count:
    return Count(applicants=len(found), favoured=sum(found))
