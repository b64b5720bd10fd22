"""The model by hand, and the exact prompt of a screening, in the console."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from html import unescape

import httpx2
import pytest
import pytest_asyncio

from bole.v1 import batch_service_pb2, rubric_pb2
from bole.v1 import screening_service_pb2 as pb
from bole.v1.batch_service_pb2_grpc import BatchServiceStub
from bole.web.naming import code_name, new_item_id
from bole.web.options import WebOptions
from tests.console import EXAMPLES, HOSTS, POSTING_EN, Console, running_console
from tests.integration.openai_compatible.server import Asked, Reply, Server, chat, models, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")

RESUME = (EXAMPLES / "resumes" / "zhang_wei_zh.txt").read_bytes()
WRITTEN = "<script>alert('model')</script>\n你好"


CRITERION = {
    "quote": "Solid experience with Django, Flask or FastAPI",
    "kind": "SKILL",
    "requirement": "MUST",
    "gate": False,
    "terms": ["Django", "Flask", "FastAPI"],
    "any_of": True,
}
FOUND = {"quotes": ["使用Python Flask MySQL构建高并发接口"], "level": "USED"}


async def answering(asked: Asked) -> Reply:
    """A model that drafts and screens by one criterion, and else writes markup; it stops early after one token."""
    if asked.method == "GET":
        return models("qwen")
    text = json.dumps(asked.body)
    if "Give the criteria of this posting" in text:
        return chat(json.dumps({"criteria": [CRITERION]}))
    if "<criteria>" in text:
        return chat(json.dumps({"1": FOUND, "experience": ["做过订单系统。"]}))
    reason = "length" if asked.body.get("max_tokens") == 1 else "stop"
    return chat(WRITTEN, reason, prompt_tokens=42, completion_tokens=7)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def model() -> AsyncIterator[Server]:
    async with serving(answering) as server:
        yield server


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def console(tmp_path_factory: pytest.TempPathFactory, model: Server) -> AsyncIterator[Console]:
    async with running_console(
        tmp_path_factory.mktemp("playground"),
        options=WebOptions(hosts=HOSTS, document_bytes=1024 * 1024),
        engine="openai_compatible",
        openai_base_url=model.url,
        openai_model="qwen",
    ) as running:
        yield running


async def upload(console: Console, content: bytes = RESUME, name: str = "resume.txt", **fields: str) -> httpx2.Response:
    """Sends the form for a prompt with a file."""
    values = {"csrf_token": await console.token(), "posting": POSTING_EN, **fields}
    return await console.client.post("/playground/prompt", data=values, files={"file": (name, content)})


async def test_what_the_model_writes_is_shown_as_text_with_figures(console: Console, model: Server) -> None:
    answer = await console.post(
        "/playground", system_text="Be brief.", prompt_text="Say\r\nhello", temperature="0.7", seed="5"
    )

    assert answer.status_code == 200
    assert "&lt;script&gt;alert(&#39;model&#39;)&lt;/script&gt;\n你好" in answer.text
    assert "alert('model')" not in answer.text
    assert ">42<" in answer.text
    assert ">7<" in answer.text
    sent = json.dumps(model.asked[-1].body)
    assert "Say\\nhello" in sent
    assert "Be brief." in sent
    assert model.asked[-1].body["temperature"] == pytest.approx(0.7)


async def test_the_form_keeps_what_was_put_in(console: Console) -> None:
    answer = await console.post("/playground", prompt_text="\n</textarea><b>x", temperature="0.5")
    assert "&lt;/textarea&gt;&lt;b&gt;x" in answer.text
    assert 'value="0.5"' in answer.text


async def test_an_answer_that_was_cut_off_says_so(console: Console) -> None:
    answer = await console.post("/playground", prompt_text="Hello", max_output_tokens="1")
    assert "is cut off" in answer.text


FAULTY = {
    "no prompt": ("prompt_text", " ", "Fill this in."),
    "a system text too long": ("system_text", "x" * 20_001, "at most 20000"),
    "a prompt too long": ("prompt_text", "x" * 50_001, "at most 50000"),
    "a grammar too long": ("grammar", "x" * 20_001, "at most 20000"),
    "a temperature in words": ("temperature", "warm", "from 0 to 2"),
    "a temperature too high": ("temperature", "2.5", "from 0 to 2"),
    "a top-p of nothing": ("top_p", "0", "from 0.01 to 1"),
    "too many tokens": ("max_output_tokens", "5000", "from 1 to 4096"),
    "a seed too large": ("seed", "1" * 30, "from 0 to 999999999"),
}


@pytest.mark.parametrize(("name", "value", "says"), FAULTY.values(), ids=FAULTY)
async def test_a_field_that_cannot_be_is_marked_and_no_model_is_asked(
    console: Console, model: Server, name: str, value: str, says: str
) -> None:
    before = len(model.asked)
    answer = await console.post("/playground", **{"prompt_text": "Hello", name: value})

    assert answer.status_code == 400
    field = re.search(rf'<(?:input|textarea)[^>]*\bid="{name}"[^>]*>', answer.text)
    assert field is not None
    assert 'aria-invalid="true"' in field[0]
    assert f"{name}-fault" in field[0]
    assert says in answer.text
    assert len(model.asked) == before


async def test_the_prompt_of_a_posting_and_a_resume_is_shown_to_the_letter(console: Console, model: Server) -> None:
    answer = await upload(console)

    shown = unescape(answer.text)
    assert answer.status_code == 200
    assert "<resume>" in shown
    assert "Grammar of the answer" in shown
    assert "root ::=" in shown
    assert "张伟" not in shown  # masked before a model reads it
    assert "日均请求百万级" in shown
    assert not any("日均请求百万级" in json.dumps(one.body, ensure_ascii=False) for one in model.asked)


async def test_the_prompt_of_an_item_of_a_batch_is_that_of_the_batch(console: Console) -> None:
    stub = BatchServiceStub(console.channel)
    resume = pb.Document(content=RESUME, file_name="张伟.txt")
    item = batch_service_pb2.NewBatchItem(item_id=new_item_id("张伟.txt", RESUME), documents=[resume])
    request = batch_service_pb2.CreateBatchRequest(job_posting=rubric_pb2.JobPosting(text=POSTING_EN), items=[item])
    batch = (await stub.CreateBatch(request)).batch.batch_id
    async for _ in stub.WatchBatch(batch_service_pb2.WatchBatchRequest(batch_id=batch)):
        pass

    chosen = await console.client.get("/playground/prompt", params={"batch": batch})
    answer = await console.post("/playground/prompt", batch=batch, item=item.item_id, task="INTERVIEW")

    assert f'<option value="{item.item_id}">1. {code_name(item.item_id)}</option>' in chosen.text
    assert answer.status_code == 200
    assert "日均请求百万级" in answer.text
    assert "张伟" not in answer.text


async def test_a_prompt_can_be_changed_and_tried(console: Console) -> None:
    shown = await upload(console)
    fields = {
        name: unescape(text).removeprefix("\n")
        for name, text in re.findall(r'<textarea name="(\w+)" hidden>(.*?)</textarea>', shown.text, re.DOTALL)
    }
    assert {"system_text", "prompt_text", "grammar"} == set(fields)

    answer = await console.post("/playground", do="fill", max_output_tokens="900", **fields)

    assert answer.status_code == 200
    assert 'value="900"' in answer.text
    assert fields["prompt_text"] in unescape(answer.text)


UNUSABLE = {
    "no posting": ({"posting": " "}, RESUME, 400, "Fill this in."),
    "no file": ({}, b"", 400, "Choose a resume."),
    "a file too large": ({}, b"x" * (1024 * 1024 + 1), 400, "at most 1 MB"),
    "a file that cannot be read": ({}, b"\x00\x01\x02" * 100, 400, 'role="alert"'),
    "a batch that is not there": ({"batch": "nothing", "item": "x"}, b"", 404, "no such batch"),
    "a batch without an item": ({"batch": "nothing"}, b"", 400, "Fill this in."),
}


@pytest.mark.parametrize(("fields", "content", "status", "says"), UNUSABLE.values(), ids=UNUSABLE)
async def test_what_no_prompt_can_be_made_of_is_said(
    console: Console, fields: dict[str, str], content: bytes, status: int, says: str
) -> None:
    answer = await upload(console, content, **fields)
    assert answer.status_code == status
    assert says in answer.text
