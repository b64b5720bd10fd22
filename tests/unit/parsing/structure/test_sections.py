"""Headings and the sections that they open."""

import pytest

from bole.domain.resume import SectionKind
from bole.parsing.structure.lines import read
from bole.parsing.structure.sections import find_sections


def _kinds(text: str) -> list[SectionKind]:
    return [section.kind for section in find_sections(read(text))]


HEADINGS = [
    ("Work Experience", SectionKind.WORK),
    ("WORK EXPERIENCE:", SectionKind.WORK),
    ("## Professional Experience", SectionKind.WORK),
    ("【工作经历】", SectionKind.WORK),
    ("工 作 经 历", SectionKind.WORK),
    ("三、工作经历", SectionKind.WORK),
    ("工作經歷", SectionKind.WORK),
    ("Work Experience 工作经历", SectionKind.WORK),
    ("工作经历 / Work Experience", SectionKind.WORK),
    ("Experiencia laboral", SectionKind.WORK),
    ("Berufserfahrung", SectionKind.WORK),
    ("Expérience professionnelle", SectionKind.WORK),
    ("Experiência profissional", SectionKind.WORK),
    ("職務経歴", SectionKind.WORK),
    ("경력사항", SectionKind.WORK),
    ("الخبرة العملية", SectionKind.WORK),
    ("Опыт работы", SectionKind.WORK),
    ("实习经历", SectionKind.INTERNSHIP),
    ("Internships", SectionKind.INTERNSHIP),
    ("Key Projects", SectionKind.PROJECTS),
    ("项目经验", SectionKind.PROJECTS),
    ("E D U C A T I O N", SectionKind.EDUCATION),
    ("教育背景 Education", SectionKind.EDUCATION),
    ("Academic Qualifications", SectionKind.EDUCATION),
    ("學歷", SectionKind.EDUCATION),
    ("TECHNICAL SKILLS", SectionKind.SKILLS),
    ("专业技能", SectionKind.SKILLS),
    ("Skills & Interests", SectionKind.SKILLS),
    ("Licenses and Certifications", SectionKind.CERTIFICATES),
    ("资格证书", SectionKind.CERTIFICATES),
    ("Honors & Awards", SectionKind.AWARDS),
    ("2. Publications", SectionKind.PUBLICATIONS),
    ("自我评价", SectionKind.SUMMARY),
    ("About me", SectionKind.SUMMARY),
    ("Volunteer Experience", SectionKind.VOLUNTEER),
    ("兴趣爱好", SectionKind.INTERESTS),
    ("References", SectionKind.REFERENCES),
]


@pytest.mark.parametrize(("heading", "kind"), HEADINGS, ids=[heading for heading, _ in HEADINGS])
def test_heading_of_its_own_line_opens_a_section(heading: str, kind: SectionKind) -> None:
    """Case, numbers, brackets, letter spacing, a second language and decoration do not hide a heading."""
    text = f"Ann Bo\n\n{heading}\nsomething about 12 things here"

    assert _kinds(text) == [SectionKind.BASICS, kind]


@pytest.mark.parametrize(
    "line",
    [
        "Experience with Java and three other languages, all used daily",
        "- Education software for schools",
        "education.",
        "负责项目管理。",
        "Led the projects of 2019 and 2020",
        "Acme Corporation",
        "Python, Java",
    ],
)
def test_other_lines_open_no_section(line: str) -> None:
    """Sentences, list items and names of firms are no headings."""
    assert _kinds(f"Ann Bo\n{line}\nmore") == [SectionKind.BASICS]


def test_label_before_text_opens_a_section() -> None:
    """A label with its text on the same line is a heading too, in both languages."""
    text = "李雷\n技能：Excel、SAP、金蝶\nEducation: B.Sc. Physics, Hill College"

    assert _kinds(text) == [SectionKind.BASICS, SectionKind.SKILLS, SectionKind.EDUCATION]


def test_category_inside_skills_opens_nothing() -> None:
    """A label such as "Languages: Python" is a category of skills; human languages are languages."""
    assert _kinds("Skills\nLanguages: Python, SQL\nTools: Git") == [SectionKind.SKILLS]
    assert _kinds("Skills\nPython\nLanguages: English, Polish") == [SectionKind.SKILLS, SectionKind.LANGUAGES]
    assert _kinds("Languages\nPython\nJava") == [SectionKind.SKILLS]


def test_labels_inside_an_entry_stay_there() -> None:
    """工作内容, 技术栈 and the years of experience are no headings."""
    text = "工作经历\n某公司 工程师 2019-2020\n【工作内容】\n技术栈：Java、Go\n工作经验：5年"

    assert _kinds(text) == [SectionKind.WORK]


def test_line_that_recurs_is_a_label_and_not_a_heading() -> None:
    """What stands above each of three entries labels them."""
    text = "Projects\n" + "".join(f"Thing {index}\nPublications:\nsome paper\n" for index in range(3))

    assert _kinds(text) == [SectionKind.PROJECTS]


def test_text_without_headings_is_one_section() -> None:
    """Without a heading there is only BASICS; without text nothing."""
    assert _kinds("A cook from Oldport.") == [SectionKind.BASICS]
    assert find_sections(read("  \n ")) == ()


def test_section_holds_its_heading_and_no_blanks_at_its_ends() -> None:
    """Spans begin with the heading and end with the last word."""
    text = "Ann\n\nSkills\n\nJava\n\n\nEducation\nHill College\n"
    skills = find_sections(read(text))[1]

    assert skills.span.of(text) == "Skills\n\nJava"
    assert skills.heading is not None
    assert skills.heading.of(text) == "Skills"
