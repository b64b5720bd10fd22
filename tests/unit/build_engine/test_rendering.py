"""Engine to repository: what disagrees is refused by name, and nothing is left unfilled."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from google.protobuf import text_format
from tritonclient.grpc.model_config_pb2 import ModelConfig

from build_engine.building.commands import Kind
from build_engine.building.folders import Folders, partial
from build_engine.building.manifest import file_digests, write_manifest
from build_engine.building.record import manifest_of
from build_engine.errors import BuildError
from build_engine.rendering.repository import repository_of, write_repository
from build_engine.rendering.templates import SOURCES, fill_config
from build_engine.specs.models import load_model
from build_engine.specs.settings import EngineSettings
from tests.unit.build_engine.machines import TOKENIZER_INFO, engine_config, host, write_weights

SETTINGS = EngineSettings(model=load_model("7B"), max_batch_size=64, max_seq_len=16_384)


@pytest.fixture
def engine(tmp_path: Path) -> Path:
    """A finished engine for four GPUs."""
    folders = Folders(root=tmp_path)
    write_weights(folders.weights, SETTINGS.model)
    built = partial(folders.engine)
    built.mkdir()
    for rank in range(4):
        (built / f"rank{rank}.engine").write_bytes(b"engine")
    (built / "tokenizer.json").write_bytes((folders.weights / "tokenizer.json").read_bytes())
    (built / "xgrammar_tokenizer_info.json").write_text(json.dumps(TOKENIZER_INFO))
    limits = {"tp_size": 4, "max_batch_size": 64, "max_seq_len": 16_384, "max_num_tokens": 8192}
    (built / "config.json").write_text(json.dumps(engine_config(limits)))
    write_manifest(manifest_of(SETTINGS, Kind.ENGINE, folders, host()), built)
    return built.rename(folders.engine)


def rendered(engine: Path) -> ModelConfig:
    out = write_repository(repository_of(engine), engine.parent / "repository")
    return text_format.Parse((out / "tensorrt_llm" / "config.pbtxt").read_text(), ModelConfig())


def test_the_rendered_repository_is_what_an_in_flight_batcher_needs(engine: Path) -> None:
    """Parsed strictly: a field or type that Triton does not know would be an error here."""
    config = rendered(engine)
    values = {name: parameter.string_value for name, parameter in config.parameters.items()}
    assert (config.backend, config.max_batch_size) == ("tensorrtllm", 64)
    assert not config.model_transaction_policy.decoupled
    assert values["gpt_model_type"] == "inflight_fused_batching"
    assert values["gpt_model_path"] == str(engine)
    assert values["enable_kv_cache_reuse"] == values["enable_chunked_context"] == "true"
    assert values["batch_scheduler_policy"] == "guaranteed_no_evict"
    assert values["kv_cache_free_gpu_mem_fraction"] == "0.9"
    assert values["guided_decoding_backend"] == "xgrammar"
    assert values["xgrammar_tokenizer_info_path"] == str(engine / "xgrammar_tokenizer_info.json")
    assert values["bole_max_seq_len"] == "16384"
    assert values["bole_tokenizer_sha256"] == file_digests([engine / "tokenizer.json"])["tokenizer.json"]
    assert not any("$" in value for value in values.values())
    assert (engine.parent / "repository" / "tensorrt_llm" / "1").is_dir()


def test_scalars_and_texts_reach_the_backend_as_it_reads_them(engine: Path) -> None:
    """Scalars without a dimension beside that of the batch; tensors of any length are not padded to one."""
    for tensor in rendered(engine).input:
        ragged = tensor.name in {"input_ids", "stop_words_list", "guided_decoding_guide_type", "guided_decoding_guide"}
        assert tensor.allow_ragged_batch == ragged
        assert tensor.HasField("reshape") != ragged
        assert list(tensor.reshape.shape) == []


def change(path: Path, *keys: str, value: object) -> None:
    """Sets one value in a JSON file."""
    content = json.loads(path.read_text())
    part: Any = content
    for key in keys[:-1]:
        part = part[key]
    part[keys[-1]] = value
    path.write_text(json.dumps(content))


@pytest.mark.parametrize(
    ("keys", "value", "message"),
    [
        (("version",), "1.1.0", "version: 1.2.1 expected, 1.1.0 built"),
        (("pretrained_config", "mapping", "tp_size"), 2, "tp_size: 4 expected, 2 built"),
        (("pretrained_config", "vocab_size"), 151_936, "vocab_size: 152064 expected, 151936 built"),
        (("pretrained_config", "architecture"), "LlamaForCausalLM", "architecture: Qwen2ForCausalLM expected"),
        (("build_config", "max_batch_size"), 8, "max_batch_size: 64 expected, 8 built"),
        (("build_config", "max_seq_len"), 8192, "max_seq_len: 16384 expected, 8192 built"),
        (("build_config", "max_beam_width"), 4, "max_beam_width: 1 expected, 4 built"),
        (("build_config", "plugin_config", "use_paged_context_fmha"), False, "use_paged_context_fmha: True expected"),
        (("build_config", "plugin_config", "remove_input_padding"), False, "remove_input_padding: True expected"),
        (("build_config", "plugin_config", "tokens_per_block"), 64, "tokens_per_block: 32 expected, 64 built"),
        (("pretrained_config", "quantization", "quant_algo"), "FP8", "quant_algo: None expected, FP8 built"),
        (("pretrained_config", "quantization", "kv_cache_quant_algo"), "INT8", "kv_cache_quant_algo: None expected"),
        (("pretrained_config", "rotary_scaling"), {"type": "yarn", "factor": 2}, "rotary_scaling: None expected, 2.0"),
    ],
)
def test_an_engine_that_is_not_what_its_manifest_says_is_refused(
    engine: Path, keys: tuple[str, ...], value: object, message: str
) -> None:
    change(engine / "config.json", *keys, value=value)
    with pytest.raises(BuildError, match="cannot be served: ") as caught:
        repository_of(engine)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        (
            "stop_token_ids",
            [151_643],
            r"stop_token_ids of .*: \[151645\] expected, \[151643\] built",
        ),
        ("stop_token_ids", [], r"\[151645\] expected, \[\] built"),
        ("encoded_vocab", [], r"encoded_vocab of xgrammar_tokenizer_info.json: 1 to 152064 tokens expected, 0 built"),
    ],
)
def test_grammars_that_never_let_an_answer_end_are_refused(
    engine: Path, key: str, value: list[int], message: str
) -> None:
    """As where the tokenizer's configuration was that of a base model."""
    change(engine / "xgrammar_tokenizer_info.json", key, value=value)
    with pytest.raises(BuildError, match=message):
        repository_of(engine)


