"""Drafting a rubric from a posting."""

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.resume import WarningCode
from bole.domain.rubric import Criterion, CriterionKind, JobPosting, Requirement, Rubric
from bole.rubric.drafting import MOST_CRITERIA, draft_rubric
from bole.rubric.protected import protected_topic
from bole.rubric.validation import validate_rubric
from tests.requirements import require_data
from tests.unit.rubric.postings import described, expected, rows

EXAMPLES = Path(__file__).resolve().parents[3] / "examples" / "job_postings"
LINES = rows()["lines"]
POSTINGS = rows()["postings"]
SENTINEL = "ZzTop9"
"""A made-up tool that every line is posted with, so that a line without demands is no empty posting."""


def draft(text: str) -> Rubric:
    return draft_rubric(JobPosting(text=text))


def draft_line(line: str, under: str | None = None) -> tuple[list[Criterion], Rubric]:
    """Drafts from one line under a heading; the criterion of the sentinel is left out."""
    heading = under or ("任职要求" if re.search("[一-鿿]", line) else "Requirements")
    rubric = draft(f"{heading}\n{line}\n任职要求\n掌握{SENTINEL}\n")
    return [one for one in rubric.criteria if SENTINEL not in one.text], rubric


@pytest.mark.parametrize("row", LINES, ids=lambda row: str(row["line"]))
def test_a_line_asks_for_what_the_table_says(row: dict[str, object]) -> None:
    """Kind, tier, gate, combination, terms, years, degree, language, wording and refusals of one line."""
    line, under = str(row["line"]), row.get("under")

    criteria, rubric = draft_line(line, str(under) if under else None)

    assert described(criteria) == expected(row["asks"], line)
    assert [one.reason for one in rubric.refused_criteria] == row.get("refused", [])


@pytest.mark.parametrize("row", POSTINGS, ids=lambda row: str(row["title"]))
def test_a_posting_comes_to_what_the_table_says(row: dict[str, object]) -> None:
    """Whole postings of twelve trades, with title and role."""
    rubric = draft(str(row["text"]))

    assert (rubric.title, rubric.role) == (row["title"], row["role"])
    assert described(rubric.criteria) == expected(row["asks"], "")
    assert [[one.reason, one.text] for one in rubric.refused_criteria] == row["refused"]
    assert [one.criterion_id for one in rubric.criteria] == [f"c{n}" for n in range(1, len(rubric.criteria) + 1)]


def test_the_table_covers_enough() -> None:
    """Forty lines at the least, and every kind of criterion."""
    kinds = {ask["kind"] for row in LINES for ask in expected(row["asks"], "")}
    kinds |= {ask["kind"] for row in POSTINGS for ask in expected(row["asks"], "")}

    assert len(LINES) >= 40
    assert kinds == {kind.value for kind in CriterionKind}


def test_a_term_brings_its_aliases_in_both_languages() -> None:
    """微服务架构 of a posting is found as microservices in a resume."""
    ((criterion,), _) = draft_line("有微服务架构经验优先")

    (term,) = criterion.terms
    assert term.name == term.spellings[0] == "微服务架构"
    assert {"微服务", "microservices"} <= set(term.spellings)


def test_relevant_experience_is_about_the_trade_of_the_posting() -> None:
    """相关工作经验 takes the titles of the role; bare 工作经验 takes any employment."""
    relevant = draft("招聘会计\n任职要求：\n3年以上相关工作经验\n熟悉Excel")
    any_work = draft("招聘会计\n任职要求：\n3年以上工作经验\n熟悉Excel")

    assert "accountant" in relevant.criteria[0].terms[0].spellings
    assert any_work.criteria[0].term_groups == ()


def test_what_is_not_scored_weighs_nothing_and_is_no_gate() -> None:
    """Soft skills and facts are shown and asked about."""
    criteria, _ = draft_line("必须具有良好的沟通能力；必须能出差；必须熟悉Java")

    assert [(one.kind.value, one.weight, one.gate) for one in criteria] == [
        ("SOFT_SKILL", 0, False),
        ("AVAILABILITY", 0, False),
        ("SKILL", None, True),
    ]


