"""The word list of headings."""

from bole.domain.resume import SectionKind
from bole.parsing.structure.section_headings import headings


def test_every_kind_has_headings() -> None:
    """No kind of section is without a name."""
    assert set(headings().kinds.values()) == set(SectionKind)
    assert set(headings().precedence) == set(SectionKind)


def test_joined_headings_take_the_kind_that_matters_most() -> None:
    """Of two joined headings the one about work wins over the rest."""
    assert headings().lookup("Certifications and Education") is SectionKind.EDUCATION
    assert headings().lookup("教育与培训") is SectionKind.EDUCATION
    assert headings().lookup("Hobbies & Nonsense") is None


def test_experience_of_any_sort_is_work_unless_it_is_that_of_users() -> None:
    """A word before "Experience" says which; a discipline of that name and a number of years are none."""
    assert headings().lookup("Coaching Experience") is SectionKind.WORK
    assert headings().lookup("STUDENT AFFAIRS EXPERIENCE") is SectionKind.WORK
    assert headings().lookup("User Experience") is None
    assert headings().lookup("Years of Experience") is None
    assert headings().lookup("led the user experience") is None


def test_numbers_blanks_and_marks_around_a_heading_do_not_matter() -> None:
    """Numbered in any way, or with its letters set apart."""
    for text in (
        "1. Experience",
        "IV. Experience",
        "Part 2: Experience",
        "Ⅰ. 경력",
        "경 력 사 항",
        "一、工作经历",
        "職 歴",
    ):
        assert headings().lookup(text) is SectionKind.WORK, text
    assert headings().lookup("İ. Deneyim") is SectionKind.WORK
