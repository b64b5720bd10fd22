"""The workbook that HR filters and sorts, read back as a spreadsheet program reads it."""

import datetime
import io
from collections.abc import Sequence
from dataclasses import replace

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from bole.domain.batches import CutCost
from bole.domain.rubric import CriterionKind, RefusedCriterion, Requirement
from bole.domain.screening import CutGroup, Level, OpenQuestion, RedFlag, RedFlagCode, ScreenedCandidate, Severity
from bole.reports.ranking import rank
from bole.reports.ranking_xlsx import write_xlsx
from tests.factories import AS_OF, assessment, candidate, criterion, failed_candidate, rubric, screening

CRITERIA = (
    criterion("c1", "Python"),
    criterion("c2", "Driving licence", kind=CriterionKind.CERTIFICATION, gate=True),
    criterion("c3", "Redis", requirement=Requirement.NICE),
)


def full(item_id: str = "0001", *, best: Level = Level.DEMONSTRATED, name: str = "Nora Whitfield") -> ScreenedCandidate:
    answers = [
        assessment(CRITERIA[0], best, quotes=["Rewrote billing\nin Python."], page_number=3),
        assessment(CRITERIA[1], Level.ABSENT),
        assessment(CRITERIA[2], Level.UNCLEAR),
    ]
    flag = RedFlag(code=RedFlagCode.VAGUE_EXPERIENCE, message="An entry names no result.", severity=Severity.WARNING)
    questions = [OpenQuestion(criterion_id="c2", question="Which licence do you hold?")]
    screened = screening(answers, red_flags=[flag], open_questions=questions)
    return candidate(item_id, screened, name=name, email="nora@example.com", phone="0031 6 0000")


def written(
    *candidates: ScreenedCandidate, blind: bool = False, language_code: str = "en", cut: CutCost | None = None
) -> bytes:
    out = io.BytesIO()
    refused = RefusedCriterion(text="Under 35", reason="AGE", lawful_alternative="Ask for experience.")
    write_xlsx(
        rank(candidates),
        rubric(CRITERIA, refused_criteria=[refused]),
        out,
        title="",
        as_of=AS_OF,
        language_code=language_code,
        blind=blind,
        cut=cut,
    )
    return out.getvalue()


def book(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


def rows(sheet: Worksheet) -> list[dict[str, object]]:
    heading, *lines = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, heading), line, strict=True)) for line in lines]


def texts(workbook: Workbook) -> list[str]:
    return [str(cell.value) for sheet in workbook for line in sheet.iter_rows() for cell in line if cell.value]


def test_sheets_stand_in_reading_order_with_a_fixed_heading_and_filters() -> None:
    """Ranking first; tables of candidates can be filtered, explanations need not."""
    workbook = book(written(full()))

    assert workbook.sheetnames == ["Ranking", "Evidence", "Rubric", "Not screened", "About"]
    assert {sheet.freeze_panes for sheet in workbook} == {"A2"}
    assert [sheet.title for sheet in workbook if sheet.auto_filter.ref] == ["Ranking", "Evidence", "Not screened"]
    assert book(written(full(), language_code="zh-CN")).sheetnames == ["排名", "依据", "评分标准", "未能读取", "说明"]


def test_numbers_are_numbers_and_percentages_percentages() -> None:
    """What is sorted and summed has a type."""
    sheet = book(written(full()))["Ranking"]
    row = rows(sheet)[0]

    assert (row["Rank"], row["Score"], row["Must-haves met"], row["Must-haves"]) == (1, 50, 1, 2)
    assert row["Coverage"] == pytest.approx(0.889)
    assert [cell.number_format for cell in sheet[2] if cell.value == row["Coverage"]] == ["0.0%"]
    assert row["Recommendation"] == "Hold"
    assert row["Mandatory and not shown"] == "Driving licence"
    assert row["Flags"] == "Vague experience: An entry names no result."
    assert row["Read by"] == "rules"


