"""The report as a document: self-contained, complete, safe."""

import base64
import hashlib
import re
from dataclasses import replace
from itertools import pairwise

import pytest
from lxml import html

from bole.domain.rubric import CriterionKind, RefusedCriterion, Requirement
from bole.domain.screening import (
    Level,
    OpenQuestion,
    RedFlag,
    RedFlagCode,
    ScreenedCandidate,
    Severity,
    TermAssessment,
)
from bole.reports.html_report import html_report
from bole.reports.ranking import rank
from tests.factories import (
    AS_OF,
    assessment,
    candidate,
    criterion,
    failed_candidate,
    interview_kit,
    interview_question,
    rubric,
    screening,
    term,
)

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onload='alert(1)",
    "</style><script>alert(1)</script>",
    "{{ 7 * 7 }}",
    "\u202egnirts desrever",
    "W" * 400,
)

CRITERIA = (
    criterion("c1", "3 years of Python", kind=CriterionKind.EXPERIENCE, terms=[term("Python")]),
    criterion("c2", "MySQL and Redis", terms=[term("MySQL"), term("Redis")]),
    criterion("c3", "Kubernetes", requirement=Requirement.NICE),
    criterion("c4", "Berlin", kind=CriterionKind.LOCATION, requirement=Requirement.SHOULD, terms=[]),
)


def full(item_id: str = "0001") -> ScreenedCandidate:
    halves = (
        TermAssessment(term="MySQL", level=Level.DEMONSTRATED, credit=100),
        TermAssessment(term="Redis", level=Level.ABSENT, credit=0),
    )
    answers = [
        assessment(CRITERIA[0], Level.MET, quotes=["Developer, 2019 to 2025"], note="72 of 36 months"),
        replace(
            assessment(CRITERIA[1], Level.PARTLY_MET, quotes=["Moved 4 TB of MySQL"], page_number=2, fallen=True),
            terms=halves,
        ),
        assessment(CRITERIA[2], Level.UNCLEAR),
        assessment(CRITERIA[3], Level.UNCLEAR),
    ]
    flag = RedFlag(code=RedFlagCode.OVERLAPPING_DATES, message="Two entries overlap.", severity=Severity.INFO)
    screened = screening(
        answers,
        red_flags=[flag],
        open_questions=[OpenQuestion(criterion_id="c2", question="What have you cached, and why?")],
        experience_evaluation="Six years in one team.",
    )
    return candidate(item_id, screened, name="Nora Whitfield", email="nora@example.com", source="resumes/nora.pdf")


def report(*candidates: ScreenedCandidate, language_code: str = "en", blind: bool = False, title: str = "") -> str:
    refused = RefusedCriterion(text="35岁以下", reason="AGE", lawful_alternative="Ask for experience.")
    return html_report(
        rank(candidates),
        rubric(CRITERIA, refused_criteria=[refused]),
        title=title,
        as_of=AS_OF,
        language_code=language_code,
        blind=blind,
        kit=interview_kit(),
        kit_for="0001",
    )


def parsed(text: str) -> html.HtmlElement:
    return html.document_fromstring(text)


def text_of(element: html.HtmlElement) -> str:
    return " ".join(str(element.text_content()).split())


def test_report_tells_all_of_a_candidate() -> None:
    """Verdict, score, coverage, criteria, quotes with page, flags, questions and provenance stand in the card."""
    card = parsed(report(full())).get_element_by_id("candidate-1")

    text = text_of(card)
    for words in (
        "Nora Whitfield",
        "nora@example.com",
        "resumes/nora.pdf",
        "75 /100",
        "Six years in one team.",
        "72 of 36 months",
        "Moved 4 TB of MySQL",
        "page 2",
        "Partly met",
        "not in the score",
        "not scored",
        "The level fell",
        "Overlapping dates",
        "What have you cached, and why?",
        "rules",
        "a" * 64,
    ):
        assert words.replace(" ", "") in text.replace(" ", ""), words
    assert [mark.text for mark in card.iter("mark")] == ["MySQL"]


def test_points_in_the_table_add_up_to_the_match_score() -> None:
    """The rows sum to the total as printed, and the last row is the score."""
    card = parsed(report(full())).get_element_by_id("candidate-1")

    shown = [float(cell.text) for cell in card.xpath(".//tbody//td[contains(@class, 'points')]")]
    total, final = (float(cell.text) for cell in card.xpath(".//tfoot//td"))

    assert shown == [50.0, 25.0]
    assert total == sum(shown)
    assert final == 75


def test_page_asks_for_nothing_and_runs_nothing() -> None:
    """Links stay inside the page; the policy forbids everything but the style, whose digest it names."""
    page = parsed(report(full(), failed_candidate()))

    targets = [value for _, attribute, value, _ in page.iterlinks() if attribute != "data"]
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    style = page.findtext(".//style") or ""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()

    assert all(target.startswith("#") or target == "data:," for target in targets)
    assert page.xpath("//script | //iframe | //img | //object | //@style | //@*[starts-with(name(), 'on')]") == []
    assert f"style-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none';")
    assert "url(" not in style
    assert "@import" not in style


