"""The questions of an interview in the console, over a real server."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx2
import pytest
import pytest_asyncio

from bole.reports.blinding import MASK
from bole.v1 import batch_service_pb2, rubric_pb2, screening_service_pb2
from bole.v1.batch_service_pb2_grpc import BatchServiceStub
from bole.web.interviews.kit_form import MOST_SEEN
from tests.console import EXAMPLES, POSTING_EN, Console, running_console

pytestmark = pytest.mark.asyncio(loop_scope="module")

HOSTILE = "Why <script>alert(1)</script> \"quoted\" & 'so'?"
ITEM = "0123456789abcdef"
THIN = "fedcba9876543210"
THIN_RESUME = b"""Jo Doe
Work experience
2019-03 - 2021-05 Clerk, Acme Ltd
- Wrote a small script in Python
"""
SIGNED = "0000000000000001"
SIGNED_RESUME = b"""Quillon Vasterbrook
quillon@mailbox.example | github.com/qvast

Work Experience
Backend Engineer, Acme   2018 - 2024
- Vasterbrook ran MySQL and Redis for 1,000 customers, see github.com/qvast/redis
- Built the API in Python and Django with Docker and Kafka
"""
_FIELD = re.compile(
    r"<input (?P<input>[^>]*)>|<textarea (?P<area>[^>]*)>(?P<text>[^<]*)</textarea>|<select (?P<select>[^>]*)>"
)
_ATTRIBUTE = re.compile(r'([a-z_-]+)="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Desk:
    """A candidate of a screening in the console."""

    console: Console
    address: str

    async def written(self, **plan: str) -> str:
        """Returns the page of a new kit."""
        answer = await self.console.post(f"{self.address}/kit", **plan)
        assert answer.status_code == 200, answer.text
        return answer.text

    async def pressed(self, page: str, act: str, **typed: str) -> httpx2.Response:
        """Presses a button of the page, with what was typed into the first field of a name."""
        return await self.sent(page, "change", act=act, **typed)

    async def sent(self, page: str, where: str, **typed: str) -> httpx2.Response:
        """Sends the form of the page."""
        fields = [(name, typed.pop(name, value)) for name, value in fields_of(page)]
        data: dict[str, list[str]] = {}
        for name, value in [*fields, *typed.items(), ("csrf_token", await self.console.token())]:
            data.setdefault(name, []).append(value)
        return await self.console.client.post(f"{self.address}/kit/{where}", data=data)


def fields_of(page: str) -> list[tuple[str, str]]:
    """Returns the fields of the kit's form as a browser sends them."""
    form = page[page.index('<div id="kit">') : page.index("</form>", page.index('<div id="kit">'))]
    found = []
    for one in _FIELD.finditer(form):
        attributes: dict[str, str] = dict(_ATTRIBUTE.findall(one["input"] or one["area"] or one["select"]))
        value = "TECHNICAL" if attributes["name"] == "new_type" else attributes.get("value", one["text"] or "")
        found.append((attributes["name"], html.unescape(value)))
    return found


def own_of(page: str) -> list[dict[str, object]]:
    """Returns the candidate's own questions as the page holds them."""
    return [json.loads(value) for name, value in fields_of(page) if name == "own"]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    async with running_console(tmp_path_factory.mktemp("console")) as console:
        batches = BatchServiceStub(console.channel)
        contents = {
            ITEM: (EXAMPLES / "resumes" / "chen_jingyi_en.txt").read_bytes(),
            THIN: THIN_RESUME,
            SIGNED: SIGNED_RESUME,
        }
        created = await batches.CreateBatch(
            batch_service_pb2.CreateBatchRequest(
                job_posting=rubric_pb2.JobPosting(text=POSTING_EN),
                items=[
                    batch_service_pb2.NewBatchItem(
                        item_id=item, documents=[screening_service_pb2.Document(content=content)]
                    )
                    for item, content in contents.items()
                ],
            )
        )
        watched = batches.WatchBatch(batch_service_pb2.WatchBatchRequest(batch_id=created.batch.batch_id))
        async for _ in watched:
            pass
        yield Desk(console, f"/batches/{created.batch.batch_id}/items/{ITEM}")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def kit(desk: Desk) -> str:
    """The page of a kit with two core questions and three of the candidate's own."""
    return await desk.written(technical="2", behavioral="1", open_ended="0", core="2")


