"""What people see whom the service does not know, or who lack a role."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
import yaml

from bole.security.api_keys import new_key
from bole.v1 import batch_service_pb2, rubric_pb2
from bole.v1 import review_service_pb2 as pb
from bole.v1.batch_service_pb2_grpc import BatchServiceStub
from bole.v1.review_service_pb2_grpc import ReviewServiceStub
from bole.web.backend import shown
from bole.web.options import WebOptions
from tests.authority import put
from tests.console import HOSTS, POSTING_EN, Console, running_console

pytestmark = pytest.mark.asyncio(loop_scope="module")


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A console of a service that asks who calls, and the keys to it."""

    console: Console
    keys: Mapping[str, str]

    async def enter(self, name: str) -> None:
        """Signs in with a key."""
        self.console.client.cookies.clear()
        assert (await self.console.post("/sign-in", secret=self.keys[name])).status_code == 303

    def leave(self) -> None:
        """Forgets who was signed in."""
        self.console.client.cookies.clear()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def door(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    folder = tmp_path_factory.mktemp("door")
    (folder / "reports").mkdir()
    (folder / "reports" / "fairness.html").write_text("ratios", encoding="utf-8")
    keys = write_keys(folder / "keys.yaml", ("caller", "reviewer", "operator"))
    options = WebOptions(hosts=HOSTS, reports=folder / "reports")
    async with running_console(folder, options=options, api_keys=folder / "keys.yaml") as console:
        yield Door(console=console, keys=keys)


def write_keys(path: Path, roles: tuple[str, ...]) -> Mapping[str, str]:
    """Writes a file with a key for each role, and returns the keys."""
    made = {role: new_key() for role in roles}
    entries = [
        {"id": key.key_id, "name": role, "tenant": "acme", "roles": [role], "sha256": key.sha256}
        for role, key in made.items()
    ]
    put(yaml.safe_dump({"keys": entries}).encode(), path)
    return {role: key.text for role, key in made.items()}


@pytest.mark.parametrize(
    "path",
    [
        "/roles",
        "/roles/backend_engineer",
        "/audit",
        "/reports",
        "/reports/fairness.html",
        "/report-files/fairness.html",
        "/playground",
        "/playground/prompt",
    ],
)
async def test_a_stranger_is_led_to_sign_in_and_sees_nothing(door: Door, path: str) -> None:
    door.leave()
    answer = await door.console.client.get(path)
    assert (answer.status_code, answer.headers.get("location")) == (303, "/sign-in")
    assert "ratios" not in answer.text


@pytest.mark.parametrize("name", ["caller", "reviewer", "operator"])
async def test_whoever_is_known_sees_reports(door: Door, name: str) -> None:
    await door.enter(name)
    assert (await door.console.client.get("/report-files/fairness.html")).text == "ratios"


async def test_a_recruiter_reads_which_roles_the_audit_needs(door: Door) -> None:
    await door.enter("caller")
    listed = await door.console.client.get("/audit")
    checked = await door.console.post("/audit")

    assert "needs the role reviewer" in listed.text
    assert (checked.status_code, "needs the role operator" in checked.text) == (403, True)


async def test_a_reviewer_sees_decisions_and_an_operator_checks_the_ledger(door: Door) -> None:
    posting = rubric_pb2.JobPosting(text=POSTING_EN)
    batches, reviews = BatchServiceStub(door.console.channel), ReviewServiceStub(door.console.channel)
    made = await batches.CreateBatch(
        batch_service_pb2.CreateBatchRequest(job_posting=posting, accepts_items=True),
        metadata=shown(door.keys["caller"]),
    )
    batch = made.batch.batch_id
    decision = pb.RecordDecisionRequest(candidate_id="c1", outcome=pb.Decision.KEPT, reason="Later.", batch_id=batch)
    await reviews.RecordDecision(decision, metadata=shown(door.keys["reviewer"]))

    await door.enter("reviewer")
    listed = (await door.console.client.get("/audit", params={"batch": batch})).text
    assert "Later." in listed
    assert f'<a href="/batches/{batch}" dir="auto">{batch}</a>' in listed  # whose title only callers may know
    await door.enter("operator")
    checked = await door.console.post("/audit")
    assert "The ledger is intact" in checked.text
    assert "needs the role reviewer" in checked.text


async def test_the_playground_is_for_operators(door: Door) -> None:
    await door.enter("caller")
    answer = await door.console.post("/playground", prompt_text="Hello")
    assert (answer.status_code, "needs the role operator" in answer.text) == (403, True)


async def test_where_no_model_is_configured_the_playground_says_so(door: Door) -> None:
    await door.enter("operator")
    answer = await door.console.post("/playground", prompt_text="Hello")
    assert answer.status_code == 409
    assert "This service screens without one" in answer.text
    assert ">\nHello</textarea>" in answer.text  # what was put in is still there


@pytest.mark.parametrize("shown_key", ["", "Bearer nobody"])
async def test_a_large_body_of_a_stranger_is_not_read(door: Door, shown_key: str) -> None:
    headers = {"content-type": "application/json", **({"authorization": shown_key} if shown_key else {})}
    body = b"no JSON" + b" " * 1024 * 1024
    sent = await door.console.client.post("/api/v1/BatchService/GetBatch", content=body, headers=headers)
    assert sent.status_code == 401

    headers["authorization"] = f"Bearer {door.keys['reviewer']}"
    sent = await door.console.client.post("/api/v1/BatchService/GetBatch", content=body, headers=headers)
    assert sent.status_code == 400
