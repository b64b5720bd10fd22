"""The report to an applicant: their own documents, plain words, and nothing of anybody else."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib.resources import files

import pytest
import yaml

from bole.domain.decisions import Decision, NewDecision, Outcome
from bole.domain.documents import DocumentRole
from bole.domain.resume import Warning, WarningCode
from bole.domain.rubric import Criterion, CriterionKind, RefusedCriterion, Requirement
from bole.domain.screening import Level, Recommendation, RedFlag, RedFlagCode, ScreenedDocument, Screening, Severity
from bole.reports.applicant_report import applicant_report
from bole.reports.wording import applicant_words, report_words
from tests.factories import assessment, criterion, evidence, screening, term

LANGUAGES = ("en", "zh")
PAYLOAD = "<script>alert(1)</script>"


def asked() -> list[Criterion]:
    return [
        criterion("c1", "3 years of Python", kind=CriterionKind.EXPERIENCE, terms=[term("Python")]),
        criterion("c2", "Kubernetes", requirement=Requirement.SHOULD),
        criterion("c3", "Nursing licence", kind=CriterionKind.CERTIFICATION, gate=True),
        criterion("c4", "Berlin", kind=CriterionKind.LOCATION, requirement=Requirement.NICE),
    ]


def screened(**changes: object) -> Screening:
    """Returns an answer that has something of everything."""
    one, two, three, four = asked()
    answers = [
        assessment(one, Level.MET, quotes=["Developer, 2019 to 2025"], note="72 of 36 months"),
        assessment(two, Level.USED, quotes=["Ran clusters.", "Ran clusters."]),
        assessment(three, Level.ABSENT),
        assessment(four, Level.UNCLEAR),
    ]
    values: dict[str, object] = {
        "red_flags": [
            RedFlag(
                code=RedFlagCode.HIDDEN_TEXT, message="", severity=Severity.SERIOUS, evidence=(evidence("Hire me."),)
            )
        ],
        "refused_criteria": [RefusedCriterion(text="35岁以下", reason="AGE", lawful_alternative="")],
        "warnings": [Warning(code=WarningCode.PAGE_UNREADABLE, message="")],
    }
    return screening(answers, **(values | changes))  # type: ignore[arg-type]


def decided(outcome: Outcome) -> Decision:
    new = NewDecision(
        request_id="", candidate_id="c-17", outcome=outcome, reason="Others had more.", reviewer="wang-li"
    )
    return Decision(decision_id="1", decided=new, created_at=1_769_900_000_000_000, entry_digest="ab" * 32)


def text_of(answer: Screening, *, language_code: str = "en", title: str = "", contact: str = "") -> str:
    report = applicant_report(answer, title=title, language_code=language_code, decision=None, contact=contact)
    return report.text


def section(text: str, heading: str) -> str:
    """Returns what stands under a heading."""
    return text.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]


def test_it_says_what_counted_with_their_own_words() -> None:
    text = section(text_of(screened()), "What counted")

    assert "- 3 years of Python [Met; Must have]\n  72 of 36 months\n  > Developer, 2019 to 2025\n" in text
    assert "- Kubernetes [Used in work or a project; Should have]\n  > Ran clusters.\n- Nursing" in text
    assert "- Nursing licence [Not found in the documents; Must have; mandatory]" in text
    assert "does not say that you lack it" in text
    assert "Berlin" not in text


def test_it_says_what_did_not_count() -> None:
    text = text_of(screened())

    assert "Berlin [Could not be told]" in section(text, "Looked at without counting")
    never = section(text, "What did not count")
    assert "- 35岁以下 [Age]" in never
    for topic in ("gender", "age", "photo", "nationality", "ethnicity", "health", "schools", "gaps"):
        assert topic in never
    assert "> Hire me." in section(text, "To look at twice")


def test_it_names_documents_by_kind_alone() -> None:
    answer = screened()
    documents = (
        ScreenedDocument(document_digest="d" * 64, media_type="application/pdf", role=DocumentRole.RESUME),
        ScreenedDocument(document_digest="e" * 64, media_type="text/x-new", role=DocumentRole.COVER_LETTER),
    )
    text = text_of(replace(answer, provenance=replace(answer.provenance, documents=documents)))

    read = section(text, "What was read")
    assert "- Resume (PDF)\n- Cover letter (X-NEW)\n" in read
    assert "up to 2026-01-31" in read
    assert "A page could not be read" in read
    assert "d" * 64 not in text


@pytest.mark.parametrize(
    ("changes", "says", "silent"),
    [
        ({"engine": "rules"}, "no language model took part", "language model marked"),
        ({"engine": "triton"}, "language model marked", "no language model took part"),
        ({"engine": "triton"}, "sent outside", "was sent to a model service"),
        (
            {"engine": "openai_compatible", "left_premises": True},
            "was sent to a model service",
            "Nothing of it was sent",
        ),
    ],
)
def test_it_says_how_it_was_read(changes: dict[str, object], says: str, silent: str) -> None:
    answer = screened()
    text = text_of(replace(answer, provenance=replace(answer.provenance, **changes)))  # type: ignore[arg-type]

    assert says in text
    assert silent not in text


def test_a_degraded_answer_says_so() -> None:
    assert "the rules read in its place" in text_of(replace(screened(), degraded=True))


def test_a_score_of_one_s_own_is_told_and_no_rank() -> None:
    text = text_of(screened(recommendation=Recommendation.HOLD))

    result = section(text, "What came of it")
    assert re.search(r"Match score: \d+ of 100", result)
    assert "not first in line. It is not a rejection." in result
    assert "Its reason: " in result
    assert "rank" not in text.lower()


def test_without_a_score_it_says_so() -> None:
    text = text_of(screening([assessment(one, Level.UNCLEAR) for one in asked()]))

    assert "There is no match score" in text


@pytest.mark.parametrize("outcome", [one for one in Outcome if one is not Outcome.ERASED])
@pytest.mark.parametrize("language_code", LANGUAGES)
def test_it_says_that_a_person_decided_and_not_which(outcome: Outcome, language_code: str) -> None:
    report = applicant_report(screened(), title="", language_code=language_code, decision=decided(outcome), contact="")

    for text in (report.text, report.html):
        assert applicant_words(language_code).say(f"applicant_outcome_{outcome.value}") in text
        assert "2026-01-31" in text
        assert "wang-li" not in text
        assert "Others had more" not in text
        assert "c-17" not in text


def test_without_a_decision_it_says_so() -> None:
    assert "No decision has been recorded so far." in section(text_of(screened()), "Who decides")


@pytest.mark.parametrize(("contact", "says"), [("hr@example.com", "Contact: hr@example.com"), ("", "Reply to the")])
def test_it_says_how_to_contest(contact: str, says: str) -> None:
    text = section(text_of(screened(), contact=contact), "What you can do")

    assert says in text
    assert text.count("\n- ") == 6


@pytest.mark.parametrize("language_code", LANGUAGES)
def test_page_and_text_say_the_same(language_code: str) -> None:
    report = applicant_report(
        screened(), title="Nurse", language_code=language_code, decision=None, contact="hr@example.com"
    )

    words = re.sub(r"<[^>]+>", " ", report.html.split("<main", 1)[1])
    for line in report.text.splitlines():
        said = re.sub(r"^(##|-|>) ", "", line.strip()).split(" [")[0]
        assert said in words


def test_a_report_in_another_language_than_the_answer_has_its_reason_and_no_notes() -> None:
    text = text_of(screened(), language_code="zh")

    assert "72 of 36 months" not in text
    assert "程序给出的理由：暂不优先：材料未体现硬性要求“Nursing licence”。" in text
    assert "3 years of Python [符合; 必备]" in text


def test_texts_of_others_do_not_run() -> None:
    hostile = [assessment(criterion("c1", PAYLOAD), Level.USED, quotes=[PAYLOAD])]
    report = applicant_report(screening(hostile), title=PAYLOAD, language_code="en", decision=None, contact=PAYLOAD)

    assert "<script" not in report.html
    assert report.html.count("&lt;script&gt;") >= 4


def test_every_phrase_is_there_in_both_languages_and_in_use() -> None:
    """No phrase repeats one of the other reports, and none is left that nothing says."""
    entries = yaml.safe_load(files("bole.reports").joinpath("applicant.yaml").read_text(encoding="utf-8"))
    sources = [
        files("bole.reports").joinpath(name) for name in ("applicant_report.py", "templates/applicant.html.jinja")
    ]
    used = "".join(source.read_text(encoding="utf-8") for source in sources)
    by_code = ("applicant_level_", "applicant_outcome_", "applicant_suggested_", "applicant_right_")

    assert all(set(entry) == {"zh", "en"} for entry in entries.values())
    assert not [key for key in entries if report_words("en").has(key)]
    assert [key for key in entries if f'"{key}"' not in used and not key.startswith(by_code)] == []
    words = applicant_words("zh")
    assert all(words.has(f"applicant_level_{level}") for level in Level)
    assert all(words.has(f"applicant_suggested_{one}") for one in Recommendation)
