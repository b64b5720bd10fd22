"""Writes an audit: the public columns as CSV, all of it as JSON, and tables to read."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from bole.evaluation.ll144.counting import TOTAL, UNKNOWN, Breakdown, Count, Outcome, Row, Table
from bole.evaluation.ll144.demographics import Sample
from bole.reports.cells import one_line, spreadsheet_text

COLUMNS = (
    *("number_of_applications", "n_selected_or_n_above_median", "result", "impact_ratio"),
    *("protected_char_group", "race_ethnicity", "sex", "tool_id", "position", "type_of_tool"),
    *("audit_data_start_date", "audit_data_end_date", "date_of_first_use", "data_type"),
    *("below_four_fifths", "p_value", "note"),
)
"""Those of the public collection of audits, then three of ours: columns may be added at the end."""
SMALL = "below 2 % of the data: left out of the impact ratios"
_PLACES = 6
_READ = (
    "A ratio below 0.80 is a flag, not a verdict, and one above it no proof. p is that of Fisher's exact test "
    "against the group with the highest rate, not corrected for the number of groups. An audit under Local Law 144 "
    "is made by an independent auditor."
)
_TITLES = {Breakdown.SEX: "Sex", Breakdown.RACE: "Race and ethnicity", Breakdown.BOTH: "Race, ethnicity and sex"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """What an audit is of; dates as ISO 8601 or `Unknown`."""

    tables: tuple[Table, ...]
    sample: Sample
    outcome: Outcome
    tool_id: str
    position: str
    start_date: str
    end_date: str
    date_of_first_use: str
    data_type: str


def digits(value: Fraction | None, places: int) -> str:
    """Returns a fraction with so many decimals, half rounded up; nothing for none."""
    if value is None:
        return ""
    rounded = (2 * value.numerator * 10**places + value.denominator) // (2 * value.denominator)
    return f"{Decimal(rounded).scaleb(-places):.{places}f}"


def as_csv(audit: Audit) -> bytes:
    """Returns UTF-8 with the header and a line for each group and for the unknown of each breakdown."""
    lines = io.StringIO(newline="")
    writer = csv.DictWriter(lines, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({key: spreadsheet_text(cell) for key, cell in row.items()} for row in rows(audit))
    return lines.getvalue().encode()


def as_json(audit: Audit) -> str:
    """Returns one object: what was audited, and the rows of the CSV."""
    sample = audit.sample
    whole = {
        "tool_id": audit.tool_id,
        "type_of_tool": audit.outcome.value,
        "median_score": sample.median,
        "applicants": len(sample.applicants),
        "applicants_without_score": sample.without_score,
        "rows": rows(audit),
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def rows(audit: Audit) -> list[dict[str, str]]:
    """Returns all rows by column, in the order of the breakdowns."""
    about = {
        "tool_id": audit.tool_id,
        "position": audit.position,
        "type_of_tool": audit.outcome.value,
        "audit_data_start_date": audit.start_date,
        "audit_data_end_date": audit.end_date,
        "date_of_first_use": audit.date_of_first_use,
        "data_type": audit.data_type,
    }
    return [row | about for table in audit.tables for row in _rows(table)]


def _rows(table: Table) -> list[dict[str, str]]:
    return [_row(table.breakdown, row) for row in table.rows] + [_unknown(table)]


def _row(breakdown: Breakdown, row: Row) -> dict[str, str]:
    left_out = row.small and row.impact_ratio is None
    return _counted(breakdown, row.count, row.group.race_ethnicity, row.group.sex) | {
        "impact_ratio": digits(row.impact_ratio, _PLACES),
        "below_four_fifths": "" if row.impact_ratio is None else str(row.below_four_fifths).upper(),
        "p_value": "" if row.p_value is None else f"{row.p_value:.6f}",
        "note": SMALL if left_out else "below 2 % of the data" if row.small else "",
    }


def _unknown(table: Table) -> dict[str, str]:
    race = TOTAL if table.breakdown is Breakdown.SEX else UNKNOWN
    sex = TOTAL if table.breakdown is Breakdown.RACE else UNKNOWN
    row = _counted(table.breakdown, table.unknown, race, sex)
    return row | {"impact_ratio": "", "below_four_fifths": "", "p_value": "", "note": "in no calculation above"}


def _counted(breakdown: Breakdown, count: Count, race: str, sex: str) -> dict[str, str]:
    return {
        "number_of_applications": str(count.applicants),
        "n_selected_or_n_above_median": str(count.favoured),
        "result": digits(count.rate, _PLACES),
        "protected_char_group": breakdown.value,
        "race_ethnicity": race,
        "sex": sex,
    }


def as_markdown(audit: Audit) -> str:
    """Returns the tables for people, with what they do not say."""
    what = "scores above the median" if audit.outcome is Outcome.SCORING else "ADVANCE recommended"
    rate = "Scoring rate" if audit.outcome is Outcome.SCORING else "Selection rate"
    sample = audit.sample
    middle = "" if sample.median is None else f" The median score of all is {sample.median:g}."
    about = (
        f"{len(sample.applicants):,} applicants; what counts: {what}.{middle} "
        f"{sample.without_score:,} answers without a score are not counted."
    )
    sections = (_section(table, rate) for table in audit.tables)
    parts = [f"# Impact ratios: {_cell(audit.tool_id)}, {_cell(audit.position)}", about, *sections, _READ]
    return "\n\n".join(parts) + "\n"


def _section(table: Table, rate: str) -> str:
    head = f"| Group | Applicants | Favoured | {rate} | Impact ratio | p | |\n|---|---:|---:|---:|---:|---:|---|"
    lines = [_line(row) for row in table.rows]
    unknown = f"{table.unknown.applicants:,} applicants of unknown category are in no calculation above."
    return "\n".join([f"## {_TITLES[table.breakdown]}", "", head, *lines, "", unknown])


def _line(row: Row) -> str:
    named = [one for one in (row.group.race_ethnicity, row.group.sex) if one != TOTAL]
    marks: Sequence[str] = ["below four fifths"] * row.below_four_fifths + [SMALL] * (
        row.small and row.impact_ratio is None
    )
    percent = "" if row.count.rate is None else f"{digits(row.count.rate * 100, 1)} %"
    chance = "" if row.p_value is None else f"{row.p_value:.3f}"
    cells = (
        *(", ".join(map(_cell, named)), f"{row.count.applicants:,}", f"{row.count.favoured:,}"),
        *(percent, digits(row.impact_ratio, 3), chance, "; ".join(marks)),
    )
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    return one_line(text).replace("|", "/")