def test_a_file_that_was_exchanged_since_the_build_is_named(engine: Path) -> None:
    (engine / "rank2.engine").write_bytes(b"another")
    with pytest.raises(BuildError, match=r"rank2\.engine has changed since it was built"):
        repository_of(engine)


def test_all_disagreements_are_named_at_once(engine: Path) -> None:
    change(engine / "config.json", "version", value="1.3.0")
    change(engine / "config.json", "build_config", "max_seq_len", value=1)
    (engine / "rank3.engine").unlink()
    (engine / "xgrammar_tokenizer_info.json").unlink()
    with pytest.raises(BuildError) as caught:
        repository_of(engine)
    for part in (
        "1.3.0 built",
        "newer than 1.2.1",
        "max_seq_len",
        "rank3.engine is missing",
        "xgrammar_tokenizer_info",
    ):
        assert part in str(caught.value)


@pytest.mark.parametrize(
    ("break_it", "message"),
    [
        (lambda engine: (engine / "manifest.json").unlink(), "There is no finished engine at"),
        (lambda engine: (engine / "manifest.json").write_text("{}"), "is not a manifest of this version"),
        (lambda engine: (engine / "manifest.json").write_text("?"), "is not a manifest of this version"),
        (lambda engine: (engine / "config.json").unlink(), "There is no engine at"),
        (lambda engine: (engine / "config.json").write_text("{}"), r"is not of an engine of TensorRT-LLM 1\.2"),
        (lambda engine: (engine / "tokenizer.json").unlink(), r"tokenizer\.json is missing"),
        (lambda engine: (engine / "tokenizer.json").write_text("{}"), r"is not the tokenizer of the model"),
        (lambda engine: (engine / "xgrammar_tokenizer_info.json").write_text("[]"), r"is not what it should be"),
    ],
)
def test_an_unfinished_engine_is_not_rendered(engine: Path, break_it: Callable[[Path], object], message: str) -> None:
    break_it(engine)
    with pytest.raises(BuildError, match=message):
        repository_of(engine)


def test_a_value_that_is_a_placeholder_itself_is_refused() -> None:
    """The C++ backend takes `${...}` for a parameter that is not set, and says nothing."""
    with pytest.raises(BuildError, match=r"placeholders themselves: \['engine_dir'\]"):
        fill_config('a: "${engine_dir}"', {"engine_dir": "${engine_dir}"})


def test_a_name_of_the_template_without_a_value_is_refused() -> None:
    template = (SOURCES / "engine" / "tensorrt_llm" / "config.pbtxt").read_text()
    with pytest.raises(BuildError, match=r"names without a value: .*'engine_dir'"):
        fill_config(template, {"bole_max_batch_size": 8})


def test_a_repository_that_is_rendered_anew_leaves_nothing_of_the_old_one(engine: Path) -> None:
    rendered(engine)
    (engine.parent / "repository" / "tensorrt_llm" / "1" / "left.py").touch()
    rendered(engine)
    assert not (engine.parent / "repository" / "tensorrt_llm" / "1" / "left.py").exists()
    assert [path.name for path in (engine.parent / "repository").iterdir()] == ["tensorrt_llm"]


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        (("format",), 2),
        (("settings", "precision"), "int8"),
        (("settings", "kv_memory_fraction"), 7.5),
        (("settings", "tensor_parallel"), 100_000_000),
        (("files",), {"../secret": "0"}),
        (("files",), {"x" * 300: "0"}),
    ],
)
def test_a_manifest_of_another_shape_is_refused(engine: Path, keys: tuple[str, ...], value: object) -> None:
    change(engine / "manifest.json", *keys, value=value)
    with pytest.raises(BuildError, match=r"is not a manifest of this version \("):
        repository_of(engine)


def test_a_manifest_is_only_written_where_an_engine_is(tmp_path: Path) -> None:
    folders = Folders(root=tmp_path)
    write_weights(folders.weights, SETTINGS.model)
    with pytest.raises(BuildError, match="There is no engine at"):
        manifest_of(SETTINGS, Kind.ENGINE, folders, host())
    with pytest.raises(BuildError, match="There is no GPU"):
        manifest_of(SETTINGS, Kind.ENGINE, folders, host(()))
