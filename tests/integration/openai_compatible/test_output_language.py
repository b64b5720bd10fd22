"""A server whose model mixes languages is asked once more, with the language named at the end of the same chat."""

from __future__ import annotations

import datetime
import json

from bole.bootstrap import reader
from bole.domain.calls import CallTerms
from bole.domain.documents import Document
from bole.domain.resume import WarningCode
from bole.pipeline.modelled import ModelAnswering
from bole.pipeline.screening import ScreeningRequest
from bole.rubric.validation import validate_rubric
from bole.settings import Settings
from tests.factories import rubric
from tests.fakes import SameProcess
from tests.integration.openai_compatible.asking import always, client
from tests.integration.openai_compatible.server import chat, models, serving

RESUME = (
    "Ada\nWork experience\nExample Ltd, Engineer, 2019 - 2024\n- Built the order service with Python for 40 shops.\n"
)


def said(sentence: str) -> str:
    found = {"quotes": ["Built the order service with Python for 40 shops"], "level": "DEMONSTRATED"}
    return json.dumps({"1": found, "experience": [sentence]})


async def test_the_second_question_is_the_first_with_the_language_at_its_end() -> None:
    """All before it is the same, so that a server that keeps what it has read need not read it again."""
    replies = [chat(said("Built the 订单服务 with Python.")), chat(said("Built the order service with Python."))]
    request = ScreeningRequest(
        documents=(Document(content=RESUME.encode(), media_type="text/plain"),),
        rubric=validate_rubric(rubric()),
        as_of=datetime.date(2026, 1, 31),
    )
    async with serving(always(models("qwen"), *replies)) as server, client(server) as model:
        await model.connect()
        answering = ModelAnswering(
            name="openai_compatible", model=model, reader=reader(Settings()), workers=SameProcess()
        )
        screening = await answering.screen(request, lambda answer: answer.screening, CallTerms())

    first, second = (json.loads(json.dumps(one.body))["messages"] for one in server.asked[-2:])
    assert second[:-1] == first[:-1]
    assert second[-1]["content"].startswith(first[-1]["content"])
    assert "Write `experience` in English alone" in second[-1]["content"].removeprefix(first[-1]["content"])
    assert screening.experience_evaluation == "Built the order service with Python."
    assert WarningCode.OUTPUT_LANGUAGE_MIXED not in {one.code for one in screening.warnings}
