"""`ReviewService` over a real server on SQLite: decisions, the ledger's check, and reports; from stubs and commands."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import stat
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click
import grpc
import pytest
import pytest_asyncio
from click.testing import CliRunner, Result
from google.type import date_pb2
from grpc_health.v1 import health_pb2

from bole.bootstrap import running_server
from bole.settings import Settings
from bole.v1 import batch_service_pb2, rubric_pb2
from bole.v1 import review_service_pb2 as pb
from bole.v1 import screening_service_pb2 as screening
from bole.v1.batch_service_pb2_grpc import BatchServiceStub
from bole.v1.review_service_pb2_grpc import ReviewServiceStub
from tests.errors import failure_of

if TYPE_CHECKING:
    from bole.v1.review_service_pb2_grpc import ReviewServiceAsyncStub

pytestmark = pytest.mark.asyncio(loop_scope="module")

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
POSTING = (EXAMPLES / "job_postings" / "python_backend_zh.txt").read_text(encoding="utf-8")
RESUME = (EXAMPLES / "resumes" / "zhang_wei_zh.txt").read_text(encoding="utf-8")
CONTACT = "people@example.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A server with a batch of three candidates, `zhang`, `weaker` and `leaving`, that has ended."""

    port: int
    channel: grpc.aio.Channel
    database: Path
    batch_id: str

    @property
    def stub(self) -> ReviewServiceAsyncStub:
        """A stub of its `ReviewService`."""
        return ReviewServiceStub(self.channel)

    async def command(self, group: str, name: str, *arguments: str) -> Result:
        """Runs a command against it, as a process beside it would."""
        command: click.Command = import_module(f"bole.cli.{group}.{name}").command
        asked = [*arguments, "--server", f"127.0.0.1:{self.port}"]
        return await asyncio.to_thread(CliRunner().invoke, command, asked)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """The server that the tests of this file share."""
    async with running_in(tmp_path_factory.mktemp("state")) as shared:
        yield shared


@pytest_asyncio.fixture(loop_scope="module")
async def own(tmp_path: Path) -> AsyncIterator[Running]:
    """A server for one test, which leaves it with less than there was."""
    async with running_in(tmp_path) as server:
        yield server


@asynccontextmanager
async def running_in(folder: Path) -> AsyncIterator[Running]:
    """Runs a server that keeps what it has in a folder."""
    database = folder / "bole.db"
    settings = Settings(
        processes=1,
        grace_seconds=5,
        database=f"sqlite:///{database}",  # type: ignore[arg-type]  # as from the environment
        contest_contact=CONTACT,
    )
    async with (
        running_server(settings, "127.0.0.1:0", storage=True) as (_, port),
        grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel,
    ):
        yield Running(port=port, channel=channel, database=database, batch_id=await batch_of(channel))


async def batch_of(channel: grpc.aio.Channel) -> str:
    """Screens three candidates as a batch and returns its identifier."""
    weaker = RESUME.replace("Flask", "Excel").replace("微服务", "报表")
    texts = {"zhang": RESUME, "weaker": weaker, "leaving": f"{RESUME}\nleaving"}
    items = [
        batch_service_pb2.NewBatchItem(
            item_id=name,
            candidate_id=name,
            documents=[screening.Document(content=text.encode(), file_name=f"{name}-secret.txt")],
        )
        for name, text in texts.items()
    ]
    request = batch_service_pb2.CreateBatchRequest(
        job_posting=rubric_pb2.JobPosting(text=POSTING), as_of=date_pb2.Date(year=2026, month=1, day=31), items=items
    )
    batches = BatchServiceStub(channel)
    batch = (await batches.CreateBatch(request)).batch
    watched = batches.WatchBatch(batch_service_pb2.WatchBatchRequest(batch_id=batch.batch_id, progress_only=True))
    last = [one async for one in watched][-1].batch
    assert last.counts.succeeded_count == 3
    return last.batch_id


