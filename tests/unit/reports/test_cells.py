"""Texts of other people inside cells."""

import pytest

from bole.reports.cells import one_line, portable_text, spreadsheet_text


@pytest.mark.parametrize(
    "text",
    [
        "=HYPERLINK(0)",
        "+86 138",
        "-1+2",
        "@SUM(A1)",
        "  =1",
        "\u3000=1",
        "\u00a0+1",
        "\ufeff=1",
        "\u200b@x",
        "\u200d=1",
        "＝1",
        "＋1",
        "－1",
        "＠x",
        "\t=1",
        "\tname",
        "\rname",
        "\n=1",
    ],
)
def test_what_could_be_a_formula_gets_an_apostrophe(text: str) -> None:
    """No program that opens the file evaluates what a resume says."""
    assert spreadsheet_text(text).startswith("'")


def test_semicolon_cannot_open_a_cell_with_a_formula() -> None:
    """A program that separates by semicolons reads text there too."""
    assert spreadsheet_text('Wang;=1+1;"@x') == "Wang;'=1+1;\"'@x"


@pytest.mark.parametrize("text", ["张伟", "C++ and C#", "a=b", "2019-2024", "", "Nora (née Brandt)"])
def test_ordinary_text_stays(text: str) -> None:
    """Only what is dangerous changes."""
    assert spreadsheet_text(text) == text


def test_lines_are_joined_and_terminal_codes_dropped() -> None:
    """A cell is one line, and a name cannot colour or turn around a terminal."""
    assert one_line("Nora\r\n \u2028Whitfield\x1b[31m\u202e\x00") == "Nora Whitfield[31m"


def test_joiners_inside_words_stay() -> None:
    """Persian needs its joiners."""
    assert one_line("می\u200cخواهم") == "می\u200cخواهم"


@pytest.mark.parametrize("text", ["\ud800", "\ufffe", "\uffff", "\x00", "\x1f"])
def test_what_xml_and_utf_8_cannot_hold_is_dropped(text: str) -> None:
    """One such character would cost the whole file."""
    assert portable_text(f"a{text}b") == one_line(f"a{text}b").replace(" ", "") == "ab"


def test_lines_and_tabs_of_a_text_stay() -> None:
    """Only cells are one line."""
    assert portable_text("a\tb\r\nc 张😀\u202e") == "a\tb\r\nc 张😀\u202e"
