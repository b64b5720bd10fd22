"""A real model with random weights: whatever it writes, what comes out of the service is valid."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from google.protobuf import json_format

from bole.domain.documents import Document
from bole.parsing.limits import ParsingLimits
from bole.parsing.parser import parse
from bole.prompting.role_words import screening_words
from bole.prompting.tasks import Task, prompt_version
from bole.roles.folder import library_with
from bole.v1 import interview_pb2, resume_pb2, rubric_pb2, screening_pb2
from bole.v1 import screening_service_pb2 as pb
from tests.integration.model_service.services import AS_OF, Service, running_service
from tests.integration.serving.servers import CpuServer, running_cpu_server

# The first test to come screens all examples.
pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240)]

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
POSTING = EXAMPLES / "job_postings" / "python_backend_zh.txt"
RESUMES = {path.name: path for path in sorted((EXAMPLES / "resumes").iterdir())}
ANSWER_LEVELS = frozenset({"DEMONSTRATED", "USED", "LISTED", "MET", "PARTLY_MET", "ABSENT", "UNCLEAR"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """What `bole screen --server` wrote: its items by the name of the file."""

    items: dict[str, screening_pb2.ScreenedItem]
    out: Path

    def screenings(self) -> dict[str, screening_pb2.Screening]:
        """Returns the screenings of all items, by the name of the file."""
        return {name: item.screening for name, item in self.items.items()}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def cpu_server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[CpuServer]:
    """The tiny model behind a real tritonserver."""
    with running_cpu_server(tmp_path_factory.mktemp("tiny-model")) as server:
        yield server


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def service(cpu_server: CpuServer) -> AsyncIterator[Service]:
    """A service on the tiny model."""
    async with running_service(cpu_server.triton.grpc_address) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def screened(service: Service, tmp_path_factory: pytest.TempPathFactory) -> Screened:
    """All example resumes, screened by the command line as a user runs it."""
    out = tmp_path_factory.mktemp("screened")
    command = ("screen", "--server", service.address, "--job-posting", POSTING, "--as-of", "2026-01-31", "--out", out)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bole", *map(str, command), *map(str, RESUMES.values())),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        written, _ = await asyncio.wait_for(process.communicate(), 180)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode == 0, written.decode()
    lines = (out / "results.jsonl").read_text(encoding="utf-8").splitlines()
    items = [json_format.Parse(line, screening_pb2.ScreenedItem()) for line in lines]
    return Screened(items={item.source: item for item in items}, out=out)


async def test_every_example_is_screened(screened: Screened) -> None:
    """By the model, each with status 0 and a score of its answers."""
    assert screened.items.keys() == RESUMES.keys()
    assert {item.status.code for item in screened.items.values()} == {0}
    for screening in screened.screenings().values():
        assert screening.criteria
        assert {
            screening_pb2.Level.Name(one.level).removeprefix("LEVEL_") for one in screening.criteria
        } <= ANSWER_LEVELS
        assert screening.HasField("match_score") == any(one.HasField("credit") for one in screening.criteria)
        assert screening.recommendation
        assert screening.summary
        assert screening.experience_evaluation
        assert not screening.degraded
    assert all((screened.out / name).stat().st_size for name in ("ranking.csv", "report.html"))


async def test_every_quote_stands_in_the_visible_text(screened: Screened) -> None:
    """Whatever the model wrote, a quote is a slice of what a person sees."""
    for name, screening in screened.screenings().items():
        text = parse(Document(content=RESUMES[name].read_bytes(), file_name=name), ParsingLimits()).text
        for one in (evidence for answer in screening.criteria for evidence in answer.evidence):
            assert text[one.span.start : one.span.end] == one.quote


async def test_every_screening_says_which_model_answered_which_prompt(
    screened: Screened, cpu_server: CpuServer
) -> None:
    """Engine, digests and sampling stand in the provenance; the prompt tells what counts in the trade."""
    role = library_with(None).of_family("backend_engineer", "zh")
    prompt_digest = prompt_version(Task.SCREENING, screening_words(role).digest)
    for screening in screened.screenings().values():
        found = screening.provenance
        assert found.engine == "triton"
        assert found.prompt_digest == prompt_digest != prompt_version(Task.SCREENING)
        assert found.model_digest == cpu_server.model.model_digest
        assert found.sampling
        assert not found.left_premises


async def test_a_rubric_of_random_words_is_drafted_again(service: Service) -> None:
    """Nothing of the model's draft stands in the posting: the embedded engine's takes its place, and says so."""
    posting = rubric_pb2.JobPosting(text=POSTING.read_text(encoding="utf-8"))
    drafted = (await service.stub.DraftRubric(pb.DraftRubricRequest(job_posting=posting))).rubric

    assert drafted.criteria
    assert [one.code for one in drafted.warnings] == [resume_pb2.Warning.RUBRIC_REDRAFTED]


async def test_interview_questions_of_random_words_are_replaced(service: Service) -> None:
    """The kit has its plan of questions all the same, each with a quote of the resume."""
    content = RESUMES["zhang_wei_zh.txt"].read_bytes()
    asked = pb.GenerateInterviewKitRequest(
        job_posting=rubric_pb2.JobPosting(text=POSTING.read_text(encoding="utf-8")),
        document=pb.Document(content=content),
        as_of=AS_OF,
    )
    kit = (await service.stub.GenerateInterviewKit(asked)).interview_kit

    kinds = [interview_pb2.InterviewQuestion.Type.Name(one.type) for one in kit.questions]
    assert kinds == ["TECHNICAL"] * 3 + ["BEHAVIORAL", "OPEN_ENDED"]
    assert all(content.decode().count(one.evidence[0].quote) for one in kit.questions)
    assert resume_pb2.Warning.QUESTIONS_REPLACED in [one.code for one in kit.warnings]
    assert kit.engine == "triton"