def test_duties_add_only_what_no_demand_has_asked_for() -> None:
    """Responsibilities come to SHOULD, once, without the terms that are asked for anyway."""
    rubric = draft("Responsibilities\n- Build APIs in Django and Redis\n- Tune Redis\nRequirements\n- Python\n- Django")

    assert [(one.requirement, [term.name for term in one.terms]) for one in rubric.criteria] == [
        (Requirement.SHOULD, ["Redis"]),
        (Requirement.MUST, ["Python"]),
        (Requirement.MUST, ["Django"]),
    ]


@pytest.mark.parametrize(
    "heading",
    ["We require:\n", "Come with:\n", "你需要：\n", "岗位职责和要求：\n", ""],
    ids=["known", "unknown", "zh", "mixed", "none"],
)
def test_wishes_below_do_not_swallow_the_demands_above(heading: str) -> None:
    """A must is kept whatever its heading is called, and without a heading."""
    rubric = draft(f"Accountant\n{heading}- Bachelor degree\n- Excel\n- CPA\nPreferred:\n- SAP")

    assert [(one.text, one.requirement.value) for one in rubric.criteria] == [
        ("Bachelor degree", "MUST"),
        ("Excel", "MUST"),
        ("CPA", "MUST"),
        ("SAP", "SHOULD"),
        ("Accountant", "SHOULD"),
    ]


@pytest.mark.parametrize("line", [str(row["line"]) for row in LINES])
def test_no_term_is_a_number_of_years(line: str) -> None:
    """Years are counted; no resume is searched for the words `3+ years`."""
    criteria, _ = draft_line(line)

    assert not any(re.search(r"\d\s*\+?\s*(?:years?|yrs?|年)", term.name) for one in criteria for term in one.terms)


def test_a_repeated_demand_is_one_criterion_of_the_higher_tier() -> None:
    """The earlier place, the wording of the stronger demand."""
    rubric = draft("Nice to have\n- Docker\nRequirements\n- Python\n- Must be proficient in Docker")

    assert [(one.text, one.requirement) for one in rubric.criteria] == [
        ("Must be proficient in Docker", Requirement.MUST),
        ("Python", Requirement.MUST),
    ]


def test_more_than_24_criteria_lose_the_lowest_tier_first() -> None:
    """The order of the posting stays; a warning counts what went."""
    nice = "\n".join(f"- Tool{n}X" for n in range(10))
    must = "\n".join(f"- Experience with Kit{n}Y" for n in range(20))
    rubric = draft(f"Nice to have\n{nice}\nRequirements\n{must}")

    assert len(rubric.criteria) == MOST_CRITERIA
    assert [one.requirement for one in rubric.criteria] == [Requirement.NICE] * 4 + [Requirement.MUST] * 20
    assert [warning.code for warning in rubric.warnings] == [WarningCode.CRITERIA_DROPPED]
    assert "6" in rubric.warnings[0].message


def test_a_refused_line_is_reported_with_an_alternative_in_the_language_of_the_posting() -> None:
    """The run goes on with what is left."""
    chinese = draft("任职要求：\n35岁以下；熟悉Java")
    english = draft("Requirements:\n- Must be under 35 years old\n- Java")

    assert [one.text for one in chinese.criteria] == ["熟悉Java"]
    assert re.search("[一-鿿]", chinese.refused_criteria[0].lawful_alternative)
    assert english.refused_criteria[0].lawful_alternative.isascii()
    assert [warning.code for warning in english.warnings] == [WarningCode.CRITERION_REFUSED]


@pytest.mark.parametrize("text", ["", "  \n\t ", "\u3000"])
def test_a_blank_posting_is_refused(text: str) -> None:
    """The error names the field."""
    with pytest.raises(BoleError) as caught:
        draft(text)

    assert caught.value.reason is ErrorReason.JOB_POSTING_EMPTY
    assert caught.value.field == "job_posting.text"


@pytest.mark.parametrize(
    "text",
    [
        "We are a great company. Join us!",
        "招聘若干名员工，待遇优厚，包吃住。",
        "任职要求：\n35岁以下，形象好，已婚已育优先",
        "About us\nWe build Python services on Kubernetes.",
        "工作地点：北京\n薪资：10K",
        "🎉🎉🎉",
    ],
)
def test_a_posting_that_asks_for_nothing_is_refused(text: str) -> None:
    """Blurb, benefits, headers and protected demands are no criteria."""
    with pytest.raises(BoleError) as caught:
        draft(text)

    assert caught.value.reason is ErrorReason.JOB_POSTING_WITHOUT_CRITERIA


