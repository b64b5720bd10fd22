"""Plans against figures worked out by hand and against published throughputs."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from build_engine.errors import BuildError
from build_engine.planning.comparison import compare
from build_engine.planning.fit import fitting_memory
from build_engine.planning.memory import kv_bytes_per_token, rank_memory, weight_bytes
from build_engine.planning.picture import draw_plan
from build_engine.planning.speed import Workload, estimate
from build_engine.planning.table import print_plan
from build_engine.specs.gpus import load_gpu
from build_engine.specs.models import ModelShape, load_model
from build_engine.specs.settings import EngineSettings, Precision

GIB = 1024**3
SEVEN = EngineSettings(model=load_model("7B"))
LLAMA = ModelShape(
    name="Llama-3.1-8B",
    repository="",
    revision="",
    hidden_size=4096,
    layers=32,
    query_heads=32,
    kv_heads=8,
    head_size=128,
    intermediate_size=14336,
    vocab_size=128_256,
    tied_embeddings=False,
)
LENGTHS = ((128, 128), (500, 2000), (1000, 1000), (2048, 128), (2048, 2048), (5000, 500), (20_000, 2000))
PUBLISHED = {
    "h100": (28837, 16501, 15245, 3557, 9488, 3559, 1401),
    "h200": (29526, 21021, 17538, 3794, 11969, 3988, 1804),
    "l40s": (9105, 4274, 4055, 1067, 2225, 981, 328),
    "a100": (6627, 4277, 3787, 800, 2424, 825, 330),
}
"""Output tokens a second of TensorRT-LLM v0.17 on one GPU (docs/source/performance/perf-overview.md)."""


def test_weights_of_7b_over_four_gpus() -> None:
    """All matrices a quarter each, biases and norms whole: 3.55 GiB a rank in BF16 with the embedding split."""
    linear = 28 * (2 * 3584 * 3584 + 2 * 3584 * 512 + 3 * 3584 * 18944)
    tables = 2 * 152_064 * 3584
    small = 28 * (3584 + 1024 + 7168) + 3584
    assert weight_bytes(SEVEN) == 2 * (linear + tables) // 4 + 2 * small
    assert round(weight_bytes(SEVEN) / GIB, 2) == 3.55


@pytest.mark.parametrize(
    ("precision", "ranks", "gigabytes"),
    [
        ("bf16", 4, 3.81),
        ("bf16", 1, 15.23),
        ("fp8", 4, 2.18),
        ("fp8", 1, 8.71),
        ("int4_awq", 4, 1.39),
        ("int4_awq", 1, 5.55),
    ],
)
def test_weights_in_every_precision(precision: str, ranks: int, gigabytes: float) -> None:
    """FP8: matrices of the layers 6.525 GB. INT4: half a byte and a scale of two for 128. The rest stays in BF16."""
    settings = replace(SEVEN, precision=Precision(precision), tensor_parallel=ranks)
    assert weight_bytes(settings) / 1e9 == pytest.approx(gigabytes, abs=0.006)


@pytest.mark.parametrize(
    ("precision", "ranks", "expected"),
    [
        ("bf16", 4, 14_336),  # 2 x 28 layers x 1 head x 128 x 2 bytes
        ("bf16", 2, 28_672),
        ("bf16", 1, 57_344),
        ("fp8", 4, 7_168),
        ("int4_awq", 4, 14_336),
    ],
)
def test_keys_and_values_of_a_token(precision: str, ranks: int, expected: int) -> None:
    assert kv_bytes_per_token(replace(SEVEN, precision=Precision(precision), tensor_parallel=ranks)) == expected


def test_heads_of_keys_are_repeated_where_there_are_fewer_than_ranks() -> None:
    """1.5B has two: over four ranks each keeps one, and the matrices of k and v grow twofold."""
    small = load_model("1.5B")
    four, two = (EngineSettings(model=small, tensor_parallel=ranks) for ranks in (4, 2))
    assert kv_bytes_per_token(four) == kv_bytes_per_token(two) == 2 * 28 * 128 * 2
    extra = 28 * 2 * 1536 * 2 * 128
    tables = small.embedding_parameters
    assert weight_bytes(four) == round(
        (small.linear_parameters + extra) / 4 * 2 + 2 * (tables / 4 + small.small_parameters)
    )


def test_what_is_left_holds_whole_blocks_of_tokens() -> None:
    memory = rank_memory(SEVEN, 24_564 * 1024**2)
    left = 24_564 * 1024**2 - memory.weights - memory.activations - memory.runtime
    assert memory.kv_tokens == int(left * 0.9) // (14_336 * 32) * 32
    assert memory.weights + memory.activations + memory.runtime + memory.kv_cache + memory.free == memory.total


@pytest.mark.parametrize("name", sorted(PUBLISHED))
def test_estimates_are_near_published_throughputs(name: str) -> None:
    """Within a fifth, for seven mixes of lengths on each of four GPUs."""
    gpu = load_gpu(name)
    settings = EngineSettings(
        model=LLAMA,
        tensor_parallel=1,
        precision=Precision.FP8 if gpu.fp8_tflops else Precision.BF16,
        max_batch_size=1024,
        max_seq_len=32_768,
    )
    memory = rank_memory(settings, gpu.memory_bytes)
    for (prompt, output), published in zip(LENGTHS, PUBLISHED[name], strict=True):
        workload = Workload(shared_tokens=0, own_tokens=prompt, output_tokens=output)
        speed = estimate(settings, gpu, memory, workload)
        assert speed.requests_an_hour * output / 3600 == pytest.approx(published, rel=0.2), (prompt, output)


def test_four_gpus_as_one_are_faster_and_four_apart_carry_more() -> None:
    plan = compare(SEVEN, load_gpu("h100"), 4, Workload())
    single = next(layout for layout in plan.others if layout.settings.tensor_parallel == 1)
    assert plan.asked.title == "1 x TP=4"
    assert single.title == "4 x TP=1"
    assert plan.asked.speed.answer_alone < single.speed.answer_alone
    assert plan.asked.speed.token_alone < single.speed.token_alone
    assert plan.asked.speed.requests_an_hour < single.speed.requests_an_hour


def test_longer_resumes_are_fewer_an_hour() -> None:
    rates = [
        compare(SEVEN, load_gpu("rtx4090d"), 4, Workload(own_tokens=tokens)).asked.speed.requests_an_hour
        for tokens in (1000, 2000, 4000)
    ]
    assert rates == sorted(rates, reverse=True)


@pytest.mark.parametrize(
    ("model", "tp", "precision", "gpu", "gpus", "message"),
    [
        ("7B", 4, "bf16", "h100", 3, "--tp 4 needs 4 GPUs, and there are 3. What would fit: --tp 1 --precision bf16"),
        ("7B", 1, "fp8", "a10", 1, "no FP8 units (8.9 and later have). What would fit: --tp 1 --precision bf16"),
        ("14B", 1, "bf16", "a10", 1, "about 30.7 GiB of each"),
        ("14B", 1, "bf16", "a10", 1, "What would fit: --tp 1 --precision int4_awq."),
        ("72B", 4, "bf16", "a10", 4, "take a smaller --model"),
    ],
)
def test_what_cannot_fit_says_what_would(
    *, model: str, tp: int, precision: str, gpu: str, gpus: int, message: str
) -> None:
    settings = EngineSettings(model=load_model(model), tensor_parallel=tp, precision=Precision(precision))
    card = load_gpu(gpu)
    with pytest.raises(BuildError) as caught:
        fitting_memory(settings, card.memory_bytes, card.compute_capability, gpus)
    assert message in str(caught.value)


def test_what_is_said_to_fit_does_fit() -> None:
    """Also where only shorter texts do."""
    long = EngineSettings(model=load_model("7B"), tensor_parallel=1, max_seq_len=131_072, yarn=True)
    card = load_gpu("rtx4090")
    with pytest.raises(BuildError, match=r"What would fit: .*--tp 1 --precision fp8"):
        fitting_memory(long, card.memory_bytes, card.compute_capability, 1)
    fp8 = replace(long, precision=Precision.FP8)
    assert fitting_memory(fp8, card.memory_bytes, card.compute_capability, 1).kv_tokens >= 131_072
    a10 = load_gpu("a10")
    short = EngineSettings(
        model=load_model("14B"), tensor_parallel=1, precision=Precision.INT4_AWQ, max_seq_len=65_536, yarn=True
    )
    with pytest.raises(BuildError) as caught:
        fitting_memory(short, a10.memory_bytes, a10.compute_capability, 1)
    tokens = int(str(caught.value).rpartition("--max-seq-len ")[2].rstrip("."))
    fits = replace(short, max_seq_len=tokens, yarn=tokens > 32_768)
    assert fitting_memory(fits, a10.memory_bytes, a10.compute_capability, 1).kv_tokens >= tokens


def test_limits_that_take_the_memory_are_named() -> None:
    greedy = EngineSettings(model=load_model("72B"), max_batch_size=100_000, max_num_tokens=2_000_000)
    card = load_gpu("h100")
    with pytest.raises(BuildError, match=r"--max-batch-size 128 --max-num-tokens 8192 --kv-memory-fraction 0\.9\."):
        fitting_memory(greedy, card.memory_bytes, card.compute_capability, 4)


def test_requests_that_are_longer_than_the_engine_takes_are_refused() -> None:
    with pytest.raises(BuildError, match="Requests of 9900 tokens are longer than --max-seq-len 8192"):
        compare(SEVEN, load_gpu("h100"), 4, Workload(own_tokens=8000))


def printed(plan_gpu: str, settings: EngineSettings = SEVEN, gpus: int = 4) -> str:
    out = io.StringIO()
    console = Console(width=200, file=out)
    print_plan(compare(settings, load_gpu(plan_gpu), gpus, Workload()), console)
    return out.getvalue()


def test_a_printed_plan_says_what_is_exact_and_what_is_estimated() -> None:
    text = printed("rtx4090d")
    lines = {line.split("│")[1].strip(): line for line in text.splitlines() if "│" in line}
    assert "3.55 GiB" in lines["weights a rank"]
    assert "14,336 B" in lines["KV a token and rank"]
    assert lines["weights a rank"].rstrip(" │").endswith("exact")
    assert lines["loaded: resumes an hour"].rstrip(" │").endswith("estimate")
    assert "TP=8 is impossible: 28 query heads do not divide by 8." in text
    assert "assumed, not fitted" in text
    assert "fitted to published throughputs" in printed("h100")
    assert "YaRN" not in text
    assert "YaRN stretches all positions" in printed("h100", replace(SEVEN, max_seq_len=65_536, yarn=True))


@pytest.mark.parametrize("suffix", [".svg", ".png"])
def test_a_plan_can_be_drawn(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"plan{suffix}"
    draw_plan(compare(SEVEN, load_gpu("rtx4090d"), 4, Workload()), file)
    content = file.read_bytes()
    assert content.startswith(b"\x89PNG" if suffix == ".png" else b"<?xml")
    assert len(content) > 5000


def test_a_picture_of_no_known_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match=r"ends in \.svg, \.png, \.pdf, not in \.gif"):
        draw_plan(compare(SEVEN, load_gpu("h100"), 4, Workload()), tmp_path / "plan.gif")