def new(request_id: str, **changes: object) -> pb.RecordDecisionRequest:
    values: dict[str, object] = {
        "request_id": request_id,
        "candidate_id": "zhang",
        "outcome": pb.Decision.ADVANCED,
        "reason": "Has run what we run.",
        "reviewer": "wang",
    }
    return pb.RecordDecisionRequest(**(values | changes))  # type: ignore[arg-type]


async def test_the_service_says_that_it_serves(running: Running) -> None:
    check = running.channel.unary_unary(
        "/grpc.health.v1.Health/Check",
        request_serializer=health_pb2.HealthCheckRequest.SerializeToString,
        response_deserializer=health_pb2.HealthCheckResponse.FromString,
    )

    answer = await check(health_pb2.HealthCheckRequest(service="bole.v1.ReviewService"))

    assert answer.status == health_pb2.HealthCheckResponse.SERVING


async def test_a_decision_is_kept_once_with_what_the_machine_said(running: Running) -> None:
    wanted = batch_service_pb2.ListBatchResultsRequest(batch_id=running.batch_id, candidate_id="zhang")
    (item,) = (await BatchServiceStub(running.channel).ListBatchResults(wanted)).items
    request = new("once", screening=item.screening, batch_id=running.batch_id, outcome=pb.Decision.DECLINED)

    first = (await running.stub.RecordDecision(request)).decision
    again = (await running.stub.RecordDecision(request)).decision

    assert again == first
    assert (first.outcome, first.reason, first.reviewer) == (pb.Decision.DECLINED, "Has run what we run.", "wang")
    assert (first.recommendation, first.match_score) == (item.screening.recommendation, 83)
    assert first.rubric_digest == item.screening.provenance.rubric_digest
    assert (first.engine, first.batch_id) == ("rules", running.batch_id)
    assert first.create_time.seconds > 0
    listed = (await running.stub.ListDecisions(pb.ListDecisionsRequest(batch_id=running.batch_id))).decisions
    assert list(listed) == [first]


async def test_decisions_come_page_by_page(running: Running) -> None:
    made = [
        (await running.stub.RecordDecision(new(f"p{n}", candidate_id="paged"))).decision.decision_id for n in range(5)
    ]

    request, seen = pb.ListDecisionsRequest(candidate_id="paged", page_size=2), []
    while True:
        page = await running.stub.ListDecisions(request)
        seen += [one.decision_id for one in page.decisions]
        if not page.next_page_token:
            break
        request.page_token = page.next_page_token

    assert seen == made[::-1]


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (new("x", reason=""), (grpc.StatusCode.INVALID_ARGUMENT, "ARGUMENT_INVALID", ["reason"])),
        (new("x", reviewer=""), (grpc.StatusCode.INVALID_ARGUMENT, "ARGUMENT_INVALID", ["reviewer"])),
        (new("x", batch_id="b-of-others"), (grpc.StatusCode.NOT_FOUND, "BATCH_NOT_FOUND", [])),
        (
            pb.ListDecisionsRequest(page_token="AAAA"),  # noqa: S106  # of a page
            (grpc.StatusCode.INVALID_ARGUMENT, "ARGUMENT_INVALID", ["page_token"]),
        ),
        (
            pb.ListDecisionsRequest(page_size=-1),
            (grpc.StatusCode.INVALID_ARGUMENT, "ARGUMENT_INVALID", ["page_size"]),
        ),
        (
            pb.VerifyLedgerRequest(known_head_digest="zz"),
            (grpc.StatusCode.INVALID_ARGUMENT, "ARGUMENT_INVALID", ["known_head_digest"]),
        ),
        (
            pb.GetApplicantReportRequest(candidate_id="zhang", language_code="de"),
            (grpc.StatusCode.INVALID_ARGUMENT, "ARGUMENT_INVALID", ["language_code"]),
        ),
        (
            pb.GetApplicantReportRequest(candidate_id="nobody"),
            (grpc.StatusCode.NOT_FOUND, "CANDIDATE_NOT_FOUND", []),
        ),
        (
            pb.GetApplicantReportRequest(candidate_id="zhang", batch_id="b-of-others"),
            (grpc.StatusCode.NOT_FOUND, "BATCH_NOT_FOUND", []),
        ),
    ],
)
async def test_what_does_not_fit_is_refused(running: Running, request_: object, expected: tuple[object, ...]) -> None:
    method = type(request_).__name__.removesuffix("Request")

    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await getattr(running.stub, method)(request_)

    assert failure_of(caught) == expected


