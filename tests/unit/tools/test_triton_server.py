"""Rendering a Triton repository and reading metrics, without a server."""

from __future__ import annotations

from pathlib import Path

import pytest
from google.protobuf import text_format
from tritonclient.grpc.model_config_pb2 import ModelConfig

from build_engine.errors import BuildError
from build_engine.rendering.templates import SOURCES, fill_config, render_repository
from local_model import find_model
from serve_cpu import cpu_parameters
from triton_metrics import metric, parse_metrics
from triton_server import free_ports

TINY = Path(__file__).resolve().parents[2] / "data" / "models" / "tiny"


def test_a_rendered_repository_is_complete(tmp_path: Path) -> None:
    """It holds the model's modules and the shared ones, and a configuration with every value in it."""
    model = find_model(str(TINY))
    out = render_repository("cpu", tmp_path, cpu_parameters(model, prefix_caching=False))
    assert {"model.py", "contract.py", "triton_glue.py"} <= {file.name for file in (out / "tensorrt_llm/1").iterdir()}
    config = text_format.Parse((out / "tensorrt_llm/config.pbtxt").read_text(), ModelConfig())
    values = {name: parameter.string_value for name, parameter in config.parameters.items()}
    assert values["bole_model_digest"] == model.model_digest
    assert values["bole_max_seq_len"] == "16384"
    assert values["model_path"] == str(TINY / "model.gguf")
    assert values["enable_prefix_caching"] == "false"


def test_a_repository_is_rendered_anew(tmp_path: Path) -> None:
    """What an earlier run left in the model's folder is gone."""
    left = tmp_path / "tensorrt_llm" / "1" / "left.py"
    left.parent.mkdir(parents=True)
    left.touch()
    (tmp_path / "tensorrt_llm" / "config.pbtxt").write_text('parameters { key: "bole_model_digest" }')
    render_repository("cpu", tmp_path, cpu_parameters(find_model(str(TINY))))
    assert not left.exists()


def test_what_was_not_rendered_is_not_replaced(tmp_path: Path) -> None:
    """Neither a model of somebody else nor the templates themselves."""
    own = tmp_path / "tensorrt_llm" / "config.pbtxt"
    own.parent.mkdir()
    own.write_text('name: "tensorrt_llm"')
    with pytest.raises(BuildError, match="was not rendered here"):
        render_repository("cpu", tmp_path, cpu_parameters(find_model(str(TINY))))
    with pytest.raises(BuildError, match="holds the templates"):
        render_repository("cpu", SOURCES / "cpu", cpu_parameters(find_model(str(TINY))))
    assert own.is_file()
    assert (SOURCES / "cpu" / "tensorrt_llm" / "config.pbtxt").is_file()


def test_a_kind_that_does_not_exist_is_told(tmp_path: Path) -> None:
    """By the folder that was looked for."""
    with pytest.raises(BuildError, match="model_repository/none"):
        render_repository("none", tmp_path, {})


@pytest.mark.parametrize(
    ("values", "named"),
    [({"a": 1}, r"without a value: \['b'\]"), ({"a": 1, "b": 2, "c": 3}, r"without a name: \['c'\]")],
)
def test_names_and_values_must_match(values: dict[str, int], named: str) -> None:
    """A name without a value, and a value without a name, are both mistakes."""
    with pytest.raises(BuildError, match=named):
        fill_config("x: ${a} y: ${b}", values)


def test_a_dollar_that_is_no_name_is_a_mistake() -> None:
    """Nothing is left for Triton to read as text."""
    with pytest.raises(BuildError, match="placeholder"):
        fill_config("x: ${} y: ${b}", {"b": 1})


def test_values_are_escaped() -> None:
    """A path may hold whatever a path can hold."""
    awkward = 'C:\\models "new"\n$name'
    config = text_format.Parse(fill_config('name: "${path}"', {"path": awkward}), ModelConfig())
    assert config.name == awkward


def test_free_ports_differ() -> None:
    """All three are held open until all three are known."""
    ports = free_ports()
    assert len({ports.grpc, ports.http, ports.metrics}) == 3


def test_metrics_are_read_by_family_and_labels() -> None:
    """Comments aside."""
    metrics = parse_metrics(
        '# HELP a help\n# TYPE a gauge\na{model="m",version="1"} 2.5\na{model="n",version="1"} 3\nplain 1e+06\n\n'
    )
    assert metrics["a", frozenset({("model", "m"), ("version", "1")})] == 2.5
    assert metric(metrics, "a", model="n") == 3
    assert metric(metrics, "plain") == 1e6
    assert metric(metrics, "a", model="o") is None