def test_the_title_may_be_given() -> None:
    """A title that the caller sends stands, and names the role."""
    rubric = draft_rubric(JobPosting(text="Requirements\n- Excel", title="Staff Nurse", language_code="en-GB"))

    assert (rubric.title, rubric.role, rubric.language_code) == ("Staff Nurse", "nurse", "en-GB")


def test_the_layout_of_a_posting_changes_nothing() -> None:
    """One line, numbered lines, bullets, Markdown, full width and CRLF come to the same criteria."""
    layouts = [
        "任职要求：1、本科以上学历；2、3年以上Java开发经验；3、熟悉Spring",
        "任职要求\n1. 本科以上学历\n2. 3年以上Java开发经验\n3. 熟悉Spring",
        "任职要求\r\n1.本科以上学历\r\n2.3年以上Java开发经验\r\n3.熟悉Spring\r\n",
        "## 任职要求\n\n* 本科以上学历\n* 3年以上Java开发经验\n* 熟悉Spring",
        "【任职要求】\n①本科以上学历\n②3年以上Java开发经验\n③熟悉Spring",
        "要求：本科以上学历，3年以上Java开发经验，熟悉Spring",
    ]

    assert len({str(described(draft(layout).criteria)) for layout in layouts}) == 1


def test_the_same_posting_gives_the_same_rubric() -> None:
    """Nothing depends on what was drafted before."""
    text = (EXAMPLES / "backend_engineer_zh.txt").read_text(encoding="utf-8")
    first = draft(text)
    draft((EXAMPLES / "accountant_en.txt").read_text(encoding="utf-8"))

    assert draft(text) == first


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.txt")), ids=lambda path: path.stem)
def test_a_drafted_rubric_passes_as_an_explicit_one(path: Path) -> None:
    """What `bole rubric` writes can be sent back unchanged."""
    rubric = draft(path.read_text(encoding="utf-8"))

    assert validate_rubric(rubric) == rubric
    assert all(one.terms for one in rubric.criteria if one.kind.answered_by_level)


@pytest.mark.parametrize("folder", ["jd_scorelia", "match_gdg/job_descriptions", "match_skillora/job_descriptions"])
def test_real_postings_come_to_criteria_that_can_be_scored(folder: str) -> None:
    """Every text among the shared job descriptions: verbatim wording, nothing on the company or its offer."""
    for path in sorted(require_data(f"labelled/{folder}").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        rubric = draft(text)

        assert rubric.title
        assert rubric.role
        assert sum(one.kind.scored for one in rubric.criteria) >= 2
        assert all(one.text in text for one in rubric.criteria)
        assert not any(re.search("insurance|resume|equity|PTO", one.text) for one in rubric.criteria)
        assert validate_rubric(rubric) == rubric


_PIECES = st.sampled_from(
    [str(row["line"]) for row in LINES]
    + [
        "任职要求：",
        "Requirements:\n",
        "Nice to have\n",
        "加分项",
        "Responsibilities",
        "\n",
        "；",
        "，",
        ". ",
        " and ",
        "- ",
        "1、",
    ]
    + ["(", "）", "5年", "Python", "本科", "\u200b", "\t", "🎉", "35岁以下", "或", "/", "CPA", "！"]
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(_PIECES, st.text(max_size=12)), max_size=12).map("".join))
def test_any_text_comes_to_a_valid_rubric_or_a_clear_error(text: str) -> None:
    """No input crashes, and no protected demand gets into a rubric."""
    rubric = _drafted_or_refused(text)

    if rubric is not None:
        assert validate_rubric(rubric) == rubric
        assert not any(protected_topic(one.text, "en") for one in rubric.criteria)


def _drafted_or_refused(text: str) -> Rubric | None:
    """Drafts; None where the posting is refused for what it lacks, any other error is raised."""
    try:
        return draft(text)
    except BoleError as error:
        if error.reason in {ErrorReason.JOB_POSTING_EMPTY, ErrorReason.JOB_POSTING_WITHOUT_CRITERIA}:
            return None
        raise
