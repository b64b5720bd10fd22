"""A model of random weights under each grammar."""

import json
from pathlib import Path

import pytest

from bole.domain.generation import Guide
from bole.domain.interview import QuestionPlan
from bole.prompting.guides import interview_guide, rubric_guide, screening_guide
from tests.requirements import require_module

genai = require_module("openvino_genai", extra="cpu")

MODEL = Path(__file__).resolve().parents[2] / "data/models/tiny/model.gguf"
GUIDES = {
    "screening of nothing": screening_guide(0),
    "screening of 5": screening_guide(5),
    "screening of 24": screening_guide(24),
    "draft": rubric_guide(),
    "kit": interview_guide(5, QuestionPlan(technical=0, behavioral=1, open_ended=0)),
}


@pytest.fixture(scope="module")
def pipeline() -> object:
    """The tiny test model, loaded once."""
    scheduler = genai.SchedulerConfig()
    scheduler.cache_size = 1
    return genai.ContinuousBatchingPipeline(str(MODEL), scheduler, "CPU")


@pytest.mark.parametrize("guide", GUIDES.values(), ids=GUIDES)
@pytest.mark.parametrize("temperature", [0.0, 1.0])
def test_every_answer_ends_and_parses(pipeline: object, guide: Guide, temperature: float) -> None:
    """Whatever the weights want to write, what comes out is JSON, complete before the limit."""
    config = genai.GenerationConfig()
    config.max_new_tokens = 8000
    config.apply_chat_template = False
    config.structured_output_config = genai.StructuredOutputConfig(grammar=guide.grammar)
    config.do_sample = temperature > 0
    if temperature:
        config.temperature = temperature
        config.rng_seed = 7
    (answer,) = pipeline.generate(["resume"], [config])  # type: ignore[attr-defined]
    (text,) = answer.m_generation_ids
    assert isinstance(json.loads(text), dict)
    assert not any(ord(one) < 32 or ord(one) == 127 for one in text)
