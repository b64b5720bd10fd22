"""The config.json that trtllm-build writes beside an engine, as far as it is of use here."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from build_engine.building.folders import TOKENIZER, TOKENIZER_INFO, rank_file
from build_engine.building.json_file import read_json
from build_engine.building.manifest import Manifest
from build_engine.building.preflight import NEWEST_VERSION, too_new, version_numbers
from build_engine.specs.settings import TOKENS_PER_BLOCK, Precision

CONFIG = "config.json"

QUANTISATION: dict[Precision, tuple[str | None, str | None]] = {
    Precision.BF16: (None, None),
    Precision.FP8: ("FP8", "FP8"),
    Precision.INT4_AWQ: ("W4A16_AWQ", None),
}
"""What TensorRT-LLM calls a precision: that of the weights, that of keys and values."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Mapping(_Part):
    """How the model is split."""

    tp_size: int
    pp_size: int = 1


class Quantization(_Part):
    """What the weights, and the keys and values, are kept in; None for BF16."""

    quant_algo: str | None = None
    kv_cache_quant_algo: str | None = None


class RotaryScaling(_Part):
    """How positions are stretched."""

    type: str = ""
    factor: float = 1.0


class PretrainedConfig(_Part):
    """The model."""

    architecture: str
    vocab_size: int
    mapping: Mapping
    logits_dtype: str = "float32"
    quantization: Quantization = Quantization()
    rotary_scaling: RotaryScaling | None = None


class PluginConfig(_Part):
    """What in-flight batching, prefix reuse and chunked prompts stand on."""

    remove_input_padding: bool = False
    use_paged_context_fmha: bool = False
    tokens_per_block: int = 0


class BuildConfig(_Part):
    """Limits."""

    max_batch_size: int
    max_seq_len: int
    max_num_tokens: int
    max_beam_width: int = 1
    plugin_config: PluginConfig


class EngineConfig(_Part):
    """One engine."""

    version: str
    pretrained_config: PretrainedConfig
    build_config: BuildConfig


def read_engine_config(engine: Path) -> EngineConfig:
    """Reads the configuration of an engine.

    Raises:
        BuildError: There is none, or it says too little.
    """
    path = engine / CONFIG
    return read_json(
        path,
        EngineConfig,
        missing=f"There is no engine at {engine}: {CONFIG} cannot be read. Run: python -m build_engine build",
        wrong=f"{path} is not of an engine of TensorRT-LLM 1.2",
    )


def disagreements(engine: Path, config: EngineConfig, manifest: Manifest) -> list[str]:
    """Names everything in which an engine is not what its manifest says, or not what can be served."""
    scaling = config.pretrained_config.rotary_scaling
    told, build, plugins = manifest.settings, config.build_config, config.build_config.plugin_config
    pairs: tuple[tuple[str, object, object], ...] = (
        ("version", manifest.versions.tensorrt_llm, config.version),
        ("tp_size", told.tensor_parallel, config.pretrained_config.mapping.tp_size),
        ("pp_size", 1, config.pretrained_config.mapping.pp_size),
        ("architecture", "Qwen2ForCausalLM", config.pretrained_config.architecture),
        ("vocab_size", manifest.model.vocab_size, config.pretrained_config.vocab_size),
        ("logits_dtype", "float32", config.pretrained_config.logits_dtype),
        ("quant_algo", QUANTISATION[told.precision][0], config.pretrained_config.quantization.quant_algo),
        (
            "kv_cache_quant_algo",
            QUANTISATION[told.precision][1],
            config.pretrained_config.quantization.kv_cache_quant_algo,
        ),
        (
            "rotary_scaling",
            told.yarn_factor,
            scaling.factor if scaling is not None and scaling.type == "yarn" else None,
        ),
        ("max_batch_size", told.max_batch_size, build.max_batch_size),
        ("max_seq_len", told.max_seq_len, build.max_seq_len),
        ("max_num_tokens", told.max_num_tokens, build.max_num_tokens),
        ("max_beam_width", 1, build.max_beam_width),
        ("remove_input_padding", True, plugins.remove_input_padding),
        ("use_paged_context_fmha", True, plugins.use_paged_context_fmha),
        ("tokens_per_block", TOKENS_PER_BLOCK, plugins.tokens_per_block),
    )
    found = [f"{name}: {wanted} expected, {there} built" for name, wanted, there in pairs if wanted != there]
    if version_numbers(config.version) > NEWEST_VERSION:
        found.append(too_new(config.version))
    names = [rank_file(rank) for rank in range(told.tensor_parallel)]
    found += [f"{name} is missing" for name in (*names, TOKENIZER, TOKENIZER_INFO) if not (engine / name).is_file()]
    return found
