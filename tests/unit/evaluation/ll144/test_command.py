"""`bole audit ll144`: from files to files."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bole.cli.main import main
from bole.evaluation.ll144.counting import TOTAL
from tests.requirements import require_module
from tests.unit.evaluation.ll144.test_rule_examples import SCORED_BY_BOTH, SCORED_BY_RACE, SCORED_BY_SEX

UNKNOWN_ONES = 15


def line(item: str, score: int | None, *, candidate: str = "", recommendation: str = "REVIEW") -> str:
    """Returns a line of results.jsonl with what an audit reads of it."""
    if score is None:
        return json.dumps({"item_id": item, "status": {"code": 3}})
    screening = {
        "match_score": score,
        "rank_score": score,
        "recommendation": recommendation,
        "provenance": {"candidate_id": candidate or f"c{item}"},
    }
    return json.dumps({"item_id": item, "screening": screening})


def run(folder: Path, results: str, people: str, *options: str, out: str = "audit.csv") -> Result:
    """Writes the two files and runs the command."""
    (folder / "results.jsonl").write_text(results, encoding="utf-8")
    (folder / "people.csv").write_text(people, encoding="utf-8")
    arguments = ["--results", str(folder), "--demographics", str(folder / "people.csv"), "--out", str(folder / out)]
    return CliRunner().invoke(main, ["audit", "ll144", *arguments, *options])


def rows(path: Path) -> list[dict[str, str]]:
    """Reads the CSV."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_example_of_the_rule_from_files(tmp_path: Path) -> None:
    """168 people with scores, and 15 of unknown categories who count for the median alone."""
    people = ["item_id,sex,race_ethnicity"]
    results: list[str] = []
    for race, sex, applicants, above, _, _ in SCORED_BY_BOTH:
        for number in range(applicants):
            item = f"{len(results):06d}"
            results.append(line(item, 80 if number < above else 20))
            people.append(f"{item},{sex.upper()},{race}")
    results += [line(f"9{number:05d}", 80 if number < 7 else 20) for number in range(UNKNOWN_ONES)]

    result = run(tmp_path, "\n".join(results), "\n".join(people), "--position", "Clerk", "--first-use", "2026-02-01")

    assert result.exit_code == 0, result.output
    found = {(one["race_ethnicity"], one["sex"]): one for one in rows(tmp_path / "audit.csv")}
    for race, sex, applicants, above, _, ratio in (*SCORED_BY_SEX, *SCORED_BY_RACE, *SCORED_BY_BOTH):
        row = found[race, sex]
        assert (row["number_of_applications"], row["n_selected_or_n_above_median"]) == (str(applicants), str(above))
        assert round(float(row["impact_ratio"]), 2) == float(ratio)
    assert found[TOTAL, "Missing/Unknown"]["number_of_applications"] == str(UNKNOWN_ONES)
    first = found[TOTAL, "Male"]
    assert (first["protected_char_group"], first["type_of_tool"], first["position"]) == ("sex", "scoring", "Clerk")
    assert (first["date_of_first_use"], first["audit_data_start_date"]) == ("2026-02-01", "Unknown")
    assert "| Female | 76 | 34 | 44.7 % | 0.823 |" in result.output


SOME = "\n".join(
    [
        line("1", 90, recommendation="ADVANCE"),
        line("2", 60, recommendation="ADVANCE"),
        line("3", 60),
        line("4", 10),
        line("5", None),
    ]
)
PEOPLE = "item_id,sex,race_ethnicity\n1,Female,Asian\n2,female,Prefer not to say\n3,M,white\n4,male,Caucasian\n"


def test_ties_at_the_median_are_not_above_it(tmp_path: Path) -> None:
    """Scores 90, 60, 60 and 10: one of four is above 60; the failed item is not counted."""
    result = run(tmp_path, SOME, PEOPLE)

    assert result.exit_code == 0, result.output
    by_sex = {one["sex"]: one for one in rows(tmp_path / "audit.csv") if one["protected_char_group"] == "sex"}
    assert by_sex["Female"]["result"] == "0.500000"
    assert (by_sex["Male"]["result"], by_sex["Male"]["impact_ratio"]) == ("0.000000", "0.000000")
    assert by_sex["Male"]["below_four_fifths"] == "TRUE"
    assert "1 answers without a score" in result.output


def test_selection_counts_who_was_recommended(tmp_path: Path) -> None:
    """Also in JSON; a failed item was considered and not selected."""
    result = run(tmp_path, SOME, PEOPLE, "--selection", out="audit.json")

    assert result.exit_code == 0, result.output
    audit = json.loads((tmp_path / "audit.json").read_text(encoding="utf-8"))
    assert (audit["type_of_tool"], audit["applicants"], audit["median_score"]) == ("selection", 5, None)
    assert next(one["result"] for one in audit["rows"] if one["sex"] == "Female") == "1.000000"


def test_all_unknown_has_no_ratio(tmp_path: Path) -> None:
    """And says how many."""
    result = run(tmp_path, SOME, "candidate_id,sex,race_ethnicity\nc1,,unknown\n", out="audit.md")

    assert result.exit_code == 0, result.output
    text = (tmp_path / "audit.md").read_text(encoding="utf-8")
    assert text.count("4 applicants of unknown category are in no calculation above.") == 3
    assert "| 0." not in text


