"""`bole audit verify`."""

from __future__ import annotations

import click

from bole.cli import options
from bole.cli.connection import reviews_of, run
from bole.v1 import review_service_pb2 as pb


@click.command(name="verify")
@click.option(
    "--head",
    "known_head",
    default="",
    metavar="DIGEST",
    help="Head that an earlier check printed, written down elsewhere: shows that the ledger is no older copy.",
)
@options.server
def command(*, known_head: str, server: str | None) -> None:
    """Recompute the chain of the ledger: ends with 1, and names the entry, when something is not as it was written."""
    request = pb.VerifyLedgerRequest(known_head_digest=known_head)
    check = run(lambda: _checked(request, server))
    if check.intact:
        entries = "1 entry" if check.entry_count == 1 else f"{check.entry_count:,} entries"
        click.echo(f"The ledger is intact: {entries}.")
        if server is None:
            click.echo("It is that of the tenant `default`: ask a server for those of others (--server).")
        if check.head_digest:
            click.echo(f"Head, to be written down: {check.head_digest}")
        return
    where = f" Entry {check.first_broken_decision_id}." if check.first_broken_decision_id else ""
    click.echo(f"The ledger is NOT intact. {check.fault}{where}", err=True)
    raise SystemExit(1)


async def _checked(request: pb.VerifyLedgerRequest, server: str | None) -> pb.VerifyLedgerResponse:
    async with reviews_of(server) as stub:
        return await stub.VerifyLedger(request)
