"""Candidates of one tenant are unknown to another one, which can do nothing to them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import grpc
import pytest
import pytest_asyncio
from google.type import date_pb2

from bole.v1 import batch_service_pb2
from bole.v1 import review_service_pb2 as pb
from bole.v1 import screening_service_pb2 as screening
from bole.v1.batch_service_pb2_grpc import BatchServiceStub
from bole.v1.review_service_pb2_grpc import ReviewServiceStub
from bole.v1.screening_service_pb2_grpc import ScreeningServiceStub
from tests.integration.access.serving import POSTING, Office, Service, outcome, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")

RESUME = b"Ada Example\nada@example.com\n\nWork\n2020-01 to 2025-12 Engineer at Example Ltd: Python and Django.\n"
CANDIDATE = "c-1"
UNKNOWN = "NOT_FOUND CANDIDATE_NOT_FOUND"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    office = Office(folder=tmp_path_factory.mktemp("office"))
    for tenant in ("acme", "other"):
        office.give_key(tenant, tenant, ["caller", "reviewer", "operator"])
    office.open()
    async with serving(office, storage=True) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def channel(service: Service) -> AsyncIterator[grpc.aio.Channel]:
    """With a candidate of acme who was screened and decided on."""
    async with service.channel() as opened:
        assert await screened(opened, service) == "OK"
        decision = pb.RecordDecisionRequest(
            candidate_id=CANDIDATE, outcome=pb.Decision.ADVANCED, reason="Has run what we run."
        )
        await ReviewServiceStub(opened).RecordDecision(decision, metadata=service.key("acme"))
        yield opened


async def screened(channel: grpc.aio.Channel, service: Service) -> str:
    request = screening.ScreenResumeRequest(
        job_posting=POSTING,
        documents=[screening.Document(content=RESUME)],
        candidate_id=CANDIDATE,
        as_of=date_pb2.Date(year=2026, month=1, day=31),
    )
    return await outcome(ScreeningServiceStub(channel).ScreenResume(request, metadata=service.key("acme")))


async def reported(channel: grpc.aio.Channel, service: Service, tenant: str) -> str:
    request = pb.GetApplicantReportRequest(candidate_id=CANDIDATE)
    return await outcome(ReviewServiceStub(channel).GetApplicantReport(request, metadata=service.key(tenant)))


async def held(channel: grpc.aio.Channel, service: Service, tenant: str) -> int:
    """Returns how many records a tenant is given on the candidate."""
    request = pb.ExportCandidateRequest(candidate_id=CANDIDATE)
    call = ReviewServiceStub(channel).ExportCandidate(request, metadata=service.key(tenant))
    return len([record async for record in call])


async def test_another_tenant_reads_nothing_of_a_candidate(service: Service, channel: grpc.aio.Channel) -> None:
    assert (await reported(channel, service, "acme"), await reported(channel, service, "other")) == ("OK", UNKNOWN)
    assert await held(channel, service, "acme") >= 2
    assert await outcome(held(channel, service, "other")) == UNKNOWN


async def test_another_tenants_decisions_are_not_listed_and_its_ledger_is_its_own(
    service: Service, channel: grpc.aio.Channel
) -> None:
    stub = ReviewServiceStub(channel)
    counts = {}
    for tenant in ("acme", "other"):
        key = service.key(tenant)
        listed = (await stub.ListDecisions(pb.ListDecisionsRequest(), metadata=key)).decisions
        named = (await stub.ListDecisions(pb.ListDecisionsRequest(candidate_id=CANDIDATE), metadata=key)).decisions
        checked = await stub.VerifyLedger(pb.VerifyLedgerRequest(), metadata=key)
        counts[tenant] = (len(listed), len(named), checked.entry_count)

    assert counts == {"acme": (1, 1, 1), "other": (0, 0, 0)}


async def test_what_another_tenant_sets_or_erases_leaves_a_candidate_alone(
    service: Service, channel: grpc.aio.Channel
) -> None:
    """Its own candidate of the same name is another one."""
    stub, key = ReviewServiceStub(channel), service.key("other")
    terms = pb.CandidateTerms(opted_out=True)
    await stub.SetCandidateTerms(pb.SetCandidateTermsRequest(candidate_id=CANDIDATE, terms=terms), metadata=key)
    before = await held(channel, service, "acme")

    await outcome(stub.EraseCandidate(pb.EraseCandidateRequest(candidate_id=CANDIDATE, reference="t-1"), metadata=key))

    assert await held(channel, service, "acme") == before
    assert await reported(channel, service, "acme") == "OK"
    assert await screened(channel, service) == "OK"
    own = await stub.GetCandidateTerms(
        pb.GetCandidateTermsRequest(candidate_id=CANDIDATE), metadata=service.key("acme")
    )
    assert not own.terms.opted_out


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def batch_id(service: Service, channel: grpc.aio.Channel) -> str:
    """A batch of acme that has ended, with one item."""
    stub, key = BatchServiceStub(channel), service.key("acme")
    item = batch_service_pb2.NewBatchItem(item_id="ada.txt", documents=[screening.Document(content=RESUME)])
    request = batch_service_pb2.CreateBatchRequest(job_posting=POSTING, items=[item])
    made = (await stub.CreateBatch(request, metadata=key)).batch.batch_id
    async for _ in stub.WatchBatch(batch_service_pb2.WatchBatchRequest(batch_id=made), metadata=key):
        pass
    return made


async def test_who_a_candidate_is_and_what_a_batch_keeps_is_told_to_their_tenant_alone(
    service: Service, channel: grpc.aio.Channel, batch_id: str
) -> None:
    revealed = pb.RevealCandidateRequest(batch_id=batch_id, item_id="ada.txt")
    kept = screening.BatchDocument(batch_id=batch_id, item_id="ada.txt")
    read = screening.ParseResumeRequest(batch_document=kept)

    found = {
        tenant: (
            await outcome(ReviewServiceStub(channel).RevealCandidate(revealed, metadata=service.key(tenant))),
            await outcome(ScreeningServiceStub(channel).ParseResume(read, metadata=service.key(tenant))),
        )
        for tenant in ("acme", "other")
    }

    assert found == {"acme": ("OK", "OK"), "other": ("NOT_FOUND BATCH_NOT_FOUND",) * 2}


async def test_it_is_written_down_who_asked_for_which_candidate(
    service: Service, channel: grpc.aio.Channel, batch_id: str
) -> None:
    """The same digests stand for item and batch wherever a call names them, and nothing tells who it is."""
    path, key = service.office.folder / "audit.jsonl", service.key("acme")
    written = len(path.read_bytes())
    revealed = pb.RevealCandidateRequest(batch_id=batch_id, item_id="ada.txt")
    asked = batch_service_pb2.GetBatchItemRequest(batch_id=batch_id, item_id="ada.txt")
    kept = screening.BatchDocument(batch_id=batch_id, item_id="ada.txt")

    await ReviewServiceStub(channel).RevealCandidate(revealed, metadata=key)
    await BatchServiceStub(channel).GetBatchItem(asked, metadata=key)
    await ScreeningServiceStub(channel).ParseResume(screening.ParseResumeRequest(batch_document=kept), metadata=key)

    text = path.read_bytes()[written:].decode()
    lines = [json.loads(line) for line in text.splitlines()]
    assert [line["method"].rpartition("/")[2] for line in lines] == ["RevealCandidate", "GetBatchItem", "ParseResume"]
    assert {(line["subject"], line["code"]) for line in lines} == {("acme", "OK")}
    for name in ("batch", "item"):
        assert len({line[name] for line in lines}) == 1
    assert len({line["candidate"] for line in lines[:2]}) == 1
    assert not any(word in text for word in ("Ada", "ada.txt", batch_id))