BAD = {
    "person_not_in_results": (SOME, PEOPLE + "77,Male,White\n", "1 of 5 people"),
    "person_twice": (SOME, PEOPLE + "1,Male,White\n", "Line 6 of the demographics names somebody a second time"),
    "no_identifier": (SOME, PEOPLE + ",Male,White\n", "Line 6 of the demographics has no item_id"),
    "no_column_sex": (SOME, "item_id,race_ethnicity\n1,White\n", "names no column sex"),
    "no_column_to_join_by": (SOME, "name,sex,race_ethnicity\nA,Male,White\n", "candidate_id and item_id"),
    "both_columns": (SOME, "item_id,candidate_id,sex,race_ethnicity\n1,c1,Male,White\n", "one of the columns"),
    "nobody": (SOME, "item_id,sex,race_ethnicity\n", "name nobody"),
    "short_line": (SOME, "item_id,sex,race_ethnicity\n1,Male\n", "Line 2 has not as many fields"),
    "no_scores": (line("1", None), "item_id,sex,race_ethnicity\n1,Male,White\n", "No result has a match_score"),
    "no_results": ("\n", PEOPLE, "The results hold no line"),
    "no_json": ("results", PEOPLE, "Line 1 of the results is no answer"),
    "no_object": ("[1]", PEOPLE, "Line 1 of the results is no answer"),
    "score_of_900": (line("1", 900), PEOPLE, "Line 1 of the results is no answer"),
    "two_scores_of_one": (
        f"{line('1', 90, candidate='c')}\n{line('2', 80, candidate='c')}",
        "candidate_id,sex,race_ethnicity\nc,Male,White\n",
        "1 people have several results",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_says_what_to_do(name: str, tmp_path: Path) -> None:
    """With status 2, no file, and nothing of anybody in the message."""
    results, people, expected = BAD[name]

    result = run(tmp_path, results, people)

    assert result.exit_code == 2
    assert expected in result.output
    assert not (tmp_path / "audit.csv").exists()


@pytest.mark.parametrize(
    ("options", "out", "expected"),
    [
        ([], "audit.txt", "ends in .csv, .json or .md"),
        (["--results", "nowhere.jsonl"], "audit.csv", "does not exist"),
        (["--demographics", "nowhere.csv"], "audit.csv", "does not exist"),
        (["--data-start", "yesterday"], "audit.csv", "does not match the format"),
    ],
    ids=["form", "no_results", "no_people", "no_day"],
)
def test_bad_options_are_refused(options: list[str], out: str, expected: str, tmp_path: Path) -> None:
    """The last of an option counts."""
    result = run(tmp_path, SOME, PEOPLE, *options, out=out)

    assert result.exit_code == 2
    assert expected in result.output


def test_a_file_is_not_written_over(tmp_path: Path) -> None:
    """Unless that is asked for."""
    assert run(tmp_path, SOME, PEOPLE).exit_code == 0
    assert "--force" in run(tmp_path, SOME, PEOPLE).output
    assert run(tmp_path, SOME, PEOPLE, "--force").exit_code == 0


def test_a_ranking_and_a_parquet_export_give_the_same(tmp_path: Path) -> None:
    """Duplicates that an export marks count once."""
    require_module("pyarrow", "parquet")
    import pyarrow as pa  # noqa: PLC0415
    from pyarrow import parquet  # noqa: PLC0415

    first = run(tmp_path, SOME, PEOPLE)
    ranking = (
        "rank,score,recommendation,item_id,candidate_id,duplicate_of,rank_score\n"
        "1,90,ADVANCE,1,c1,,90\n2,60,ADVANCE,2,c2,,60\n2,60,REVIEW,3,c3,,60\n4,10,REVIEW,4,c4,,10\n,90,ADVANCE,6,c1,1,90\n"
    )
    (tmp_path / "ranking.csv").write_text(ranking, encoding="utf-8-sig")
    lines = list(csv.DictReader(ranking.splitlines()))
    columns = {
        "item_id": [one["item_id"] for one in lines],
        "candidate_id": [one["candidate_id"] for one in lines],
        "match_score": [int(one["score"]) for one in lines],
        "rank_score": [int(one["rank_score"]) for one in lines],
        "recommendation": [one["recommendation"] for one in lines],
        "duplicate_of": [one["duplicate_of"] or None for one in lines],
    }
    parquet.write_table(pa.table(columns), tmp_path / "export.parquet")

    for number, name in enumerate(("ranking.csv", "export.parquet")):
        again = run(tmp_path, SOME, PEOPLE, "--results", str(tmp_path / name), out=f"again{number}.csv")
        assert again.exit_code == 0, again.output
        assert rows(tmp_path / f"again{number}.csv") == rows(tmp_path / "audit.csv")
    assert first.exit_code == 0


def test_a_name_cannot_become_a_formula(tmp_path: Path) -> None:
    """A category as somebody wrote it, and the name of a tool."""
    result = run(tmp_path, SOME, "item_id,sex,race_ethnicity\n1,=1+1,White\n", "--tool-id", "=cmd|x")

    assert result.exit_code == 0, result.output
    assert {one["sex"] for one in rows(tmp_path / "audit.csv")} >= {"'=1+1"}
    assert rows(tmp_path / "audit.csv")[0]["tool_id"] == "'=cmd|x"
