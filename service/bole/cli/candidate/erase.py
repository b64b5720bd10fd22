"""`bole candidate erase`."""

from __future__ import annotations

import click

from bole.cli import options
from bole.cli.connection import UserError, reviews_of, run
from bole.cli.patience import Patience
from bole.v1 import review_service_pb2 as pb


@click.command(name="erase")
@click.argument("candidate_id", metavar="CANDIDATE")
@click.option(
    "--reference", required=True, help="What it is filed under, such as a ticket; kept in the ledger: no personal data."
)
@click.option("--yes", is_flag=True, help="Really erase them: nothing brings it back.")
@options.server
def command(*, candidate_id: str, reference: str, yes: bool, server: str | None) -> None:
    """Erase a candidate: destroys the keys of what is kept on them, deletes it, and proves that none of it opens.

    Ends with 1 where that could not be proven. What has left the service, such as exports and backups, it only names.
    """
    if not yes:
        raise UserError(
            "This erases all that is kept on the candidate, and nothing brings it back. Say --yes for it; what they "
            "are owed a copy of is written by `bole candidate export`."
        )
    request = pb.EraseCandidateRequest(candidate_id=candidate_id, reference=reference)
    erasure = run(lambda: _erased(request, server))
    _tell(erasure)
    if not erasure.proven:
        raise SystemExit(1)


def _tell(erasure: pb.EraseCandidateResponse) -> None:
    counts = ", ".join(f"{kind} {count:,}" for kind, count in sorted(erasure.deleted_counts.items()) if count)
    click.echo(f"Keys destroyed: {erasure.destroyed_key_count:,}. Records deleted: {counts or 'none'}.")
    if erasure.proven and not counts and not erasure.destroyed_key_count:
        click.echo(
            "Nothing was kept under this id: they were erased before, or it is not the candidate_id of their answers "
            "(`bole batch results ID --json`).",
            err=True,
        )
    elif erasure.proven:
        click.echo("Proven: no key is left, and nothing that stays opens.")
    else:
        click.echo(
            "NOT proven: a key or a record is left, or a program that reads the database of keys holds on to them. Let "
            "it end, and run the command again.",
            err=True,
        )
    for copies in erasure.out_of_reach:
        click.echo(f"Out of reach: {copies}")
    click.echo(f"Entry in the ledger: {erasure.entry_digest}")


async def _erased(request: pb.EraseCandidateRequest, server: str | None) -> pb.EraseCandidateResponse:
    patience = Patience()
    async with reviews_of(server) as stub:
        return await patience.answered(lambda: stub.EraseCandidate(request))
