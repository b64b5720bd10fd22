"""Who decides is who shows credentials; who checks the ledger need not be allowed to decide."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from click.testing import CliRunner

from bole.cli.decision.record import command as record
from bole.v1 import batch_service_pb2
from bole.v1 import review_service_pb2 as pb
from bole.v1.batch_service_pb2_grpc import BatchServiceStub
from bole.v1.review_service_pb2_grpc import ReviewServiceStub
from tests.integration.access.serving import POSTING, Office, Service, outcome, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")

NO_ROLE = "PERMISSION_DENIED ROLE_MISSING"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    office = Office(folder=tmp_path_factory.mktemp("office"))
    for name in ("caller", "reviewer", "operator"):
        office.give_key(name, "acme", [name])
    office.open()
    async with serving(office, storage=True) as running:
        yield running


def decision(**changes: object) -> pb.RecordDecisionRequest:
    values: dict[str, object] = {"candidate_id": "c1", "outcome": pb.Decision.KEPT, "reason": "Later."}
    return pb.RecordDecisionRequest(**(values | changes))  # type: ignore[arg-type]


async def test_who_decides_is_who_calls(service: Service) -> None:
    async with service.channel() as channel:
        stub, key = ReviewServiceStub(channel), service.key("reviewer")
        recorded = [
            (await stub.RecordDecision(decision(reviewer=name), metadata=key)).decision for name in ("", "reviewer")
        ]
        other = await outcome(stub.RecordDecision(decision(reviewer="caller"), metadata=key))

    assert [one.reviewer for one in recorded] == ["reviewer", "reviewer"]
    assert other == "INVALID_ARGUMENT ARGUMENT_INVALID"


async def test_each_role_does_its_own_and_no_more(service: Service) -> None:
    found = {}
    async with service.channel() as channel:
        stub = ReviewServiceStub(channel)
        for name in ("caller", "reviewer", "operator"):
            key = service.key(name)
            found[name] = (
                await outcome(stub.RecordDecision(decision(), metadata=key)),
                await outcome(stub.ListDecisions(pb.ListDecisionsRequest(), metadata=key)),
                await outcome(stub.VerifyLedger(pb.VerifyLedgerRequest(), metadata=key)),
            )

    assert found == {
        "caller": (NO_ROLE, NO_ROLE, NO_ROLE),
        "reviewer": ("OK", "OK", NO_ROLE),
        "operator": (NO_ROLE, NO_ROLE, "OK"),
    }


async def test_a_reviewer_who_may_not_read_answers_decides_by_command(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer of the batch is then not kept beside the decision, and the command says so."""
    request = batch_service_pb2.CreateBatchRequest(job_posting=POSTING, accepts_items=True)
    async with service.channel() as channel:
        made = await BatchServiceStub(channel).CreateBatch(request, metadata=service.key("caller"))
    monkeypatch.setenv("BOLE_SERVER_AUTHORITY", str(service.office.folder / "ca.pem"))
    monkeypatch.setenv("BOLE_API_KEY", service.office.keys["reviewer"].text)
    arguments = ["c1", "hired", "--reason", "The best talk.", "--batch", made.batch.batch_id]

    done = await asyncio.to_thread(CliRunner().invoke, record, [*arguments, "--server", f"127.0.0.1:{service.port}"])

    assert done.exit_code == 0, done.output
    assert "may not read answers, which needs the role caller beside reviewer" in done.output
    async with service.channel() as channel:
        asked = pb.ListDecisionsRequest(batch_id=made.batch.batch_id)
        listed = await ReviewServiceStub(channel).ListDecisions(asked, metadata=service.key("reviewer"))
    [kept] = listed.decisions
    assert (kept.outcome, kept.reviewer, kept.recommendation) == (pb.Decision.HIRED, "reviewer", 0)