def test_evidence_has_a_row_for_each_criterion_with_points_that_add_up() -> None:
    """Level, credit, points, quote and page of each."""
    first, gate, open_one = rows(book(written(full()))["Evidence"])

    assert (first["Criterion"], first["Level"], first["Credit"], first["Page"]) == ("Python", "Demonstrated", 1, 3)
    assert first["Quote"] == "Rewrote billing in Python."
    assert (first["Points"], gate["Points"], open_one["Points"]) == (50, 0, None)
    assert (gate["Mandatory"], open_one["Credit"]) == ("yes", None)


def test_candidates_lead_to_their_evidence_and_back() -> None:
    """The links point at the rows of the same candidate."""
    workbook = book(written(full("0001"), full("0002", best=Level.LISTED, name="Zhang Wei")))
    ranking, evidence = workbook["Ranking"], workbook["Evidence"]

    for place in ("C2", "C3"):
        target = ranking[place].hyperlink.location
        sheet, cell = target.split("!")
        assert sheet == "'Evidence'"
        assert evidence[cell].value == ranking[place].value
        assert evidence[cell].hyperlink.location == f"'Ranking'!A{ranking[place].row}"
    assert ranking["D2"].hyperlink.target == "mailto:nora@example.com"


@pytest.mark.parametrize(
    "email", ["nora@example.com?bcc=all@example.com", "a%0Ab@example.com", "javascript:alert(1)", "nora", "a@b,c@d.org"]
)
def test_only_a_plain_address_becomes_a_link(email: str) -> None:
    """No header, no second receiver, no script hides in a link."""
    sheet = book(written(replace(full(), contact=replace(full().contact, email=email))))["Ranking"]

    assert sheet["D2"].value == email
    assert sheet["D2"].hyperlink is None


@pytest.mark.parametrize("item_id", ["000010", "1e5", "12345678901234567890", "2026-01-31", "TRUE"])
def test_item_ids_that_look_like_something_else_are_text(item_id: str) -> None:
    """`bole batch compare` takes them as they stand: no zero is lost, and nothing becomes a date."""
    copied = replace(full("other"), duplicate_of=item_id)
    workbook = book(written(full(item_id), copied, failed_candidate(item_id)))
    cells = [cell for sheet in workbook for line in sheet.iter_rows() for cell in line if cell.value == item_id]

    assert {cell.parent.title for cell in cells} == {"Ranking", "Evidence", "Not screened"}
    assert {cell.data_type for cell in cells} == {"s"}
    assert rows(workbook["Ranking"])[1]["Same file as"] == item_id


def test_tie_is_a_tie_and_a_duplicate_has_no_place() -> None:
    """Two equal candidates share a rank; the copy of a file stands below, without evidence of its own."""
    copied = replace(full("0003"), duplicate_of="0001")
    workbook = book(written(full("0001"), full("0002"), copied))

    lines = rows(workbook["Ranking"])
    assert [(line["Rank"], line["tied"], line["Item"]) for line in lines] == [
        (1, "tied", "0001"),
        (1, "tied", "0002"),
        (None, None, "0003"),
    ]
    assert lines[2]["Same file as"] == "0001"
    assert {line["Item"] for line in rows(workbook["Evidence"])} == {"0001", "0002"}


def test_failed_items_have_a_sheet_with_reason_and_advice() -> None:
    """In the language of the file."""
    english = rows(book(written(failed_candidate()))["Not screened"])[0]
    chinese = rows(book(written(failed_candidate(), language_code="zh"))["未能读取"])[0]

    assert english["What to do"] == "The document is protected by a password. Send a copy without one."
    assert (chinese["原因"], chinese["怎么办"]) == ("文件有密码", "请去掉密码后重新发送。")
    assert english["Code"] == "DOCUMENT_ENCRYPTED"


