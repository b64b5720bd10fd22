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