async def test_the_plan_offers_counts_languages_and_roles(desk: Desk) -> None:
    page = (await desk.console.client.get(f"{desk.address}/kit", headers={"accept-language": "zh"})).text
    assert "面试：012-345" in page
    assert 'value="backend_engineer"' in page
    assert "chen" not in page.lower()


async def test_a_kit_holds_what_was_planned(kit: str) -> None:
    fields = fields_of(kit)
    assert [name for name, _ in fields].count("core") == 2
    assert [one["question_id"] for one in own_of(kit)] == ["own-1", "own-2", "own-3"]
    assert ("candidate", "012-345") in fields


async def test_a_kit_is_in_the_language_that_was_chosen(desk: Desk) -> None:
    page = await desk.written(technical="1", behavioral="0", open_ended="0", core="1", language="zh", role="accountant")
    around = json.loads(dict(fields_of(page))["kit"])
    assert (around["language_code"], around["role"]) == ("zh", "accountant")


PLANS = {
    "too many": {"technical": "11"},
    "no number": {"behavioral": "many"},
    "another language": {"language": "fr"},
    "a role that is none": {"role": "astronaut"},
}


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
async def test_a_plan_that_cannot_be_is_refused(desk: Desk, plan: dict[str, str]) -> None:
    answer = await desk.console.post(f"{desk.address}/kit", **plan)
    assert answer.status_code in {400, 404}
    assert 'role="alert"' in answer.text


async def test_questions_are_edited_moved_and_removed(desk: Desk, kit: str) -> None:
    edited = (await desk.pressed(kit, "down:own-1", text=HOSTILE)).text
    assert [one["question_id"] for one in own_of(edited)] == ["own-2", "own-1", "own-3"]
    assert own_of(edited)[1]["question"] == HOSTILE
    assert "<script>alert" not in edited
    assert "It is question 4 now." in edited

    fewer = (await desk.pressed(edited, "remove:core-2")).text
    assert 'id="core-1"' in fewer
    assert 'id="core-2"' not in fewer


async def test_another_question_takes_the_place_and_none_comes_back(desk: Desk, kit: str) -> None:
    first = own_of(kit)[0]["question"]
    second = (await desk.pressed(kit, "another:own-1")).text
    third = (await desk.pressed(second, "another:own-1")).text
    texts = [first, own_of(second)[0]["question"], own_of(third)[0]["question"]]
    assert len(set(texts)) == 3
    assert own_of(third)[1:] == own_of(kit)[1:]
    assert ("seen", f"{texts[0]}\n{texts[1]}") in fields_of(third)


async def test_where_no_further_question_can_be_asked_the_kit_stays(desk: Desk) -> None:
    thin = Desk(desk.console, desk.address.replace(ITEM, THIN))
    page = await thin.written(technical="0", behavioral="1", open_ended="0", core="0")
    for _ in range(MOST_SEEN):
        answer = (await thin.pressed(page, "another:own-1")).text
        if "carries no further question" in answer:
            assert own_of(answer) == own_of(page)
            return
        page = answer
    pytest.fail("a resume of two lines never came to an end")


async def test_a_question_of_ones_own_joins_the_kit(desk: Desk, kit: str) -> None:
    typed = {"new_text": HOSTILE, "new_criterion": "c1", "new_minutes": "7"}
    page = (await desk.pressed(kit, "add", **typed)).text
    mine = own_of(page)[-1]
    assert (mine["question_id"], mine["question"], mine["minutes"]) == ("mine-1", HOSTILE, 7)
    assert 'href="#mine-1"' in page
    assert "Write the question first." in (await desk.pressed(kit, "add")).text


