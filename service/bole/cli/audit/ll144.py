"""`bole audit ll144`."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from bole.cli import options
from bole.cli.connection import UserError
from bole.cli.whole_file import refuse_existing, whole_file
from bole.domain.errors import BoleError
from bole.evaluation.ll144.counting import Breakdown, Outcome, table
from bole.evaluation.ll144.demographics import joined, read_demographics
from bole.evaluation.ll144.exports import Audit, as_csv, as_json, as_markdown
from bole.evaluation.ll144.results import Score, read_results
from bole.sources.reading import shown

_DAY = click.DateTime(formats=["%Y-%m-%d"])
_NOT_SAID = "Unknown"


def _markdown(audit: Audit) -> bytes:
    return as_markdown(audit).encode()


def _json(audit: Audit) -> bytes:
    return as_json(audit).encode()


_FORMS = {".csv": as_csv, ".json": _json, ".md": _markdown}


@click.command(name="ll144")
@click.option(
    "--results",
    "results_path",
    type=click.Path(path_type=Path),
    required=True,
    help="results.jsonl, the folder of a run, or an export of a batch as CSV or Parquet.",
)
@click.option(
    "--demographics",
    "people_path",
    type=click.Path(path_type=Path),
    required=True,
    help="CSV with the columns candidate_id or item_id, sex, race_ethnicity. It is read here and sent nowhere.",
)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="A .csv, .json or .md file to write."
)
@click.option(
    "--selection", is_flag=True, help="Count who was recommended to ADVANCE, in the place of scores above the median."
)
@click.option("--score", type=click.Choice([one.value for one in Score]), default=Score.MATCH.value, show_default=True)
@click.option("--keep-small", is_flag=True, help="Give ratios to groups below 2 % of the data too.")
@click.option("--tool-id", default="bole", show_default=True, help="Name of the tool for the columns.")
@click.option("--position", default=_NOT_SAID, show_default=True, help="Position or kind of positions.")
@click.option("--data-start", type=_DAY, help="First day of the data.")
@click.option("--data-end", type=_DAY, help="Last day of the data.")
@click.option("--first-use", type=_DAY, help="Day on which the tool was first used.")
@click.option("--data-type", type=click.Choice(["historical", "test"]), default="historical", show_default=True)
@options.force
def command(
    *,
    results_path: Path,
    people_path: Path,
    out: Path,
    selection: bool,
    score: str,
    keep_small: bool,
    tool_id: str,
    position: str,
    data_start: datetime.datetime | None,
    data_end: datetime.datetime | None,
    first_use: datetime.datetime | None,
    data_type: str,
    force: bool,
) -> None:
    """Count scoring rates and impact ratios by sex, race and both, as New York City's Local Law 144 asks for them.

    Results and what applicants said of themselves are joined here, on this machine. Who is not in the demographics, or
    said nothing, counts as of unknown category.
    """
    if out.suffix not in _FORMS:
        raise UserError("--out takes a file that ends in .csv, .json or .md.")
    refuse_existing(out, force=force)
    outcome = Outcome.SELECTION if selection else Outcome.SCORING
    try:
        key, people = read_demographics(people_path)
        sample = joined(read_results(results_path), key, people, outcome, Score(score))
    except BoleError as error:
        raise UserError(error.message) from error
    audit = Audit(
        tables=tuple(table(sample.applicants, one, keep_small=keep_small) for one in Breakdown),
        sample=sample,
        outcome=outcome,
        tool_id=tool_id,
        position=position,
        start_date=_said(data_start),
        end_date=_said(data_end),
        date_of_first_use=_said(first_use),
        data_type=data_type,
    )
    with whole_file(out) as unfinished:
        unfinished.write_bytes(_FORMS[out.suffix](audit))
    click.echo(as_markdown(audit))
    click.echo(f"Written: {shown(out)}")


def _said(day: datetime.datetime | None) -> str:
    return _NOT_SAID if day is None else day.date().isoformat()
