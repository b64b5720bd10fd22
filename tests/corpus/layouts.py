"""Documents laid out in the ways that resumes are, with their lines in the order in which a person reads them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import cache

from tests.corpus.carrier import Layout
from tests.corpus.docx_file import DocxFile, paragraph
from tests.corpus.pdf_file import Sheet
from tests.corpus.resumes import RESUME_EN, RESUME_ZH

CONTACT = ("Contact", "ada@example.com", "Berlin", "Skills", "Python", "Flask", "MySQL", "Languages", "English, German")
WORK = (
    "Experience",
    "Backend Engineer, Harbor Ltd",
    "Built the order service in Python and Flask",
    "Moved the batch runs to a queue within a year",
    "Led a team of four through two releases",
    "Education",
    "B.Sc. Computer Science, Lakeside University",
)
MIXED = (
    "专业技能 Skills",
    "熟练使用Python与Flask，了解Docker",
    "Backend Engineer 后端工程师 2019.03 - 至今",
    "英语 CET-6，德语 B2",
)
LONG_WORK = (
    *WORK,
    "Projects",
    "Maps of cycle paths, drawn from open data and",
    "checked by forty volunteers on the road",
    "A clock that tells the tides of the harbor",
    "Courses",
    "Statistics, two terms, with a thesis on queues",
    "Databases, one term",
    "Public speaking",
)
HOBBIES = ("Interests", "Chess", "Choir", "Hiking", "Volunteering", "Firefighter", "since 2018")


def _layout(name: str, draw: Callable[[Sheet], None], lines: tuple[str, ...]) -> Layout:
    def make() -> bytes:
        sheet = Sheet()
        draw(sheet)
        return sheet.save()

    return Layout(name=name, file_name="resume.pdf", make=make, lines=lines)


def _two_columns(sheet: Sheet) -> None:
    sheet.text(50, 800, "Ada Example", size=20)
    sheet.lines(WORK, 50, 760, leading=18)
    sheet.lines(CONTACT, 380, 758, leading=16)


def _two_columns_on_one_grid(sheet: Sheet) -> None:
    sheet.text(50, 800, "Ada Example", size=20)
    sheet.lines(LONG_WORK, 50, 760, leading=18)
    sheet.lines((*CONTACT, *HOBBIES), 380, 760, leading=18)


def _short_columns_on_one_grid(sheet: Sheet) -> None:
    sheet.text(50, 800, "Ada Example", size=20)
    sheet.lines(WORK, 50, 760, leading=18)
    sheet.lines(CONTACT, 380, 760, leading=18)


def _two_columns_line_by_line(sheet: Sheet) -> None:
    sheet.text(50, 800, "Ada Example", size=20)
    for number in range(max(len(WORK), len(CONTACT))):
        if number < len(WORK):
            sheet.text(50, 760 - number * 21, WORK[number])
        if number < len(CONTACT):
            sheet.text(380, 760 - number * 17, CONTACT[number])


def _three_columns(sheet: Sheet) -> None:
    sheet.text(50, 800, "Ada Example", size=20)
    sheet.lines(CONTACT[:7], 50, 760, leading=17)
    sheet.lines(HOBBIES, 230, 758, leading=19)
    sheet.lines(("Awards", "Best paper", "Hackathon", "Courses", "Statistics", "Databases"), 410, 761, leading=15)


def _left_sidebar(sheet: Sheet) -> None:
    sheet.box(0, 0, 180, 842, "0.91 0.93 0.96 rg")
    sheet.lines(CONTACT, 30, 780, leading=17)
    sheet.lines(WORK, 210, 780, leading=20)


def _right_sidebar(sheet: Sheet) -> None:
    sheet.box(415, 0, 180, 842, "0.12 0.3 0.47 rg")
    sheet.lines(WORK, 40, 780, leading=20)
    for number, line in enumerate(CONTACT):
        sheet.text(435, 783 - number * 17, line, color="1 g")


def _ruled_table(sheet: Sheet) -> None:
    rows = (
        (("Harbor Ltd", "2019 - 2021"), ("Built the order service", "with Python and MySQL")),
        (("Kestrel Books", "2016 - 2019"), ("Tuned slow queries", "for the night report")),
    )
    for number, (left, right) in enumerate(rows):
        top = 768 - 40 * number
        sheet.lines(left, 60, top)
        sheet.lines(right, 210, top)
    for x in (50, 200, 500):
        sheet.draw(f"0.5 w {x} 700 m {x} 780 l S")
    for y in (700, 740, 780):
        sheet.draw(f"0.5 w 50 {y} m 500 {y} l S")


def _header_and_footer(sheet: Sheet) -> None:
    sheet.text(50, 820, "Ada Example, Curriculum Vitae", size=8)
    sheet.lines(RESUME_EN[2:6], 50, 770)
    sheet.text(280, 25, "Page 1 of 2", size=8)
    sheet.next_page()
    sheet.text(50, 820, "Ada Example, Curriculum Vitae", size=8)
    sheet.lines(RESUME_EN[6:], 50, 770)
    sheet.text(280, 25, "Page 2 of 2", size=8)


def _hyphenated(sheet: Sheet) -> None:
    sheet.lines(
        ("Work Experience", "Engineer who runs distrib-", "uted systems for a har-", "bor in the north"), 50, 780
    )


def _ligatures(sheet: Sheet) -> None:
    sheet.text(
        50,
        780,
        "E\ufb03cient work\ufb02ows for the of\ufb01ce",
        said="E\ufb03cient work\ufb02ows for the of\ufb01ce",
        font="F3",
    )


def _chinese(sheet: Sheet) -> None:
    sheet.lines(RESUME_ZH)


def _mixed(sheet: Sheet) -> None:
    sheet.lines(MIXED)


def _vertical_labels(sheet: Sheet) -> None:
    for top, label, lines in (
        (780, "Work", ("Backend Engineer, Harbor Ltd", "Built the order service", "Tuned slow queries")),
        (660, "Study", ("B.Sc. Computer Science", "Lakeside University", "Graduated in 2015")),
    ):
        sheet.text(60, top - 40, label, matrix="0 1 -1 0", size=12)
        sheet.lines(lines, 90, top)


def _bullets(sheet: Sheet) -> None:
    sheet.text(50, 780, "Experience")
    for number, line in enumerate(("Built the order service", "Tuned slow queries", "Led a team of four")):
        sheet.text(60, 760 - number * 16, "\u2022", font="F3")
        sheet.text(75, 760 - number * 16, line)


def _dates_at_the_right(sheet: Sheet) -> None:
    for number in range(4):
        sheet.text(50, 780 - 40 * number, f"Engineer at company {number}")
        sheet.text(470, 780 - 40 * number, f"201{number} - 201{number + 1}")
        sheet.text(50, 764 - 40 * number, f"Kept the trains of region {number} on time")


_FORMS = ("isolated", "final", "initial", "medial")


@cache
def _shapes() -> dict[tuple[str, str], str]:
    """Returns the glyph of each Arabic letter in each of its forms, as Unicode names them."""
    found = {}
    for code in range(0xFE80, 0xFEFD):
        form, _, letters = unicodedata.decomposition(chr(code)).partition(" ")
        if form.strip("<>") in _FORMS and " " not in letters:
            found[chr(int(letters, 16)), form.strip("<>")] = chr(code)
    return found


def shaped(word: str) -> str:
    """Returns an Arabic word as the glyphs that are drawn for it, in reading order."""
    shapes, glyphs = _shapes(), []
    joined = False
    for number, letter in enumerate(word):
        following = word[number + 1] if number + 1 < len(word) else ""
        joins_on = (letter, "initial") in shapes and (following, "final") in shapes
        form = {(0, 0): "isolated", (1, 0): "final", (0, 1): "initial", (1, 1): "medial"}[joined, joins_on]
        glyphs.append(shapes.get((letter, form), letter))
        joined = joins_on
    return "".join(glyphs)


def _right_to_left(sheet: Sheet, lines: tuple[str, ...]) -> None:
    """Draws lines flush right, each from its last glyph to its first, as writers of PDF do."""
    for number, line in enumerate(lines):
        glyphs = " ".join(shaped(word) for word in line.split())[::-1]
        left = 540 - sheet.wide.width(glyphs, 12)
        sheet.text(left, 780 - number * 20, glyphs, 12, said=line[::-1], font="F3")


ARABIC = ("ليلى منصور", "خبرة العمل", "مهندسة برمجيات في شركة الميناء", "المهارات", "لغة عربية ولغة فرنسية")
HEBREW = ("נועה כהן", "ניסיון תעסוקתי", "מהנדסת תוכנה בחברת הנמל", "השכלה", "תואר ראשון במדעי המחשב")


def _word_table() -> bytes:
    document = DocxFile()
    document.paragraph("Ada Example")
    rows = (("Harbor Ltd", "Built the order service"), ("Kestrel Books", "Tuned slow queries"))
    cells = "".join(
        f"<w:tr><w:tc>{paragraph(left)}</w:tc><w:tc>{paragraph(right)}</w:tc></w:tr>" for left, right in rows
    )
    document.add(
        f'<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="3000"/><w:gridCol w:w="6000"/></w:tblGrid>{cells}</w:tbl>'
    )
    document.paragraph("Python, Flask, MySQL")
    return document.save()


def _word_columns() -> bytes:
    document = DocxFile(section='<w:cols w:num="2"/>')
    for line in (*WORK, *CONTACT):
        document.paragraph(line)
    return document.save()


LAYOUTS = (
    _layout("two columns", _two_columns, ("Ada Example", *WORK, *CONTACT)),
    _layout("two columns on one grid", _two_columns_on_one_grid, ("Ada Example", *LONG_WORK, *CONTACT, *HOBBIES)),
    _layout("short columns on one grid", _short_columns_on_one_grid, ("Ada Example", *WORK, *CONTACT)),
    _layout("two columns written line by line", _two_columns_line_by_line, ("Ada Example", *WORK, *CONTACT)),
    _layout(
        "three columns",
        _three_columns,
        (
            "Ada Example", *CONTACT[:7], *HOBBIES, "Awards", "Best paper", "Hackathon", "Courses", "Statistics",
            "Databases",
        ),
    ),
    _layout("sidebar on the left", _left_sidebar, (*CONTACT, *WORK)),
    _layout("sidebar on the right", _right_sidebar, (*WORK, *CONTACT)),
    _layout(
        "ruled table",
        _ruled_table,
        (
            "Harbor Ltd", "2019 - 2021", "Built the order service", "with Python and MySQL", "Kestrel Books",
            "2016 - 2019", "Tuned slow queries", "for the night report",
        ),
    ),
    _layout(
        "header and footer",
        _header_and_footer,
        (
            # What repeats on every page is read once: the header where it comes first, the footer where it comes last.
            "Ada Example, Curriculum Vitae", *RESUME_EN[2:6], *RESUME_EN[6:], "Page 2 of 2",
        ),
    ),
    _layout(
        "hyphenated words",
        _hyphenated,
        ("Work Experience", "Engineer who runs distributed", "systems for a harbor", "in the north"),
    ),
    _layout("ligatures", _ligatures, ("Efficient workflows for the office",)),
    _layout("Chinese without spaces", _chinese, RESUME_ZH),
    _layout(
        "Chinese and English mixed",
        _mixed,
        MIXED,
    ),
    _layout(
        "labels along the side",
        _vertical_labels,
        (
            "Work", "Backend Engineer, Harbor Ltd", "Built the order service", "Tuned slow queries", "Study",
            "B.Sc. Computer Science", "Lakeside University", "Graduated in 2015",
        ),
    ),
    _layout(
        "bullets",
        _bullets,
        ("Experience", "• Built the order service", "• Tuned slow queries", "• Led a team of four"),
    ),
    _layout(
        "dates at the right edge",
        _dates_at_the_right,
        tuple(
            line
            for number in range(4)
            for line in (
                f"Engineer at company {number} 201{number} - 201{number + 1}",
                f"Kept the trains of region {number} on time",
            )
        ),
    ),
    _layout("Arabic", lambda sheet: _right_to_left(sheet, ARABIC), ARABIC),
    _layout("Hebrew", lambda sheet: _right_to_left(sheet, HEBREW), HEBREW),
    Layout(
        name="table in Word",
        file_name="resume.docx",
        make=_word_table,
        lines=(
            "Ada Example", "Harbor Ltd Built the order service", "Kestrel Books Tuned slow queries",
            "Python, Flask, MySQL",
        ),
    ),
    Layout(name="columns in Word", file_name="resume.docx", make=_word_columns, lines=(*WORK, *CONTACT)),
)  # fmt: skip
