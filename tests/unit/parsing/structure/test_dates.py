"""Dates and date ranges as resumes write them."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bole.domain.dates import DateRange, PartialDate
from bole.parsing.structure.dates import find_dates


def _range(
    start: tuple[int, int | None] | None, end: tuple[int, int | None] | None = None, *, ongoing: bool = False
) -> DateRange:
    return DateRange(
        start=PartialDate(*start) if start else None, end=PartialDate(*end) if end else None, ongoing=ongoing
    )


RANGES = [
    ("2019.03-至今", _range((2019, 3), ongoing=True)),
    ("2019年3月—2021年5月", _range((2019, 3), (2021, 5))),
    ("2019年至今", _range((2019, None), ongoing=True)),
    ("2019/03 – 2021/05", _range((2019, 3), (2021, 5))),
    ("03/2019 - 05/2021", _range((2019, 3), (2021, 5))),
    ("Mar 2019 – Present", _range((2019, 3), ongoing=True)),
    ("March 2019 to current", _range((2019, 3), ongoing=True)),
    ("2019-2021", _range((2019, None), (2021, None))),
    ("2019–now", _range((2019, None), ongoing=True)),
    ("2019.3~2020.1", _range((2019, 3), (2020, 1))),
    ("２０１９．０３－２０２０．０１", _range((2019, 3), (2020, 1))),
    ("2019年3月-6月", _range((2019, 3), (2019, 6))),
    ("2019-21", _range((2019, None), (2021, None))),
    ("2008–11", _range((2008, None), (2011, None))),
    ("Jan – Mar 2019", _range((2019, 1), (2019, 3))),
    ("jan2020 - Present", _range((2020, 1), ongoing=True)),
    ("2007年10月至今", _range((2007, 10), ongoing=True)),
    ("2018年9月 至 2022年6月", _range((2018, 9), (2022, 6))),
    ("2022 年 03 月 – 2022 年 12 月", _range((2022, 3), (2022, 12))),
    ("2022-01 – Present", _range((2022, 1), ongoing=True)),
    ("Sept. '15 – Feb 2019", _range((2015, 9), (2019, 2))),
    ("11 July 2019 – 3 March 2020", _range((2019, 7), (2020, 3))),
    ("03/15/2019 - 05/01/2021", _range((2019, 3), (2021, 5))),
    ("15.03.2019 – 01.05.2021", _range((2019, 3), (2021, 5))),
    ("1999年07月1日--2003年06月30日", _range((1999, 7), (2003, 6))),
    ("Fall 2013 – Spring 2014", _range((2013, 9), (2014, 5))),
    ("September 2017 onwards", _range((2017, 9), ongoing=True)),
    ("2020年6月 - 现在", _range((2020, 6), ongoing=True)),
    ("2020.6-今", _range((2020, 6), ongoing=True)),
    ("März 2019 – heute", _range((2019, 3), ongoing=True)),
    ("enero 2019 – actualidad", _range((2019, 1), ongoing=True)),
    ("janvier 2019 à mars 2020", _range((2019, 1), (2020, 3))),
    ("مارس 2021 – حتى الآن", _range((2021, 3), ongoing=True)),
    ("二〇一九年三月至二〇二一年十二月", _range((2019, 3), (2021, 12))),
    ("二○一九年十月至今", _range((2019, 10), ongoing=True)),
    ("一九九八年九月五日 - 2001年三月", _range((1998, 9), (2001, 3))),
    ("2019年3-5月", _range((2019, 3), (2019, 5))),
    ("08/06-06/07", _range((2006, 8), (2007, 6))),
    ("12/98 – 03/01", _range((1998, 12), (2001, 3))),
    ("09/14-Present", _range((2014, 9), ongoing=True)),
    ("2019 — н.в.", _range((2019, None), ongoing=True)),
    ("июнь 2019 — наст. время", _range((2019, 6), ongoing=True)),
    ("июнь 2019 — по настоящее время", _range((2019, 6), ongoing=True)),
    ("2019 - 2017", _range((2019, None), (2017, None))),
    ("12/2024 - 01/2020", _range((2024, 12), (2020, 1))),
    ("2023年5月至2021年3月", _range((2023, 5), (2021, 3))),
    ("May 2022 – Jan 2020", _range((2022, 5), (2020, 1))),
    ("11/01/2020 - 02/06/2020", _range((2020, 1), (2020, 6))),
    ("Nov - Feb 2019", _range((2018, 11), (2019, 2))),
    ("2019年11月-2月", _range((2019, 11), (2020, 2))),
    ("'98 - '03", _range((1998, None), (2003, None))),
    ("2019年3月～2021年6月", _range((2019, 3), (2021, 6))),
    ("2019/03—present", _range((2019, 3), ongoing=True)),
    ("Q3 2019 - Q1 2020", _range((2019, 7), (2020, 3))),
    ("mars 2019 – aujourd'hui", _range((2019, 3), ongoing=True)),
    ("3 mars 2019 au 4 mai 2020", _range((2019, 3), (2020, 5))),
    ("março de 2019 – presente", _range((2019, 3), ongoing=True)),
    ("marzo de 2019 a mayo de 2021", _range((2019, 3), (2021, 5))),
    ("марта 2019 по настоящее время", _range((2019, 3), ongoing=True)),
    ("март 2019 — настоящее время", _range((2019, 3), ongoing=True)),
    ("2019년 3월 ~ 현재", _range((2019, 3), ongoing=True)),
    ("2019年4月～現在", _range((2019, 4), ongoing=True)),
    ("2019年4月より現在", _range((2019, 4), ongoing=True)),
    ("平成31年4月～令和2年3月", _range((2019, 4), (2020, 3))),
    ("昭和60年4月1日 - 平成2年3月31日", _range((1985, 4), (1990, 3))),
    ("H27.4～R2.3", _range((2015, 4), (2020, 3))),
    ("民國108年3月 - 民國110年5月", _range((2019, 3), (2021, 5))),
    ("يناير ٢٠١٩ – حتى الآن", _range((2019, 1), ongoing=True)),
    ("كانون الثاني 2019 - تشرين الأول 2020", _range((2019, 1), (2020, 10))),
    ("فروردین ۱۳۹۸ - اسفند ۱۳۹۹", _range((2019, 3), (2021, 2))),
    ("maart 2019 - heden", _range((2019, 3), ongoing=True)),
    ("styczeń 2019 - obecnie", _range((2019, 1), ongoing=True)),
    ("Ocak 2019 - Mart 2020", _range((2019, 1), (2020, 3))),
    ("marzo 2019 - oggi", _range((2019, 3), ongoing=True)),
]

SINGLES = [
    ("Sept. '19", "Sept. '19", _range((2019, 9))),
    ("Recipe box, 2019", "2019", _range((2019, None))),
    ("Summer 2020", "Summer 2020", _range((2020, 6), (2020, 8))),
    ("Winter 2020", "Winter 2020", _range((2020, None))),
    ("2015 / 07", "2015 / 07", _range((2015, 7))),
    ("Expected May 2025", "May 2025", _range(None, (2025, 5))),
    ("Expected Graduation: June 2016", "June 2016", _range(None, (2016, 6))),
    ("预计2025年6月毕业", "2025年6月", _range(None, (2025, 6))),
    ("2025届", "2025", _range(None, (2025, None))),
    ("March '19", "March '19", _range((2019, 3))),
    ("Q1 2020", "Q1 2020", _range((2020, 1), (2020, 3))),
    ("2020年第一季度", "2020年第一季度", _range((2020, 1), (2020, 3))),
    ("令和2年3月 入社", "令和2年3月", _range((2020, 3))),
    ("令和元年5月", "令和元年5月", _range((2019, 5))),
    ("R2年3月", "R2年3月", _range((2020, 3))),
    ("民國108年", "民國108年", _range((2019, None))),
    ("1385 آذر", "1385 آذر", _range((2006, 11))),
    ("31 Feb 2019", "31 Feb 2019", _range((2019, 2))),
]

NO_DATES = [
    "08/06",
    "07/08 - 06/07",
    "13/06 - 14/07",
    "24/7 support - 9/10 rating",
    "三月 - 五月",
    "138-0000-1122",
    "0900-000-889",
    "+1 555 2019",
    "(555) 123-2019",
    "v2019.3",
    "Python 3.10",
    "$2019",
    "2019 users",
    "2019名员工",
    "约2000人",
    "2,019",
    "20190301",
    "id 20192020",
    "Windows Server 2019",
    "1995年4月出生",
    "出生日期：1995年4月",
    "Date of birth: 12 May 1990",
    "a@2019.example.com",
    "2019%",
    "13/2019",
    "32/13/2019",
    "2019.00",
    "R 3.6.1",
    "S3.4",
    "平成40年5月",
    "昭和3年",
    "13800138000",
    "1390 1400",
    "۱۳۹۸",
    "Q5 2020x",
    "民國999年",
]


@pytest.mark.parametrize(("text", "expected"), RANGES, ids=[text for text, _ in RANGES])
def test_range_is_read_whole(text: str, expected: DateRange) -> None:
    """Both ends, or one end and "until now", come out with the span of all that states them."""
    (mention,) = find_dates(text)

    assert mention.dates == expected
    assert mention.ranged
    assert mention.span.of(text) == text


@pytest.mark.parametrize(("text", "stated", "expected"), SINGLES, ids=[text for text, _, _ in SINGLES])
def test_single_date_is_a_start_unless_words_make_it_an_end(text: str, stated: str, expected: DateRange) -> None:
    """A single date reads as a start; "expected" and 毕业 turn it into an end."""
    (mention,) = find_dates(text)

    assert mention.dates == expected
    assert not mention.ranged
    assert mention.span.of(text) == stated


@pytest.mark.parametrize("text", NO_DATES)
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    """Telephone numbers, versions, amounts, identifiers and births are left alone."""
    assert find_dates(text) == ()


def test_since_goes_on_until_now() -> None:
    """A single date behind "since" has no end."""
    (mention,) = find_dates("I have cooked since 2019 in Oldport.")

    assert mention.dates == _range((2019, None), ongoing=True)


@pytest.mark.parametrize(
    "text", ["seit 2019", "ab 2019", "depuis 2019", "desde 2019", "с 2019", "منذ 2019", "自2019年"]
)
def test_since_is_known_in_other_languages(text: str) -> None:
    """The word before the year opens the range."""
    (mention,) = find_dates(text)

    assert mention.dates == _range((2019, None), ongoing=True)


def test_range_broken_after_its_dash_is_read_over_the_line_end() -> None:
    """A range whose second end stands on the next line is one range."""
    (mention,) = find_dates("Sept 2018 –\nMay 2023")

    assert mention.dates == _range((2018, 9), (2023, 5))


def test_two_dates_of_one_line_stay_apart() -> None:
    """Dates beside each other without a dash are two."""
    assert [mention.dates for mention in find_dates("Spring 2014, Fall 2015")] == [
        _range((2014, 3), (2014, 5)),
        _range((2015, 9), (2015, 11)),
    ]


@given(st.text(alphabet="0123456789年月日-–./ '至今MarsinceJulyPresent\n()", max_size=80))
def test_spans_are_ordered_and_ranges_run_forward(text: str) -> None:
    """Whatever the text, spans do not overlap and no range ends before it starts."""
    mentions = find_dates(text)

    assert all(one.span.end <= other.span.start for one, other in itertools.pairwise(mentions))
    for mention in mentions:
        start, end = mention.dates.start, mention.dates.end
        assert start is not None or end is not None
        assert start is None or end is None or start.earliest <= end.latest
