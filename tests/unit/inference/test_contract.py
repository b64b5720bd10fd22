"""Every way in which a served configuration can differ is named."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from string import Template

import pytest
from google.protobuf import text_format
from tritonclient.grpc.model_config_pb2 import TYPE_FP32, TYPE_INT32, TYPE_INT64, ModelConfig

from bole.domain.errors import ErrorReason
from bole.inference.contract import differences, disagreements, identity_of, mismatch
from bole.inference.tensors import INPUTS, OUTPUTS
from build_engine.rendering.templates import SOURCES

VALUES = {
    "bole_model_digest": "a" * 64,
    "bole_tokenizer_sha256": "0" * 64,
    "bole_vocab_size": "152064",
    "bole_max_seq_len": "8192",
    "bole_max_batch_size": "64",
}


def served(kind: str = "cpu") -> ModelConfig:
    """Returns the configuration of a folder of model_repository/."""
    template = Template(Path(SOURCES, kind, "tensorrt_llm", "config.pbtxt").read_text())
    values = dict.fromkeys(template.get_identifiers(), "1") | VALUES
    return text_format.Parse(template.substitute(values), ModelConfig())


def input_named(config: ModelConfig, name: str) -> ModelConfig:
    return next(tensor for tensor in config.input if tensor.name == name)


@pytest.mark.parametrize("kind", sorted(path.name for path in SOURCES.iterdir() if path.name != "shared"))
def test_our_repositories_serve_the_contract(kind: str) -> None:
    assert differences(served(kind)) == []


def test_the_parameters_say_which_model_it_is() -> None:
    identity = identity_of(served())
    assert (identity.model_digest, identity.tokenizer_sha256) == ("a" * 64, "0" * 64)
    assert (identity.vocab_size, identity.max_seq_len, identity.max_batch_size) == (152064, 8192, 64)


@pytest.mark.parametrize("name", [tensor.name for tensor in INPUTS])
def test_each_input_is_compared(name: str) -> None:
    config = served()
    tensor = input_named(config, name)
    wrong, wrong_name = (TYPE_FP32, "FP32") if tensor.data_type != TYPE_FP32 else (TYPE_INT32, "INT32")
    expected = next(tensor for tensor in INPUTS if tensor.name == name)
    tensor.data_type = wrong
    assert differences(config) == [f"input {name}: {expected.data_type} expected, {wrong_name} served"]
    tensor.dims.append(3)
    assert any(found.startswith(f"input {name}: dims [") for found in differences(config))
    config.input.remove(tensor)
    assert len(differences(config)) == 1
    assert differences(config)[0].startswith(f"input {name}: {expected.data_type} [")


@pytest.mark.parametrize("name", [tensor.name for tensor in OUTPUTS])
def test_each_output_is_compared(name: str) -> None:
    config = served()
    tensor = next(tensor for tensor in config.output if tensor.name == name)
    tensor.data_type = TYPE_INT64
    assert differences(config) == [f"output {name}: INT32 expected, INT64 served"]
    config.output.remove(tensor)
    assert [found.partition(":")[0] for found in differences(config)] == [f"output {name}"]


def _rename(config: ModelConfig) -> None:
    config.name = "ensemble"


def _no_batch(config: ModelConfig) -> None:
    config.max_batch_size = 0


def _decouple(config: ModelConfig) -> None:
    config.model_transaction_policy.decoupled = True


def _demand_seed(config: ModelConfig) -> None:
    input_named(config, "seed").optional = False


def _demand_more(config: ModelConfig) -> None:
    config.input.add(name="lora_task_id")


def _no_digest(config: ModelConfig) -> None:
    del config.parameters["bole_model_digest"]


def _bad_digest(config: ModelConfig) -> None:
    config.parameters["bole_tokenizer_sha256"].string_value = "z" * 64


def _bad_number(config: ModelConfig) -> None:
    config.parameters["bole_max_seq_len"].string_value = "0"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (_rename, "name: tensorrt_llm expected, 'ensemble' served"),
        (_no_batch, "max_batch_size: at least 1 expected, 0 served"),
        (_decouple, "decoupled: false expected, true served"),
        (_demand_seed, "input seed: optional expected, required served"),
        (_demand_more, "input lora_task_id: optional expected, required served"),
        (_no_digest, "parameter bole_model_digest: 64 hex digits expected, nothing served"),
        (_bad_digest, f"parameter bole_tokenizer_sha256: 64 hex digits expected, '{'z' * 64}' served"),
        (_bad_number, "parameter bole_max_seq_len: a number above 0 expected, '0' served"),
    ],
)
def test_each_general_difference_is_named(change: Callable[[ModelConfig], None], named: str) -> None:
    config = served()
    change(config)
    assert differences(config) == [named]


def test_one_error_names_all_differences() -> None:
    config = served()
    _decouple(config)
    _demand_seed(config)
    error = mismatch(differences(config))
    assert error.reason is ErrorReason.MODEL_CONTRACT_MISMATCH
    assert "decoupled: false expected, true served; input seed: optional expected, required served" in error.message
    assert error.metadata == {"differences": "2"}


def test_replicas_agree_on_all_but_how_much_each_takes() -> None:
    one = identity_of(served())
    assert disagreements(one, replace(one, max_batch_size=1)) == []
    other = replace(one, model_digest="b" * 64, max_seq_len=4096)
    assert disagreements(one, other) == [
        f"parameter bole_model_digest: {'a' * 64} expected, {'b' * 64} served",
        "parameter bole_max_seq_len: 8192 expected, 4096 served",
    ]
