"""Roles, the ledger and reports in the console."""

from __future__ import annotations

import re
import uuid
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bole.v1 import batch_service_pb2, rubric_pb2
from bole.v1 import review_service_pb2 as pb
from bole.v1.batch_service_pb2_grpc import BatchServiceStub
from bole.v1.review_service_pb2_grpc import ReviewServiceStub
from bole.web.options import WebOptions
from tests.console import HOSTS, POSTING_EN, Console, running_console

pytestmark = pytest.mark.asyncio(loop_scope="module")

CHINESE = {"accept-language": "zh-CN"}
REPORT = "<!doctype html><title>Fairness</title><script>document.title = 'ran'</script><p>Ratios"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def console(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Console]:
    folder = tmp_path_factory.mktemp("library")
    reports = folder / "reports"
    (reports / "2026").mkdir(parents=True)
    (reports / "2026" / "fairness & more.html").write_text(REPORT, encoding="utf-8")
    (reports / "notes.txt").write_text("not a report", encoding="utf-8")
    (folder / "secret.html").write_text("the content of another file", encoding="utf-8")
    async with running_console(folder, options=WebOptions(hosts=HOSTS, reports=reports)) as running:
        yield running


async def decided(console: Console, count: int, **changes: object) -> list[pb.Decision]:
    """Records decisions on one new candidate."""
    candidate = f"c-{uuid.uuid4().hex[:12]}"
    stub = ReviewServiceStub(console.channel)
    found = []
    for number in range(count):
        values = {"outcome": pb.Decision.KEPT, "reason": f"Reason {number}.", "reviewer": "Lin", **changes}
        request = pb.RecordDecisionRequest(candidate_id=candidate, **values)  # type: ignore[arg-type]
        found.append((await stub.RecordDecision(request)).decision)
    return found


async def test_every_role_is_listed_and_has_its_page_in_the_readers_language(console: Console) -> None:
    english = await console.client.get("/roles", headers={"accept-language": "en"})
    roles = sorted(set(re.findall(r'href="/roles/([a-z_]+)"', english.text)))

    assert "Backend engineer" in english.text
    assert len(roles) > 10
    for role in roles:
        answer = await console.client.get(f"/roles/{role}", headers=CHINESE)
        assert answer.status_code == 200
        assert f'href="/screenings/new?role={role}"' in answer.text
    backend = await console.client.get("/roles/backend_engineer", headers=CHINESE)
    assert "熟练使用至少一门服务端语言开发" in backend.text
    assert "Builds services" not in backend.text


async def test_shares_of_a_role_are_shares_of_one_whole(console: Console) -> None:
    answer = await console.client.get("/roles/backend_engineer")
    shares = [float(share) for share in re.findall(r'<td class="number">([\d.]+)%</td>', answer.text)]
    assert sum(shares) == pytest.approx(100, abs=0.05 * len(shares))


@pytest.mark.parametrize("role", ["nobody", "BACKEND_ENGINEER", "..%2f..%2fetc", "x" * 400])
async def test_a_role_that_is_not_there_is_said_to_be_missing(console: Console, role: str) -> None:
    answer = await console.client.get(f"/roles/{role}", headers=CHINESE)
    assert answer.status_code in {400, 404}
    assert 'role="alert"' in answer.text
    assert "简历" not in answer.text  # nothing that is said of files


async def test_decisions_stand_newest_first_with_what_people_wrote_as_text(console: Console) -> None:
    older, newer = await decided(console, 2, reason="<script>alert(1)</script> & so on")

    answer = await console.client.get("/audit", params={"candidate": older.candidate_id})

    assert answer.text.index(newer.decision_id) < answer.text.index(older.decision_id)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; so on" in answer.text
    assert "alert(1)</script>" not in answer.text