async def test_an_applicant_is_told_of_themselves_alone(running: Running) -> None:
    await running.stub.RecordDecision(new("told", candidate_id="weaker", batch_id=running.batch_id))
    request = pb.GetApplicantReportRequest(candidate_id="weaker", batch_id=running.batch_id, language_code="en")

    report = await running.stub.GetApplicantReport(request)

    for words in (report.text, report.html):
        assert "goes on to the next step" in words
        assert CONTACT in words
        assert "secret" not in words
        assert "zhang" not in words
        assert "Has run what we run" not in words
        assert "wang" not in words
        assert "Rank" not in words
    assert "default-src &#39;none&#39;" in report.html or "default-src 'none'" in report.html


async def test_the_newest_answer_is_reported_where_no_batch_is_named(running: Running) -> None:
    report = await running.stub.GetApplicantReport(pb.GetApplicantReportRequest(candidate_id="zhang"))

    assert "您的申请材料是怎样被阅读的" in report.text
    assert "微服务" in report.text


async def test_commands_record_list_and_report(running: Running, tmp_path: Path) -> None:
    recorded = await running.command(
        "decision", "record", "zhang", "kept", "--reason", "Wait for the second round.", "--reviewer", "li",
        "--batch", running.batch_id, "--request-id", "by-command",
    )  # fmt: skip
    assert recorded.exit_code == 0, recorded.output

    listed = await running.command("decision", "list", "--candidate", "zhang", "--top", "1")
    assert "KEPT  zhang  by li  machine: ADVANCE 83" in listed.output
    assert "Wait for the second round." in listed.output
    as_json = await running.command("decision", "list", "--candidate", "zhang", "--top", "1", "--json")
    assert json.loads(as_json.stdout.splitlines()[0])["reason"] == "Wait for the second round."
    page = tmp_path / "report.html"
    written = await running.command("candidate", "report", "zhang", "--language", "en", "--out", str(page))
    assert written.exit_code == 0, written.output
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    nobody = await running.command("candidate", "report", "nobody")
    assert (nobody.exit_code, "CANDIDATE_NOT_FOUND" in nobody.output) == (2, True)


async def test_an_erasure_by_command_has_to_be_confirmed(running: Running) -> None:
    refused = await running.command("candidate", "erase", "zhang", "--reference", "ticket 7")

    assert (refused.exit_code, "--yes" in refused.output) == (2, True)
    assert (await running.stub.GetApplicantReport(pb.GetApplicantReportRequest(candidate_id="zhang"))).text


async def test_terms_are_changed_one_at_a_time_by_commands(running: Running) -> None:
    held = await running.command("candidate", "hold", "termed", "--matter", "matter 12")
    assert held.output == "Legal hold: matter 12. Screened by machines: yes.\n"
    out = await running.command("candidate", "opt_out", "termed")
    assert out.output == "Legal hold: matter 12. Screened by machines: no.\n"

    terms = (await running.stub.GetCandidateTerms(pb.GetCandidateTermsRequest(candidate_id="termed"))).terms

    assert (terms.legal_hold, terms.opted_out, terms.update_time.seconds > 0) == ("matter 12", True, True)
    refused = await running.command("candidate", "erase", "termed", "--reference", "ticket 8", "--yes")
    assert (refused.exit_code, "CANDIDATE_HELD" in refused.output) == (2, True)
    released = await running.command("candidate", "release", "termed")
    assert released.output == "Legal hold: none. Screened by machines: no.\n"
    back = await running.command("candidate", "opt_in", "termed")
    assert back.output == "Legal hold: none. Screened by machines: yes.\n"


