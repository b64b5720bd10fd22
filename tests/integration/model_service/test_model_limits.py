"""Resumes and answers that are longer than the model takes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import grpc
import pytest
import pytest_asyncio
from google.rpc import error_details_pb2

from bole.v1 import rubric_pb2
from simulated_server import running_simulation
from tests.errors import details_of, reason_of, status_of_call
from tests.integration.model_service.known_answers import CHEN, ROWAN
from tests.integration.model_service.services import (
    Service,
    criterion,
    rubric,
    running_service,
    screening_request,
    simulation,
    warning_codes,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")

ASKED = rubric(["Kafka", "Redis"])
HEAD = "Rowan Hale\n\nExperience\nEngineer, Harbour Exchange, 09/2014 - 12/2025\n"
PROSE = [f"- Looked after depot {number} and wrote down each week what went well there\n" for number in range(300)]
DENSE = (
    "마흔개도시의클러스터를8년동안손실없이운영하고열두팀을지원하며매주장애기록을정리해공유했습니다"
    "모두의평가가좋았고다음해에는열다섯도시로넓혔습니다그뒤에도꾸준히새도시를더하며비용을줄였습니다"
)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def service(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    """A service on a model that takes 4,096 tokens of prompt and answer together."""
    with running_simulation(simulation(max_seq_len=4096), tmp_path_factory.mktemp("small")) as server:
        async with running_service(server.grpc_address) as running:
            yield running


async def test_a_resume_longer_than_the_model_takes_is_cut_and_says_so(service: Service) -> None:
    """It is answered all the same."""
    screening = (await service.stub.ScreenResume(screening_request(f"{ROWAN}{''.join(PROSE)}", ASKED))).screening

    assert screening.provenance.engine == "triton"
    assert "PROMPT_CUT" in warning_codes(screening.warnings)
    assert [bool(one.evidence) for one in screening.criteria] == [True, True]


async def test_a_resume_that_fits_is_read_whole(service: Service) -> None:
    """There is nothing to warn of."""
    for resume in (ROWAN, CHEN):
        screening = (await service.stub.ScreenResume(screening_request(resume, ASKED))).screening
        assert "PROMPT_CUT" not in warning_codes(screening.warnings)


async def test_a_question_longer_than_the_model_takes_is_refused(tmp_path: Path) -> None:
    """The criteria alone leave a model of 1,024 tokens no room."""
    with running_simulation(simulation(max_seq_len=1024), tmp_path) as server:
        async with running_service(server.grpc_address) as service:
            with pytest.raises(grpc.aio.AioRpcError) as caught:
                await service.stub.ScreenResume(screening_request(ROWAN, ASKED))
    assert caught.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert reason_of(status_of_call(caught.value)) == "PROMPT_TOO_LONG"


async def test_an_answer_that_is_cut_twice_is_no_answer(service: Service) -> None:
    """Quotes of more tokens than there is room for, also when it is asked again with all of that."""
    asked = rubric_pb2.Rubric(
        title="Engineer", language_code="en", criteria=[criterion("Nginx", "Helm"), criterion("Celery", "Consul")]
    )
    # Each criterion is answered with both lines, three tokens a letter; the prose makes the resume look cheaper.
    resume = f"{HEAD}- Nginx Celery: {DENSE}\n- Helm Consul: {DENSE}\n{''.join(PROSE[:30])}"
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await service.stub.ScreenResume(screening_request(resume, asked))

    assert caught.value.code() is grpc.StatusCode.INTERNAL
    info = details_of(status_of_call(caught.value))["ErrorInfo"]
    assert isinstance(info, error_details_pb2.ErrorInfo)
    assert info.reason == "MODEL_OUTPUT_INVALID"
    assert dict(info.metadata) == {"fault": "CUT", "attempts": "2"}
