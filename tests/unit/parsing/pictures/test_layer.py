"""A layer is believed where the picture says the same, at the same place."""

from __future__ import annotations

import pytest

from bole.parsing.layout.geometry import Rectangle
from bole.parsing.layout.lines import Line
from bole.parsing.layout.runs import Run
from bole.parsing.pictures.layer import check_layer

PICTURE = (
    "Backend engineer at Harbor Ltd since 2019",
    "Built the order service in Python",
    "负责订单系统的开发与维护",
)


def _area(number: float) -> Rectangle:
    return Rectangle(50, 100 + 16 * number, 400, 112 + 16 * number)


def _picture() -> list[Line]:
    return [Line(text, _area(number), apart=False) for number, text in enumerate(PICTURE)]


def _layer(*lines: str) -> list[Run]:
    return [Run(text, _area(number), 110 + 16 * number, number) for number, text in enumerate(lines)]


@pytest.mark.parametrize(
    "lines",
    [
        PICTURE,
        ("Backend enginccr at Harb0r Ltd since 2019", "Built the orderservice in Pyth on", "负贵订单系统的开发与维护"),
        ("BACKEND ENGINEER AT HARBOR LTD SINCE 2019", "Buìlt thé ordér sérvice", "負責订单系统"),
        ("", "of it", "2"),
    ],
    ids=["the same", "letters read wrongly", "other case and accents", "too little to tell"],
)
def test_a_layer_that_says_what_is_seen_is_believed(lines: tuple[str, ...]) -> None:
    """Errors of either recognition are no mismatch."""
    check = check_layer(_layer(*lines), _picture())

    assert check.agrees
    assert check.missing == ()


def test_words_that_the_picture_lacks_are_found() -> None:
    """With the line of the layer in which they stand."""
    runs = _layer(PICTURE[0], "Led Kubernetes migration worldwide", PICTURE[2])

    check = check_layer(runs, _picture())

    assert not check.agrees
    assert check.missing == (("kubernetes migration worldwide", _area(1)),)


def test_chinese_words_that_the_picture_lacks_are_found() -> None:
    """In pieces as long as words."""
    check = check_layer(_layer(*PICTURE[:2], "荣获国家科技进步一等奖"), _picture())

    assert not check.agrees
    assert "科技" in "".join(text for text, _ in check.missing)


def test_words_of_another_place_count_for_nothing() -> None:
    """A line further down cannot be had twice."""
    runs = _layer(*PICTURE, "", "", "", "", "Backend engineer at Harbor Ltd")

    assert not check_layer(runs, _picture()).agrees


def test_a_word_or_two_are_no_finding() -> None:
    """They are what a recognition program made of a logo; the picture is read all the same."""
    check = check_layer(_layer("Backend engineer at Harbor Ltd xqzvw", *PICTURE[1:]), _picture())

    assert (check.agrees, check.missing) == (False, ())


def test_a_script_that_recognition_does_not_know_cannot_be_checked() -> None:
    """It is neither believed nor a finding; the caller says so."""
    check = check_layer(_layer("Разработчик программного обеспечения"), _picture())

    assert check.agrees
    assert check.checked_share == 0
