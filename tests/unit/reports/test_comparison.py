"""Two to five candidates side by side."""

import io
from collections.abc import Sequence
from dataclasses import replace

import pytest
from lxml import html
from rich.console import Console

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.rubric import Requirement
from bole.domain.screening import CutGroup, Level, RedFlag, RedFlagCode, ScreenedCandidate, Severity
from bole.reports.comparison import compare, comparison_page
from bole.reports.comparison_table import comparison_table
from bole.reports.ranking import RankedCandidate, rank
from bole.reports.wording import report_words
from tests.factories import AS_OF, assessment, candidate, criterion, failed_candidate, rubric, screening

CRITERIA = (
    criterion("c1", "Python"),
    criterion("c2", "Redis"),
    criterion("c3", "Kafka", requirement=Requirement.NICE),
)
RUBRIC = rubric(CRITERIA)


def person(item_id: str, name: str, *levels: Level) -> ScreenedCandidate:
    answers = [
        assessment(one, level, quotes=[f"{name} ran {one.text}"] if level is not Level.ABSENT else [])
        for one, level in zip(CRITERIA, levels, strict=True)
    ]
    flag = RedFlag(code=RedFlagCode.OVERLAPPING_DATES, message="Two entries overlap.", severity=Severity.INFO)
    screened = screening(answers, red_flags=[flag] if item_id == "0001" else [])
    return candidate(item_id, screened, name=name, email=f"{name}@example.com", source=f"{name}.pdf")


def three() -> tuple[RankedCandidate, ...]:
    return rank(
        [
            person("0001", "Nora", Level.DEMONSTRATED, Level.USED, Level.ABSENT),
            person("0002", "Omar", Level.DEMONSTRATED, Level.LISTED, Level.ABSENT),
            person("0003", "Pia", Level.USED, Level.USED, Level.ABSENT),
        ]
    )


def page(candidates: Sequence[RankedCandidate], *, language_code: str = "en", blind: bool = False) -> str:
    return comparison_page(candidates, RUBRIC, title="", as_of=AS_OF, language_code=language_code, blind=blind)


def drawn(candidates: Sequence[RankedCandidate], *, blind: bool = False) -> str:
    stream = io.StringIO()
    console = Console(file=stream, width=120, color_system=None)
    console.print(comparison_table(candidates, RUBRIC, language_code="en", blind=blind))
    return stream.getvalue()


def test_rows_that_differ_are_marked_with_all_of_their_best() -> None:
    """Two equal best answers carry the mark both; a row in which all are equal carries none."""
    rows = compare(three(), RUBRIC, report_words("en"), blind=False).rows

    names = [one.candidate.contact.name for one in three()]
    best = [[name for name, cell in zip(names, row.cells, strict=True) if cell.best] for row in rows]
    assert [row.differs for row in rows] == [True, True, False]
    assert [sorted(one) for one in best] == [["Nora", "Omar"], ["Nora", "Pia"], []]


def test_page_shows_place_score_level_and_quote_of_each() -> None:
    """Candidates are columns in the order in which they were named."""
    ranked = three()
    shown: html.HtmlElement = html.document_fromstring(page([ranked[2], ranked[0]]))

    assert [element.text for element in shown.find_class("name")] == [
        ranked[2].candidate.contact.name,
        ranked[0].candidate.contact.name,
    ]
    text = " ".join(shown.text_content().split())
    for words in (
        "Rank 1",
        "Rank 3",
        "Nora ran Python",
        "Demonstrated",
        "Kafka Not shown Kafka Not shown",
        "Overlapping dates",
    ):
        assert words in text


def test_what_is_unclear_is_a_question_and_no_gap() -> None:
    """A little is a gap: less than a must-have needs."""
    ranked = rank(
        [
            person("0001", "Nora", Level.USED, Level.LISTED, Level.UNCLEAR),
            person("0002", "Omar", Level.USED, Level.USED, Level.ABSENT),
        ]
    )

    people = compare(ranked, RUBRIC, report_words("en"), blind=False).people
    named = {
        one.card.name: tuple([answer.criterion.text for answer in answers] for answers in (one.gaps, one.unclear))
        for one in people
    }
    shown: html.HtmlElement = html.document_fromstring(page(ranked))

    assert named == {"Nora": (["Redis"], ["Kafka"]), "Omar": (["Kafka"], [])}
    by_heading = {row.findtext("th"): [cell.text_content() for cell in row.findall("td")] for row in shown.iter("tr")}
    assert [text for text in by_heading["To be asked"] if "Kafka" in text] == ["Kafka"]
    lines = {line[:11].strip(): line for line in drawn(ranked).splitlines()}
    assert "Redis (Listed only)" in lines["Gaps"]
    assert "Kafka" in lines["To be asked"]


