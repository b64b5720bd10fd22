"""Models, GPUs and settings: the figures are the published ones, and what cannot be is refused with what can."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from build_engine.errors import BuildError
from build_engine.specs.gpus import gpu_names, has_fp8, load_gpu
from build_engine.specs.models import MODELS, load_model, model_names
from build_engine.specs.settings import EngineSettings, Precision
from tests.requirements import require_data

SEVEN = load_model("7B")


@pytest.mark.parametrize("name", model_names())
def test_a_shape_has_the_parameters_of_its_model_card(name: str) -> None:
    """Within the rounding of the cards."""
    card = yaml.safe_load(MODELS.read_text())["models"][name]["card_billions"]
    assert load_model(name).parameters / 1e9 == pytest.approx(card, rel=0.01)


def test_the_shape_of_7b_is_that_of_its_configuration() -> None:
    config = json.loads(require_data("tokenizer/qwen2.5-7b-instruct/config.json").read_text())
    assert (SEVEN.hidden_size, SEVEN.layers, SEVEN.vocab_size) == (
        config["hidden_size"],
        config["num_hidden_layers"],
        config["vocab_size"],
    )
    assert (SEVEN.query_heads, SEVEN.kv_heads) == (config["num_attention_heads"], config["num_key_value_heads"])
    assert (SEVEN.intermediate_size, SEVEN.tied_embeddings) == (
        config["intermediate_size"],
        config["tie_word_embeddings"],
    )


def test_7b_by_hand() -> None:
    """Each layer: q and o 3584 x 3584, k and v 3584 x 512, three of 3584 x 18944; then biases and norms."""
    layer = 2 * 3584 * 3584 + 2 * 3584 * 512 + 3 * 3584 * 18944
    assert SEVEN.linear_parameters == 28 * layer
    assert SEVEN.small_parameters == 28 * (3584 + 2 * 512 + 2 * 3584) + 3584
    assert SEVEN.parameters == 7_615_616_512


@pytest.mark.parametrize(
    ("name", "sizes"),
    [("0.5B", (1, 2)), ("1.5B", (1, 2, 4)), ("7B", (1, 2, 4)), ("14B", (1, 2, 4, 8)), ("72B", (1, 2, 4, 8))],
)
def test_the_splits_of_a_model(name: str, sizes: tuple[int, ...]) -> None:
    assert load_model(name).tensor_parallel_sizes() == sizes


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"tensor_parallel": 8}, "cannot be split over 8 GPUs: 28 query heads do not divide by 8. Use --tp 1, 2, 4."),
        ({"tensor_parallel": 3}, "3 is none of 1, 2, 4, 8"),
        ({"max_seq_len": 40_000}, "more than the 32768 tokens that Qwen2.5 was trained for. Add --yarn"),
        ({"max_seq_len": 200_000, "yarn": True}, "more than the 131072 tokens"),
        ({"yarn": True}, "Leave it out"),
        ({"max_batch_size": 0}, "at least 1"),
        ({"max_seq_len": 1024}, "less than the 2048 tokens that a screening takes"),
        ({"kv_memory_fraction": 1.0}, "between 0 and 1"),
        ({"max_num_tokens": 64}, "at least --max-batch-size"),
    ],
)
def test_settings_that_cannot_be_say_what_can(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(BuildError) as caught:
        EngineSettings(model=SEVEN, **changes)
    assert message in str(caught.value)


@pytest.mark.parametrize(("name", "size"), [("72B", 4), ("0.5B", 2)])
def test_int4_groups_are_not_cut_through(name: str, size: int) -> None:
    """29568 / 4 and 896 / 2 are no multiples of 128."""
    with pytest.raises(BuildError, match="whole groups on"):
        EngineSettings(model=load_model(name), tensor_parallel=size, precision=Precision.INT4_AWQ)
    assert EngineSettings(model=SEVEN, tensor_parallel=4, precision=Precision.INT4_AWQ).tensor_parallel == 4


@pytest.mark.parametrize(("tokens", "factor"), [(32_769, 2), (65_536, 2), (65_537, 3), (131_072, 4)])
def test_yarn_stretches_as_far_as_is_needed(tokens: int, factor: int) -> None:
    settings = EngineSettings(model=SEVEN, max_seq_len=tokens, yarn=True)
    assert settings.yarn_factor == factor


def test_names_that_do_not_exist_are_answered_with_those_that_do() -> None:
    with pytest.raises(BuildError, match=r"no Qwen2.5 of size 8B. Sizes are 0\.5B, 1\.5B, 3B, 7B, 14B, 32B, 72B"):
        load_model("8B")
    with pytest.raises(BuildError, match=r"no GPU tpu .* h100, h200"):
        load_gpu("tpu")


@pytest.mark.parametrize("name", gpu_names())
def test_a_gpu_has_fp8_units_where_its_capability_says_so(name: str) -> None:
    gpu = load_gpu(name)
    assert (gpu.fp8_tflops > 0) == has_fp8(gpu.compute_capability)
    assert 0 < gpu.compute_share < 1
    assert 0 < gpu.bandwidth_share < 1
