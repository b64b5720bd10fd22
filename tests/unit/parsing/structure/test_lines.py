"""Lines of a text in plain characters."""

from hypothesis import given
from hypothesis import strategies as st

from bole.parsing.structure.lines import lines_within, lowered, plain, read


def test_plain_keeps_every_offset() -> None:
    """Full-width forms, dashes, blanks and apostrophes become plain ones, one for one."""
    assert plain("２０１９年－至今　Sept ’19～٣") == "2019年-至今 Sept '19-3"


def test_bullets_and_marks_stay_outside_of_the_words() -> None:
    """Bullets, item numbers and Markdown marks are told apart from the words."""
    lines = read("## Work\n- **Cook**\n1. 负责月结\n• Led").lines

    assert [(line.text, line.bullet, line.hashes) for line in lines] == [
        ("Work", "", 2),
        ("Cook", "-", 0),
        ("负责月结", "1.", 0),
        ("Led", "•", 0),
    ]


def test_a_year_or_an_amount_is_no_item_number() -> None:
    """Numbers that belong to the words stay words."""
    assert [line.text for line in read("3.5 years\n20年经验\n2019.03 - now").lines] == [
        "3.5 years",
        "20年经验",
        "2019.03 - now",
    ]


def test_gap_tells_an_empty_line_above() -> None:
    """Empty lines and rules leave a mark on the line below."""
    assert [line.gap for line in read("a b\n\nc d\ne f\n-----\ng h").lines] == [False, True, False, True]


def test_a_huge_line_is_read_in_parts() -> None:
    """A line longer than any of a resume is divided at blanks, without losing a word."""
    lines = read("word " * 3000).lines

    assert len(lines) > 1
    assert sum(line.text.count("word") for line in lines) == 3000


def test_lines_within_cuts_the_line_behind_a_label() -> None:
    """A range that begins after "Skills:" begins with the first skill."""
    reading = read("Skills: Java, Go\nPython")

    assert [line.text for line in lines_within(reading.lines, 7, 24)] == ["Java, Go", "Python"]


@given(st.text(max_size=200))
def test_words_of_a_line_stand_at_its_span(text: str) -> None:
    """Plain and lower text have the length of the text, and each line is the plain text at its span."""
    reading = read(text)

    assert len(reading.plain) == len(reading.lower) == len(text)
    assert len(lowered(text)) == len(text)
    for line in reading.lines:
        assert line.text == reading.plain[line.start : line.end]
        assert line.outset <= line.start < line.end


def test_lines_that_ran_together_are_divided_at_wide_gaps() -> None:
    """A whole page on one line still has its headings."""
    page = "  ".join(["Ann Bo", "Experience", *["Cooked for many guests at the lake"] * 12, "Skills", "Soup"])

    assert [line.text for line in read(page).lines][:2] == ["Ann Bo", "Experience"]
