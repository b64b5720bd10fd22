"""Changes one of a candidate's terms and leaves the others as they are."""

from __future__ import annotations

import click
from google.protobuf import field_mask_pb2

from bole.cli.connection import reviews_of, run
from bole.v1 import review_service_pb2 as pb


def change_terms(
    candidate_id: str, server: str | None, *, legal_hold: str | None = None, opted_out: bool | None = None
) -> None:
    """Sets what is not None, and says what holds then.

    Raises:
        UserError: A call failed.
    """
    terms = run(lambda: _changed(candidate_id, server, legal_hold, opted_out=opted_out))
    click.echo(f"Legal hold: {terms.legal_hold or 'none'}. Screened by machines: {'no' if terms.opted_out else 'yes'}.")


async def _changed(
    candidate_id: str, server: str | None, legal_hold: str | None, *, opted_out: bool | None
) -> pb.CandidateTerms:
    changes = {"legal_hold": legal_hold, "opted_out": opted_out}
    mask = field_mask_pb2.FieldMask(paths=[name for name, value in changes.items() if value is not None])
    terms = pb.CandidateTerms(legal_hold=legal_hold or "", opted_out=bool(opted_out))
    request = pb.SetCandidateTermsRequest(candidate_id=candidate_id, terms=terms, update_mask=mask)
    async with reviews_of(server) as stub:
        return (await stub.SetCandidateTerms(request)).terms
