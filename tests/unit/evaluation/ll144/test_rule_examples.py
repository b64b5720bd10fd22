"""The two worked examples of the rule (6 RCNY 5-301): ours is the same arithmetic, to the digit.

Where the rule prints rates alone, the counts are the only whole numbers that give them. Two digits of the rule do not
follow from its counts: it cuts 18 of 28 (64.28... %) to 64.2 %, and its table by race counts 408 Hispanic or Latino
applicants where its table by race and sex counts 205 and 190.
"""

import pytest

from bole.evaluation.ll144.counting import TOTAL, Count, Group, compared
from bole.evaluation.ll144.exports import digits

HISPANIC, WHITE, BLACK = "Hispanic or Latino", "White", "Black or African American"
PACIFIC, ASIAN = "Native Hawaiian or Pacific Islander", "Asian"
NATIVE, TWO = "Native American or Alaska Native", "Two or More Races"
MALE, FEMALE = "Male", "Female"

Line = tuple[str, str, int, int, str, str]
"""Race, sex, applicants, with the outcome, rate in percent and impact ratio as the rule prints them."""

SELECTED_BY_SEX: list[Line] = [
    (TOTAL, MALE, 1390, 667, "48", "1.00"),
    (TOTAL, FEMALE, 1181, 555, "47", "0.979"),
]
SELECTED_BY_RACE: list[Line] = [
    (HISPANIC, TOTAL, 408, 204, "50", "0.97"),
    (WHITE, TOTAL, 797, 412, "52", "1.00"),
    (BLACK, TOTAL, 390, 170, "44", "0.84"),
    (PACIFIC, TOTAL, 119, 52, "44", "0.85"),
    (ASIAN, TOTAL, 616, 302, "49", "0.95"),
    (NATIVE, TOTAL, 41, 18, "44", "0.85"),
    (TWO, TOTAL, 213, 96, "45", "0.87"),
]
SELECTED_BY_BOTH: list[Line] = [
    (HISPANIC, MALE, 205, 90, "43.9", "0.841"),
    (HISPANIC, FEMALE, 190, 82, "43.2", "0.827"),
    (WHITE, MALE, 412, 215, "52.2", "1.000"),
    (BLACK, MALE, 226, 95, "42.0", "0.806"),
    (PACIFIC, MALE, 87, 37, "42.5", "0.815"),
    (ASIAN, MALE, 321, 167, "52.0", "0.997"),
    (NATIVE, MALE, 24, 11, "45.8", "0.878"),
    (TWO, MALE, 115, 52, "45.2", "0.866"),
    (WHITE, FEMALE, 385, 197, "51.2", "0.981"),
    (BLACK, FEMALE, 164, 75, "45.7", "0.876"),
    (PACIFIC, FEMALE, 32, 15, "46.9", "0.898"),
    (ASIAN, FEMALE, 295, 135, "45.8", "0.877"),
    (NATIVE, FEMALE, 17, 7, "41.2", "0.789"),
    (TWO, FEMALE, 98, 44, "44.9", "0.860"),
]
SCORED_BY_SEX: list[Line] = [
    (TOTAL, MALE, 92, 50, "54.3", "1.00"),
    (TOTAL, FEMALE, 76, 34, "44.7", "0.82"),
]
SCORED_BY_RACE: list[Line] = [
    (HISPANIC, TOTAL, 28, 18, "64.3", "1.00"),  # the rule prints 64.2
    (WHITE, TOTAL, 40, 15, "37.5", "0.58"),
    (BLACK, TOTAL, 32, 16, "50.0", "0.78"),
    (PACIFIC, TOTAL, 8, 5, "62.5", "0.97"),
    (ASIAN, TOTAL, 24, 10, "41.7", "0.65"),
    (NATIVE, TOTAL, 16, 10, "62.5", "0.97"),
    (TWO, TOTAL, 20, 10, "50.0", "0.78"),
]
SCORED_BY_BOTH: list[Line] = [
    (HISPANIC, MALE, 16, 12, "75", "1.00"),
    (HISPANIC, FEMALE, 12, 6, "50", "0.67"),
    (WHITE, MALE, 20, 7, "35", "0.47"),
    (BLACK, MALE, 20, 10, "50", "0.67"),
    (PACIFIC, MALE, 4, 3, "75", "1.00"),
    (ASIAN, MALE, 12, 7, "58.3", "0.78"),
    (NATIVE, MALE, 8, 5, "62.5", "0.83"),
    (TWO, MALE, 12, 6, "50", "0.67"),
    (WHITE, FEMALE, 20, 8, "40", "0.53"),
    (BLACK, FEMALE, 12, 6, "50", "0.67"),
    (PACIFIC, FEMALE, 4, 2, "50", "0.67"),
    (ASIAN, FEMALE, 12, 3, "25", "0.33"),
    (NATIVE, FEMALE, 8, 5, "62.5", "0.83"),
    (TWO, FEMALE, 8, 4, "50", "0.67"),
]
TABLES = {
    "selected_by_sex": SELECTED_BY_SEX,
    "selected_by_race": SELECTED_BY_RACE,
    "selected_by_both": SELECTED_BY_BOTH,
    "scored_by_sex": SCORED_BY_SEX,
    "scored_by_race": SCORED_BY_RACE,
    "scored_by_both": SCORED_BY_BOTH,
}


@pytest.mark.parametrize("name", TABLES)
def test_rates_and_ratios_are_those_of_the_rule(name: str) -> None:
    """Every line of every table; the rule leaves no small group out."""
    lines = TABLES[name]
    counts = {Group(race_ethnicity=line[0], sex=line[1]): Count(applicants=line[2], favoured=line[3]) for line in lines}

    rows = {row.group: row for row in compared(counts, keep_small=True)}

    for race, sex, _, _, rate, ratio in lines:
        row = rows[Group(race_ethnicity=race, sex=sex)]
        assert row.count.rate is not None
        assert digits(row.count.rate * 100, _places(rate)) == rate, (race, sex)
        assert digits(row.impact_ratio, _places(ratio)) == ratio, (race, sex)


def _places(printed: str) -> int:
    return len(printed.partition(".")[2])
