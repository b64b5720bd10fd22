"""Writes what README.md shows of the running service, the answer to its request, and docs/settings.md."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path

import grpc
from google.protobuf import text_format

from bole.api.json_format import as_dict
from bole.bootstrap import running_server
from bole.settings import Settings
from bole.v1 import screening_pb2
from bole.v1 import screening_service_pb2 as pb
from bole.v1.screening_service_pb2_grpc import ScreeningServiceStub

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
SETTINGS = ROOT / "docs" / "settings.md"

_ABOUT_SETTINGS = """# Settings

Environment variables, read once at start; what is wrong with one ends the start with a sentence. `BOLE_SECRETS_DIR`
names a folder whose files are read as settings too, under their names. This page is written by `make readme`.
"""


def request_of(readme: str) -> pb.ScreenResumeRequest:
    """Returns the request that the README shows in protobuf text format."""
    shown = re.search(r"<!-- request -->\n```\w*\n(.*?)```", readme, re.DOTALL)
    if shown is None:
        raise SystemExit("README.md shows no request between its marks.")
    return text_format.Parse(shown.group(1), pb.ScreenResumeRequest())


async def answer_to(request: pb.ScreenResumeRequest) -> pb.ScreenResumeResponse:
    """Asks a real server."""
    async with (
        running_server(Settings(), "127.0.0.1:0") as (_, port),
        grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel,
    ):
        return await ScreeningServiceStub(channel).ScreenResume(request)


def answer_block(response: pb.ScreenResumeResponse) -> str:
    """Returns the fields that a recruiter reads, as JSON, and the evidence as a table."""
    answer = as_dict(response.screening)
    shown = {
        key: answer[key]
        for key in (
            "match_score",
            "coverage",
            "recommendation",
            "recommendation_reason",
            "skills_matched",
            "experience_evaluation",
            "red_flags",
            "summary",
            "open_questions",
        )
    }
    return f"```json\n{json.dumps(shown, ensure_ascii=False, indent=2)}\n```\n"


def criteria_table(screening: screening_pb2.Screening) -> str:
    """Returns the criteria with level, credit and best quote."""
    rows = ["| criterion | requirement | level | credit | best quote |", "|---|---|---|---|---|"]
    for one in screening.criteria:
        level = screening_pb2.Level.Name(one.level).removeprefix("LEVEL_")
        requirement = one.criterion.Requirement.Name(one.criterion.requirement)
        quote = one.evidence[0].quote if one.evidence else ""
        rows.append(f"| {one.criterion.text} | {requirement} | {level} | {one.credit} | {quote} |")
    return "\n".join(rows) + "\n"


def settings_page() -> str:
    """Returns a table an area."""
    areas = [area for area in reversed(Settings.__mro__) if area.__module__.startswith("bole.settings.")]
    return _ABOUT_SETTINGS + "".join(_area(area) for area in areas if area is not Settings)


def _area(area: type) -> str:
    heading = (area.__doc__ or "").strip().removesuffix(".")
    rows = [f"\n## {heading}\n", "| variable | default | meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        if name not in area.__annotations__:
            continue
        unset = "none" if field.default in (None, "") else f"`{field.default}`"
        default = "number of processors" if field.default_factory else unset
        rows.append(f"| `BOLE_{name.upper()}` | {default} | {field.description} |")
    return "\n".join(rows) + "\n"


def replaced(text: str, mark: str, block: str) -> str:
    """Puts a block between `<!-- mark -->` and `<!-- /mark -->`."""
    pattern = re.compile(rf"(<!-- {mark} -->\n).*?(<!-- /{mark} -->)", re.DOTALL)
    if pattern.search(text) is None:
        raise SystemExit(f"README.md has no marks for {mark}.")
    return pattern.sub(lambda found: f"{found.group(1)}{block}{found.group(2)}", text)


def current(readme: str) -> str:
    """Returns the README as it should be."""
    response = asyncio.run(answer_to(request_of(readme)))
    readme = replaced(readme, "answer", answer_block(response))
    return replaced(readme, "criteria", criteria_table(response.screening))


def main() -> None:
    """Writes both."""
    README.write_text(current(README.read_text(encoding="utf-8")), encoding="utf-8")
    SETTINGS.write_text(settings_page(), encoding="utf-8")


if __name__ == "__main__":
    main()