async def test_a_candidate_gets_a_copy_of_all_and_is_erased(own: Running, tmp_path: Path) -> None:
    """The ledger's chain holds after it, and says that there was an erasure, and of whom and why no more."""
    await own.stub.RecordDecision(new("leaving", candidate_id="leaving", batch_id=own.batch_id))
    copy = tmp_path / "copy.zip"
    exported = await own.command("candidate", "export", "leaving", "--out", str(copy))
    assert exported.exit_code == 0, exported.output
    with zipfile.ZipFile(copy) as archive:
        index = json.loads(archive.read("index.json"))
        names = {one["kind"]: one["file"] for one in index}
        assert {"document", "item", "answer", "decision"} <= names.keys()
        assert names["document"].endswith(".txt")
        assert archive.read(names["document"]).decode() == f"{RESUME}\nleaving"
        assert json.loads(archive.read(names["decision"]))["reason"] == "Has run what we run."
        assert [one["file_name"] for one in index if one["kind"] == "document"] == ["leaving-secret.txt"]
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600

    erased = await own.command("candidate", "erase", "leaving", "--reference", "ticket 9", "--yes")

    assert erased.exit_code == 0, erased.output
    assert "Proven: no key is left, and nothing that stays opens." in erased.output
    assert "Out of reach: Backups" in erased.output
    listed = (await own.stub.ListDecisions(pb.ListDecisionsRequest(candidate_id="leaving"))).decisions
    assert [(one.outcome, one.candidate_id, one.reason) for one in listed] == [
        (pb.Decision.ERASED, "", "ticket 9"),
        (pb.Decision.ADVANCED, "", ""),
    ]
    assert listed[0].entry_digest in erased.output
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await own.stub.GetApplicantReport(pb.GetApplicantReportRequest(candidate_id="leaving"))
    assert failure_of(caught)[1] == "CANDIDATE_NOT_FOUND"
    assert (await own.command("audit", "verify")).exit_code == 0


async def test_an_erasure_that_found_nothing_says_so_instead_of_proving_it(running: Running) -> None:
    """As with an id that was mistyped."""
    done = await running.command("candidate", "erase", "lefing", "--reference", "ticket 10", "--yes")

    assert done.exit_code == 0, done.output
    assert ("Nothing was kept under this id" in done.output, "Proven" in done.output) == (True, False)


async def test_a_check_without_a_server_says_whose_ledger_it_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That of another tenant may be broken all the same."""
    monkeypatch.setenv("BOLE_DATABASE", f"sqlite:///{tmp_path / 'bole.db'}")
    monkeypatch.setenv("BOLE_PROCESSES", "1")
    command: click.Command = import_module("bole.cli.audit.verify").command
    done = await asyncio.to_thread(CliRunner().invoke, command, [])
    assert (done.exit_code, "of the tenant `default`" in done.output) == (0, True), done.output


async def test_tampering_with_one_row_is_found_by_bole_audit_verify(own: Running) -> None:
    for n in range(2):
        await own.stub.RecordDecision(new(f"t{n}"))
    intact = await own.command("audit", "verify")
    assert (intact.exit_code, "is intact" in intact.output) == (0, True)
    head = (await own.stub.VerifyLedger(pb.VerifyLedgerRequest())).head_digest
    assert head in intact.output
    assert (await own.command("audit", "verify", "--head", head)).exit_code == 0
    unknown = await own.command("audit", "verify", "--head", "ab" * 32)
    assert (unknown.exit_code, "written down" in unknown.output) == (1, True)

    with closing(sqlite3.connect(own.database)) as connection:
        connection.execute("UPDATE ledger_entry SET outcome = 'HIRED' WHERE sequence = 2")
        connection.commit()

    found = await own.command("audit", "verify")
    assert found.exit_code == 1
    assert "NOT intact. The entry is not as it was written" in found.output
    assert "Entry 000000000002" in found.output
    answer = await own.stub.VerifyLedger(pb.VerifyLedgerRequest())
    assert (answer.intact, answer.first_broken_decision_id) == (False, "000000000002")
