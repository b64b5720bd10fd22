"""Changes one of a candidate's terms and leaves the others as they are."""

from __future__ import annotations

from collections.abc import Callable

import click

from bole.cli.connection import reviews_of, run
from bole.v1 import review_service_pb2 as pb


def change_terms(candidate_id: str, server: str | None, change: Callable[[pb.CandidateTerms], None]) -> None:
    """Applies a change, and says what holds after it.

    Raises:
        UserError: A call failed.
    """
    terms = run(lambda: _changed(candidate_id, server, change))
    click.echo(f"Legal hold: {terms.legal_hold or 'none'}. Screened by machines: {'no' if terms.opted_out else 'yes'}.")


async def _changed(
    candidate_id: str, server: str | None, change: Callable[[pb.CandidateTerms], None]
) -> pb.CandidateTerms:
    async with reviews_of(server) as stub:
        terms = (await stub.GetCandidateTerms(pb.GetCandidateTermsRequest(candidate_id=candidate_id))).terms
        change(terms)
        request = pb.SetCandidateTermsRequest(candidate_id=candidate_id, terms=terms)
        return (await stub.SetCandidateTerms(request)).terms
