"""From a posting to a ranking, as a browser asks for it."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import AsyncIterator
from html import escape, unescape

import httpx2
import pytest
import pytest_asyncio

from bole.v1 import batch_service_pb2, review_service_pb2
from bole.v1.batch_service_pb2_grpc import BatchServiceStub
from bole.v1.review_service_pb2_grpc import ReviewServiceStub
from bole.web.naming import code_name, new_item_id
from bole.web.options import WebOptions
from tests.console import EXAMPLES, HOSTS, POSTING_EN, Console, running_console

pytestmark = pytest.mark.asyncio(loop_scope="module")

NORA = (EXAMPLES / "resumes" / "rowan_hale_concrete_en.txt").read_bytes()
CHEF = (EXAMPLES / "resumes" / "gus_tremaine_chef_en.txt").read_bytes()
LIMITS = WebOptions(hosts=HOSTS, document_bytes=200_000, upload_bytes=400_000)
REFUSED = "\nRequirements:\n- Age under 35\n"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def console(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Console]:
    async with running_console(tmp_path_factory.mktemp("console"), options=LIMITS) as running:
        yield running


def fields_of(text: str) -> dict[str, list[str]]:
    """Returns the fields that a browser would send of the editor of a rubric, as it was served."""
    form = text[text.index("data-rubric") : text.index("<template")] if "<template" in text else text
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name = re.search(r'name="([^"]*)"', tag)
        if name is not None and ('type="checkbox"' not in tag or " checked" in tag):
            value = re.search(r'value="([^"]*)"', tag)
            found.setdefault(name[1], []).append(unescape(value[1]) if value else "")
    for name, value in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>([^<]*)</textarea>', form):
        found.setdefault(name, []).append(unescape(value))
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        assert chosen is not None
        found.setdefault(name, []).append(chosen[1])
    return found


async def sent(console: Console, path: str, fields: dict[str, list[str]]) -> httpx2.Response:
    return await console.client.post(path, data={**fields, "csrf_token": await console.token()})


async def drafted(console: Console, posting: str = POSTING_EN) -> dict[str, list[str]]:
    answer = await console.post("/screenings/rubric", posting=posting)
    assert answer.status_code == 200
    return fields_of(answer.text)


async def made(console: Console) -> str:
    """Makes a screening and returns its path."""
    answer = await sent(console, "/screenings", await drafted(console))
    assert answer.status_code == 303
    return answer.headers["location"]


async def uploaded(console: Console, batch: str, name: str, content: bytes) -> httpx2.Response:
    headers = {"x-csrf-token": await console.token(), "accept": "application/json"}
    return await console.client.post(f"{batch}/files", params={"name": name}, content=content, headers=headers)


async def finished(console: Console, batch: str) -> list[dict[str, object]]:
    """Says that no more files come, and returns what the stream of events tells until the end."""
    assert (await console.post(f"{batch}/close")).status_code == 303
    told: list[dict[str, object]] = []
    async with console.client.stream("GET", f"{batch}/events") as stream:
        kind = ""
        async for line in stream.aiter_lines():
            kind = line.removeprefix("event: ") if line.startswith("event: ") else kind
            if line.startswith("data: ") and kind == "progress":
                told.append(json.loads(line.removeprefix("data: ")))
            if line.startswith("data: ") and kind == "ended":
                return told
    raise AssertionError("the stream broke off")


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


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


async def test_lines_that_nobody_may_be_scored_on_are_struck_out_with_what_may_be_asked(console: Console) -> None:
    page = (await console.post("/screenings/rubric", posting=POSTING_EN + REFUSED)).text
    assert "<del>Age under 35</del>" in page
    assert "Ask for the experience" in page


async def test_a_posting_in_a_file_is_read_by_the_service(console: Console) -> None:
    answer = await console.client.post(
        "/screenings/rubric",
        data={"csrf_token": await console.token(), "posting": "ignored"},
        files={"file": ("posting.txt", POSTING_EN.encode(), "text/plain")},
    )
    assert "Docker" in answer.text
    assert "data-rubric" in answer.text


BAD_POSTINGS = {
    "blank": ({"posting": "  "}, None, "no text"),
    "of one sentence": ({"posting": "Hello there."}, None, "Hello there."),
    "a damaged file": ({}, b"%PDF-1.4 cut off", "damaged"),
    "a file that is too large": ({}, b"x" * 200_001, "larger than 0.191 MB"),
}


@pytest.mark.parametrize(("fields", "file", "told"), BAD_POSTINGS.values(), ids=BAD_POSTINGS)
async def test_a_posting_that_is_no_use_is_asked_for_again(
    console: Console, fields: dict[str, str], file: bytes | None, told: str
) -> None:
    files = {"file": ("posting.pdf", file, "application/pdf")} if file else None
    answer = await console.client.post(
        "/screenings/rubric", data={"csrf_token": await console.token(), **fields}, files=files
    )
    assert answer.status_code == 400
    assert told in answer.text
    assert 'role="alert"' in answer.text
    assert 'name="posting"' in answer.text


async def test_an_edited_rubric_is_what_the_batch_has(console: Console) -> None:
    fields = await drafted(console)
    first, second, *rest = fields["row"]
    fields["row"] = [first, *rest, "new1"]
    fields |= {
        f"weight-{first}": ["9"],
        f"gate-{first}": ["1"],
        "text-new1": ["Terraform"],
        "kind-new1": ["SKILL"],
        "requirement-new1": ["NICE"],
        "title": ["Platform engineer"],
    }
    location = (await sent(console, "/screenings", fields)).headers["location"]
    again = (await sent(console, "/screenings", fields)).headers["location"]
    page = (await console.client.get(f"{location}/rubric")).text

    assert again == location, "sending the form twice makes one screening"
    assert "Platform engineer" in page
    assert "Terraform" in page
    assert fields[f"text-{second}"][0] not in page
    kept = fields_of(page)
    assert (kept["weight-0"], kept.get("gate-0")) == (["9"], ["1"])


async def test_a_criterion_on_what_nobody_may_be_scored_on_is_refused_where_it_stands(console: Console) -> None:
    fields = await drafted(console)
    fields[f"text-{fields['row'][1]}"] = ["Male, under 30 years old"]
    answer = await sent(console, "/screenings", fields)

    assert answer.status_code == 400
    assert "CRITERION_PROTECTED" in answer.text
    assert re.search(r'data-row="1"[^>]*data-faulty', answer.text)
    assert "Male, under 30 years old" in answer.text, "what was typed is not lost"


async def test_criteria_come_and_go_without_scripts(console: Console) -> None:
    fields = await drafted(console)
    more = fields_of((await sent(console, "/screenings/edit", {**fields, "do": ["add"]})).text)
    assert len(more["row"]) == len(fields["row"]) + 1
    fewer = fields_of((await sent(console, "/screenings/edit", {**fields, "do": [f"remove:{fields['row'][0]}"]})).text)
    assert len(fewer["row"]) == len(fields["row"]) - 1
    assert fewer["text-0"] == fields["text-1"]
    fewest = fields_of((await sent(console, "/screenings/edit", {**fewer, "do": [f"remove:{fewer['row'][-1]}"]})).text)
    made = await console.client.get((await sent(console, "/screenings", fewest)).headers["location"] + "/rubric")
    assert re.findall(r'class="asked">([^<]*) <', made.text) == [
        escape(fields[f"text-{row}"][0]) for row in fields["row"][1:-1]
    ]


BAD_FORMS = {
    "no draft": {"draft": ["{"]},
    "a draft of something else": {"draft": ['{"criteria": [{"kind": "NOTHING"}]}']},
    "a row that is none": {"row": ["../0"]},
    "a row that was never drafted": {"row": ["99"]},
    "a weight that is no number": {"weight-0": ["heavy"]},
    "a weight beyond reason": {"weight-0": ["123456789"]},
    "a weight above 100": {"weight-0": ["101"]},
    "no criteria": {"row": []},
    "a text that is too long": {"text-0": ["x" * 301]},
    "a threshold above 100": {"advance_score": ["101"]},
}


@pytest.mark.parametrize("change", BAD_FORMS.values(), ids=BAD_FORMS)
async def test_a_form_that_makes_no_rubric_says_so(console: Console, change: dict[str, list[str]]) -> None:
    answer = await sent(console, "/screenings", {**await drafted(console), **change})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text


async def test_another_weight_scores_everybody_anew(console: Console) -> None:
    batch = await made(console)
    await uploaded(console, batch, "rowan_hale.txt", CHEF + b"\nSkills: Docker, MySQL\n")
    await finished(console, batch)
    before = (await console.client.get(f"{batch}/ranking")).text
    page = (await console.client.get(f"{batch}/rubric")).text
    assert "text-0" not in fields_of(page), "what is asked stays"
    weights = {f"weight-{row}": ["0"] for row in fields_of(page)["row"][:-3]}

    shares = (await sent(console, "/screenings/shares", {**fields_of(page), **weights})).json()["shares"]
    answer = await sent(console, f"{batch}/rubric", {**fields_of(page), **weights})
    after = (await console.client.get(f"{batch}/ranking")).text

    assert answer.status_code == 303
    assert shares["0"] == 0
    assert sum(shares.values()) == pytest.approx(100, abs=3)
    assert re.findall(r"<strong>\d+</strong>", after) != re.findall(r"<strong>\d+</strong>", before)


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
