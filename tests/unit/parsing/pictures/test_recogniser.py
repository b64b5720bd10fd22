"""Recognition keeps to the limits of a document and says how sure it is."""

from __future__ import annotations

import pytest

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.resume import WarningCode
from bole.parsing.layout.geometry import Rectangle
from bole.parsing.layout.lines import Line
from bole.parsing.limits import ParsingLimits
from bole.parsing.pictures.reader import read_picture
from bole.parsing.pictures.recognised_page import RecognisedPage
from bole.parsing.pictures.recogniser import Budget, Recogniser
from bole.parsing.text.visible_text import VisibleTextBuilder
from tests.requirements import require_module
from tests.unit.parsing.pictures.make_pictures import encoded, picture


def _page(confidence: float, unread_share: float = 0.0) -> RecognisedPage:
    line = Line("Work experience", Rectangle(10, 10, 90, 20), apart=True)
    return RecognisedPage(
        lines=(line,), unseen=(), unread=(), confidence=confidence, letter_count=14, unread_share=unread_share
    )


def _warnings(*pages: RecognisedPage) -> list[tuple[WarningCode, str]]:
    builder, recogniser = VisibleTextBuilder(), Recogniser(Budget.of(ParsingLimits()))
    for page in pages:
        recogniser.add_page(page, builder, 595, 842)
    recogniser.warn(builder, page_count=4)
    return [(warning.code, warning.message) for warning in builder.build().warnings]


def test_pages_and_their_confidence_are_told() -> None:
    """The mean of the letters."""
    assert _warnings(_page(0.98), _page(0.9)) == [
        (
            WarningCode.TEXT_RECOGNIZED,
            "2 of 4 pages were read by optical recognition (confidence 0.94); letters may be wrong.",
        )
    ]


def test_a_low_confidence_asks_for_a_look_at_the_original() -> None:
    """Louder than usual."""
    ((_, message),) = _warnings(_page(0.78))

    assert "(confidence 0.78); that is low: compare them with the original." in message


def test_much_that_cannot_be_read_is_told() -> None:
    """With the scripts that can be."""
    warnings = _warnings(_page(0.98, unread_share=0.5), _page(0.98, unread_share=0.05))

    assert [code for code, _ in warnings] == [WarningCode.TEXT_RECOGNIZED, WarningCode.PAGE_UNREADABLE]
    assert warnings[1][1].startswith("Parts of 1 of 4 pages could not be read")


def test_nothing_recognised_is_nothing_told() -> None:
    """Most documents."""
    assert _warnings() == []


@pytest.mark.parametrize("columns", [1_000, 100])
def test_work_beyond_the_limit_is_not_begun_or_given_up(columns: int) -> None:
    """Whether looking for lines would be too much, or reading them."""
    require_module("rapidocr", extra="ocr")

    assert Recogniser(Budget(pages=1, columns=columns)).read(picture(), 1.0) is None
    assert Recogniser(Budget.of(ParsingLimits())).read(picture(), 1.0) is not None


def test_parts_of_a_document_share_what_may_be_recognised() -> None:
    """A part for which nothing is left says so, not that it shows no text; one that shows none costs as well."""
    require_module("rapidocr", extra="ocr")
    budget = Budget(pages=2)
    read_picture(encoded(picture()), ParsingLimits(), budget)
    spent = 250_000 - budget.columns
    with pytest.raises(BoleError) as empty:
        read_picture(encoded(picture(())), ParsingLimits(), budget)
    with pytest.raises(BoleError, match="more print than is recognised") as beyond:
        read_picture(encoded(picture()), ParsingLimits(), budget)

    assert empty.value.reason is ErrorReason.DOCUMENT_WITHOUT_TEXT
    assert beyond.value.reason is ErrorReason.DOCUMENT_TOO_LONG
    assert 0 < spent < 250_000 - budget.columns