def test_columns_of_two_stages_tell_who_read_them() -> None:
    """Elsewhere nothing is told."""
    read, other, third = three()
    cut = [
        replace(one, candidate=replace(one.candidate, cut_group=group))
        for one, group in ((read, CutGroup.BEST), (other, CutGroup.CONTROL), (third, CutGroup.REST))
    ]

    assert all(words in page(cut) for words in ("Read by the model<", "Read by the model, as a control", "Rules alone"))
    assert "Rules alone" in drawn(cut)
    assert "Rules alone" not in page(three())
    assert "Read by" not in drawn(three())


def test_equal_candidates_are_shown_as_tied() -> None:
    """Neither is the better one."""
    tied = rank([person("1", "Ada", *[Level.USED] * 3), person("2", "Bea", *[Level.USED] * 3)])

    assert page(tied).count("Rank 1, tied") == 2
    assert drawn(tied).count("1=") == 2


def test_terminal_table_tells_the_same() -> None:
    """Levels with credit, the mark of the best, gaps and flags."""
    text = drawn(three())

    assert "≠ Python" in text
    assert "  Kafka" in text
    assert text.count("Demonstrated 100% ★") == 2
    assert "Listed only 40%" in text
    assert "Overlapping dates" in text


@pytest.mark.parametrize("count", [0, 1, 6])
def test_other_numbers_of_candidates_are_refused(count: int) -> None:
    """With a sentence that names the limits."""
    many = rank([person(str(number), f"P{number}", *[Level.USED] * 3) for number in range(count)])

    with pytest.raises(BoleError, match=f"2 to 5 candidates can be compared side by side, and {count}") as caught:
        page(many)

    assert caught.value.reason is ErrorReason.ARGUMENT_INVALID


def test_failed_item_cannot_be_compared() -> None:
    """There is nothing to show of it."""
    with pytest.raises(BoleError, match="Choose candidates who were screened"):
        page(rank([person("1", "Ada", *[Level.USED] * 3), failed_candidate()]))


def test_same_candidate_twice_is_refused() -> None:
    """A column would say nothing."""
    with pytest.raises(BoleError, match="named twice"):
        page([three()[0], three()[0]])


def test_criterion_that_was_not_part_of_a_screening_is_said_to_be_so() -> None:
    """Another rubric may have been applied to one of them."""
    short = candidate("0009", screening([assessment(CRITERIA[0], Level.USED)]))
    ranked = rank([person("0001", "Nora", *[Level.USED] * 3), short])

    assert "not assessed" in page(ranked)
    assert "not assessed" in drawn(ranked)


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", "[red]x[/red]\x1b[31m", "\u202eevil", "\ud800"])
def test_hostile_names_stay_text(hostile: str) -> None:
    """Neither the page nor the terminal obeys a name."""
    bad = person("1", "Ada", *[Level.USED] * 3)
    named = rank([replace(bad, contact=replace(bad.contact, name=hostile)), person("2", "Bea", *[Level.USED] * 3)])

    assert html.document_fromstring(page(named)).xpath("//script") == []
    assert "\x1b" not in drawn(named)
    assert "\u202e" not in drawn(named)
    page(named).encode()


def test_blind_comparison_names_nobody() -> None:
    """Names, addresses and files are left out of page and table, inside quotes too."""
    for text in (page(three(), blind=True), drawn(three(), blind=True)):
        assert not {"nora", "omar", "pia"} & set(text.lower().replace(".", " ").replace("@", " ").split())
        assert "0001" in text


def test_same_candidates_give_the_same_page() -> None:
    """In both languages."""
    assert page(three()) == page(three())
    assert "候选人对比" in page(three(), language_code="zh")
