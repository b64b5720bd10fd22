"""`bole decision record`."""

from __future__ import annotations

import getpass
import uuid
from typing import TYPE_CHECKING

import click
import grpc

from bole.cli import options
from bole.cli.connection import reason_of, reviews_and_batches_of, run
from bole.cli.patience import Patience
from bole.domain.errors import ErrorReason
from bole.v1 import batch_service_pb2
from bole.v1 import review_service_pb2 as pb

if TYPE_CHECKING:
    from bole.v1.batch_service_pb2_grpc import BatchServiceAsyncStub

OUTCOMES = {
    "advanced": pb.Decision.ADVANCED,
    "kept": pb.Decision.KEPT,
    "declined": pb.Decision.DECLINED,
    "hired": pb.Decision.HIRED,
    "withdrawn": pb.Decision.WITHDRAWN,
}


@click.command(name="record")
@click.argument("candidate_id", metavar="CANDIDATE")
@click.argument("outcome", type=click.Choice(list(OUTCOMES)))
@click.option("--reason", required=True, help="Why, in your own words; at most 2,000 characters.")
@click.option(
    "--reviewer",
    default="",
    metavar="NAME",
    help="Who decided, where the server asks for no credentials; without --server the user of this machine.",
)
@click.option(
    "--batch",
    "batch_id",
    default="",
    metavar="ID",
    help="Where it was decided; its answer is kept beside the decision.",
)
@click.option(
    "--request-id", default="", metavar="ID", help="Makes the command repeatable; one of its own when left out."
)
@options.server
def command(
    *, candidate_id: str, outcome: str, reason: str, reviewer: str, batch_id: str, request_id: str, server: str | None
) -> None:
    """Keep what a person decided on a candidate.

    The reason is the person's; what the machine recommended is kept beside it, and apart.
    """
    request = pb.RecordDecisionRequest(
        request_id=request_id or str(uuid.uuid4()),
        candidate_id=candidate_id,
        outcome=OUTCOMES[outcome],
        reason=reason,
        reviewer=reviewer or (getpass.getuser() if server is None else ""),
        batch_id=batch_id,
    )
    decision = run(lambda: _recorded(request, server))
    click.echo(f"Recorded: decision {decision.decision_id}, entry {decision.entry_digest}.")


async def _recorded(request: pb.RecordDecisionRequest, server: str | None) -> pb.Decision:
    patience = Patience()
    async with reviews_and_batches_of(server) as (reviews, batches):
        if request.batch_id:
            await _add_answer(request, batches)
        return (await patience.answered(lambda: reviews.RecordDecision(request))).decision


async def _add_answer(request: pb.RecordDecisionRequest, batches: BatchServiceAsyncStub) -> None:
    """Puts the answer of the batch beside the decision, where there is one that the caller may see."""
    wanted = batch_service_pb2.ListBatchResultsRequest(
        batch_id=request.batch_id, candidate_id=request.candidate_id, include_duplicates=True, page_size=1
    )
    try:
        page = await batches.ListBatchResults(wanted)
    except grpc.aio.AioRpcError as error:
        if reason_of(error) != ErrorReason.ROLE_MISSING:
            raise
        click.echo(
            "The answer of the batch is not kept with it: these credentials may not read answers, which needs the role "
            "caller beside reviewer.",
            err=True,
        )
        return
    for item in page.items:
        request.screening.CopyFrom(item.screening)
