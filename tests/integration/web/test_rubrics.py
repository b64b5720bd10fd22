"""From a posting to what is asked, as a browser edits it, and to other weights later."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from html import escape

import pytest
import pytest_asyncio

from bole.web.options import WebOptions
from tests.console import HOSTS, POSTING_EN, Console, running_console
from tests.integration.web.recruiting import CHEF, drafted, fields_of, finished, made, sent, uploaded

pytestmark = pytest.mark.asyncio(loop_scope="module")

LIMITS = WebOptions(hosts=HOSTS, document_bytes=200_000)
REFUSED = "\nRequirements:\n- Age under 35\n"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def console(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Console]:
    async with running_console(tmp_path_factory.mktemp("console"), options=LIMITS) as running:
        yield running


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
