"""The CSV that recruiters open in a spreadsheet."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace

from bole.domain.rubric import Requirement
from bole.domain.screening import CutGroup, Level, OpenQuestion, RedFlag, RedFlagCode, ScreenedCandidate, Severity
from bole.reports.ranking import RankedCandidate, rank
from bole.reports.ranking_csv import csv_lines, ranking_csv
from tests.factories import assessment, candidate, criterion, failed_candidate, screening, two_who_tie

REQUIRED = [
    "rank",
    "tie",
    "name",
    "contact",
    "source",
    "score",
    "coverage",
    "recommendation",
    "musts_met",
    "gates_missed",
    "best_evidence",
    "open_questions",
    "flags",
]


def rows(*candidates: ScreenedCandidate, blind: bool = False, language_code: str = "en") -> list[dict[str, str]]:
    content = ranking_csv(rank(candidates), blind=blind, language_code=language_code)
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def full() -> ScreenedCandidate:
    answers = [
        assessment(criterion("c1", "Python"), Level.DEMONSTRATED, quotes=["Rewrote billing\nin Python."]),
        assessment(criterion("c2", "Driving licence", gate=True), Level.ABSENT),
        assessment(criterion("c3", "Redis", requirement=Requirement.NICE), Level.UNCLEAR),
    ]
    flag = RedFlag(code=RedFlagCode.VAGUE_EXPERIENCE, message="An entry names no result.", severity=Severity.WARNING)
    questions = [OpenQuestion(criterion_id="c2", question="Which licence do you hold?")]
    return candidate(
        "0001",
        screening(answers, red_flags=[flag], open_questions=questions),
        source="resumes/nora.pdf",
        name="Nora Whitfield",
        email="nora@example.com",
        phone="+31 6 0000",
    )


def test_file_starts_with_a_byte_order_mark_and_lines_end_in_crlf() -> None:
    """Excel recognises UTF-8 by the mark."""
    content = ranking_csv(rank([full()]), blind=False, language_code="en")

    assert content.startswith(b"\xef\xbb\xbfrank,tie,name,")
    assert content.count(b"\r\n") == content.count(b"\n") == 2


def test_columns_are_those_of_the_contract() -> None:
    """The order of the columns is fixed; new ones come at the end."""
    assert list(rows(full())[0]) == [
        *REQUIRED,
        "error",
        "item_id",
        "candidate_id",
        "duplicate_of",
        "same_candidate",
        "rank_score",
        "cut_group",
        "score_low",
        "score_high",
    ]


def test_row_tells_everything_about_a_candidate() -> None:
    """Every column is filled in from the screening."""
    row = rows(full())[0]

    assert row == {
        "rank": "1",
        "tie": "FALSE",
        "name": "Nora Whitfield",
        "contact": "nora@example.com | +31 6 0000",
        "source": "resumes/nora.pdf",
        "score": "50",
        "coverage": "0.889",
        "recommendation": "HOLD",
        "musts_met": "1 of 2",
        "gates_missed": "Driving licence",
        "best_evidence": "Python: Rewrote billing in Python.",
        "open_questions": "Which licence do you hold?",
        "flags": "VAGUE_EXPERIENCE: An entry names no result.",
        "error": "",
        "item_id": "0001",
        "candidate_id": "candidate",
        "duplicate_of": "",
        "same_candidate": "",
        "rank_score": "49",
        "cut_group": "",
        "score_low": "",
        "score_high": "",
    }


def test_blind_leaves_out_name_contact_and_file() -> None:
    """Nothing in the file says who the candidate is."""
    content = ranking_csv(rank([full()]), blind=True, language_code="en").decode("utf-8-sig")

    assert [column for column in REQUIRED if column not in content.splitlines()[0].split(",")] == ["name", "contact"]
    assert "nora" not in content.lower()
    assert rows(full(), blind=True)[0]["source"] == "0001"


def test_failed_item_stands_last_with_reason_and_advice() -> None:
    """A file that could not be read is not lost."""
    row = rows(failed_candidate(), full())[1]

    assert (row["rank"], row["tie"], row["score"], row["recommendation"]) == ("", "", "", "")
    assert row["source"] == "resumes/broken.pdf"
    assert row["error"] == ("DOCUMENT_ENCRYPTED: The document is protected by a password. Send a copy without one.")


def test_texts_of_people_cannot_become_formulas_and_numbers_stay_numbers() -> None:
    """The apostrophe stands before text only."""
    row = rows(
        candidate(
            "0001",
            screening([assessment(criterion("c1", "=1+1"), quotes=["x"])]),
            name="=cmd|' /C calc'!A0",
            phone="+31 6",
            source="@file.pdf",
        )
    )[0]

    assert row["name"].startswith("'=")
    assert row["contact"] == "'+31 6"
    assert row["source"] == "'@file.pdf"
    assert row["best_evidence"].startswith("'=")
    assert (row["score"], row["coverage"]) == ("80", "1.0")


def test_unknown_score_is_an_empty_cell() -> None:
    """Nothing known is not zero."""
    row = rows(candidate("0001", screening([assessment(level=Level.UNCLEAR)])))[0]

    assert (row["score"], row["coverage"], row["best_evidence"]) == ("", "0.0", "")


def test_words_follow_the_language() -> None:
    """Codes stay, words change."""
    row = rows(full(), language_code="zh-CN")[0]

    assert (row["musts_met"], row["recommendation"]) == ("2项中1项", "HOLD")


def test_same_run_gives_the_same_bytes() -> None:
    """The order in which items arrive leaves no trace."""
    items = [full(), failed_candidate(), candidate("0002")]

    assert ranking_csv(rank(items), blind=False, language_code="en") == ranking_csv(
        rank(items[::-1]), blind=False, language_code="en"
    )


def test_a_tie_of_different_scores_is_explained_by_the_rank_score() -> None:
    """What is open counts in the order, and not in the score."""
    lines = rows(*two_who_tie())

    assert [(row["tie"], row["score"], row["rank_score"]) for row in lines] == [
        ("TRUE", "60", "60"),
        ("TRUE", "80", "60"),
    ]


def test_items_of_two_stages_tell_who_read_them() -> None:
    """Scores of the rules and of the model do not compare."""
    groups = [
        row["cut_group"] for row in rows(*(replace(full(), item_id=group, cut_group=group) for group in CutGroup))
    ]

    assert sorted(groups) == ["BEST", "CONTROL", "REST"]


def test_duplicate_names_the_item_whose_answer_it_shares() -> None:
    """Without a rank, so that nobody is counted twice."""
    copied = replace(full(), item_id="0002", duplicate_of="0001")
    linked = replace(full(), item_id="0003", same_candidate=("0001", "0002"))
    lines = {row["item_id"]: row for row in rows(full(), copied, linked)}

    assert (lines["0002"]["rank"], lines["0002"]["duplicate_of"], lines["0002"]["score"]) == ("", "0001", "50")
    assert lines["0003"]["same_candidate"] == "0001 | 0002"


def test_half_of_a_surrogate_pair_does_not_break_the_file() -> None:
    """UTF-8 cannot hold it."""
    assert rows(candidate("0001", name="No\ud800ra"))[0]["name"] == "Nora"


def test_lines_are_written_one_at_a_time() -> None:
    """The candidates of a large batch need not be there at once."""
    passed: list[str] = []

    def passing() -> Iterator[RankedCandidate]:
        for one in rank([full(), candidate("0002")]):
            passed.append(one.candidate.item_id)
            yield one

    lines = csv_lines(passing(), blind=False, language_code="en")

    assert next(lines).startswith(b"\xef\xbb\xbfrank,")
    assert next(lines)
    assert len(passed) == 1