UNKNOWN = {
    "no change": {"act": "explode"},
    "a criterion that is none": {"act": "add", "new_text": "Why?", "new_criterion": "c999"},
    "a type that is none": {"act": "add", "new_text": "Why?", "new_type": "TRICK"},
    "a kit that is none": {"act": "show", "kit": "{"},
    "a question that is none": {"act": "remove:own-1", "own": "<script>alert(1)</script>"},
}


@pytest.mark.parametrize("typed", UNKNOWN.values(), ids=UNKNOWN)
async def test_what_no_page_sends_is_refused(desk: Desk, kit: str, typed: dict[str, str]) -> None:
    answer = await desk.sent(kit, "change", **typed)
    assert answer.status_code == 400
    assert "ARGUMENT_INVALID" in answer.text
    assert "alert(1)" not in answer.text


async def test_a_script_gets_the_kit_without_the_page_and_errors_as_json(desk: Desk, kit: str) -> None:
    desk.console.client.headers.update({"x-part": "kit", "accept": "text/html, application/json"})
    try:
        part, refused = await desk.pressed(kit, "show"), await desk.pressed(kit, "explode")
    finally:
        for name in ("x-part", "accept"):
            del desk.console.client.headers[name]
    assert part.text.lstrip().startswith("<div data-kit")
    assert refused.json()["reason"] == "ARGUMENT_INVALID"


async def test_the_sheet_prints_what_the_page_holds_and_runs_nothing(desk: Desk, kit: str) -> None:
    answer = await desk.sent(kit, "sheet", text=HOSTILE, candidate="C-1042 <b>")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox ")
    assert "allow-scripts" not in policy
    assert html.escape(HOSTILE) in answer.text.replace("&#34;", "&quot;").replace("&#39;", "&#x27;")
    assert "C-1042 &lt;b&gt;" in answer.text


async def test_the_sheet_comes_as_a_document(desk: Desk, kit: str) -> None:
    answer = await desk.sent(kit, "sheet.docx", text=HOSTILE)
    assert answer.headers["content-disposition"] == 'attachment; filename="interview-012-345.docx"'
    document = zipfile.ZipFile(io.BytesIO(answer.content)).read("word/document.xml").decode()
    assert "&lt;script&gt;alert(1)" in document


@pytest.mark.parametrize("where", ["sheet", "sheet.docx"])
async def test_a_question_without_text_is_not_printed(desk: Desk, kit: str, where: str) -> None:
    answer = await desk.sent(kit, where, text=" ")
    assert "Question 3 has no text." in answer.text


async def test_a_move_ends_where_a_person_goes_on(desk: Desk, kit: str) -> None:
    assert 'data-focus="up-own-3"' in (await desk.pressed(kit, "up:own-3")).text
    assert 'data-focus="down-own-2"' in (await desk.pressed(kit, "up:own-2")).text


async def test_a_candidate_who_is_not_there_has_no_kit(desk: Desk) -> None:
    address = desk.address.replace(ITEM, "f" * 16)
    assert (await desk.console.client.get(f"{address}/kit")).status_code == 404


@pytest.mark.parametrize("where", ["change", "sheet", "sheet.docx"])
async def test_the_address_of_a_form_leads_back(desk: Desk, where: str) -> None:
    answer = await desk.console.client.get(f"{desk.address}/kit/{where}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{desk.address}/kit")


async def test_a_kit_says_who_it_is_once_somebody_has_asked(desk: Desk) -> None:
    signed = Desk(desk.console, desk.address.replace(ITEM, SIGNED))
    who = re.compile("quillon|vasterbrook|qvast", re.IGNORECASE)
    page = await signed.written(technical="3")
    assert f"see {MASK}" in page
    another = (await signed.pressed(page, "another:own-1")).text
    assert [found for one in (page, another) for found in who.findall(one)] == []

    await desk.console.post(f"{signed.address}/reveal", reviewer="Robin")
    page = await signed.written(technical="3")
    await desk.console.post(f"{signed.address}/conceal")
    assert "see github.com/qvast/redis" in page