def test_about_tells_what_the_results_rest_on() -> None:
    """Date, counts, engine, digests, the cut, and that a person decides."""
    cut = CutCost(best_count=50, control_count=40, rest_count=910, agreement=0.5, overlooked_count=2)
    content = written(replace(full(), cut_group=CutGroup.CONTROL), failed_candidate(), cut=cut)
    about = {line[0]: line[1] for line in book(content)["About"].iter_rows(values_only=True)}

    assert about["As of"] == datetime.datetime.combine(AS_OF, datetime.time())
    assert (about["Screened"], about["Hold"], about["Files that were not screened"]) == (1, 1, 1)
    assert (about["Engine"], about["Rubric digest"]) == ("rules", "b" * 64)
    assert "never decides" in str(about["A person decides"])
    assert any("0.50" in text for text in texts(book(content)))
    assert rows(book(content)["Ranking"])[0]["Read by"] == "Model, as a control"


def test_rubric_tells_weights_thresholds_and_what_was_left_out() -> None:
    """What was scored can be followed without the program."""
    lines = list(book(written(full()))["Rubric"].iter_rows(values_only=True))

    assert [line[0] for line in lines[1:4]] == ["Python", "Driving licence", "Redis"]
    assert sum(float(line[3]) for line in lines[1:4]) == pytest.approx(1)
    assert ("Advance: score at least", 70) in [line[:2] for line in lines]
    assert ("Under 35", "Left out of the posting") in [line[:2] for line in lines]


HOSTILE: Sequence[str] = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    '=HYPERLINK("http://example.com")',
    "https://example.com",
    "internal:'About'!A1",
    "\x00\x07\x1bname",
    "\ud800broken",
    "_x0041_",
    "{=1}",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_a_formula_or_a_link(text: str) -> None:
    """Whatever column it stands in, and whatever it holds, the file opens and the cell is text."""
    asked = criterion("c1", text)
    flag = RedFlag(code=RedFlagCode.HIDDEN_TEXT, message=text, severity=Severity.SERIOUS)
    answer = assessment(asked, Level.USED, quotes=[text], note=text)
    screened = screening(
        [answer], red_flags=[flag], open_questions=[OpenQuestion(criterion_id="c1", question=text)], candidate_id=text
    )
    known = candidate(text, screened, name=text, email=text, phone=text, source=text)
    failed = failed_candidate("z", source=text, reason="INTERNAL", message=text)
    out = io.BytesIO()

    write_xlsx(
        rank([replace(known, same_candidate=(text,)), replace(known, item_id="y", duplicate_of=text), failed]),
        rubric(
            [asked], title=text, refused_criteria=[RefusedCriterion(text=text, reason=text, lawful_alternative=text)]
        ),
        out,
        title=text,
        as_of=AS_OF,
        language_code="en",
        blind=False,
    )

    for sheet in book(out.getvalue()):
        for cell in (cell for line in sheet.iter_rows() for cell in line):
            assert cell.data_type != "f"
            assert not str(cell.value or "").startswith(("=", "+", "-", "@"))
            assert cell.hyperlink is None or cell.hyperlink.target is None
            assert not set(str(cell.value or "")) & set("\x00\x07\x1b\ud800")


def test_blind_workbook_names_nobody() -> None:
    """Name, address, number and file name stand in no sheet."""
    content = written(full(), failed_candidate("0002", source="nora.pdf"), blind=True)

    assert not [text for text in texts(book(content)) if "nora" in text.lower() or "0031" in text]
    assert "0001" in texts(book(content))


def test_same_run_gives_the_same_bytes() -> None:
    """The time of day leaves no trace, nor does the order of arrival."""
    items = [full("0001"), full("0002"), failed_candidate()]

    assert written(*items) == written(*items[::-1])


def test_run_without_candidates_is_a_workbook_too() -> None:
    """Nobody to rank is no failure."""
    assert rows(book(written())["Ranking"]) == []
