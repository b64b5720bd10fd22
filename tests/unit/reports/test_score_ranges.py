"""The stated noise of scores in every form of a ranking: ranges beside scores, and ties for who is not told apart."""

import csv
import io
import json
import zipfile
from dataclasses import replace

import pyarrow.parquet as pq
import pytest
from lxml import etree
from openpyxl import load_workbook
from rich.console import Console

from bole.domain.rubric import Rubric, ScoreSpread
from bole.domain.screening import Recommendation, ScoreInterval, ScreenedCandidate
from bole.reports.applicant_report import applicant_report
from bole.reports.comparison import comparison_page
from bole.reports.comparison_table import comparison_table
from bole.reports.exports import ExportFormat, ExportTerms, write_export
from bole.reports.hr_xml import BOLE
from bole.reports.ranking import rank
from bole.reports.ranking_table import ranking_table
from tests.factories import AS_OF, candidate, rubric, screening
from tests.profiles import profile
from tests.unit.reports.test_hr_xml import SHAPE

SPREAD = ScoreSpread(points=3, pair_count=40, engine="rules")
NOISY: Rubric = replace(rubric(), score_spread=SPREAD)
SCORES = {"a": 90, "b": 88, "c": 80}
RANGES = {"a": (87, 93), "b": (85, 91), "c": (77, 83)}


def people(*, stated: bool = True) -> tuple[ScreenedCandidate, ...]:
    """Returns the candidates of the example: 90, 88 and 80 under a spread of 3."""
    return tuple(_person(item_id, score, stated=stated) for item_id, score in SCORES.items())


def _person(item_id: str, score: int, *, stated: bool) -> ScreenedCandidate:
    answer = replace(
        screening(recommendation=Recommendation.ADVANCE, candidate_id=item_id),
        match_score=score,
        rank_score=score,
        score_interval=ScoreInterval(low=score - 3, high=score + 3) if stated else None,
    )
    return replace(candidate(item_id, answer), profile=profile())


def exported(export_format: ExportFormat, *, stated: bool = True) -> bytes:
    out = io.BytesIO()
    terms = ExportTerms(rubric=NOISY if stated else rubric(), as_of=AS_OF, language_code="en")
    write_export(export_format, rank(people(stated=stated)), terms, out)
    return out.getvalue()


def test_csv_has_both_ends_and_marks_ties() -> None:
    """Empty where no noise is stated."""
    rows = list(csv.DictReader(io.StringIO(exported(ExportFormat.CSV).decode("utf-8-sig"))))
    silent = list(csv.DictReader(io.StringIO(exported(ExportFormat.CSV, stated=False).decode("utf-8-sig"))))

    assert [(row["rank"], row["tie"], row["score"], row["score_low"], row["score_high"]) for row in rows] == [
        ("1", "TRUE", "90", "87", "93"),
        ("1", "TRUE", "88", "85", "91"),
        ("3", "FALSE", "80", "77", "83"),
    ]
    assert [(row["rank"], row["tie"], row["score_low"]) for row in silent] == [
        ("1", "FALSE", ""),
        ("2", "FALSE", ""),
        ("3", "FALSE", ""),
    ]


def test_xlsx_has_columns_for_a_stated_noise_alone() -> None:
    """And the rubric says what was measured."""
    book = load_workbook(io.BytesIO(exported(ExportFormat.XLSX)))
    heading, *lines = book["Ranking"].iter_rows(values_only=True)
    rows = [dict(zip(map(str, heading), line, strict=True)) for line in lines]

    assert [(row["Rank"], row["Score"], row["Score from"], row["Score to"]) for row in rows] == [
        (1, 90, 87, 93),
        (1, 88, 85, 91),
        (3, 80, 77, 83),
    ]
    assert any("±3" in str(cell) for line in book["Rubric"].iter_rows(values_only=True) for cell in line)
    silent = load_workbook(io.BytesIO(exported(ExportFormat.XLSX, stated=False)))
    assert "Score from" not in [cell.value for cell in next(silent["Ranking"].iter_rows())]


def test_tables_for_programs_hold_both_ends() -> None:
    """Parquet, JSON Resume and HR-XML."""
    parquet = pq.read_table(io.BytesIO(exported(ExportFormat.PARQUET))).to_pylist()
    with zipfile.ZipFile(io.BytesIO(exported(ExportFormat.JSON_RESUME))) as archive:
        metas = [json.loads(archive.read(name))["meta"]["bole"] for name in archive.namelist()]
    xml = etree.fromstring(exported(ExportFormat.HR_XML))
    SHAPE.assertValid(xml)
    scores = [one.attrib for one in xml.iter(f"{{{BOLE}}}Score")]

    assert {row["item_id"]: (row["score_low"], row["score_high"]) for row in parquet} == RANGES
    assert {meta["item_id"]: (meta["score_low"], meta["score_high"]) for meta in metas} == RANGES
    assert [(int(one["low"]), int(one["high"])) for one in scores] == list(RANGES.values())


@pytest.mark.parametrize("export_format", [ExportFormat.JSON_RESUME, ExportFormat.HR_XML])
def test_files_without_noise_are_as_they_were(export_format: ExportFormat) -> None:
    """No key and no attribute for what nobody stated."""
    content = exported(export_format, stated=False)
    if export_format is ExportFormat.JSON_RESUME:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = b"".join(archive.read(name) for name in archive.namelist())

    assert b"score_low" not in content
    assert b"low=" not in content


@pytest.mark.parametrize(("language", "tied"), [("en", "Rank 1, tied"), ("zh", "并列第1名")])
def test_pages_show_ranges_and_ties(language: str, tied: str) -> None:
    """The report and the comparison."""
    out = io.BytesIO()
    terms = ExportTerms(rubric=NOISY, as_of=AS_OF, language_code=language)
    write_export(ExportFormat.HTML, rank(people()), terms, out)
    ranked = rank(people())
    compared = comparison_page(ranked, NOISY, title="", as_of=AS_OF, language_code=language, blind=False)

    for page in (out.getvalue().decode(), compared):
        assert "85–91" in page
        assert tied in page


def test_the_terminal_shows_ranges_and_says_why_there_are_ties() -> None:
    """Side by side as well."""

    def drawn(table: object) -> str:
        stream = io.StringIO()
        Console(file=stream, width=120, color_system=None).print(table)
        return stream.getvalue()

    ranked = rank(people())
    table = drawn(ranking_table(ranked, language_code="en", width=120))
    silent = drawn(ranking_table(rank(people(stated=False)), language_code="en", width=120))

    assert [line.split()[0] for line in table.splitlines() if line.strip()[:2] in ("1=", "3 ")] == ["1=", "1=", "3"]
    assert "77–83" in table
    assert "measured noise" in table
    assert "–" not in silent.replace("––", "")
    assert "measured noise" not in silent
    assert "88 (85–91)" in drawn(comparison_table(ranked, NOISY, language_code="en"))


@pytest.mark.parametrize(("language", "phrase"), [("en", "from 87 to 93"), ("zh", "87至93")])
def test_who_applied_is_told_of_the_noise(language: str, phrase: str) -> None:
    """It is their score."""
    answers = [_person("a", 90, stated=stated).screening for stated in (True, False)]
    texts = [
        applicant_report(one, title="", language_code=language, decision=None, contact="").text
        for one in answers
        if one is not None
    ]

    assert [phrase in text for text in texts] == [True, False]