def test_headings_links_and_identifiers_are_sound() -> None:
    """Headings never skip a level, identifiers are unique, and every link within the page has its target."""
    page = parsed(report(full(), full("0002"), failed_candidate()))

    levels = [int(element.tag[1]) for element in page.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    identifiers = page.xpath("//@id")

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(following - before <= 1 for before, following in pairwise(levels))
    assert len(identifiers) == len(set(identifiers))
    assert {link[1:] for link in page.xpath("//@href") if link.startswith("#")} <= set(identifiers)


@pytest.mark.parametrize("blind", [False, True])
@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_stays_text(hostile: str, *, blind: bool) -> None:
    """Whatever a name, a quote, a title or a reason holds, it adds no element and no attribute."""
    asked = criterion("c1", hostile, terms=[term("Python")])
    flag = RedFlag(code=RedFlagCode.INJECTION_ATTEMPT, message=hostile, severity=Severity.SERIOUS)
    answer = assessment(asked, Level.USED, quotes=[f"{hostile} Python {hostile}"], note=hostile)
    screened = screening([answer], summary=hostile, experience_evaluation=hostile, red_flags=[flag])
    known = candidate("1", screened, name=hostile, email=hostile, phone=hostile, source=hostile)
    refused = RefusedCriterion(text=hostile, reason=hostile, lawful_alternative=hostile)

    text = html_report(
        rank([known, failed_candidate("2", source=hostile, reason=hostile, message=hostile)]),
        rubric([asked], title=hostile, refused_criteria=[refused]),
        title=hostile,
        as_of=AS_OF,
        language_code="en",
        blind=blind,
        kit=interview_kit([interview_question(hostile, quote=hostile)]),
        kit_for="1",
    )

    page = parsed(text)
    assert page.xpath("//script | //img | //@onload | //@onerror") == []
    assert len(page.xpath("//style")) == 1
    assert page.findtext(".//h1") == hostile
    assert "49" not in (page.findtext(".//h1") or "")


def test_every_text_of_people_declares_its_own_direction() -> None:
    """An Arabic name or quote is laid out from the right inside an English report."""
    arabic = "خبرة في Python"
    answer = assessment(criterion("c1", "Python"), Level.USED, quotes=[arabic])
    page = parsed(report(candidate("0001", screening([answer]), name="يوسف درويش")))

    holders = [
        element
        for element in page.body.iter()
        if isinstance(element.tag, str) and re.search(r"[\u0600-\u06ff]", "".join(element.xpath("./text()")))
    ]

    assert len(holders) >= 4
    for element in holders:
        assert any(one.get("dir") == "auto" for one in [element, *element.iterancestors()])


@pytest.mark.parametrize(
    ("code", "language", "words"),
    [("en", "en", "Interview questions for"), ("zh-CN", "zh", "面试问题："), ("fr", "en", "A person decides")],
)
def test_language_follows_the_caller(code: str, language: str, words: str) -> None:
    """Chinese and English are written; any other code gets English."""
    page = parsed(report(full(), language_code=code))

    assert page.get("lang") == language
    assert words in text_of(page)


def test_levels_are_words_beside_their_shape() -> None:
    """No level is told by colour alone, in the cards or at a glance."""
    page = parsed(report(full()))

    for element in page.xpath("//*[contains(@class, 'level ')]"):
        assert text_of(element)
        assert element.xpath(".//use")
    assert [text_of(item) for item in page.xpath("//ul[@class='strip']/li")] == [
        "3 years of Python: Met",
        "MySQL and Redis: Partly met",
        "Kubernetes: Unclear",
    ]


def test_blind_report_names_nobody() -> None:
    """Name, address and file name appear nowhere, not even in the interview questions."""
    text = report(full(), failed_candidate("0002", source="nora-2.pdf"), blind=True)

    assert "nora" not in text.lower()
    assert "whitfield" not in text.lower()
    assert "0001" in text


def test_failed_items_have_a_table_with_reason_and_advice() -> None:
    """A file that failed is listed with what to do, in the language of the report."""
    chinese = parsed(report(full(), failed_candidate(), language_code="zh")).get_element_by_id("failures")
    english = parsed(report(full(), failed_candidate())).get_element_by_id("failures")

    assert "文件有密码" in text_of(chinese)
    assert "请去掉密码后重新发送。" in text_of(chinese)
    assert "The file is protected by a password" in text_of(english)
    assert "Send a copy without one." in text_of(english)


def test_refused_lines_stand_with_their_lawful_alternative() -> None:
    """A recruiter learns what was left out of the posting, and what to ask instead."""
    text = text_of(parsed(report(full())))

    assert "35岁以下 Age" in text
    assert "Instead: Ask for experience." in text


def test_dimension_that_nothing_asks_about_is_not_shown() -> None:
    """It would read as something that the candidate lacks."""
    card = parsed(report(full())).get_element_by_id("candidate-1")

    assert [one.text for one in card.find_class("name")] == ["Skills", "Experience"]


def test_run_without_candidates_is_a_page_too() -> None:
    """A run in which everything failed still says so."""
    page = parsed(report(failed_candidate()))

    assert "There is nobody to rank." in text_of(page)
    assert "resumes/broken.pdf" in text_of(page)


def test_nothing_known_has_no_score_and_no_total() -> None:
    """Unknown is never zero."""
    unknown = candidate("0001", screening([assessment(one, Level.UNCLEAR) for one in CRITERIA]))
    card = parsed(report(unknown)).get_element_by_id("candidate-1")

    assert "No score" in text_of(card)
    assert "Nothing could be scored" in text_of(card)
    assert card.xpath(".//tfoot") == []


def test_same_run_gives_the_same_bytes() -> None:
    """The order of arrival leaves no trace, and no clock is read."""
    items = [full("0001"), full("0002"), failed_candidate()]

    assert report(*items) == report(*items[::-1])
