"""What a browser sends of a screening, for tests: the form of a rubric, files, and the end of them."""

from __future__ import annotations

import io
import json
import re
import zipfile
from html import unescape

import httpx2

from tests.console import EXAMPLES, POSTING_EN, Console

NORA = (EXAMPLES / "resumes" / "rowan_hale_concrete_en.txt").read_bytes()
CHEF = (EXAMPLES / "resumes" / "gus_tremaine_chef_en.txt").read_bytes()


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
