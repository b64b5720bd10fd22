"""Edits change what they say, and nothing of what a person reads."""

import pytest

from bole.evaluation.edits.edits import EditKind, as_text, edits
from bole.evaluation.edits.forms import rewrapped, with_blank_line, with_sections_turned
from bole.parsing.limits import ParsingLimits
from bole.parsing.parser import parse

TEXT = """Jane Sample

Work experience
Harbour Inc., Developer, January 2020 - present
- Built shops and reduced the cost of a bakery chain in three countries of Europe by nine percent
张伟 使用Python搭建订单系统

Education
Lee University, B.Sc. Physics, 2016 - 2019
"""


def words(text: str) -> list[str]:
    """Returns the letters and digits of a text in their order, without blanks and marks."""
    return [one for one in text.casefold() if one.isalnum()]


@pytest.mark.parametrize("name", [edit.name for edit in edits() if edit.kind is not EditKind.SYNONYMS])
def test_form_and_format_keep_every_word(name: str) -> None:
    """Also after reading them again; only the order of sections changes where that is the edit."""
    edit = next(one for one in edits() if one.name == name)

    document = edit.apply(TEXT)

    assert document != as_text(TEXT)
    read, before = words(parse(document, ParsingLimits()).text), words(TEXT)
    assert (sorted(read), sorted(before)) == (sorted(before), sorted(before))
    assert (read == before) is (name != "section_order")


def test_names_are_unique_and_all_kinds_are_there() -> None:
    """Figures are grouped by them."""
    names = [edit.name for edit in edits()]
    assert len(set(names)) == len(names)
    assert {edit.kind for edit in edits()} == set(EditKind)


def test_what_the_fonts_of_a_pdf_lack_is_not_printed() -> None:
    """Nobody could read it."""
    pdf = next(one for one in edits() if one.name == "pdf")
    text = "مهندس نرم افزار"
    assert pdf.apply(text) == as_text(text)


def test_forms_at_the_edge() -> None:
    """Texts without a place for the edit."""
    assert with_blank_line("one", 0.5) == "one\n"
    assert with_blank_line("a\nb\nc", 1.0) == "a\nb\n\nc"
    assert with_sections_turned("no heading here") == "no heading here"
    assert rewrapped("Python  |  three columns  |  " * 4) == "Python  |  three columns  |  " * 4
