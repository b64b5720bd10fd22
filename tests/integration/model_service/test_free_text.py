"""Operators let the served model write, and look at what a candidate's prompt costs."""

from __future__ import annotations

import grpc
import pytest

from bole.v1 import screening_service_pb2 as pb
from tests.errors import failure_of
from tests.integration.model_service.known_answers import ROWAN, RUBRIC
from tests.integration.model_service.services import Service

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_model_writes_any_text_and_counts_it(oracle_service: Service) -> None:
    """The simulated model repeats the first lines that it is shown."""
    answer = await oracle_service.stub.GenerateText(
        pb.GenerateTextRequest(system_text="Be brief.", prompt_text="Kafka moves orders.", max_output_tokens=64)
    )

    assert "Kafka" in answer.text
    assert answer.engine == "triton"
    assert answer.prompt_token_count > answer.output_token_count > 0
    assert len(answer.model_digest) == 64
    assert answer.seconds > 0
    assert not answer.left_premises


async def test_a_grammar_is_followed(oracle_service: Service) -> None:
    asked = pb.GenerateTextRequest(prompt_text="Yes or no?", grammar='root ::= "yes" | "yes"', temperature=0.5, seed=7)

    assert (await oracle_service.stub.GenerateText(asked)).text == "yes"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"grammar": "root ::= ((("}, "MODEL_REQUEST_REFUSED"),
        ({"prompt_text": "word " * 9_990, "max_output_tokens": 4_096}, "PROMPT_TOO_LONG"),
    ],
)
async def test_what_the_model_does_not_take_is_refused(
    oracle_service: Service, changes: dict[str, object], reason: str
) -> None:
    asked = pb.GenerateTextRequest(**({"prompt_text": "Say hello."} | changes))  # type: ignore[arg-type]

    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await oracle_service.stub.GenerateText(asked)

    assert failure_of(caught)[1] == reason


async def test_the_tokens_of_a_prompt_are_counted(oracle_service: Service) -> None:
    first, second = [
        await oracle_service.stub.PreviewPrompt(
            pb.PreviewPromptRequest(rubric=RUBRIC, document=pb.Document(content=resume.encode()))
        )
        for resume in (ROWAN, f"{ROWAN}\n- Ran Ansible for 40 servers")
    ]

    assert first.engine == "triton"
    assert first.prefix_token_count == second.prefix_token_count
    assert 1_000 < first.prefix_token_count < first.prompt_token_count < second.prompt_token_count
