"""From a posting to a ranking, as a browser asks for it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bole.v1 import batch_service_pb2, review_service_pb2
from bole.v1.batch_service_pb2_grpc import BatchServiceStub
from bole.v1.review_service_pb2_grpc import ReviewServiceStub
from bole.web.naming import code_name, new_item_id
from bole.web.options import WebOptions
from tests.console import HOSTS, Console, running_console
from tests.integration.web.recruiting import CHEF, NORA, finished, made, uploaded, zipped

pytestmark = pytest.mark.asyncio(loop_scope="module")

LIMITS = WebOptions(hosts=HOSTS, document_bytes=200_000, upload_bytes=400_000)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def console(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Console]:
    async with running_console(tmp_path_factory.mktemp("console"), options=LIMITS) as running:
        yield running


async def test_a_posting_becomes_a_ranking_that_names_nobody(console: Console) -> None:
    batch = await made(console)
    assert (await uploaded(console, batch, "rowan_hale.txt", NORA)).json() == {"added": 1, "problems": []}
    assert (await uploaded(console, batch, "gus<b>.txt", b"%PDF-1.4 cut off")).json()["added"] == 1

    told = await finished(console, batch)
    page = (await console.client.get(batch)).text

    assert (told[-1]["state"], told[-1]["done"], told[-1]["failed"]) == ("finished", 2, 1)
    assert code_name(new_item_id("rowan_hale.txt", NORA)) in page
    assert "rowan_hale" not in page
    assert "Rowan" not in page
    assert "gus&lt;b&gt;.txt" in page, "whoever uploaded a broken file has to find it"
    assert "<b>" not in page
    assert "The file is damaged" in page


async def test_an_archive_is_taken_apart_and_says_what_it_could_not_add(console: Console) -> None:
    batch = await made(console)
    content = zipped(**{"a/one.txt": NORA, "a/.hidden": b"x", "__MACOSX/one.txt": b"x", "big.txt": b"x" * 200_001})
    answer = (await uploaded(console, batch, "all.zip", content)).json()

    assert answer["added"] == 1
    assert [(problem["name"], problem["title"]) for problem in answer["problems"]] == [
        ("all.zip/big.txt", "The file is too large")
    ]
    assert (await uploaded(console, batch, "all.zip", content)).json() == answer, "sent again, it adds nothing twice"
    assert "data-total>1<" in (await console.client.get(batch)).text


BAD_UPLOADS = {
    "too large": ("resume.txt", b"x" * 200_001, "The file is too large"),
    "an archive that is too large": ("all.zip", b"x" * 400_001, "The file is too large"),
    "an archive that is cut off": ("all.zip", zipped(one=b"x" * 99)[:60], "The file cannot be opened"),
}


@pytest.mark.parametrize(("name", "content", "title"), BAD_UPLOADS.values(), ids=BAD_UPLOADS)
async def test_an_upload_that_cannot_be_added_says_what_to_do(
    console: Console, name: str, content: bytes, title: str
) -> None:
    answer = await uploaded(console, await made(console), name, content)
    assert answer.status_code == 200
    assert answer.json()["added"] == 0
    assert [problem["title"] for problem in answer.json()["problems"]] == [title]
    assert answer.json()["problems"][0]["advice"]


async def test_an_upload_without_the_token_is_refused(console: Console) -> None:
    batch = await made(console)
    answer = await console.client.post(f"{batch}/files", params={"name": "a.txt"}, content=NORA)
    assert answer.status_code == 403


async def test_a_batch_that_is_closed_takes_no_files(console: Console) -> None:
    batch = await made(console)
    await console.post(f"{batch}/close")
    answer = await uploaded(console, batch, "a.txt", NORA)
    assert (answer.status_code, answer.json()["reason"]) == (409, "BATCH_CLOSED")


async def test_an_export_is_blind_unless_names_are_asked_for_by_name(console: Console) -> None:
    batch = await made(console)
    await uploaded(console, batch, "rowan_hale.txt", NORA)
    await finished(console, batch)
    blind = await console.client.get(f"{batch}/export", params={"format": "csv"})
    book = await console.client.get(f"{batch}/export", params={"format": "xlsx"})
    named = await console.post(f"{batch}/export", format="csv", reviewer="Ms Lin")
    nobody = await console.post(f"{batch}/export", format="csv", reviewer=" ")

    assert "Rowan" not in blind.text
    assert "attachment" in blind.headers["content-disposition"]
    assert zipfile.ZipFile(io.BytesIO(book.content)).testzip() is None
    assert "Rowan Hale" in named.text
    assert nobody.status_code == 400
    assert (await console.client.get(f"{batch}/export", params={"format": "exe"})).status_code == 400


async def test_a_ranking_is_filtered_and_asks_for_no_page_that_is_not_there(console: Console) -> None:
    batch = await made(console)
    await uploaded(console, batch, "gus.txt", CHEF)
    await finished(console, batch)
    name = code_name(new_item_id("gus.txt", CHEF))

    async def lines(**asked: str) -> bool:
        answer = await console.client.get(f"{batch}/ranking", params=asked)
        assert answer.status_code == 200
        return name in answer.text

    assert await lines(recommendation="HOLD")
    assert not await lines(recommendation="ADVANCE")
    assert await lines(recommendation="<script>", page="-1")
    assert not await lines(page="2")


async def test_pages_of_a_ranking_go_on_where_the_one_before_ends(console: Console) -> None:
    batch = await made(console)
    files = {f"{number}.txt": CHEF + f"\nRun {number}\n".encode() for number in range(52)}
    assert (await uploaded(console, batch, "all.zip", zipped(**files))).json()["added"] == 52
    await finished(console, batch)

    async def shown(number: int) -> list[str]:
        answer = await console.client.get(f"{batch}/ranking", params={"page": str(number)})
        return re.findall(r'name="item" value="([^"]+)"', answer.text)

    first, second, third = [await shown(number) for number in (1, 2, 3)]
    assert (len(first), len(second), len(third)) == (50, 2, 0)
    assert len({*first, *second}) == 52


async def test_a_ranking_says_what_was_decided_last(console: Console) -> None:
    batch = await made(console)
    await uploaded(console, batch, "gus.txt", CHEF)
    await finished(console, batch)
    batch_id, item_id = batch.rpartition("/")[2], new_item_id("gus.txt", CHEF)
    asked = batch_service_pb2.GetBatchItemRequest(batch_id=batch_id, item_id=item_id)
    item = (await BatchServiceStub(console.channel).GetBatchItem(asked)).item
    for outcome in (review_service_pb2.Decision.KEPT, review_service_pb2.Decision.ADVANCED):
        decision = review_service_pb2.RecordDecisionRequest(
            candidate_id=item.candidate_id,
            outcome=outcome,
            reason="Cooked for us.",
            reviewer="Ms Lin",
            screening=item.screening,
            batch_id=batch_id,
        )
        await ReviewServiceStub(console.channel).RecordDecision(decision)

    page = (await console.client.get(batch)).text
    assert "Goes on" in page
    assert "Stays in the running" not in page
    assert "Cooked for us." not in page


async def test_screenings_are_listed_stopped_and_deleted(console: Console) -> None:
    batch = await made(console)
    assert batch in (await console.client.get("/batches")).text
    assert (await console.post(f"{batch}/cancel")).headers["location"] == batch
    assert "Stopped" in (await console.client.get(batch)).text
    assert (await console.post(f"{batch}/delete")).headers["location"] == "/batches"
    assert (await console.client.get(batch)).status_code == 404
    assert (await console.client.get("/", follow_redirects=False)).headers["location"] == "/batches"


@pytest.mark.parametrize(
    ("path", "leads"),
    [
        ("/screenings/rubric", "/screenings/new"),
        ("/screenings", "/screenings/new"),
        ("/batches/b1/close", "/batches/b1"),
    ],
)
async def test_the_address_of_a_form_leads_back_to_it(console: Console, path: str, leads: str) -> None:
    answer = await console.client.get(path, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, leads)
