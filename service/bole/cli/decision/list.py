"""`bole decision list`."""

from __future__ import annotations

import click

from bole.api.json_format import as_line
from bole.cli import options
from bole.cli.batch.wording import minute
from bole.cli.connection import reviews_of, run
from bole.reports.cells import one_line
from bole.v1 import review_service_pb2 as pb
from bole.v1 import screening_pb2

_MOST_ON_A_PAGE = 200


@click.command(name="list")
@click.option("--candidate", "candidate_id", default="", metavar="ID", help="Only those on this candidate.")
@click.option("--batch", "batch_id", default="", metavar="ID", help="Only those of this batch.")
@click.option("--top", type=click.IntRange(1), default=20, metavar="N", help="The newest N.", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print `Decision` messages, one a line.")
@options.server
def command(*, candidate_id: str, batch_id: str, top: int, as_json: bool, server: str | None) -> None:
    """List decisions, the newest first; of candidates who were erased without names and reasons."""
    asked = pb.ListDecisionsRequest(candidate_id=candidate_id, batch_id=batch_id)
    decisions, more = run(lambda: _newest(asked, top, server))
    for decision in decisions:
        click.echo(as_line(decision) if as_json else _shown(decision))
    if not decisions and not as_json:
        click.echo("There is no decision. Record one with: bole decision record CANDIDATE OUTCOME --reason TEXT")
    if more:
        click.echo("There are older ones: --top N shows more.", err=True)


async def _newest(asked: pb.ListDecisionsRequest, most: int, server: str | None) -> tuple[list[pb.Decision], bool]:
    """Returns the newest decisions, and whether there are more."""
    found: list[pb.Decision] = []
    async with reviews_of(server) as stub:
        while True:
            asked.page_size = min(most - len(found), _MOST_ON_A_PAGE)
            page = await stub.ListDecisions(asked)
            found.extend(page.decisions)
            if not page.next_page_token or len(found) >= most:
                return found[:most], bool(page.next_page_token)
            asked.page_token = page.next_page_token


def _shown(decision: pb.Decision) -> str:
    """Returns two lines: what was decided on whom by whom, and why."""
    outcome = pb.Decision.Outcome.Name(decision.outcome) if decision.outcome in pb.Decision.Outcome.values() else "?"
    who = one_line(decision.candidate_id) or "(erased)"
    by = f"  by {one_line(decision.reviewer)}" if decision.reviewer else ""
    machine = f"  machine: {_machine(decision)}" if decision.recommendation else ""
    first = f"{decision.decision_id}  {minute(decision.create_time)}  {outcome}  {who}{by}{machine}"
    return f"{first}\n    {one_line(decision.reason) or '-'}"


def _machine(decision: pb.Decision) -> str:
    name = screening_pb2.Screening.Recommendation.Name(decision.recommendation)
    return f"{name} {decision.match_score}" if decision.HasField("match_score") else name
