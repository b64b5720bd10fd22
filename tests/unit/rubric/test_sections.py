"""Parts of postings."""

import pytest

from bole.rubric.sections import Part, posting_lines


@pytest.mark.parametrize(
    ("heading", "part"),
    [
        ("任职要求", Part.REQUIREMENTS),
        ("【岗位要求】", Part.REQUIREMENTS),
        ("二、应聘条件：", Part.REQUIREMENTS),
        ("我们希望你", Part.REQUIREMENTS),
        ("Minimum Qualifications:", Part.REQUIREMENTS),
        ("**What We're Looking For**", Part.REQUIREMENTS),
        ("What you’ll bring", Part.REQUIREMENTS),
        ("## Skills & Experience", Part.REQUIREMENTS),
        ("Essential", Part.REQUIREMENTS),
        ("Preferred Skills:", Part.PREFERRED),
        ("优先条件", Part.PREFERRED),
        ("加分项：", Part.NICE),
        ("Nice-to-haves", Part.NICE),
        ("Bonus points if you have", Part.NICE),
        ("岗位职责", Part.RESPONSIBILITIES),
        ("工作内容：", Part.RESPONSIBILITIES),
        ("What you'll do", Part.RESPONSIBILITIES),
        ("Key Duties and Responsibilities", Part.RESPONSIBILITIES),
        ("公司简介", Part.COMPANY),
        ("About us", Part.COMPANY),
        ("Who we are", Part.COMPANY),
        ("福利待遇", Part.BENEFITS),
        ("What we offer", Part.BENEFITS),
        ("投递方式", Part.APPLICATION),
        ("How to Apply", Part.APPLICATION),
    ],
)
def test_a_heading_opens_its_part(heading: str, part: Part) -> None:
    """Whatever decorates it, in both languages; the heading itself is no line."""
    (line,) = posting_lines(f"{heading}\n- 熟悉Java and Python")

    assert (line.part, line.text) == (part, "熟悉Java and Python")


def test_headings_inside_one_line_are_found() -> None:
    """A posting without line breaks still has its parts."""
    lines = posting_lines("招聘会计，岗位职责：负责做账。任职要求：1、本科；2、熟悉Excel。福利待遇：包吃住")

    assert [(line.part, line.text) for line in lines] == [
        (Part.INTRO, "招聘会计"),
        (Part.RESPONSIBILITIES, "负责做账。"),
        (Part.REQUIREMENTS, "本科；"),
        (Part.REQUIREMENTS, "熟悉Excel。"),
        (Part.BENEFITS, "包吃住"),
    ]


def test_a_wrapped_line_is_joined() -> None:
    """A long line goes on in lower case below; a short item in lower case stands for itself."""
    text = (
        "Requirements\n- Experience with the design of large systems that are\n  used by many people\n- python\n- redis"
    )

    assert [line.text for line in posting_lines(text)] == [
        "Experience with the design of large systems that are used by many people",
        "python",
        "redis",
    ]


def test_the_number_of_an_item_is_not_part_of_a_number() -> None:
    """`2.5年` below item 1 is item 2 and 5年; alone it is two and a half years."""
    listed = posting_lines("要求\n1.本科\n2.5年以上经验")
    alone = posting_lines("要求\n2.5年以上经验")

    assert [line.text for line in listed] == ["本科", "5年以上经验"]
    assert [line.text for line in alone] == ["2.5年以上经验"]


def test_a_field_label_is_told_from_a_heading() -> None:
    """`Location: Leeds` is a fact, and what follows belongs to the part before it."""
    lines = posting_lines("Requirements\nLocation: Leeds\nJava")

    assert [(line.label, line.part, line.text) for line in lines] == [
        ("LOCATION", Part.REQUIREMENTS, "Leeds"),
        ("", Part.REQUIREMENTS, "Java"),
    ]


def test_an_endless_line_is_read_in_pieces() -> None:
    """Nothing is lost, and no piece is longer than a posting of one line may be."""
    words = [f"word{n}" for n in range(2_000)]
    lines = posting_lines(" ".join(words))

    assert " ".join(line.text for line in lines).split() == words
    assert max(len(line.text) for line in lines) <= 800


@pytest.mark.parametrize(
    ("heading", "part"),
    [
        ("We require:", Part.REQUIREMENTS),
        ("Come with:", Part.REQUIREMENTS),
        ("Your toolbox:", Part.REQUIREMENTS),
        ("## In your kit bag", Part.REQUIREMENTS),
        ("你需要：", Part.REQUIREMENTS),
        ("我们需要这样的你：", Part.REQUIREMENTS),
        ("请带上这些：", Part.REQUIREMENTS),
        ("入职门槛：", Part.REQUIREMENTS),
        ("我们的期待：", Part.REQUIREMENTS),
        ("岗位职责和要求：", Part.REQUIREMENTS),
        ("额外喜欢的加分技能：", Part.NICE),
        ("每天的工作：", Part.RESPONSIBILITIES),
        ("In your first months:", Part.RESPONSIBILITIES),
        ("入职即享：", Part.BENEFITS),
        ("Why you would join:", Part.BENEFITS),
        ("Our kitchen serves:", Part.COMPANY),
        ("This sentence runs on, and ends in a colon:", Part.INTRO),
    ],
)
def test_an_unknown_heading_above_a_list_opens_a_part(heading: str, part: Part) -> None:
    """Demands, unless its words say that it is about the duties, the offer or the company."""
    lines = posting_lines(f"Accountant\n{heading}\n- Excel\n- SAP")

    assert [(line.part, line.text) for line in lines[-2:]] == [(part, "Excel"), (part, "SAP")]


def test_a_list_inside_a_part_stays_in_it() -> None:
    """`Databases:` below wishes is about wishes; below duties a list that sounds like demands is one."""
    lines = posting_lines(
        "Nice to have:\nDatabases:\n- Redis\nDuties:\nMonth end:\n- Close books\nBackground:\n- 3+ years of SAP"
    )

    assert [(line.part, line.text) for line in lines] == [
        (Part.NICE, "Redis"),
        (Part.RESPONSIBILITIES, "Close books"),
        (Part.REQUIREMENTS, "3+ years of SAP"),
    ]


def test_duties_and_demands_below_one_heading_are_told_apart() -> None:
    """By how a line begins."""
    lines = posting_lines("岗位职责和要求：\n1、负责做账\n2、持有注册会计师证书")

    assert [line.part for line in lines] == [Part.RESPONSIBILITIES, Part.REQUIREMENTS]


def test_the_first_line_may_be_title_and_heading() -> None:
    """`Nurse wanted:` stays a line, and what follows is asked for."""
    lines = posting_lines("Nurse wanted:\n- RN licence\nPreferred:\n- ACLS")

    assert [(line.part, line.text) for line in lines] == [
        (Part.INTRO, "Nurse wanted"),
        (Part.REQUIREMENTS, "RN licence"),
        (Part.PREFERRED, "ACLS"),
    ]