async def test_decisions_are_chosen_by_candidate_and_by_batch(console: Console) -> None:
    posting = rubric_pb2.JobPosting(text=POSTING_EN)
    made = await BatchServiceStub(console.channel).CreateBatch(
        batch_service_pb2.CreateBatchRequest(job_posting=posting, accepts_items=True)
    )
    batch = made.batch.batch_id
    (wanted,) = await decided(console, 1, batch_id=batch)
    (other,) = await decided(console, 1)

    by_batch = (await console.client.get("/audit", params={"batch": f" {batch} "})).text
    by_candidate = (await console.client.get("/audit", params={"candidate": other.candidate_id})).text

    assert re.search(rf'<option value="{batch}" selected>[\d-]{{10}} · {re.escape(made.batch.title)}<', by_batch)
    assert (wanted.decision_id in by_batch, other.decision_id in by_batch) == (True, False)
    assert (wanted.decision_id in by_candidate, other.decision_id in by_candidate) == (False, True)
    assert "No decision fits" in (await console.client.get("/audit", params={"candidate": "nobody"})).text


async def test_older_decisions_stand_on_further_pages(console: Console) -> None:
    made = await decided(console, 51)

    first = (await console.client.get("/audit", params={"candidate": made[0].candidate_id})).text
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following is not None
    second = (await console.client.get(following[1].replace("&amp;", "&"))).text

    assert [one.decision_id in first for one in made] == [False] + [True] * 50
    assert [one.decision_id in second for one in made] == [True] + [False] * 50
    assert 'rel="next"' not in second


NOT_FOR_THE_SERVICE = {
    "a page that never was": {"page": "nonsense"},
    "a candidate with a name too long": {"candidate": "x" * 200},
    "a batch with a name too long": {"batch": "x" * 200},
}


@pytest.mark.parametrize("query", NOT_FOR_THE_SERVICE.values(), ids=NOT_FOR_THE_SERVICE)
async def test_a_query_that_cannot_be_says_what_is_wrong(console: Console, query: dict[str, str]) -> None:
    answer = await console.client.get("/audit", params=query)
    assert 'role="alert"' in answer.text
    assert "Check the ledger" in answer.text  # the rest of the page is there


async def test_the_ledger_is_checked_and_its_head_can_be_compared(console: Console) -> None:
    await decided(console, 1)

    first = await console.post("/audit")
    head = re.search(r"<code>([0-9a-f]{64})</code>", first.text)
    assert "The ledger is intact." in first.text
    assert head is not None
    await decided(console, 1)
    again = await console.post("/audit", head=f" {head[1].upper()} ")
    assert "The ledger is intact." in again.text


async def test_a_head_that_the_ledger_does_not_contain_is_told(console: Console) -> None:
    answer = await console.post("/audit", head="0" * 64)
    assert "The ledger is not as it was written." in answer.text
    assert 'role="alert"' in answer.text


@pytest.mark.parametrize("head", ["zz", "0" * 63, "<b>"])
async def test_what_is_no_head_is_said_to_be_none(console: Console, head: str) -> None:
    answer = await console.post("/audit", head=head)
    assert answer.status_code == 400
    assert "This is no head." in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert "<b>" not in answer.text.partition('id="head"')[2].partition(">")[0]


async def test_a_report_is_shown_where_it_can_run_nothing(console: Console) -> None:
    listed = (await console.client.get("/reports")).text
    page = await console.client.get("/reports/2026/fairness%20%26%20more.html")
    found = re.search(r'<iframe class="document" src="([^"]+)"', page.text)
    assert found is not None
    document = await console.client.get(found[1])

    assert '<a href="/reports/2026/fairness%20%26%20more.html"' in listed
    assert "notes.txt" not in listed
    assert document.text == REPORT
    assert document.headers["content-type"] == "text/html; charset=utf-8"
    policy = document.headers["content-security-policy"]
    assert policy.startswith("sandbox allow-same-origin")
    assert "allow-scripts" not in policy
    assert "script-src" not in policy


ESCAPES = [
    "../secret.html",
    "..%2fsecret.html",
    "%2e%2e/secret.html",
    "2026/../../secret.html",
    "%2fetc%2fhostname",
    "notes.txt",
    "2026",
    "x%00",
]


@pytest.mark.parametrize("path", ["/reports/", "/report-files/"])
@pytest.mark.parametrize("name", ESCAPES)
async def test_nothing_else_is_a_report(console: Console, path: str, name: str) -> None:
    answer = await console.client.get(path + name)
    assert answer.status_code == 404
    assert "the content of another file" not in answer.text
